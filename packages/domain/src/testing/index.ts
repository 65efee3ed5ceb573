export * from './arbitrary-payload.ts';
export * from './example-entry.ts';
export * from './example-payloads.ts';
export * from './fixed-ids.ts';
export * from './naughty-strings.ts';
export * from './node-crypto.ts';
export * from './unsigned-entry.ts';
