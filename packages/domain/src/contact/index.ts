export * from './contact-safety.ts';
export * from './phone.ts';
