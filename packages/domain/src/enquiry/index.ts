export * from './enquiry.ts';
export * from './enquiry-verbs.ts';
