export * from './consent.ts';
export * from './consent-verbs.ts';
