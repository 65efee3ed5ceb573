import type { Role } from '@nrm/domain/access';
import type { CaseState, PersonField, Priority } from '@nrm/domain/case';
import type { Enquiry } from '@nrm/domain/enquiry';
import type { HistoryCut, Names } from '@nrm/domain/governorate';
import type { Language } from '@nrm/domain/language';
import type { Outcome } from '@nrm/domain/ledger';
import type { MatchedService } from '@nrm/domain/matching';
import { Topic as NeedTopic, type Urgency } from '@nrm/domain/need';
import type { OrganisationState, ServiceState, ServiceWords } from '@nrm/domain/organisation';
import {
  type Answer,
  type Confirmation,
  ENDINGS,
  type Ending,
  type Sending,
  type ServiceStatus,
} from '@nrm/domain/referral';
import {
  type ActId,
  CaseId,
  DeviceId,
  EntryId,
  type Instant,
  type LocalDate,
  NeedId,
  type OccurredOn,
  type OfficeId,
  OrganisationId,
  type ReferralId,
  type Refusal,
  ServiceId,
  type WorkerId,
} from '@nrm/domain/shared';
import type { Task } from '@nrm/domain/task';
import { z } from 'zod';
import type { FaultCode, PlainFault } from '../core/faults.ts';
import type { AuditState, ChosenFiles } from './audit.ts';
import type { BundleState } from './bundles.ts';

/** Questions the screens ask, by name: what they take, and what they answer. Reading only. */

/** Before and after signing in. */
export interface SessionState {
  /** Chosen on this laptop; null until somebody did. */
  readonly language: Language | null;
  /** This laptop belongs to an office. */
  readonly connected: boolean;
  readonly demonstration: boolean;
  readonly training: boolean;
  readonly governorate: { readonly id: string; readonly names: Names } | null;
  readonly office: {
    readonly id: OfficeId;
    readonly names: Names;
    readonly number: number;
    readonly phone: string;
  } | null;
  readonly authority: {
    readonly names: Names;
    readonly letterhead: readonly string[];
    readonly hotline: string | null;
  } | null;
  /** Who may sign in on this laptop. */
  readonly workers: readonly { readonly id: WorkerId; readonly name: string; readonly roles: readonly Role[] }[];
  /** Every office of the governorate, for handing a file over. */
  readonly offices: readonly { readonly id: OfficeId; readonly names: Names }[];
  /** Workers of this office who cannot sign in here yet. */
  readonly colleagues: readonly { readonly id: WorkerId; readonly name: string }[];
  readonly signedIn: { readonly worker: WorkerId; readonly name: string; readonly roles: readonly Role[] } | null;
  readonly device: DeviceId | null;
}

/** A laptop that began its history anew: somebody should look whether there is a second one. */
export interface CutLaptop {
  readonly number: number;
  readonly cutBy: HistoryCut;
}

export interface SyncState {
  /** The switch of the demonstration, or the person's own "work offline". */
  readonly networkOn: boolean;
  /** Somebody said that the line costs money or is slow. */
  readonly isMetered: boolean;
  readonly connected: boolean;
  /** Acts kept on this laptop that the server has not acknowledged whole. */
  readonly waiting: number;
  /** "The server has everything up to ..." */
  readonly serverHasUpTo: Instant | null;
  readonly lastReceived: Instant | null;
  /** When nothing was left to send and nothing to receive, also before this session. */
  readonly evenAt: Instant | null;
  /** When this laptop sends and receives by itself next; null where it belongs to no office. */
  readonly nextNight: Instant | null;
  /** Whether the scheduler of this computer keeps the night while the program is closed; null: it was never told. */
  readonly scheduled: 'taken' | 'not-taken' | 'removed' | null;
  /** The last night that was kept; `sealed`: while everybody was signed out. */
  readonly night: { readonly at: Instant; readonly how: 'signed-in' | 'sealed' } | null;
  /** The last try of a night that was not kept since. */
  readonly missed: { readonly at: Instant; readonly fault: FaultCode } | null;
  /** Things that could not hold, and values with two answers. */
  readonly toSettle: number;
  readonly fault: PlainFault | null;
}

/** One line of a list of people. */
export interface PersonRow {
  readonly id: CaseId;
  readonly number: string;
  readonly fullName: string;
  readonly latinName: string | null;
  readonly sex: 'female' | 'male';
  readonly yearOfBirth: number | null;
  readonly district: string;
  readonly priority: Priority | null;
  readonly status: 'open' | 'ended';
  readonly responsible: WorkerId;
  readonly openNeeds: number;
  readonly openReferrals: number;
  readonly lastActivityOn: LocalDate;
  /** Written here and not yet acknowledged. */
  readonly waiting: boolean;
}

export interface TaskRow extends Task {
  readonly case: CaseId;
  readonly caseNumber: string;
  readonly fullName: string;
  readonly priority: Priority | null;
  readonly responsible: WorkerId;
  readonly serviceName: string | null;
  readonly organisationName: string | null;
}

export interface ReferralRow {
  readonly referral: ReferralId;
  readonly case: CaseId;
  readonly caseNumber: string;
  readonly fullName: string;
  readonly organisation: OrganisationId;
  readonly organisationName: string;
  readonly serviceName: string;
  /** null when its need is an entry that could not hold */
  readonly topic: NeedTopic | null;
  readonly urgency: Urgency;
  readonly sending: Sending;
  readonly answer: Answer | null;
  readonly service: ServiceStatus | null;
  readonly confirmation: Confirmation | null;
  readonly ending: Ending | null;
  readonly sentOn: LocalDate | null;
  readonly dueOn: LocalDate | null;
  readonly slipCode: string | null;
}

/** One entry of the story, as it can be read aloud: who did what, when, from where. */
export interface StoryItem {
  readonly entry: EntryId;
  readonly type: string;
  readonly payload: unknown;
  readonly author: { readonly worker: WorkerId; readonly name: string; readonly role: Role };
  readonly at: Instant;
  readonly clockSuspect: boolean;
  readonly occurredOn: OccurredOn;
  readonly device: DeviceId;
  readonly thisLaptop: boolean;
  /** null while the server has not heard of it */
  readonly outcome: Outcome | null;
  readonly refusal: Refusal | null;
}

export interface CaseFile {
  readonly id: CaseId;
  readonly state: CaseState;
  readonly fullName: string;
  readonly responsibleName: string;
  /** Who may be made responsible: whoever works on files of its office now. */
  readonly staff: readonly { readonly worker: WorkerId; readonly name: string }[];
  readonly waiting: boolean;
  /** This release cannot read something newer in the file. */
  readonly needsUpdate: boolean;
  readonly story: readonly StoryItem[];
  readonly tasks: readonly Task[];
}

export interface ServiceRow {
  readonly organisation: OrganisationId;
  readonly service: ServiceId;
  readonly organisationState: Pick<OrganisationState, 'names' | 'type' | 'phone' | 'policeDesk'>;
  readonly state: ServiceState;
  /** Whole days since somebody verified it; null when nobody ever did. */
  readonly verifiedDaysAgo: number | null;
}

/** What could not hold, or waits for a person: shown with its reason, its text kept. */
export interface UnsettledItem {
  readonly entry: EntryId;
  /** What was written in one act is decided in one. */
  readonly act: ActId;
  readonly type: string;
  readonly payload: unknown;
  readonly case: CaseId | null;
  readonly fullName: string | null;
  readonly authorName: string;
  readonly at: Instant;
  readonly outcome: Exclude<Outcome, 'applied'>;
  readonly refusal: Refusal | null;
  /** What somebody decided about it while it was held; the server judges it again when it hears of that. */
  readonly decided: HeldDecision | null;
}
export interface HeldDecision {
  readonly decision: 'admitted' | 'turned-away';
  /** Null where the words were struck out. */
  readonly reason: string | null;
  readonly authorName: string;
}
export interface ChoiceItem {
  readonly case: CaseId;
  readonly caseNumber: string;
  readonly fullName: string;
  readonly field: PersonField;
  readonly answers: readonly {
    readonly entry: EntryId;
    readonly value: unknown;
    readonly authorName: string;
    readonly at: Instant;
    readonly thisLaptop: boolean;
  }[];
}

const Page = { offset: z.int().min(0).default(0), limit: z.int().min(1).max(500).default(100) };

export const QUERIES = {
  'session.state': z.object({}),
  'sync.state': z.object({}),
  'sync.items': z.object({}),
  'bundle.state': z.object({}),
  'people.search': z.object({
    text: z.string().max(200).default(''),
    status: z.enum(['open', 'ended', 'all']).default('open'),
    mine: z.boolean().default(false),
    priority: z.enum(['ordinary', 'medium', 'high', 'urgent']).optional(),
    topic: NeedTopic.optional(),
    ...Page,
  }),
  /** Possible duplicates of somebody about to be registered: a count first, opened masked. */
  'people.similar': z.object({
    givenName: z.string().max(80),
    fatherName: z.string().max(80).default(''),
    grandfatherName: z.string().max(80).default(''),
    sex: z.enum(['female', 'male']).optional(),
    yearOfBirth: z.int().optional(),
    phone: z.string().max(20).optional(),
  }),
  'case.file': z.object({ case: CaseId }),
  'my-day': z.object({ everybody: z.boolean().default(false) }),
  'call-list': z.object({}),
  'front-desk': z.object({}),
  'referrals.list': z.object({
    show: z.enum(['waiting', 'past-date', 'answered', 'in-service', 'to-confirm', 'ended', 'all']).default('waiting'),
    ending: z.enum(ENDINGS).optional(),
    organisation: OrganisationId.optional(),
    ...Page,
  }),
  'referral.match': z.object({ case: CaseId, need: NeedId }),
  'directory.search': z.object({
    text: z.string().max(200).default(''),
    topic: NeedTopic.optional(),
    district: z.string().max(40).optional(),
    onlyOpen: z.boolean().default(false),
    ...Page,
  }),
  'directory.organisation': z.object({ organisation: OrganisationId }),
  'directory.names': z.object({}),
  'audit.state': z.object({}),
  'audit.chosen': z.object({ export: EntryId }),
  'draft.list': z.object({}),
  'draft.get': z.object({ key: z.string().min(1).max(120) }),
} as const;

export interface QueryAnswers {
  'session.state': SessionState;
  'sync.state': SyncState;
  'bundle.state': BundleState;
  'sync.items': {
    readonly waiting: readonly StoryItemOfCase[];
    readonly unsettled: readonly UnsettledItem[];
    readonly choices: readonly ChoiceItem[];
    /** The last of this laptop that the server took and placed, newest first. */
    readonly answered: readonly StoryItemOfCase[];
    readonly received: readonly StoryItemOfCase[];
    readonly cutLaptops: readonly CutLaptop[];
  };
  'people.search': { readonly total: number; readonly rows: readonly PersonRow[] };
  'people.similar': {
    readonly count: number;
    readonly rows: readonly {
      readonly id: CaseId;
      readonly masked: string;
      readonly score: number;
      readonly reasons: readonly { readonly code: string; readonly part?: string }[];
    }[];
  };
  'case.file': CaseFile | null;
  'my-day': {
    readonly today: LocalDate;
    readonly tasks: readonly TaskRow[];
    readonly directoryChecks: readonly {
      readonly organisation: OrganisationId;
      readonly service: ServiceId;
      readonly serviceNames: Names;
      readonly organisationNames: Names;
      readonly verifiedDaysAgo: number | null;
    }[];
  };
  'call-list': {
    readonly today: LocalDate;
    readonly calls: readonly CallRow[];
    /** Due as well, but calling is not safe: they are met in the way that was agreed, and stand in "My day". */
    readonly notByTelephone: number;
  };
  'front-desk': {
    readonly today: LocalDate;
    /** Counted today, the newest first. */
    readonly enquiries: readonly Enquiry[];
    /** More than this laptop remembers. */
    readonly mayBeMore: boolean;
    readonly expected: readonly ExpectedPerson[];
  };
  'referrals.list': { readonly today: LocalDate; readonly total: number; readonly rows: readonly ReferralRow[] };
  'referral.match': {
    readonly today: LocalDate;
    readonly services: readonly (MatchedService & { readonly row: ServiceRow })[];
  };
  'directory.search': { readonly today: LocalDate; readonly total: number; readonly rows: readonly ServiceRow[] };
  /** `words`: descriptions and conditions, which stay in the entries. */
  'directory.organisation': {
    readonly id: OrganisationId;
    readonly state: OrganisationState;
    readonly words: Readonly<Record<ServiceId, ServiceWords>>;
    readonly today: LocalDate;
  } | null;
  'directory.names': readonly Names[];
  'audit.state': AuditState;
  /** null where it is not here, or was struck out */
  'audit.chosen': ChosenFiles | null;
  'draft.list': readonly { readonly key: string; readonly savedAt: Instant; readonly title: string }[];
  'draft.get': { readonly value: unknown; readonly savedAt: Instant } | null;
}

/** A story line that is shown outside its file. */
export interface StoryItemOfCase extends StoryItem {
  readonly case: CaseId | null;
  readonly fullName: string | null;
}

/** Somebody who may stand at the front desk today. */
export interface ExpectedPerson {
  readonly case: CaseId;
  readonly caseNumber: string;
  readonly fullName: string;
  readonly why: 'follow-up' | 'appointment';
  /** Said that they come by rather than being called or visited. */
  readonly comesToOffice: boolean;
  /** Of the appointment. */
  readonly serviceName: string | null;
}

export interface CallRow {
  readonly case: CaseId;
  readonly caseNumber: string;
  readonly fullName: string;
  readonly priority: Priority | null;
  readonly phone: string;
  readonly safeToCall: 'yes' | 'not-asked';
  readonly mayLeaveMessage: 'yes' | 'no' | 'not-asked';
  readonly hours: string;
  readonly codeWord: string;
  readonly why: readonly Task['kind'][];
  readonly attempts: CaseState['followUp']['attempts'];
}

export type QueryName = keyof typeof QUERIES;
export type QueryArgs<Name extends QueryName> = z.input<(typeof QUERIES)[Name]>;
