export { foldKey, looseKey } from './fold-key.ts';
export { westernDigits } from './letters.ts';
export * from './measure-recall.ts';
export * from './name-similarity.ts';
export * from './person-name.ts';
export * from './search-tokens.ts';
export { skeleton } from './skeleton.ts';
