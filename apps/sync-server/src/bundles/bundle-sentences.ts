import type { RefusalCode } from '@nrm/domain/shared';

export type BundleRefusalCode = Extract<RefusalCode, `bundle.${string}`>;

/** What the person at the server reads when a stick is no good, and what to do then. */
export const BUNDLE_SENTENCES: Readonly<Record<BundleRefusalCode, string>> = {
  'bundle.none-here': 'There is no bundle for this server in this folder.',
  'bundle.incomplete': 'The stick was pulled out before the bundle was whole: have it written again.',
  'bundle.damaged': 'The bundle is damaged: have it written again, on another stick.',
  'bundle.unsafe':
    'The bundle names or holds something other than its own files: keep the stick and find out who wrote it.',
  'bundle.too-large': 'The bundle is larger than anything a laptop writes: find out who wrote it.',
  'bundle.newer': 'The bundle was written by a newer release: update this server first.',
  'bundle.wrong-laptop': 'The bundle is not for the server.',
  'bundle.own': 'The bundle was written by this server.',
  'bundle.wrong-governorate': 'The bundle belongs to another governorate.',
  'bundle.signature-invalid':
    'The bundle was not signed by the laptop it names: keep the stick and find out who wrote it.',
  'bundle.unknown-sender': 'The laptop that wrote the bundle is not connected to this governorate.',
  'bundle.other-epoch':
    'The bundle belongs to another time of this server: let the laptop send and receive over the network.',
  'bundle.cannot-open':
    'The bundle is not sealed to the key of this server: let the laptop connect once over the network.',
  'bundle.server-key-missing': 'The laptop does not have the key of this server yet.',
  'bundle.laptop-key-missing':
    'The laptop never said what to seal to it: take in a bundle of it first, or let it connect once.',
  'bundle.fill-under-way': 'The laptop is being filled over the network: let it finish.',
  'bundle.carrier-full': 'This laptop has handed in more than it may at once: let it wait.',
  'bundle.nothing-to-carry': 'There is nothing to carry.',
  'bundle.not-kept': 'The stick did not keep what was written: use another one.',
  'bundle.stick-gone': 'The stick cannot be reached any more: put it in again and start anew.',
  'bundle.stick-full': 'There is not enough room on the stick.',
  'bundle.stick-not-writable': 'The folder or the stick does not let itself be read or written.',
  'bundle.cancelled': 'Stopped: nothing was taken and nothing is whole on the stick.',
};
