import { z } from 'zod';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** UUIDv7 text (RFC 9562), lower case. Identity, never order: laptop clocks are wrong. */
export const Uuid = z.string().regex(UUID_V7);
export const isUuid = (value: unknown): boolean => typeof value === 'string' && UUID_V7.test(value);

/** A name chosen by people for things that are few and configured: governorates, offices, authorities. */
const SLUG = /^[a-z][a-z0-9-]{1,62}$/;
export const Slug = z.string().regex(SLUG);
export const isSlug = (value: unknown): boolean => typeof value === 'string' && SLUG.test(value);

export const EntryId = Uuid.brand<'EntryId'>();
export type EntryId = z.infer<typeof EntryId>;
export const ActId = Uuid.brand<'ActId'>();
export type ActId = z.infer<typeof ActId>;
export const DeviceId = Uuid.brand<'DeviceId'>();
export type DeviceId = z.infer<typeof DeviceId>;
export const WorkerId = Uuid.brand<'WorkerId'>();
export type WorkerId = z.infer<typeof WorkerId>;
export const CaseId = Uuid.brand<'CaseId'>();
export type CaseId = z.infer<typeof CaseId>;
export const OrganisationId = Uuid.brand<'OrganisationId'>();
export type OrganisationId = z.infer<typeof OrganisationId>;
export const ServiceId = Uuid.brand<'ServiceId'>();
export type ServiceId = z.infer<typeof ServiceId>;
export const ReferralId = Uuid.brand<'ReferralId'>();
export type ReferralId = z.infer<typeof ReferralId>;
export const NeedId = Uuid.brand<'NeedId'>();
export type NeedId = z.infer<typeof NeedId>;
export const ConsentId = Uuid.brand<'ConsentId'>();
export type ConsentId = z.infer<typeof ConsentId>;
export const OfficeId = Slug.brand<'OfficeId'>();
export type OfficeId = z.infer<typeof OfficeId>;
export const GovernorateId = Slug.brand<'GovernorateId'>();
export type GovernorateId = z.infer<typeof GovernorateId>;
export const AuthorityId = Slug.brand<'AuthorityId'>();
export type AuthorityId = z.infer<typeof AuthorityId>;

/**
 * Forms a UUIDv7 from values: the rules know no clock and no randomness.
 * @param epochMs milliseconds since 1970, 48 bits used
 * @param random at least 10 bytes
 */
export function uuidV7(epochMs: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  let time = Math.max(0, Math.floor(epochMs));
  for (let index = 5; index >= 0; index--) {
    bytes[index] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
