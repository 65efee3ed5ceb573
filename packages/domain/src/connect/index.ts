export * from './connect-code.ts';
export * from './connect-reply.ts';
export * from './connect-transcript.ts';
