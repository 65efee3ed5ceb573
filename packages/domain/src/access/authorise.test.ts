import { describe, expect, test } from 'vitest';
import type { EntryHeader } from '../ledger/entry.ts';
import type { OfficeId } from '../shared/index.ts';
import { EXAMPLE_PAYLOADS, entryOfLine, fixedId, foldGovernorate, ids, type Line } from '../testing/index.ts';
import { authorise, rolesNow } from './authorise.ts';
import type { VerbType } from './permissions.ts';

/**
 * The governorate's own order: 1 founded, 2 worker introduced, 3 laptop connected, 4 filler, 5 role given,
 * 6 and 7 filler, 8 role ended (where the story ends it).
 */
const filler: Line = ['holiday.declare'];
const grant: Line = ['worker.grant-role'];
const end: Line = ['worker.end-role'];
const given: readonly Line[] = [['worker.introduce'], ['device.connect'], filler, grant, filler, filler];

const headerOf = (type: VerbType, administration: number, change: Partial<EntryHeader> = {}): EntryHeader => ({
  ...entryOfLine(['case.note'], 2).header,
  type,
  author: { worker: ids.caseworker, role: 'caseworker' },
  basis: { administration, subject: 1 },
  ...change,
});

interface Ask {
  story: readonly Line[];
  basis: number;
  header?: Partial<EntryHeader>;
  offices?: readonly OfficeId[] | null;
  type?: VerbType;
}

const ask = ({ story, basis, header, offices = [ids.office], type = 'case.note' }: Ask) => {
  const authority = authorise(foldGovernorate(...story), story.length + 1, headerOf(type, basis, header), offices);
  return authority.kind === 'allowed' ? 'allowed' : `${authority.kind}: ${authority.code}`;
};

describe('authority is judged at what the author could know', () => {
  const ended = [...given, end];

  test.each<[string, Ask, string]>([
    ['the role holds', { story: given, basis: 7 }, 'allowed'],
    ['the author had just seen it given', { story: given, basis: 5 }, 'allowed'],
    ['the author had not seen it given', { story: given, basis: 4 }, 'quarantined: access.no-role'],
    ['it ended after what the author had seen', { story: ended, basis: 7 }, 'held: access.role-ended'],
    ['the author had seen it end', { story: ended, basis: 8 }, 'quarantined: access.no-role'],
    ['it ended and was given again', { story: [...ended, grant], basis: 7 }, 'allowed'],
    ['it was written between the two', { story: [...ended, grant], basis: 8 }, 'quarantined: access.no-role'],
    ['it was written after it was given again', { story: [...ended, grant], basis: 9 }, 'allowed'],
    [
      'the author is not known',
      { story: given, basis: 7, header: { author: { worker: ids.supervisor, role: 'caseworker' } } },
      'held: access.author-unknown',
    ],
    [
      'the author has another role',
      { story: given, basis: 7, header: { author: { worker: ids.caseworker, role: 'supervisor' } } },
      'quarantined: access.no-role',
    ],
    ['the verb is of another role', { story: given, basis: 7, type: 'case.end' }, 'quarantined: access.no-role'],
    [
      'the case is of another office',
      { story: given, basis: 7, offices: [ids.otherOffice] },
      'quarantined: access.other-office',
    ],
    ['the case was of this office then', { story: given, basis: 7, offices: [ids.office, ids.otherOffice] }, 'allowed'],
    [
      'the subject belongs to the governorate',
      { story: given, basis: 7, offices: null, type: 'service.verify' },
      'allowed',
    ],
    ['the server is behind what the author had seen', { story: given, basis: 8 }, 'held: ledger.basis-ahead'],
    ['the laptop was revoked since', { story: [...given, ['device.revoke']], basis: 7 }, 'held: access.role-ended'],
    [
      'the laptop is not known',
      { story: given, basis: 7, header: { device: fixedId(77) as never } },
      'held: device.unknown',
    ],
    [
      'this release does not know the verb',
      { story: given, basis: 7, header: { type: 'case.bless' } },
      'held: ledger.type-unknown',
    ],
  ])('%s', (_when, question, answer) => {
    expect(ask(question)).toBe(answer);
  });

  test('a role of another office that ended is not a role here', () => {
    const elsewhere: Line = [
      'worker.grant-role',
      { ...EXAMPLE_PAYLOADS['worker.grant-role'], office: ids.otherOffice },
    ];
    expect(ask({ story: [...given, end, elsewhere], basis: 9 })).toBe('quarantined: access.other-office');
    expect(ask({ story: [...given, end, elsewhere], basis: 7 })).toBe('held: access.role-ended');
  });

  test('roles of the whole governorate act in every office', () => {
    const asServer = { author: { worker: ids.server, role: 'server' as const }, device: ids.serverDevice };
    expect(
      ask({ story: given, basis: 1, header: asServer, type: 'referral.report-answer', offices: [ids.otherOffice] }),
    ).toBe('allowed');
  });
});

describe('the governorate', () => {
  test('shows the roles somebody holds now', () => {
    expect(rolesNow(foldGovernorate(...given), ids.caseworker)).toMatchObject([
      { role: 'caseworker', office: 'mosul' },
    ]);
    expect(rolesNow(foldGovernorate(...given, end), ids.caseworker)).toEqual([]);
    expect(rolesNow(foldGovernorate(), ids.supervisor)).toEqual([]);
  });

  test('a role given twice is held once and ended once', () => {
    const worker = foldGovernorate(...given, grant).workers[ids.caseworker];
    expect(worker?.grants).toHaveLength(1);
    expect(rolesNow(foldGovernorate(...given, grant, end), ids.caseworker)).toEqual([]);
  });

  test('somebody introduced again keeps their roles', () => {
    const state = foldGovernorate(...given, ['worker.introduce']);
    expect(rolesNow(state, ids.caseworker)).toHaveLength(1);
  });
});
