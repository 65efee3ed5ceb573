export * from './example-entry.ts';
export * from './example-payloads.ts';
export * from './fixed-ids.ts';
export * from './node-crypto.ts';
export * from './unsigned-entry.ts';
