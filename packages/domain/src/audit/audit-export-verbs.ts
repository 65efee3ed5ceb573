import { z } from 'zod';
import { Language } from '../language/language.ts';
import { Hash } from '../ledger/entry.ts';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import type { OfficeState } from '../office/index.ts';
import { CaseId, EntryId, FilledText, ok, type Result, refuse } from '../shared/index.ts';
import { type AuditExport, EXPORTS_KEPT, MAX_EXPORT_CASES, usableAuditor } from './audit-export.ts';
import { AuditorId } from './auditor.ts';

export const PrepareAuditExport = z.object({
  cases: z.array(CaseId).min(1).max(MAX_EXPORT_CASES),
  auditor: AuditorId,
  /** In which the readable pages are written; the entries are what they are. */
  language: Language,
  /** Who asked for it and by which letter. Never about a person. */
  reason: FilledText(500),
});
export type PrepareAuditExport = z.infer<typeof PrepareAuditExport>;

/** Somebody chooses what is to be handed over. Nothing leaves the laptop by this. */
export const prepareAuditExport = defineVerb({
  type: 'audit-export.prepare',
  version: 1,
  subject: 'office',
  nature: 'act',
  payload: PrepareAuditExport,
  intent: PrepareAuditExport,
  /** @param here those of the chosen cases that are files of this office: only the laptop can look into other subjects */
  propose: (_state: OfficeState | undefined, intent, here: readonly string[]): Result<PrepareAuditExport> => {
    const cases = [...new Set(intent.cases)];
    const elsewhere = cases.filter((id) => !here.includes(id)).length;
    return elsewhere === 0
      ? ok({ ...intent, cases })
      : refuse('audit-export.case-not-here', { field: 'cases', params: { count: elsewhere } });
  },
  judge: (_state: OfficeState, { auditor }, { administration, occurredOn }) => {
    const key = usableAuditor(administration, auditor, occurredOn.day);
    return key.ok ? ok(null) : key;
  },
  apply: (state: OfficeState, { auditor, language, cases }, fact): OfficeState => ({
    ...state,
    auditExports: [
      ...(state.auditExports ?? []),
      {
        entry: fact.entry,
        preparedBy: fact.author.worker,
        preparedOn: fact.occurredOn.day,
        auditor,
        language,
        cases: cases.length,
        releasedBy: null,
        releasedOn: null,
        written: null,
      },
    ].slice(-EXPORTS_KEPT),
  }),
});

const ReleaseAuditExport = z.object({ export: EntryId });

/** A second person answers for it: a supervisor who did not prepare it. */
export const releaseAuditExport = defineVerb({
  type: 'audit-export.release',
  version: 1,
  subject: 'office',
  nature: 'act',
  payload: ReleaseAuditExport,
  intent: ReleaseAuditExport,
  propose: asEntered,
  judge: (state: OfficeState, payload, { administration, author, occurredOn }) => {
    const prepared = findExport(state, payload.export);
    if (!prepared) return refuse('audit-export.unknown');
    if (prepared.withdrawn) return refuse('audit-export.withdrawn');
    if (prepared.releasedBy !== null) return refuse('audit-export.already-released');
    if (prepared.preparedBy === author.worker) return refuse('audit-export.own-preparation');
    const key = usableAuditor(administration, prepared.auditor, occurredOn.day);
    return key.ok ? ok(null) : key;
  },
  apply: (state: OfficeState, payload, fact): OfficeState =>
    withExport(state, payload.export, (prepared) =>
      prepared.releasedBy === null && !prepared.withdrawn
        ? { ...prepared, releasedBy: fact.author.worker, releasedOn: fact.occurredOn.day }
        : prepared,
    ),
});

const WithdrawAuditExport = z.object({
  export: EntryId,
  /** Why it is not to be handed over. Never about a person. */
  reason: FilledText(500),
});

/** The wrong files, or nobody asks for them any more: as long as nothing was written, it can be taken back. */
export const withdrawAuditExport = defineVerb({
  type: 'audit-export.withdraw',
  version: 1,
  subject: 'office',
  nature: 'act',
  payload: WithdrawAuditExport,
  intent: WithdrawAuditExport,
  propose: asEntered,
  judge: (state: OfficeState, payload, { author }) => {
    const prepared = findExport(state, payload.export);
    if (!prepared) return refuse('audit-export.unknown');
    if (prepared.withdrawn) return refuse('audit-export.withdrawn');
    if (prepared.written) return refuse('audit-export.already-written');
    const may = prepared.preparedBy === author.worker || author.role === 'supervisor';
    return may ? ok(null) : refuse('audit-export.not-yours');
  },
  apply: (state: OfficeState, payload, fact): OfficeState =>
    withExport(state, payload.export, (prepared) =>
      prepared.written || prepared.withdrawn
        ? prepared
        : { ...prepared, withdrawn: { by: fact.author.worker, on: fact.occurredOn.day } },
    ),
});

const RecordWrittenExport = z.object({
  export: EntryId,
  /** SHA-256 of the bag's tag manifest. */
  bag: Hash,
});

/**
 * Said before the bag is signed: no whole bag exists that the ledger does not know. Also where it was withdrawn meanwhile on
 * another laptop: the auditor has it all the same, and the ledger may not deny that. Of what is known to be withdrawn nothing
 * is written any more (`export-content.ts`).
 */
export const recordWrittenAuditExport = defineVerb({
  type: 'audit-export.record-written',
  version: 1,
  subject: 'office',
  nature: 'act',
  payload: RecordWrittenExport,
  intent: RecordWrittenExport,
  propose: asEntered,
  judge: (state: OfficeState, payload) => {
    const released = findExport(state, payload.export);
    if (!released) return refuse('audit-export.unknown');
    return released.releasedBy === null ? refuse('audit-export.not-released') : ok(null);
  },
  apply: (state: OfficeState, payload, fact): OfficeState =>
    withExport(state, payload.export, (released) => ({
      ...released,
      written: { times: (released.written?.times ?? 0) + 1, on: fact.occurredOn.day, bag: payload.bag },
    })),
});

export const findExport = (state: OfficeState, entry: EntryId): AuditExport | undefined =>
  state.auditExports?.find((each) => each.entry === entry);

const withExport = (state: OfficeState, entry: EntryId, change: (found: AuditExport) => AuditExport): OfficeState =>
  state.auditExports
    ? { ...state, auditExports: state.auditExports.map((each) => (each.entry === entry ? change(each) : each)) }
    : state;
