import { z } from 'zod';
import { FilledText } from '../shared/text.ts';

const NAME_PART_MAX = 80;
const part = FilledText(NAME_PART_MAX);

/**
 * A person's name as said or as written on the papers, kept to the letter: nothing is trimmed, folded or respelt.
 * Compound names (عبد الرحمن, نور الدين) stay in one field. Only the given name is required; what was not asked is absent.
 */
export const PersonName = z.object({
  given: part,
  father: part.optional(),
  /** The paternal grandfather. */
  grandfather: part.optional(),
  greatGrandfather: part.optional(),
  /** Family name; never asked as tribe or affiliation. */
  family: part.optional(),
  /** The whole name in Latin letters as foreign papers spell it. */
  latin: FilledText(2 * NAME_PART_MAX).optional(),
  /** What people call the person. */
  knownAs: part.optional(),
  motherGiven: part.optional(),
  motherFather: part.optional(),
  motherGrandfather: part.optional(),
});
export type PersonName = z.infer<typeof PersonName>;

/** The parts of the person's own name in the order in which they are spoken. */
export const NAME_PARTS = ['given', 'father', 'grandfather', 'greatGrandfather', 'family'] as const;
export type NamePart = (typeof NAME_PARTS)[number];

/** The name for display: the person's own parts in their order, as typed, without the mother's and without the Latin spelling. */
export function fullName(name: PersonName): string {
  return NAME_PARTS.map((key) => name[key])
    .filter((text) => text !== undefined)
    .join(' ');
}

/** The mother's name for display, or undefined when it was not asked yet. */
export function motherName(name: PersonName): string | undefined {
  const parts = [name.motherGiven, name.motherFather, name.motherGrandfather].filter((text) => text !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}
