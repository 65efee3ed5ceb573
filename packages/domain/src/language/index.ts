export * from './language.ts';
export * from './sorani-order.ts';
