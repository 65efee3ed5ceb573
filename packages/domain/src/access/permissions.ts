import { ROLES, type Role } from './role.ts';

/**
 * Who may do what: verb x roles. Office roles act within their office, the others in the whole governorate. The same
 * table is asked by the screen, by the laptop before appending, and by the server at arrival.
 */
const CASE_STAFF: readonly Role[] = ['caseworker', 'supervisor'];
const SUPERVISOR: readonly Role[] = ['supervisor'];
const ADMINISTRATION: readonly Role[] = ['governorate-administrator', 'server'];
const DIRECTORY: readonly Role[] = ['directory-officer', 'governorate-administrator', 'server'];
/** The weekly call: whoever speaks to the provider may write down what they heard. */
const WEEKLY_CALL: readonly Role[] = [
  'caseworker',
  'supervisor',
  'directory-officer',
  'governorate-administrator',
  'server',
];

/** What a laptop itself has to tell, whoever happens to be signed in on it. */
const WHOEVER_IS_THERE: readonly Role[] = ROLES;

export const PERMISSIONS = {
  'case.register': CASE_STAFF,
  'case.correct': CASE_STAFF,
  'case.settle-answers': CASE_STAFF,
  'case.note': CASE_STAFF,
  'case.propose-end': CASE_STAFF,
  'case.end': SUPERVISOR,
  'case.reopen': SUPERVISOR,
  'case.transfer': SUPERVISOR,
  'case.assign': SUPERVISOR,
  'consent.give': CASE_STAFF,
  'consent.withdraw': CASE_STAFF,
  'need.identify': CASE_STAFF,
  'need.settle': CASE_STAFF,
  'referral.draft': CASE_STAFF,
  'referral.send': CASE_STAFF,
  'referral.withdraw': CASE_STAFF,
  'referral.cancel': CASE_STAFF,
  'referral.mark-entered-in-error': CASE_STAFF,
  // The server writes what a provider said on its page or by a telephone code.
  'referral.report-answer': [...CASE_STAFF, 'server'],
  'referral.report-service': [...CASE_STAFF, 'server'],
  'referral.report-confirmation': CASE_STAFF,
  'referral.tell-person': CASE_STAFF,
  'followup.record': CASE_STAFF,
  'followup.record-contact-attempt': CASE_STAFF,
  'enquiry.count': CASE_STAFF,
  'enquiry.mark-entered-in-error': CASE_STAFF,
  'audit-export.prepare': CASE_STAFF,
  'audit-export.release': SUPERVISOR,
  'audit-export.withdraw': CASE_STAFF,
  'audit-export.record-written': SUPERVISOR,
  'organisation.register': DIRECTORY,
  'organisation.correct': DIRECTORY,
  'place.add': DIRECTORY,
  'place.correct': DIRECTORY,
  'service.add': DIRECTORY,
  'service.correct': DIRECTORY,
  'service.verify': WEEKLY_CALL,
  'service.change-capacity': WEEKLY_CALL,
  'office.open': ADMINISTRATION,
  'office.correct': ADMINISTRATION,
  'governorate.found': ['server'],
  'authority.register': ADMINISTRATION,
  'auditor.register-key': ADMINISTRATION,
  'auditor.withdraw-key': ADMINISTRATION,
  'worker.introduce': ADMINISTRATION,
  'worker.grant-role': ADMINISTRATION,
  'worker.end-role': ADMINISTRATION,
  'device.connect': ADMINISTRATION,
  'device.revoke': ADMINISTRATION,
  'device.begin-generation': WHOEVER_IS_THERE,
  'holiday.declare': ADMINISTRATION,
  'held.admit': [...SUPERVISOR, ...ADMINISTRATION],
  'held.turn-away': [...SUPERVISOR, ...ADMINISTRATION],
} as const satisfies Record<string, readonly Role[]>;

export type VerbType = keyof typeof PERMISSIONS;
export const isVerbType = (type: string): type is VerbType => Object.hasOwn(PERMISSIONS, type);
export const mayRole = (role: Role, type: VerbType): boolean => (PERMISSIONS[type] as readonly Role[]).includes(role);
