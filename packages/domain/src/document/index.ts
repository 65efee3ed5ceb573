export * from './document.ts';
export * from './machine-readable-zone.ts';
