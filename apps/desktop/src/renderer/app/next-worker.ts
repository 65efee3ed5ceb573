import type { WorkerId } from '@nrm/domain/shared';

/** Who takes over at this laptop: chosen in the header, asked for by the page of welcome, once. */
let next: WorkerId | null = null;

export const setNextWorker = (worker: WorkerId | null): void => {
  next = worker;
};

export function takeNextWorker(): WorkerId | null {
  const taken = next;
  next = null;
  return taken;
}
