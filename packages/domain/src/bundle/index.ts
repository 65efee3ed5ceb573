export * from './bundle.ts';
export * from './bundle-folder.ts';
export * from './carried.ts';
export * from './read-bundle.ts';
export * from './write-bundle.ts';
