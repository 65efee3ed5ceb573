import { expect, it, vi } from 'vitest';
import { createMessageSize, timed } from './message-size.ts';

it('grows as far as the line carries it, shrinks where it does not, and keeps between its bounds', () => {
  const size = createMessageSize({ first: 100, least: 20, most: 300 });
  size.took(100);
  expect(size.now).toBe(200);
  size.took(100);
  expect(size.now).toBe(300);
  size.took(10_000); // neither quick nor slow
  expect(size.now).toBe(300);
  size.took(30_000);
  expect(size.now).toBe(150);
  for (let tries = 0; tries < 9; tries++) size.lost();
  expect(size.now).toBe(20);
});

it('does not blame the size of a message for a server that says no at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  try {
    const size = createMessageSize({ first: 100, least: 20, most: 100 });
    await expect(timed(size, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(size.now).toBe(100);
    const dies = timed(
      size,
      () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error('cut')), 30_000)),
    );
    const told = expect(dies).rejects.toThrow('cut');
    await vi.advanceTimersByTimeAsync(30_000);
    await told;
    expect(size.now).toBe(50);
  } finally {
    vi.useRealTimers();
  }
});
