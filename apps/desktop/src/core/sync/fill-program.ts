import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@nrm/domain/shared';
import { Fault, faultToPlain } from '../faults.ts';
import { type Prepared, preparePage } from './fill-preparer.ts';

/** The thread beside the core that makes pages of a first fill ready. It holds no key and no file; it ends with the fill. */
assert(parentPort, 'this runs as a thread of the core');
const port = parentPort;

port.postMessage('begun');
port.on('message', (answer: unknown) => port.postMessage(prepare(answer)));

function prepare(answer: unknown): Prepared {
  try {
    return { page: preparePage(answer, workerData.here) };
  } catch (error) {
    if (error instanceof Fault) return { fault: faultToPlain(error) };
    throw error;
  }
}
