import type { Carried } from './slow-line.ts';

/** Asks the parent process, which holds the line, what went over it since the last time. */
export const takeCarried = (): Promise<Carried> =>
  new Promise((resolve) => {
    process.once('message', (carried) => resolve(carried as Carried));
    process.send?.('take');
  });
