import { expect, it } from 'vitest';
import { FAULT_CODES, Fault, faultToPlain, findDiskFault, isFault, plainToFault } from './faults.ts';

it('names each fault once', () => {
  expect(new Set(FAULT_CODES).size).toBe(FAULT_CODES.length);
  for (const code of FAULT_CODES) expect(code).toMatch(/^[a-z-]+\.[a-z-]+$/);
});

it('crosses a process boundary as plain data and comes back the same', () => {
  const fault = new Fault('session.must-wait', { waitMs: 30_000 });
  const crossed = plainToFault(JSON.parse(JSON.stringify(faultToPlain(fault))));
  expect(faultToPlain(crossed)).toEqual({ kind: 'fault', code: 'session.must-wait', params: { waitMs: 30_000 } });
  expect(isFault(crossed, 'session.must-wait')).toBe(true);
  expect(isFault(crossed, 'session.locked-out')).toBe(false);
});

it('takes nothing of a path along, which on a shared laptop holds a name', () => {
  const error = Object.assign(new Error("ENOSPC: no space left, open 'C:\\Users\\Zaynab\\x'"), { code: 'ENOSPC' });
  const fault = findDiskFault(error);
  expect(fault?.code).toBe('disk.full');
  expect(JSON.stringify([faultToPlain(fault ?? new Fault('disk.failed')), fault?.stack])).not.toContain('Zaynab');
});

it('knows a full and a forbidden disk, and leaves other errors alone', () => {
  const codeOf = (code: string) => findDiskFault(Object.assign(new Error(code), { code }))?.code;
  expect(['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EIO', 'ENOENT'].map(codeOf)).toEqual([
    'disk.full',
    'disk.full',
    'disk.not-writable',
    'disk.not-writable',
    'disk.failed',
    undefined,
  ]);
  expect(findDiskFault('not an error')).toBeUndefined();
});
