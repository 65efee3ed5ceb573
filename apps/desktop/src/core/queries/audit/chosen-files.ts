import { PrepareAuditExport } from '@nrm/domain/audit';
import type { Query } from '../query-context.ts';

/** Which files somebody chose and why: it stands in the entry that prepared them, and nowhere else. */
export const chosenFiles: Query<'audit.chosen'> = ({ store }, { export: entry }) => {
  const row = store.get("select payload from entries where id = ? and type = 'audit-export.prepare'", entry);
  const said = row?.payload && PrepareAuditExport.safeParse(JSON.parse(row.payload as string)).data;
  if (!said) return null;
  const files = said.cases.flatMap((id) => {
    const found = store.get('select number, full_name from cases where id = ?', id);
    return found ? [{ id, number: found.number as string, fullName: found.full_name as string }] : [];
  });
  return { reason: said.reason, files, gone: said.cases.length - files.length };
};
