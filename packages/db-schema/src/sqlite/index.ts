import { migrationsOf } from '../migrations-of.ts';

export * from './drafts.ts';
export * from './read-models.ts';
export * from './sealing.ts';
export * from './signed-heads.ts';
export * from './tables.ts';
export const sqliteMigrations = migrationsOf(new URL('./migrations/', import.meta.url));
