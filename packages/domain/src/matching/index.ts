export * from './match-facts.ts';
export * from './match-reasons.ts';
export * from './match-services.ts';
