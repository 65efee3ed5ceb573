import { z } from 'zod';
import { REFUSAL_CODES } from './refusal-codes.ts';

/**
 * "No, because": a tagged value that travels from a rule to the button that was pressed, and from the server to the
 * laptop that asked. The code names a sentence in the catalogues (`refusals.json`); nothing in it identifies a person.
 */
export const Refusal = z.object({
  code: z.enum(REFUSAL_CODES),
  /** Where in the payload the trouble is, as a dotted path, so that the message can stand beside the field. */
  field: z.string().max(200).optional(),
  /** What would be allowed instead: entry types or values, in the words of the registry. */
  allowed: z.array(z.string().max(80)).max(40).optional(),
  /** Numbers and codes for the sentence (a limit, a day); never something typed about a person. */
  params: z.record(z.string(), z.union([z.string().max(80), z.number()])).optional(),
});
export type Refusal = z.infer<typeof Refusal>;
export type RefusalCode = (typeof REFUSAL_CODES)[number];
