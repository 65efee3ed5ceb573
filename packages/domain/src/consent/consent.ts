import { z } from 'zod';
import { ConsentId, type EntryId, FilledText, OrganisationId, ServiceId, Text } from '../shared/index.ts';

/** What may be shown to a provider. Consent names each; nothing that is not listed here ever leaves the office. */
export const SHARED_FIELDS = [
  'given-name',
  'full-name',
  'sex',
  'year-of-birth',
  'district',
  'safe-contact',
  'need',
  'documents',
  'household-size',
  'came-back',
] as const;
export const SharedField = z.enum(SHARED_FIELDS);
export type SharedField = z.infer<typeof SharedField>;

export const CONSENT_METHODS = ['spoken', 'signed', 'thumbprint', 'guardian'] as const;

export const Recipient = z.object({ organisation: OrganisationId, service: ServiceId.nullable() });
export type Recipient = z.infer<typeof Recipient>;

export const GiveConsent = z.object({
  consent: ConsentId,
  recipient: Recipient,
  /** As it was read aloud, in the person's words for the place. */
  recipientName: FilledText(300),
  fields: z.array(SharedField).min(1).max(SHARED_FIELDS.length),
  method: z.enum(CONSENT_METHODS),
});
export const WithdrawConsent = z.object({ consent: ConsentId, words: Text(2000).optional() });

/** A person's consent to share named fields with one named recipient. */
export interface Consent {
  readonly recipient: Recipient;
  readonly recipientName: string;
  readonly fields: readonly SharedField[];
  readonly method: (typeof CONSENT_METHODS)[number];
  readonly givenBy: EntryId;
  readonly withdrawnBy: EntryId | null;
}

/** Whether a consent allows these fields to go to this recipient now. */
export const covers = (consent: Consent, recipient: Recipient, fields: readonly SharedField[]): boolean =>
  consent.withdrawnBy === null &&
  consent.recipient.organisation === recipient.organisation &&
  (consent.recipient.service === null || consent.recipient.service === recipient.service) &&
  fields.every((field) => consent.fields.includes(field));
