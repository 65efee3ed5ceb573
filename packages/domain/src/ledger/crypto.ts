/** The two primitives the rules are given; they bring none of their own, so they run in Node, Electron and a browser page. */
export interface Crypto {
  /** SHA-256 of the UTF-8 bytes of a text, as 64 lower-case hex digits. */
  sha256(text: string): string;
  /** Ed25519 (RFC 8032). @param publicKey raw 32 bytes, base64url @param signature 64 bytes, base64url */
  verify(publicKey: string, text: string, signature: string): boolean;
}

/** The signing half lives only where a private key lives. Returns 64 bytes, base64url. */
export type Sign = (text: string) => string;
