import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createBackOff } from './back-off.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function isOver(pause: Promise<void>): Promise<boolean> {
  let over = false;
  void pause.then(() => (over = true));
  await vi.advanceTimersByTimeAsync(0);
  return over;
}

it('does not pause before the first failure or after a success', async () => {
  const backOff = createBackOff({ firstMs: 1_000, maxMs: 60_000 }, () => 0);
  expect(await isOver(backOff.pause())).toBe(true);
  backOff.failed();
  backOff.succeeded();
  expect(await isOver(backOff.pause())).toBe(true);
});

it('doubles up to its maximum and draws from the upper half', async () => {
  for (const [random, share] of [
    [0, 0.5],
    [0.999999, 1],
  ] as const) {
    const backOff = createBackOff({ firstMs: 1_000, maxMs: 60_000 }, () => random);
    for (const longest of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      backOff.failed();
      const pause = backOff.pause();
      await vi.advanceTimersByTimeAsync(longest * share - 10);
      expect(await isOver(pause)).toBe(false);
      await vi.advanceTimersByTimeAsync(11);
      expect(await isOver(pause)).toBe(true);
    }
  }
});

it('is ended by whoever asks, without being forgotten', async () => {
  const backOff = createBackOff({ firstMs: 1_000, maxMs: 60_000 }, () => 0);
  for (let failure = 0; failure < 5; failure++) backOff.failed();
  const pause = backOff.pause();
  expect(await isOver(pause)).toBe(false);
  backOff.wake();
  expect(await isOver(pause)).toBe(true);
  backOff.failed();
  const next = backOff.pause();
  await vi.advanceTimersByTimeAsync(15_900);
  expect(await isOver(next)).toBe(false);
});

it('still has an end after a year of failures', async () => {
  const backOff = createBackOff({ firstMs: 1_000, maxMs: 60_000 }, () => 0);
  for (let failure = 0; failure < 500_000; failure++) backOff.failed();
  const pause = backOff.pause();
  await vi.advanceTimersByTimeAsync(30_001);
  expect(await isOver(pause)).toBe(true);
});

it('is not cut below the time for which the server asked to be left alone, and adds a part of it', async () => {
  for (const [random, extra] of [
    [0, 1],
    [0.999999, 1.5],
  ] as const) {
    const backOff = createBackOff({ firstMs: 1_000, maxMs: 60_000 }, () => random);
    backOff.failed(20_000);
    const pause = backOff.pause();
    backOff.wake();
    await vi.advanceTimersByTimeAsync(20_000 * extra - 10);
    backOff.wake();
    expect(await isOver(pause)).toBe(false);
    await vi.advanceTimersByTimeAsync(20);
    expect(await isOver(pause)).toBe(true);
    backOff.failed();
    const free = backOff.pause();
    backOff.wake();
    expect(await isOver(free)).toBe(true);
  }
});
