import { PrepareAuditExport } from '@nrm/domain/audit';
import { findWritten } from '../../ledger/entry-rows.ts';
import type { Query } from '../query-context.ts';

/** Which files somebody chose and why: it stands in the entry that prepared them, and nowhere else. */
export const chosenFiles: Query<'audit.chosen'> = ({ store, device }, { export: entry }) => {
  const payload = findWritten(store, { kind: 'office', id: device.office }, entry)?.payload;
  const said = payload && PrepareAuditExport.safeParse(JSON.parse(payload)).data;
  if (!said) return null;
  const files = said.cases.flatMap((id) => {
    const found = store.get('select number, full_name from cases where id = ?', id);
    return found ? [{ id, number: found.number as string, fullName: found.full_name as string }] : [];
  });
  return { reason: said.reason, files, gone: said.cases.length - files.length };
};
