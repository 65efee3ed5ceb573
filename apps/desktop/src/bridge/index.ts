export * from './answer.ts';
export * from './commands.ts';
export * from './queries.ts';
