import { z } from 'zod';

/** Who may do what is one table: role x verb x scope (permissions.ts). `server` is the governorate's own device. */
export const ROLES = [
  'caseworker',
  'supervisor',
  'directory-officer',
  'governorate-administrator',
  'monitoring',
  'auditor',
  'server',
] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** Roles that act within one office; the others act in the whole governorate. */
export const OFFICE_ROLES: readonly Role[] = ['caseworker', 'supervisor'];
export const isOfficeRole = (role: Role): boolean => OFFICE_ROLES.includes(role);
