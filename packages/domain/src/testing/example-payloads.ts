import type { VerbType } from '../access/permissions.ts';
import type { Json } from '../ledger/canonical.ts';
import { FIXED_DAY, ids } from './fixed-ids.ts';
import { testKeyPair } from './node-crypto.ts';

/** Verbs of the directory are described beside their own subject; they join the table when they are registered. */
type DirectoryVerb = Extract<VerbType, `organisation.${string}` | `place.${string}` | `service.${string}`>;

type ExamplePayloads = Record<Exclude<VerbType, DirectoryVerb>, Json> & Partial<Record<DirectoryVerb, Json>>;

const names = { ar: 'نينوى', en: 'Ninewa', ckb: 'نەینەوا' };

/**
 * One payload of every verb, version 1, with every optional part filled in. Golden files are made from it: an example is
 * never changed, only added.
 */
export const EXAMPLE_PAYLOADS = {
  'case.register': {
    number: '01260010001',
    office: ids.office,
    consentToKeep: { method: 'spoken' },
    person: {
      givenName: 'عبد الرحمن',
      fatherName: 'يوسف',
      sex: 'male',
      yearOfBirth: { year: 1988, precision: 'about' },
      district: 'IQG15Q05',
      cameBack: 'from-abroad-assisted',
      safeContact: {
        by: 'phone',
        phone: '+9647701234567',
        safeToCall: 'yes',
        mayLeaveMessage: 'no',
        hours: '16–18',
        codeWord: 'زيتون',
      },
    },
    demonstration: true,
  },
  'case.correct': { changes: { familyName: 'الحمداني', priority: 'high', householdSize: 6, missingPapers: true } },
  'case.settle-answers': { field: 'priority', chosen: ids.entry },
  'case.note': { words: 'Asked about the school of the two children.\nWill come back on Thursday.' },
  'case.propose-end': { reason: 'needs-met', words: 'All three referrals are closed.' },
  'case.end': { reason: 'needs-met', words: 'Agreed.' },
  'case.reopen': { words: 'Came back: the shop was lost.' },
  'case.transfer': { toOffice: ids.otherOffice, words: 'The family moved.' },
  'case.assign': { worker: ids.caseworker },
  'consent.give': {
    consent: ids.consent,
    recipient: { organisation: ids.organisation, service: ids.service },
    recipientName: 'مركز التدريب المهني، الموصل',
    fields: ['given-name', 'safe-contact', 'need'],
    method: 'thumbprint',
  },
  'consent.withdraw': { consent: ids.consent, words: 'Does not want it known any more.' },
  'need.identify': {
    need: ids.need,
    topic: 'vocational-training',
    urgency: 'normal',
    words: 'Wants to learn welding.',
  },
  'need.settle': { need: ids.need, how: 'met', words: '' },
  'referral.draft': {
    referral: ids.referral,
    need: ids.need,
    recipient: { organisation: ids.organisation, service: ids.service },
    organisationName: 'مركز التدريب المهني',
    serviceName: 'Welding course',
    method: 'client-slip',
    urgency: 'normal',
    fields: ['given-name', 'safe-contact'],
    reasons: [
      { answer: 'yes', code: 'serves-district' },
      { answer: 'unknown', code: 'capacity' },
    ],
  },
  'referral.send': {
    referral: ids.referral,
    consent: ids.consent,
    override: null,
    slipCode: '4821936050',
    dueOn: '2026-03-15',
    words: 'Mornings suit him better.',
  },
  'referral.withdraw': { referral: ids.referral, words: 'Found work.' },
  'referral.cancel': { referral: ids.referral, words: 'The course was closed.' },
  'referral.mark-entered-in-error': { referral: ids.referral, words: '' },
  'referral.report-answer': {
    referral: ids.referral,
    answer: 'declined',
    reason: 'no-capacity',
    words: 'Next course in May.',
    source: 'staff',
  },
  'referral.report-service': {
    referral: ids.referral,
    status: 'scheduled',
    reason: null,
    appointmentOn: '2026-03-20',
    words: '',
    source: 'phone-code',
  },
  'referral.report-confirmation': {
    referral: ids.referral,
    confirmation: 'not-reached',
    words: '',
    source: 'staff',
    attempts: [
      { on: '2026-03-21', hour: 9 },
      { on: '2026-03-22', hour: 17 },
      { on: '2026-03-24', hour: 9 },
    ],
  },
  'referral.tell-person': { referral: ids.referral, about: ids.entry, words: 'Told by phone.' },
  'followup.record': { kind: 'visit', words: 'The roof is mended.', nextOn: '2026-03-29' },
  'followup.record-contact-attempt': { outcome: 'no-answer', referral: ids.referral, words: '' },
  'office.open': {
    office: ids.office,
    names: { ar: 'مكتب الموصل', en: 'Mosul office', ckb: 'نووسینگەی مووسڵ' },
    authority: ids.authority,
    number: 1,
    phone: '+964600000001',
    districts: ['IQG15Q05'],
  },
  'office.correct': {
    names: { ar: 'مكتب الموصل الأيمن', en: 'Mosul office, right bank' },
    authority: ids.authority,
    phone: '+964600000002',
    districts: ['IQG15Q05', 'IQG15Q02'],
  },
  'governorate.found': {
    governorate: ids.governorate,
    names,
    demonstration: true,
    server: {
      worker: ids.server,
      name: 'Ninewa server',
      device: ids.serverDevice,
      publicKey: testKeyPair('server').publicKey,
    },
  },
  'authority.register': {
    authority: ids.authority,
    names: {
      ar: 'وزارة الهجرة والمهجرين',
      en: 'Ministry of Migration and Displacement',
      ckb: 'وەزارەتی کۆچ و کۆچبەران',
    },
    letterhead: ['جمهورية العراق', 'وزارة الهجرة والمهجرين'],
    hotline: '6666',
  },
  'worker.introduce': { worker: ids.caseworker, name: 'سارة أحمد' },
  'worker.grant-role': { worker: ids.caseworker, role: 'caseworker', office: ids.office },
  'worker.end-role': { worker: ids.caseworker, role: 'caseworker', office: ids.office },
  'device.connect': {
    device: ids.device,
    office: ids.office,
    number: 1,
    publicKey: testKeyPair('device').publicKey,
  },
  'device.revoke': { device: ids.device, reason: 'Stolen on the road.' },
  'holiday.declare': { days: ['2026-03-20', '2026-03-21', FIXED_DAY] },
  'held.admit': { entry: ids.entry, reason: 'Written before she left.' },
  'held.turn-away': { entry: ids.otherEntry, reason: 'Not hers to write.' },
} as const satisfies ExamplePayloads;
