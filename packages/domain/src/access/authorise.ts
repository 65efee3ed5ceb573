import type { GovernorateState, Grant } from '../governorate/governorate.ts';
import type { EntryHeader } from '../ledger/entry.ts';
import { type OfficeId, type RefusalCode, type WorkerId } from '../shared/index.ts';
import { isVerbType, mayRole } from './permissions.ts';
import { isOfficeRole, type Role } from './role.ts';

/** Authority is judged at `basis`: what the author could know. What ended since waits for a person (held). */
export type Authority =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'held'; readonly code: RefusalCode }
  | { readonly kind: 'quarantined'; readonly code: RefusalCode };

/**
 * @param administration the governorate as it stands where this is asked
 * @param administrationSeq how many of its entries that is
 * @param offices whose workers may touch the subject (null: the whole governorate)
 */
export function authorise(
  administration: GovernorateState,
  administrationSeq: number,
  header: EntryHeader,
  offices: readonly OfficeId[] | null,
): Authority {
  if (!isVerbType(header.type)) return { kind: 'held', code: 'ledger.type-unknown' };
  const { worker: workerId, role } = header.author;
  if (!mayRole(role, header.type)) return { kind: 'quarantined', code: 'access.no-role' };
  // The server came back older than this laptop remembers it: the grant may be among what it forgot.
  if (header.basis.administration > administrationSeq) return { kind: 'held', code: 'ledger.basis-ahead' };
  const worker = administration.workers[workerId];
  if (!worker) return { kind: 'held', code: 'access.author-unknown' };
  const grants = worker.grants.filter((grant) => grant.role === role && coversOffice(grant, offices));
  const atBasis = grants.filter((grant) => holdsAt(grant, header.basis.administration));
  if (atBasis.length === 0) {
    const elsewhere = worker.grants.some((grant) => grant.role === role && holdsAt(grant, header.basis.administration));
    return { kind: 'quarantined', code: elsewhere ? 'access.other-office' : 'access.no-role' };
  }
  const device = administration.devices[header.device];
  if (!device) return { kind: 'held', code: 'device.unknown' };
  if (device.until !== null) return { kind: 'held', code: 'access.role-ended' };
  return grants.some((grant) => grant.until === null)
    ? { kind: 'allowed' }
    : { kind: 'held', code: 'access.role-ended' };
}

/** The roles somebody holds now, for the screen. */
export const rolesNow = (
  administration: GovernorateState,
  worker: WorkerId,
): readonly { role: Role; office: OfficeId | null }[] =>
  (administration.workers[worker]?.grants ?? []).filter((grant) => grant.until === null);

/** Each role once, whichever offices it is held in: what somebody is, for their card. */
export const rolesHeld = (administration: GovernorateState, worker: WorkerId): Role[] => [
  ...new Set(rolesNow(administration, worker).map(({ role }) => role)),
];

const holdsAt = (grant: Grant, seq: number) => grant.from <= seq && (grant.until === null || grant.until > seq);

const coversOffice = (grant: Grant, offices: readonly OfficeId[] | null): boolean => {
  if (!isOfficeRole(grant.role)) return true;
  return offices === null || (grant.office !== null && offices.includes(grant.office));
};
