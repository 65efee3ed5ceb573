export * from './assert.ts';
export * from './id.ts';
export * from './instant.ts';
export * from './refusal.ts';
export * from './refusal-codes.ts';
export * from './result.ts';
export * from './text.ts';
