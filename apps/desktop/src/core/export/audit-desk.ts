import { NATIONAL_AUDITOR, usableAuditor } from '@nrm/domain/audit';
import type { GovernorateState } from '@nrm/domain/governorate';
import type { OfficeState } from '@nrm/domain/office';
import {
  type ActId,
  assert,
  dayInBaghdad,
  type EntryId,
  instantFromMs,
  ok,
  type Result,
  refuse,
  uuidV7,
  type WorkerId,
} from '@nrm/domain/shared';
import { findBase64Url } from '../../audit/bytes.ts';
import type { AuditState, AuditWork, WrittenAudit } from '../../bridge/audit.ts';
import { Fault } from '../faults.ts';
import type { Laptop, Session } from '../laptop.ts';
import { findThisDevice } from '../ledger/ledger.ts';
import { shownState } from '../ledger/subject-rows.ts';
import { collectExport, type PrintPdf } from './export-content.ts';
import { type Medium, nodeMedium } from './medium.ts';
import { writeExport } from './write-export.ts';

/** What a laptop is given for audits by the program it runs in. */
export interface AuditTools {
  /** The built `verify.html`. */
  readVerifierPage(): Uint8Array;
  /** null where nothing on this machine prints: then the pages are written as HTML and the README says so. */
  readonly printPdf: PrintPdf | null;
  /** For tests. */
  readonly medium?: Medium;
}

/** One export at a time, for whoever is signed in. */
export interface AuditDesk {
  state(session: Session): AuditState;
  write(entry: EntryId, folder: string): Promise<Result<WrittenAudit>>;
  cancel(): void;
}

/** So often at most the screens are told how far it came. */
const TELL_EVERY_MS = 300;

export function createAuditDesk(
  laptop: Laptop,
  tools: AuditTools | undefined,
  random: (bytes: number) => Uint8Array,
  announce: () => void,
): AuditDesk {
  let work: AuditWork | null = null;
  let isCancelled = false;
  let toldAt = 0;

  function tell(next: AuditWork | null): void {
    const isStep = next?.stage !== work?.stage;
    work = next;
    if (!isStep && laptop.nowMs() - toldAt < TELL_EVERY_MS) return;
    toldAt = laptop.nowMs();
    announce();
  }

  async function write(session: Session, entry: EntryId, folder: string): Promise<Result<WrittenAudit>> {
    if (!tools) throw new Fault('program.error', { reason: 'no-audit-tools' });
    const device = findThisDevice(session.store);
    assert(device, 'this laptop is not connected');
    const publicKey = findBase64Url(session.keys.devicePublicKey);
    assert(publicKey, 'a device has a key');
    const writtenAt = instantFromMs(laptop.nowMs());
    const content = collectExport(session.store, device, entry, writtenAt, tools.printPdf !== null);
    if (!content.ok) return content;
    const written = await writeExport({
      medium: tools.medium ?? nodeMedium,
      target: folder,
      content: content.value,
      signer: { publicKey, sign: session.keys.signBytes },
      printPdf: tools.printPdf,
      verifierPage: tools.readVerifierPage(),
      random,
      record: (bag) =>
        laptop.act({
          id: uuidV7(laptop.nowMs(), random(10)) as ActId,
          steps: [
            {
              type: 'audit-export.record-written',
              subject: { kind: 'office', id: device.office },
              intent: { export: entry, bag },
            },
          ],
        }),
      isCancelled: () => isCancelled || laptop.session !== session,
      onProgress: tell,
    });
    return written.ok ? ok({ ...written.value, hasPdf: tools.printPdf !== null }) : written;
  }

  return {
    state: ({ store, worker }) => ({ ...listExports(store, worker, laptop.nowMs()), work }),
    async write(entry, folder) {
      const { session } = laptop;
      if (!session) throw new Fault('session.signed-out');
      if (work) return refuse('audit-export.busy');
      isCancelled = false;
      tell({ stage: 'writing', done: 0, total: 0 });
      try {
        return await write(session, entry, folder);
      } catch (error) {
        // Whoever signed out meanwhile closed the replica under it.
        if (laptop.session !== session) return refuse('audit-export.cancelled');
        throw error;
      } finally {
        tell(null);
      }
    },
    cancel() {
      isCancelled = true;
    },
  };
}

function listExports(store: Session['store'], worker: WorkerId, nowMs: number): Omit<AuditState, 'work'> {
  const device = findThisDevice(store);
  assert(device, 'this laptop is not connected');
  const governorate = shownState<GovernorateState>(store, { kind: 'governorate', id: device.governorate });
  const office = shownState<OfficeState>(store, { kind: 'office', id: device.office });
  const day = dayInBaghdad(instantFromMs(nowMs));
  const nameOf = (id: WorkerId) => governorate?.workers[id]?.name ?? '';
  const auditors = Object.entries(governorate?.auditors ?? {})
    .filter(([id]) => id !== NATIONAL_AUDITOR)
    .map(([id, { name, validUntil, withdrawn }]) => {
      const isUsable = usableAuditor(governorate, id as typeof NATIONAL_AUDITOR, day).ok;
      const use = isUsable ? 'usable' : withdrawn ? 'withdrawn' : 'expired';
      return { id: id as typeof NATIONAL_AUDITOR, name, validUntil, use } as const;
    });
  return {
    auditors,
    exports: [...(office?.auditExports ?? [])].reverse().map((each) => ({
      ...each,
      auditorName: governorate?.auditors?.[each.auditor]?.name ?? each.auditor,
      preparedByName: nameOf(each.preparedBy),
      releasedByName: each.releasedBy && nameOf(each.releasedBy),
      withdrawnByName: each.withdrawn ? nameOf(each.withdrawn.by) : null,
      isOwn: each.preparedBy === worker,
    })),
  };
}
