export { deriveRows, projectDerived, projectSubject } from './project-subject.ts';
export * from './rebuild-read-models.ts';
export * from './verify-read-models.ts';
