import { migrationsOf } from '../migrations-of.ts';

export * from './tables.ts';
export const postgresMigrations = migrationsOf(new URL('./migrations/', import.meta.url));
