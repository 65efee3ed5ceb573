import type { PersonFields, SafeContact } from '@nrm/domain/case';
import type { SubjectRef } from '@nrm/domain/ledger';
import type { Topic, Urgency } from '@nrm/domain/need';
import type { ReferralMethod } from '@nrm/domain/referral';
import type {
  CaseId,
  ConsentId,
  EntryId,
  LocalDate,
  NeedId,
  OrganisationId,
  ReferralId,
  ServiceId,
} from '@nrm/domain/shared';
import type { World } from '../simulation/governorate.ts';
import { type Colleague, daysAgo, type Scribe } from './scribe.ts';

/** A service as a story needs it. */
export interface KnownService {
  readonly organisation: OrganisationId;
  readonly service: ServiceId;
  readonly organisationName: string;
  readonly serviceName: string;
  readonly topics: readonly Topic[];
  readonly method: ReferralMethod;
  readonly districts: readonly string[];
}

/** How a referral of the demonstration stands, and how many of a hundred stand so: not a success story. */
export const STATES = [
  ['both', 34],
  ['provider-only', 8],
  ['person-only', 3],
  ['in-service', 16],
  ['waiting', 10],
  ['past-date', 7],
  ['no-response', 6],
  ['declined', 8],
  ['not-attended', 5],
  ['withdrawn', 2],
  ['disputed', 1],
] as const;
export type ReferralStory = (typeof STATES)[number][0];

export interface InventedPerson {
  readonly given: string;
  readonly father: string;
  readonly sex: 'female' | 'male';
  readonly yearOfBirth: number;
  readonly district: string;
  readonly cameBack: 'from-abroad-assisted' | 'from-abroad-unassisted' | 'from-displacement';
  readonly topic: Topic;
  readonly urgency: Urgency;
  readonly words: string;
  readonly missingPapers: boolean;
  /** What they find hard in daily life, in their own words; until an assessment asks for it, it is a note. */
  readonly difficulty?: string;
  readonly phone: string | null;
  /** What is known beyond the registration; absent: nothing. */
  readonly details?: PersonFields;
  readonly calling?: Pick<SafeContact, 'safeToCall' | 'hours' | 'codeWord'>;
}

export interface Chapter {
  readonly world: World;
  readonly scribe: Scribe;
  readonly by: Colleague;
  readonly supervisor: Colleague;
  readonly today: LocalDate;
}

export interface OpenFile {
  readonly subject: SubjectRef;
  readonly need: NeedId;
}

const FOLLOW_UP_WORDS = [
  'بخير، ينتظر الجواب',
  'تسأل عن الموعد',
  'لا جديد',
  'يشكر المتابعة',
  'الطفل بدأ الدوام',
  'يحتاج موعداً آخر',
] as const;

/** Registration and first need, so many days ago. */
export function register({ world, scribe, by, today }: Chapter, person: InventedPerson, ago: number): OpenFile {
  const subject: SubjectRef = { kind: 'case', id: world.newId() as CaseId };
  const need = world.newId() as NeedId;
  const calling = person.calling ?? { safeToCall: 'yes', hours: '', codeWord: '' };
  const { birthDate, ...details } = person.details ?? {};
  scribe.write(daysAgo(today, ago), by, [
    {
      type: 'case.register',
      subject,
      intent: {
        consentToKeep: { method: world.random() < 0.6 ? 'spoken' : 'signed' },
        demonstration: true,
        person: {
          givenName: person.given,
          fatherName: person.father,
          sex: person.sex,
          // Who knows the day knows the year.
          yearOfBirth: { year: person.yearOfBirth, precision: world.random() < 0.7 || birthDate ? 'exact' : 'about' },
          ...(birthDate && { birthDate }),
          district: person.district,
          cameBack: person.cameBack,
          missingPapers: person.missingPapers,
          safeContact: {
            by: person.phone ? 'phone' : 'comes-to-office',
            phone: person.phone,
            safeToCall: person.phone ? calling.safeToCall : 'not-asked',
            mayLeaveMessage: person.phone && world.random() < 0.4 && calling.safeToCall === 'yes' ? 'yes' : 'no',
            hours: person.phone ? calling.hours : '',
            codeWord: person.phone ? calling.codeWord : '',
          },
          ...details,
          ...(details.priority === undefined &&
            world.random() < 0.45 && {
              priority: pick(world, ['ordinary', 'ordinary', 'medium', 'medium', 'high', 'urgent'] as const),
            }),
        },
      },
    },
    {
      type: 'need.identify',
      subject,
      intent: { need, topic: person.topic, urgency: person.urgency, words: person.words },
    },
    ...(person.difficulty ? [{ type: 'case.note', subject, intent: { words: person.difficulty } }] : []),
  ]);
  return { subject, need };
}

/** Somebody looked in so many days ago, and said in how many days from today they would again. */
export function lookIn(
  { scribe, by, today }: Chapter,
  { subject }: OpenFile,
  { ago, nextIn, kind, words }: FollowUp,
): void {
  scribe.write(daysAgo(today, ago), by, [
    { type: 'followup.record', subject, intent: { kind, words, nextOn: daysAgo(today, -nextIn) } },
  ]);
}

export interface FollowUp {
  readonly ago: number;
  readonly nextIn: number;
  readonly kind: 'visit' | 'call' | 'office' | 'message';
  readonly words: string;
}

/** Most of what was agreed lies ahead; where it may be late, some of it is. */
export function followUpOf({ world }: Chapter, { phone }: InventedPerson, ago: number, mayBeLate: boolean): FollowUp {
  const isLate = world.random() < 0.06 && mayBeLate;
  return {
    ago: Math.min(ago, 3 + Math.floor(world.random() * 12)),
    nextIn: isLate ? -2 : 1 + Math.floor(world.random() * 18),
    kind: phone ? 'call' : 'office',
    words: pick(world, FOLLOW_UP_WORDS),
  };
}

/** Draft, consent and sending in one act, as the button does it. */
export function refer(
  { world, scribe, by, today }: Chapter,
  { subject, need }: OpenFile,
  service: KnownService,
  ago: number,
  urgency: Urgency = 'normal',
): { referral: ReferralId; consent: ConsentId } {
  const referral = world.newId() as ReferralId;
  const consent = world.newId() as ConsentId;
  const recipient = { organisation: service.organisation, service: service.service };
  const fields = ['given-name', 'sex', 'year-of-birth', 'safe-contact', 'need'] as const;
  scribe.write(daysAgo(today, ago), by, [
    {
      type: 'referral.draft',
      subject,
      intent: {
        referral,
        need,
        recipient,
        organisationName: service.organisationName,
        serviceName: service.serviceName,
        method: service.method,
        urgency,
        fields: [...fields],
        reasons: [],
      },
    },
    {
      type: 'consent.give',
      subject,
      intent: { consent, recipient, recipientName: service.organisationName, fields: [...fields], method: 'spoken' },
    },
    { type: 'referral.send', subject, intent: { referral, consent, override: null, words: '' } },
  ]);
  return { referral, consent };
}

/** What the world says about a referral, so many days ago. */
export function reporter({ scribe, by, today }: Chapter, { subject }: OpenFile, referral: ReferralId) {
  const write = (ago: number, type: string, intent: object): EntryId =>
    scribe.write(daysAgo(today, Math.max(0, ago)), by, [
      { type, subject, intent: { referral, words: '', ...intent } },
    ])[0] as EntryId;
  return {
    answer: (ago: number, answer: string, reason: string | null = null, words = '') =>
      write(ago, 'referral.report-answer', { answer, reason, words, source: 'staff' }),
    service: (
      ago: number,
      status: string,
      reason: string | null = null,
      appointmentOn: LocalDate | null = null,
      words = '',
    ) => write(ago, 'referral.report-service', { status, reason, appointmentOn, words, source: 'staff' }),
    confirmation: (ago: number, confirmation: 'confirmed' | 'disputed', words = '') =>
      write(ago, 'referral.report-confirmation', { confirmation, words, source: 'client' }),
    tell: (ago: number, about: EntryId) => write(ago, 'referral.tell-person', { about }),
  };
}

/**
 * Lets a referral stand as its story says.
 * @returns how many days ago it was last told of, at most; null when the follow-up was ended with it
 */
export function tellStory(
  chapter: Chapter,
  file: OpenFile,
  service: KnownService,
  story: ReferralStory,
): number | null {
  const { world, scribe, by, today } = chapter;
  const recent =
    story === 'waiting'
      ? 1 + Math.floor(world.random() * 5)
      : story === 'past-date'
        ? 22 + Math.floor(world.random() * 12)
        : 50 + Math.floor(world.random() * 120);
  const { referral, consent } = refer(chapter, file, service, recent);
  const say = reporter(chapter, file, referral);
  const accepted = () => say.tell(recent - 5, say.answer(recent - 4, 'accepted'));
  const appointment = () =>
    say.tell(recent - 8, say.service(recent - 8, 'scheduled', null, daysAgo(today, recent - 12)));
  switch (story) {
    case 'waiting':
    case 'past-date':
      break;
    case 'both':
      accepted();
      appointment();
      say.service(recent - 12, 'attended');
      say.service(recent - 30, 'completed');
      say.confirmation(recent - 36, 'confirmed');
      scribe.write(daysAgo(today, recent - 36), by, [
        { type: 'need.settle', subject: file.subject, intent: { need: file.need, how: 'met', words: '' } },
      ]);
      if (world.random() < 0.6) {
        scribe.write(daysAgo(today, recent - 40), chapter.supervisor, [
          { type: 'case.end', subject: file.subject, intent: { reason: 'needs-met', words: 'اكتملت المتابعة' } },
        ]);
        return null;
      }
      break;
    case 'provider-only':
      accepted();
      say.service(recent - 30, 'completed');
      break;
    case 'person-only':
      say.confirmation(recent - 25, 'confirmed');
      break;
    case 'in-service':
      accepted();
      appointment();
      say.service(recent - 12, 'in-service');
      break;
    case 'no-response':
      say.answer(recent - 20, 'no-response');
      break;
    case 'declined':
      say.answer(recent - 6, 'declined', pick(world, ['no-capacity', 'not-eligible', 'too-far', 'papers-missing']));
      break;
    case 'not-attended':
      accepted();
      appointment();
      say.service(recent - 12, 'not-attended', 'لم يتمكن من الحضور في الموعد');
      break;
    case 'withdrawn':
      scribe.write(daysAgo(today, recent - 3), by, [
        { type: 'consent.withdraw', subject: file.subject, intent: { consent } },
        { type: 'referral.withdraw', subject: file.subject, intent: { referral, words: '' } },
      ]);
      break;
    case 'disputed':
      accepted();
      say.service(recent - 30, 'completed');
      say.confirmation(recent - 35, 'disputed', 'يقول إنه لم يحصل على الخدمة كاملة');
      break;
  }
  return Math.min(recent, 14);
}

export const pick = <T>({ random }: World, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)] as T;
