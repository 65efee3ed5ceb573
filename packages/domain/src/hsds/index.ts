export * from './export-package.ts';
export * from './hsds-ids.ts';
export * from './hsds-report.ts';
export { HSDS_TABLES } from './hsds-tables.ts';
export { NRM_TAXONOMY } from './hsds-terms.ts';
export * from './parse-package.ts';
export * from './plan-import.ts';
