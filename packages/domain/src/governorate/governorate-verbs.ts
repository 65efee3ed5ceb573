import { z } from 'zod';
import { isOfficeRole, Role } from '../access/role.ts';
import { PublicKey } from '../ledger/entry.ts';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import {
  AuthorityId,
  DeviceId,
  EntryId,
  FilledText,
  GovernorateId,
  LocalDate,
  OfficeId,
  ok,
  refuse,
  Text,
  WorkerId,
} from '../shared/index.ts';
import { type GovernorateState, type Grant, HistoryCut, Names, type Worker } from './governorate.ts';

const FoundGovernorate = z.object({
  governorate: GovernorateId,
  names: Names,
  demonstration: z.boolean(),
  /** The server is a device too: its own key, and the worker in whose name the command line acts. */
  server: z.object({ worker: WorkerId, name: FilledText(80), device: DeviceId, publicKey: PublicKey }),
});

/** The first entry of all; only a server being set up writes it. */
export const foundGovernorate = defineVerb({
  type: 'governorate.found',
  version: 1,
  subject: 'governorate',
  nature: 'act',
  creates: true,
  payload: FoundGovernorate,
  intent: FoundGovernorate,
  propose: asEntered,
  judge: (_state, payload, context) =>
    payload.governorate === context.subject.id ? ok(null) : refuse('form.invalid', { field: 'governorate' }),
  apply: (_state: GovernorateState, payload, fact): GovernorateState => ({
    id: payload.governorate,
    names: payload.names,
    demonstration: payload.demonstration,
    authorities: {},
    workers: {
      [payload.server.worker]: {
        name: payload.server.name,
        grants: [{ role: 'server', office: null, from: fact.seq, until: null }],
      },
    },
    devices: {
      [payload.server.device]: {
        office: 'server' as OfficeId,
        number: 0,
        publicKey: payload.server.publicKey,
        from: fact.seq,
        until: null,
      },
    },
    holidays: [],
    heldDecisions: {},
  }),
});

const RegisterAuthority = z.object({
  authority: AuthorityId,
  names: Names,
  letterhead: z.array(FilledText(200)).min(1).max(6),
  hotline: Text(20).nullable(),
});

export const registerAuthority = defineVerb({
  type: 'authority.register',
  version: 1,
  subject: 'governorate',
  nature: 'act',
  payload: RegisterAuthority,
  intent: RegisterAuthority,
  propose: asEntered,
  judge: () => ok(null),
  apply: (state: GovernorateState, payload): GovernorateState => ({
    ...state,
    authorities: {
      ...state.authorities,
      [payload.authority]: { names: payload.names, letterhead: payload.letterhead, hotline: payload.hotline },
    },
  }),
});

const IntroduceWorker = z.object({ worker: WorkerId, name: FilledText(80) });

export const introduceWorker = defineVerb({
  type: 'worker.introduce',
  version: 1,
  subject: 'governorate',
  nature: 'act',
  payload: IntroduceWorker,
  intent: IntroduceWorker,
  propose: asEntered,
  judge: (state: GovernorateState, payload) =>
    state.workers[payload.worker] ? refuse('worker.already-introduced') : ok(null),
  apply: (state: GovernorateState, payload): GovernorateState =>
    state.workers[payload.worker] ? state : withWorker(state, payload.worker, { name: payload.name, grants: [] }),
});

const GrantRole = z.object({ worker: WorkerId, role: Role, office: OfficeId.nullable() });

export const grantRole = defineVerb({
  type: 'worker.grant-role',
  version: 1,
  subject: 'governorate',
  nature: 'act',
  payload: GrantRole,
  intent: GrantRole,
  propose: asEntered,
  judge: (state: GovernorateState, payload) => {
    if (!state.workers[payload.worker]) return refuse('worker.unknown');
    if (payload.role === 'server') return refuse('access.no-role');
    if (isOfficeRole(payload.role) !== (payload.office !== null)) return refuse('form.invalid', { field: 'office' });
    return ok(null);
  },
  apply: (state: GovernorateState, payload, fact): GovernorateState => {
    const worker = state.workers[payload.worker];
    if (!worker || worker.grants.some((grant) => isSame(grant, payload) && grant.until === null)) return state;
    const grant: Grant = { role: payload.role, office: payload.office, from: fact.seq, until: null };
    return withWorker(state, payload.worker, { ...worker, grants: [...worker.grants, grant] });
  },
});

export const endRole = defineVerb({
  type: 'worker.end-role',
  version: 1,
  subject: 'governorate',
  nature: 'act',
  payload: GrantRole,
  intent: GrantRole,
  propose: asEntered,
  judge: (state: GovernorateState, payload) => {
    if (!state.workers[payload.worker]) return refuse('worker.unknown');
    return payload.role === 'server' ? refuse('access.no-role') : ok(null); // nobody could give it back
  },
  apply: (state: GovernorateState, payload, fact): GovernorateState => {
    const worker = state.workers[payload.worker];
    if (!worker) return state;
    const grants = worker.grants.map((grant) =>
      isSame(grant, payload) && grant.until === null ? { ...grant, until: fact.seq } : grant,
    );
    return withWorker(state, payload.worker, { ...worker, grants });
  },
});

const ConnectDevice = z.object({
  device: DeviceId,
  office: OfficeId,
  /** Forms case numbers offline, so it is unique in the governorate and never used again. */
  number: z.int().min(1).max(999),
  publicKey: PublicKey,
});

export const connectDevice = defineVerb({
  type: 'device.connect',
  version: 1,
  subject: 'governorate',
  nature: 'act',
  payload: ConnectDevice,
  intent: ConnectDevice,
  propose: asEntered,
  judge: (state: GovernorateState, payload) => {
    if (state.devices[payload.device]) return refuse('device.already-connected');
    const taken = Object.values(state.devices).some((device) => device.number === payload.number);
    return taken ? refuse('device.number-taken') : ok(null);
  },
  apply: (state: GovernorateState, payload, fact): GovernorateState => {
    if (state.devices[payload.device]) return state;
    const { device, ...connected } = payload;
    return { ...state, devices: { ...state.devices, [device]: { ...connected, from: fact.seq, until: null } } };
  },
});

const RevokeDevice = z.object({ device: DeviceId, reason: FilledText(500) });

export const revokeDevice = defineVerb({
  type: 'device.revoke',
  version: 1,
  subject: 'governorate',
  nature: 'act',
  payload: RevokeDevice,
  intent: RevokeDevice,
  propose: asEntered,
  judge: (state: GovernorateState, payload) => (state.devices[payload.device] ? ok(null) : refuse('device.unknown')),
  apply: (state: GovernorateState, payload, fact): GovernorateState => {
    const device = state.devices[payload.device];
    if (!device || device.until !== null) return state;
    return { ...state, devices: { ...state.devices, [payload.device]: { ...device, until: fact.seq } } };
  },
});

const BeginGeneration = z.object({ device: DeviceId, generation: z.int().min(2), cutBy: HistoryCut });

/**
 * A laptop reports that its history was cut and begins anew: everybody who administers laptops is to look whether
 * there is a second one. What was never proven to have arrived is issued again behind this entry.
 */
export const beginGeneration = defineVerb({
  type: 'device.begin-generation',
  version: 1,
  subject: 'governorate',
  nature: 'report',
  payload: BeginGeneration,
  intent: BeginGeneration,
  propose: asEntered,
  judge: (state: GovernorateState, payload) => (state.devices[payload.device] ? ok(null) : refuse('device.unknown')),
  apply: (state: GovernorateState, payload): GovernorateState => {
    const device = state.devices[payload.device];
    if (!device || payload.generation <= (device.generation ?? 1)) return state;
    const { generation, cutBy } = payload;
    return { ...state, devices: { ...state.devices, [payload.device]: { ...device, generation, cutBy } } };
  },
});

const DeclareHolidays = z.object({ days: z.array(LocalDate).max(400) });

/** The whole list at once: what the governorate published last is what counts. */
export const declareHolidays = defineVerb({
  type: 'holiday.declare',
  version: 1,
  subject: 'governorate',
  nature: 'act',
  payload: DeclareHolidays,
  intent: DeclareHolidays,
  propose: asEntered,
  judge: () => ok(null),
  apply: (state: GovernorateState, payload): GovernorateState => ({ ...state, holidays: payload.days }),
});

const DecideHeld = z.object({ entry: EntryId, reason: FilledText(500) });

const decideHeld = (type: 'held.admit' | 'held.turn-away', decision: 'admitted' | 'turned-away') =>
  defineVerb({
    type,
    version: 1,
    subject: 'governorate',
    nature: 'act',
    payload: DecideHeld,
    intent: DecideHeld,
    propose: asEntered,
    judge: (state: GovernorateState, payload) =>
      state.heldDecisions[payload.entry] ? refuse('held.already-decided') : ok(null),
    apply: (state: GovernorateState, payload): GovernorateState =>
      state.heldDecisions[payload.entry]
        ? state
        : { ...state, heldDecisions: { ...state.heldDecisions, [payload.entry]: decision } },
  });

/** A supervisor lets a held entry count: the server judges it again, this time without asking for the ended role. */
export const admitHeld = decideHeld('held.admit', 'admitted');
/** A supervisor decides that a held entry does not count: its author reads why. */
export const turnAwayHeld = decideHeld('held.turn-away', 'turned-away');

const isSame = (grant: Grant, of: z.infer<typeof GrantRole>) => grant.role === of.role && grant.office === of.office;

const withWorker = (state: GovernorateState, id: WorkerId, worker: Worker): GovernorateState => ({
  ...state,
  workers: { ...state.workers, [id]: worker },
});
