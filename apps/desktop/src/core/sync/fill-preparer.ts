import { Worker } from 'node:worker_threads';
import type { OfficeId } from '@nrm/domain/shared';
import { FillAnswer } from '@nrm/domain/sync';
import { Fault, type PlainFault, plainToFault } from '../faults.ts';
import { type PreparedFill, prepareFill } from '../ledger/prepare-fill.ts';
import { deriveRows } from '../read-models/index.ts';
import { readAnswer } from './read-answer.ts';

/** Reads pages of a first fill and makes them ready to be written, in the order in which they are given. */
export interface FillPreparer {
  /**
   * @param answer what the server said: a value, or its JSON as bytes of UTF-8
   * @throws Fault server.newer, server.not-trusted
   */
  prepare(answer: unknown): Promise<PreparedFill>;
  end(): void;
}

export type Prepared = { readonly page: PreparedFill } | { readonly fault: PlainFault };

/** Where `fill-program.ts` is while this runs from its sources; a bundle says where its own is. */
export const FILL_PROGRAM = new URL('./fill-program.ts', import.meta.url);

/** One page, read and prepared here and now. */
export const preparePage = (answer: unknown, here: OfficeId | undefined): PreparedFill =>
  prepareFill(readAnswer(FillAnswer, answer instanceof Uint8Array ? readJson(answer) : answer), here, deriveRows);

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    throw new Fault('server.not-trusted', { reason: 'not-our-server' });
  }
}

/**
 * @param program `fill-program.ts`, which does it in a thread of its own, so that this one only writes; without it
 *   everything is done here
 */
export function startFillPreparer(here: OfficeId | undefined, program: URL | undefined): FillPreparer {
  const prepareHere = async (answer: unknown) => preparePage(answer, here);
  if (!program) return { prepare: prepareHere, end: () => undefined };
  const worker = findWorker(program, here);
  if (!worker) return { prepare: prepareHere, end: () => undefined };
  const asked: { readonly answer: unknown; readonly page: PromiseWithResolvers<PreparedFill> }[] = [];
  let works = false;
  worker.on('message', (said: 'begun' | Prepared) => {
    if (said === 'begun') {
      works = true;
      return;
    }
    const next = asked.shift();
    if (!next) return; // it broke, and was heard of before what it had said
    if ('page' in said) next.page.resolve(said.page);
    else next.page.reject(plainToFault(said.fault));
  });
  // Without the thread it takes longer, and nothing else: what it was given is prepared here.
  const goOnHere = () => {
    works = false;
    for (const { answer, page } of asked.splice(0)) page.resolve(prepareHere(answer));
  };
  worker.on('error', () => {
    console.error('the thread that prepares a first fill broke');
    goOnHere();
  });
  worker.on('exit', goOnHere);
  return {
    prepare(answer) {
      if (!works) return prepareHere(answer); // nor do the first people wait until the thread has begun
      const page = Promise.withResolvers<PreparedFill>();
      asked.push({ answer, page });
      worker.postMessage(answer);
      return page.promise;
    },
    end() {
      asked.length = 0; // nobody waits for them any more
      void worker.terminate();
    },
  };
}

/** undefined where the system gives no thread. */
function findWorker(program: URL, here: OfficeId | undefined): Worker | undefined {
  try {
    // Enough that what a page is made of is gone before it counts as old; more only costs memory.
    return new Worker(program, { workerData: { here }, resourceLimits: { maxYoungGenerationSizeMb: 16 } });
  } catch {
    console.error('there is no thread to prepare a first fill');
    return undefined;
  }
}
