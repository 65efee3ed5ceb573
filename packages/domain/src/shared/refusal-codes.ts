/**
 * Every way to say no, once. A shipped code is never renamed: it is stored in receipts and read by older laptops.
 * Each has a sentence in every language (`apps/desktop/src/renderer/i18n/<language>/refusals.json`), checked by a test.
 */
export const REFUSAL_CODES = [
  // form
  'form.invalid',
  'form.text-unsafe',
  'form.too-long',
  // authority
  'access.no-role',
  'access.role-ended',
  'access.author-unknown',
  'access.other-office',
  // ledger
  'ledger.type-unknown',
  'ledger.subject-exists',
  'ledger.subject-unknown',
  'ledger.id-reused',
  'ledger.already-received',
  'ledger.signature-invalid',
  'ledger.basis-went-back',
  'ledger.turned-away',
  'ledger.part-of-refused-act',
  'ledger.basis-ahead',
  // governorate
  'worker.already-introduced',
  'worker.unknown',
  'device.already-connected',
  'device.number-taken',
  'device.unknown',
  'held.already-decided',
  // case
  'case.has-ended',
  'case.is-open',
  'case.own-proposal',
  'case.already-there',
  'case.already-settled',
  'case.answer-unknown',
  'case.demonstration-only',
  // consent
  'consent.already-recorded',
  'consent.unknown',
  'consent.missing',
  'consent.withdrawn',
  'consent.does-not-cover',
  // need
  'need.already-identified',
  'need.unknown',
  'need.already-settled',
  // referral
  'referral.already-drafted',
  'referral.unknown',
  'referral.not-possible-now',
  'referral.too-few-attempts',
  // contact
  'phone.not-a-number',
  'phone.too-short',
  'phone.too-long',
  'phone.prefix-missing',
  // place
  'place.unknown',
  'place.pcode-unknown',
  'place.name-does-not-fit-code',
  // document
  'document.card-number-not-twelve-digits',
  'document.zone-form',
  'document.zone-check-digit',
  // case-number
  'case-number.not-digits',
  'case-number.wrong-length',
  'case-number.check-digit',
  'case-number.part-out-of-range',
  // directory (organisation, its places and services)
  'directory.demonstration-only',
  'directory.organisation-full',
  'directory.place-already-added',
  'directory.place-unknown',
  'directory.service-already-added',
  'directory.service-unknown',
  'directory.age-range',
  'directory.already-settled',
  'directory.answer-unknown',
  // front desk
  'enquiry.unknown',
  // connect
  'connect.code-wrong',
  'connect.code-expired',
  'connect.code-used',
  'connect.request-invalid',
  // bundle: messages of laptop and server on a stick or in the hands of another laptop
  'bundle.none-here',
  'bundle.incomplete',
  'bundle.damaged',
  'bundle.unsafe',
  'bundle.too-large',
  'bundle.newer',
  'bundle.wrong-laptop',
  'bundle.own',
  'bundle.wrong-governorate',
  'bundle.signature-invalid',
  'bundle.unknown-sender',
  'bundle.other-epoch',
  'bundle.cannot-open',
  'bundle.server-key-missing',
  'bundle.laptop-key-missing',
  'bundle.fill-under-way',
  'bundle.carrier-full',
  'bundle.nothing-to-carry',
  'bundle.not-kept',
  'bundle.stick-gone',
  'bundle.cancelled',
  // session
  'session.password-too-short',
  'session.password-common',
  'session.user-exists',
  'session.user-unknown',
  'session.user-signed-in',
] as const;
