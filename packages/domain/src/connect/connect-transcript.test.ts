import { expect, it } from 'vitest';
import type { Crypto } from '../ledger/index.ts';
import { type ConnectTranscript, transcriptNumbers } from './connect-transcript.ts';

// The rules are given their hash; any that spreads well shows what is asked here.
const crypto: Crypto = {
  sha256: (text) => {
    let [one, two] = [0x811c9dc5, 0x01000193];
    for (const letter of text) {
      one = Math.imul(one ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
      two = Math.imul(two ^ one, 0x85ebca6b) >>> 0;
    }
    return Array.from({ length: 8 }, (_, index) =>
      (Math.imul(one ^ index, two | 1) >>> 0).toString(16).padStart(8, '0'),
    ).join('');
  },
  verify: () => false,
};
const transcript: ConnectTranscript = {
  codeHash: 'a',
  devicePublicKey: 'b',
  csr: 'c',
  connectedBy: '01a20535-c515-73bb-a7e1-81b8f8d4c7b6',
  device: 'd',
  serverPublicKey: 'e',
  caCertificate: 'f',
  pins: ['g', 'h'],
};

it('shows other numbers as soon as the two ends saw anything different', () => {
  const numbers = transcriptNumbers(crypto, transcript);
  expect(numbers).toHaveLength(6);
  for (const number of numbers) expect(number).toMatch(/^\d{3}$/);
  const others: ConnectTranscript[] = [
    { ...transcript, codeHash: 'x' },
    { ...transcript, devicePublicKey: 'x' },
    { ...transcript, csr: null },
    { ...transcript, device: 'x' },
    { ...transcript, serverPublicKey: 'x' },
    { ...transcript, caCertificate: null },
    { ...transcript, pins: ['h', 'g'] },
  ];
  for (const other of others) expect(transcriptNumbers(crypto, other)).not.toEqual(numbers);
});
