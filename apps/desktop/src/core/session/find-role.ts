import { isVerbType, mayRole, type Role, rolesNow } from '@nrm/domain/access';
import type { GovernorateState } from '@nrm/domain/governorate';
import { assert, ok, type Result, refuse, type WorkerId } from '@nrm/domain/shared';
import { findThisDevice, type ThisDevice } from '../ledger/ledger.ts';
import { shownState } from '../ledger/subject-rows.ts';
import type { ReadableStore } from '../store/store.ts';

/** Somebody in the first role they have now; undefined when they have none, or the governorate is not known yet. */
export function findAuthor(
  store: ReadableStore,
  worker: WorkerId,
): { readonly worker: WorkerId; readonly role: Role } | undefined {
  const device = findThisDevice(store);
  const governorate = device && shownState<GovernorateState>(store, { kind: 'governorate', id: device.governorate });
  const [grant] = governorate ? rolesNow(governorate, worker) : [];
  return grant && { worker, role: grant.role };
}

/** The role in which somebody does all of an act: the first of theirs that may. Whether it covers the office is the rule's question. */
export function findRole(
  store: ReadableStore,
  device: ThisDevice,
  worker: WorkerId,
  types: readonly string[],
): Result<Role> {
  const governorate = shownState<GovernorateState>(store, { kind: 'governorate', id: device.governorate });
  assert(governorate, 'the governorate has not been received yet');
  const roles = rolesNow(governorate, worker).map(({ role }) => role);
  const role = roles.find((candidate) => types.every((type) => isVerbType(type) && mayRole(candidate, type)));
  return role ? ok(role) : refuse('access.no-role');
}
