export * from './birth-date.ts';
export * from './format-day.ts';
export * from './local-date.ts';
export * from './sop-timings.ts';
export * from './working-week.ts';
