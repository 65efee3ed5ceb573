export * from './authorise.ts';
export * from './permissions.ts';
export * from './role.ts';
