export * from './audit-export.ts';
export * from './audit-export-verbs.ts';
export * from './auditor.ts';
export * from './auditor-verbs.ts';
