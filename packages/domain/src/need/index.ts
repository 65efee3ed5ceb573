export * from './need.ts';
export * from './need-verbs.ts';
