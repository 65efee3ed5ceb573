import { type Crypto, canonicalJson } from '../ledger/index.ts';

/**
 * What both ends saw when a laptop was connected, as six numbers of three digits that two people compare. Numbers and
 * not words: they read the same in Arabic, Sorani and English, on a terminal, on paper and over the telephone, and they
 * carry more (59 bits) than six words of a list of 256 (48 bits) without a list that native speakers must clear first.
 * Somebody in between would have to meet them by trying 2^59 keys while the laptop waits: the laptop is bound before
 * the server adds the fresh id of the entry that connects it.
 */
export interface ConnectTranscript {
  /** SHA-256 of the code, hex: the code itself is not kept. */
  readonly codeHash: string;
  readonly devicePublicKey: string;
  /** PEM as it was sent; null on the loopback address without TLS */
  readonly csr: string | null;
  readonly device: string;
  /** Id of the `device.connect` entry, fresh from the server. */
  readonly connectedBy: string;
  readonly serverPublicKey: string;
  readonly caCertificate: string | null;
  readonly pins: readonly string[];
}

export const connectCodeHash = (crypto: Crypto, code: string): string => crypto.sha256(`nrm.connect-code.1\n${code}`);

/** Six texts of three digits, `000` to `999`. */
export function transcriptNumbers(crypto: Crypto, transcript: ConnectTranscript): string[] {
  const { codeHash, devicePublicKey, csr, device, connectedBy, serverPublicKey, caCertificate, pins } = transcript;
  const text = canonicalJson({
    codeHash,
    devicePublicKey,
    csr,
    device,
    connectedBy,
    serverPublicKey,
    caCertificate,
    pins: [...pins],
  });
  const hash = crypto.sha256(`nrm.connect.1\n${text}`);
  // 32 bits per number: the remainder by 1000 is even to within one part in four million.
  return Array.from({ length: 6 }, (_, index) => {
    const part = Number.parseInt(hash.slice(index * 8, index * 8 + 8), 16);
    return String(part % 1000).padStart(3, '0');
  });
}
