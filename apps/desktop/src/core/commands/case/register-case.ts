import { formCaseNumber } from '@nrm/domain/case-number';
import type { OfficeState } from '@nrm/domain/office';
import { assert, dayInBaghdad, type OfficeId, ok, type Result } from '@nrm/domain/shared';
import { shownState } from '../../ledger/subject-rows.ts';
import type { CommandContext } from '../step-context.ts';

/** Where the running number stands: behind office 2, year 2, device 3. */
const RUNNING_FROM = 7;
const RUNNING_DIGITS = 4;

/**
 * `case.register` needs a number that no other laptop can form: office, year, this device, and how many files this
 * device has opened this year. It is read over telephones and is never the key.
 */
export function numberForCase({ store, ledger, device }: CommandContext): Result<{ number: string; office: OfficeId }> {
  const office = shownState<OfficeState>(store, { kind: 'office', id: device.office });
  assert(office, 'the office of this laptop has not been received yet');
  const year = Number(dayInBaghdad(ledger.now().instant).slice(0, 4));
  const first = formCaseNumber({ office: office.number, year, device: device.number, running: 1 });
  if (!first.ok) return first;
  const prefix = first.value.slice(0, RUNNING_FROM);
  const last = store.get(
    `select max(substr(json_extract(payload, '$.number'), ?, ?)) as running from entries
     where own = 1 and type = 'case.register' and json_extract(payload, '$.number') like ?`,
    RUNNING_FROM + 1,
    RUNNING_DIGITS,
    `${prefix}%`,
  );
  const number = formCaseNumber({
    office: office.number,
    year,
    device: device.number,
    running: Number(last?.running ?? 0) + 1,
  });
  return number.ok ? ok({ number: number.value, office: device.office }) : number;
}
