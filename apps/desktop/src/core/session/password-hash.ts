import { performance } from 'node:perf_hooks';
import { assert } from '@nrm/domain/shared';
import argon2 from 'argon2';
import { z } from 'zod';

/** Below this a stolen keyring with a stolen device secret could be guessed at (OWASP minimum is lower; ours is not). */
export const MEMORY_FLOOR_KIB = 64 * 1024;
const MEMORY_CHOICES_KIB = [256 * 1024, 128 * 1024, MEMORY_FLOOR_KIB] as const;
const BUDGET_MS = 1200;

/** Cost of argon2id (RFC 9106), version 0x13, kept beside each hash so that it can grow. */
export const PasswordCost = z.strictObject({
  algorithm: z.literal('argon2id'),
  passes: z.number().int().min(1).max(20),
  lanes: z.literal(1),
  memoryKib: z
    .number()
    .int()
    .min(8)
    .max(1024 * 1024),
});
export type PasswordCost = z.infer<typeof PasswordCost>;

export const passwordCost = (memoryKib: number): PasswordCost => {
  assert(memoryKib >= MEMORY_FLOOR_KIB, 'argon2id with less than 64 MiB');
  return { algorithm: 'argon2id', passes: 3, lanes: 1, memoryKib };
};

/** Quick and worthless; it cannot be had outside a test run. */
export const worthlessCostForTests = (): PasswordCost => {
  assert(isTestRun(), 'a worthless password cost outside a test run');
  return { algorithm: 'argon2id', passes: 1, lanes: 1, memoryKib: 64 };
};

/** Whether a cost found in a keyring is one this program would have written. */
export const isCostAllowed = (cost: PasswordCost) =>
  isTestRun() || (cost.memoryKib >= MEMORY_FLOOR_KIB && cost.passes >= 3);

const isTestRun = () => process.env.NODE_ENV === 'test';

/** 32 bytes. @param password already normalised @param salt 16 bytes */
export async function hashPassword(password: string, salt: Uint8Array, cost: PasswordCost): Promise<Uint8Array> {
  const bytes = await argon2.hash(password, {
    type: argon2.argon2id,
    version: 0x13,
    raw: true,
    hashLength: 32,
    salt: Buffer.from(salt),
    timeCost: cost.passes,
    parallelism: cost.lanes,
    memoryCost: cost.memoryKib,
  });
  return new Uint8Array(bytes);
}

/** The largest memory of 64, 128, 256 MiB with which this machine hashes within 1.2 s; the floor whatever it takes. */
export async function measurePasswordCost(budgetMs = BUDGET_MS): Promise<PasswordCost> {
  const floor = passwordCost(MEMORY_FLOOR_KIB);
  const started = performance.now();
  await hashPassword('measuring this machine', new Uint8Array(16), floor);
  const floorMs = performance.now() - started;
  // Time grows with memory in proportion, so one measurement is enough and a slow laptop waits once, not three times.
  const memoryKib = MEMORY_CHOICES_KIB.find((choice) => (floorMs * choice) / MEMORY_FLOOR_KIB <= budgetMs);
  return passwordCost(memoryKib ?? MEMORY_FLOOR_KIB);
}
