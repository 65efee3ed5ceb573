import { rolesNow } from '@nrm/domain/access';
import type { GovernorateState } from '@nrm/domain/governorate';
import type { CutLaptop } from '../../../bridge/queries.ts';
import { shownState } from '../../ledger/subject-rows.ts';
import type { QueryContext } from '../query-context.ts';

/** Laptops whose history was cut, for those who can do something about it: supervisors of the office, administrators of all. */
export function cutLaptops({ store, device, worker }: QueryContext): readonly CutLaptop[] {
  const governorate = shownState<GovernorateState>(store, { kind: 'governorate', id: device.governorate });
  if (!governorate) return [];
  const roles = rolesNow(governorate, worker);
  const administers = roles.some(({ role }) => role === 'governorate-administrator');
  const supervises = new Set(roles.flatMap(({ role, office }) => (role === 'supervisor' && office ? [office] : [])));
  return Object.values(governorate.devices).flatMap(({ number, office, cutBy, until }) =>
    cutBy && until === null && (administers || supervises.has(office)) ? [{ number, cutBy }] : [],
  );
}
