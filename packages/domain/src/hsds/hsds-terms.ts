/**
 * What HSDS has no column for travels as its own attributes with terms of this taxonomy: `topic/legal`, `sex/female`,
 * `referral-method/phone`; facts with a value (`funded-until`) have it in `attributes.value`. A reader that does not know
 * the taxonomy loses only these.
 */
export const NRM_TAXONOMY = 'nrm';

/** A term as `name/value` or as a name whose value stands in the attribute. */
export interface Term {
  readonly name: string;
  readonly value: string;
}

export const parseTerm = (code: string, attributeValue: string): Term => {
  const slash = code.indexOf('/');
  return slash < 0
    ? { name: code, value: attributeValue }
    : { name: code.slice(0, slash), value: code.slice(slash + 1) };
};

/** The values of a name that are in a closed list; any other is not ours. */
export const listedTerms = <Value extends string>(
  terms: readonly Term[],
  name: string,
  allowed: readonly Value[],
): Value[] => {
  const values = new Set(terms.filter((term) => term.name === name).map((term) => term.value));
  return [...values].filter((value): value is Value => (allowed as readonly string[]).includes(value));
};

export const findTerm = (terms: readonly Term[], name: string): string | undefined =>
  terms.find((term) => term.name === name)?.value;

export const TERM_NAMES = {
  service: [
    'topic',
    'sex',
    'came-back',
    'accessibility',
    'referral-method',
    'shared-field',
    'funded-until',
    'places-left',
    'waiting-weeks',
    'name-ckb',
  ],
  organization: ['organisation-type', 'police-desk', 'agreement-until', 'lead-office', 'demonstration', 'name-ckb'],
  location: ['place-kind', 'landmark', 'name-ckb'],
} as const satisfies Record<string, readonly string[]>;
export type TermEntity = keyof typeof TERM_NAMES;

export const isTermEntity = (entity: string): entity is TermEntity => Object.hasOwn(TERM_NAMES, entity);
