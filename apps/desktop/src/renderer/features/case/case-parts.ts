/** The parts of a case file, in the order of their tabs; each is an address: '/case/$id/$part'. */
export const CASE_PARTS = ['story', 'person', 'needs', 'referrals', 'follow-up', 'consents'] as const;
export type CasePart = (typeof CASE_PARTS)[number];
