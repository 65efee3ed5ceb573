export * from './pcode-numberings.ts';
export * from './place.ts';
export * from './places.ts';
