import { z } from 'zod';
import { ConnectAnswer } from '../sync/index.ts';

/** SHA-256 of a server's SubjectPublicKeyInfo (RFC 7469 calls it a pin), base64url without padding. */
export const Pin = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
export type Pin = z.infer<typeof Pin>;

/** What the server hands to a laptop whose code was good: who it is, and the papers it shows from now on. */
export const ConnectReply = ConnectAnswer.extend({
  /** PEM; null on the loopback address without TLS */
  clientCertificate: z.string().max(8_000).nullable(),
  caCertificate: z.string().max(8_000).nullable(),
  /** The key the server uses now and the one it will use next. */
  pins: z.array(Pin).max(2),
});
export type ConnectReply = z.infer<typeof ConnectReply>;
