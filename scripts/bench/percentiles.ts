export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

export function percentiles(times: readonly number[]): Percentiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: at(0.5), p95: at(0.95) };
}

/** Two digits behind the point: more would say more than was measured. */
export const round = (value: number): number => Math.round(value * 100) / 100;
