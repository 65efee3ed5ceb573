import { z } from 'zod';
import { FilledText, OfficeId, WorkerId } from '../shared/index.ts';
import { ConnectAnswer, PROTOCOL } from '../sync/index.ts';

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

/** What a code is for, told before it is taken: to whom it was given, and which authority the laptop will trust. */
export const ConnectLookRequest = z.object({ protocol: z.literal(PROTOCOL), code: z.string().max(40) });
export const ConnectLook = z.object({
  office: OfficeId,
  worker: z.object({
    id: WorkerId,
    name: FilledText(80),
    /** For the sign-in card; a server before them tells none, a newer one may know more of them than this laptop. */
    roles: z.array(z.string().max(40)).max(20).optional(),
  }),
  caCertificate: z.string().max(8_000).nullable(),
});
export type ConnectLook = z.infer<typeof ConnectLook>;
