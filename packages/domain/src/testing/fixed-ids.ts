import type { ServicePlaceId } from '../organisation/organisation.ts';
import {
  type ActId,
  type AuthorityId,
  type CaseId,
  type ConsentId,
  type DeviceId,
  type EntryId,
  type GovernorateId,
  type Instant,
  type LocalDate,
  type NeedId,
  type OfficeId,
  type OrganisationId,
  type ReferralId,
  type ServiceId,
  uuidV7,
  type WorkerId,
} from '../shared/index.ts';

/** 2026-03-01T06:00:00.000Z, a Sunday morning in Mosul. */
export const FIXED_MS = Date.UTC(2026, 2, 1, 6);
export const FIXED_INSTANT = '2026-03-01T06:00:00.000Z' as Instant;
export const FIXED_DAY = '2026-03-01' as LocalDate;

/** A UUIDv7 that is the same in every run: `number` is in its last digits. */
export function fixedId(number: number): string {
  const random = new Uint8Array(10);
  new DataView(random.buffer).setUint32(6, number);
  return uuidV7(FIXED_MS, random);
}

/** One small invented world; golden files depend on it, so it only ever grows. */
export const ids = {
  governorate: 'ninewa' as GovernorateId,
  authority: 'momd' as AuthorityId,
  office: 'mosul' as OfficeId,
  otherOffice: 'sinjar' as OfficeId,
  case: fixedId(1) as CaseId,
  need: fixedId(2) as NeedId,
  consent: fixedId(3) as ConsentId,
  referral: fixedId(4) as ReferralId,
  organisation: fixedId(5) as OrganisationId,
  service: fixedId(6) as ServiceId,
  otherOrganisation: fixedId(7) as OrganisationId,
  otherService: fixedId(8) as ServiceId,
  servicePlace: fixedId(9) as ServicePlaceId,
  otherServicePlace: fixedId(10) as ServicePlaceId,
  caseworker: fixedId(20) as WorkerId,
  supervisor: fixedId(21) as WorkerId,
  server: fixedId(22) as WorkerId,
  device: fixedId(30) as DeviceId,
  otherDevice: fixedId(31) as DeviceId,
  thirdDevice: fixedId(32) as DeviceId,
  serverDevice: fixedId(33) as DeviceId,
  entry: fixedId(40) as EntryId,
  otherEntry: fixedId(41) as EntryId,
  act: fixedId(50) as ActId,
};
