export * from './answer-code.ts';
export * from './case-number.ts';
export { dammDigit } from './check-digits.ts';
export * from './slip-code.ts';
