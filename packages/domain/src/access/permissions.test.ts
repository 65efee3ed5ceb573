import { describe, expect, test } from 'vitest';
import { allVerbs } from '../registry/index.ts';
import { isVerbType, mayRole, PERMISSIONS, type VerbType } from './permissions.ts';
import { ROLES, type Role } from './role.ts';

/** Who may do what, from the table of the design, written by role and not by verb. */
const REPORTS_OF_A_CASE: readonly VerbType[] = [
  'case.register',
  'case.correct',
  'case.note',
  'consent.withdraw',
  'need.identify',
  'referral.report-answer',
  'referral.report-service',
  'referral.report-confirmation',
  'referral.tell-person',
  'followup.record',
  'followup.record-contact-attempt',
];
const ACTS_OF_A_CASE: readonly VerbType[] = [
  'case.settle-answers',
  'case.propose-end',
  'consent.give',
  'need.settle',
  'referral.draft',
  'referral.send',
  'referral.withdraw',
  'referral.cancel',
  'referral.mark-entered-in-error',
];
const FRONT_DESK: readonly VerbType[] = ['enquiry.count', 'enquiry.mark-entered-in-error'];
const AUDIT_RELEASE: readonly VerbType[] = ['audit-export.release', 'audit-export.record-written'];
const WEEKLY_FACTS: readonly VerbType[] = ['service.verify', 'service.change-capacity'];
const DIRECTORY: readonly VerbType[] = [
  'organisation.register',
  'organisation.correct',
  'place.add',
  'place.correct',
  'service.add',
  'service.correct',
];
const ADMINISTRATION: readonly VerbType[] = [
  'office.open',
  'office.correct',
  'authority.register',
  'auditor.register-key',
  'auditor.withdraw-key',
  'worker.introduce',
  'worker.grant-role',
  'worker.end-role',
  'device.connect',
  'device.revoke',
  'holiday.declare',
];
const OF_THE_LAPTOP: readonly VerbType[] = ['device.begin-generation'];
const HELD: readonly VerbType[] = ['held.admit', 'held.turn-away'];

const MAY: Record<Role, readonly VerbType[]> = {
  caseworker: [
    'audit-export.prepare',
    'audit-export.withdraw',
    ...OF_THE_LAPTOP,
    ...REPORTS_OF_A_CASE,
    ...ACTS_OF_A_CASE,
    ...FRONT_DESK,
    ...WEEKLY_FACTS,
  ],
  supervisor: [
    'audit-export.prepare',
    'audit-export.withdraw',
    ...AUDIT_RELEASE,
    ...OF_THE_LAPTOP,
    ...REPORTS_OF_A_CASE,
    ...ACTS_OF_A_CASE,
    ...FRONT_DESK,
    'case.end',
    'case.reopen',
    'case.transfer',
    'case.assign',
    ...WEEKLY_FACTS,
    ...HELD,
  ],
  'directory-officer': [...OF_THE_LAPTOP, ...DIRECTORY, ...WEEKLY_FACTS],
  'governorate-administrator': [...OF_THE_LAPTOP, ...ADMINISTRATION, ...DIRECTORY, ...WEEKLY_FACTS, ...HELD],
  monitoring: [...OF_THE_LAPTOP],
  auditor: [...OF_THE_LAPTOP],
  server: [
    ...OF_THE_LAPTOP,
    'governorate.found',
    ...ADMINISTRATION,
    ...DIRECTORY,
    ...WEEKLY_FACTS,
    ...HELD,
    // what a provider said on its page or by a telephone code
    'referral.report-answer',
    'referral.report-service',
  ],
};

describe('who may do what', () => {
  for (const role of ROLES)
    for (const type of Object.keys(PERMISSIONS) as VerbType[]) {
      const may = MAY[role].includes(type);
      test(`${role} ${may ? 'may' : 'may not'} ${type}`, () => {
        expect(mayRole(role, type)).toBe(may);
      });
    }

  test('every verb has somebody who may, and a row', () => {
    for (const verb of allVerbs()) {
      expect(isVerbType(verb.type), verb.type).toBe(true);
      expect(PERMISSIONS[verb.type as VerbType].length, verb.type).toBeGreaterThan(0);
    }
  });

  test('names of a prototype are not verbs', () => {
    for (const type of ['constructor', '__proto__', 'toString', '']) expect(isVerbType(type)).toBe(false);
  });

  test('nobody outside the office of a case writes in it, save the server with what a provider said', () => {
    for (const verb of allVerbs().filter((one) => one.subject === 'case')) {
      const others = ROLES.filter((role) => !['caseworker', 'supervisor'].includes(role));
      const may = others.filter((role) => mayRole(role, verb.type as VerbType));
      expect(may, verb.type).toEqual(
        ['referral.report-answer', 'referral.report-service'].includes(verb.type) ? ['server'] : [],
      );
    }
  });
});
