import type { CaseState } from '@nrm/domain/case';
import { foldKey } from '@nrm/domain/name';
import { beforeEach, describe, expect, it } from 'vitest';
import { projectSubject } from '../../read-models/index.ts';
import { correct, newReferral, referralSteps, registerPerson } from '../../testing/people.ts';
import { openSmallOffice, type SmallOffice } from '../../testing/small-office.ts';

let here: SmallOffice;
const me = () => ({ worker: here.caseworker, role: 'caseworker' as const });
const boss = () => ({ worker: here.supervisor, role: 'supervisor' as const });
const names = (text: string, more: object = {}) =>
  here.ask('people.search', { text, ...more }).rows.map(({ fullName }) => fullName);

beforeEach(() => {
  here = openSmallOffice();
});

describe('searching people', () => {
  beforeEach(() => {
    registerPerson(here, { givenName: 'أحمد', fatherName: 'محمد', familyName: 'الجبوري', phone: '+9647701234567' });
    registerPerson(here, { givenName: 'محمد', fatherName: 'علي' });
    registerPerson(here, { givenName: 'ئازاد', fatherName: 'ڕێبوار', latinName: 'Azad Rebwar' });
    registerPerson(here, { givenName: 'فاطمة', fatherName: 'عبد الرحمن', sex: 'female' });
  });

  it('finds what is still being typed, the names that begin with it first', () => {
    expect(names('م')).toEqual(['محمد علي', 'أحمد محمد الجبوري']);
    expect(names('محمد')).toEqual(['محمد علي', 'أحمد محمد الجبوري']);
    expect(names('محمد ع')).toEqual(['محمد علي']);
    expect(names('جبور')).toEqual(['أحمد محمد الجبوري']);
  });

  it('finds other letters, another script and compounds', () => {
    expect(names('احمد')).toEqual(['أحمد محمد الجبوري']);
    expect(names('ئەحمەد')).toEqual(['أحمد محمد الجبوري']);
    expect(names('Mohammed')).toEqual(['أحمد محمد الجبوري', 'محمد علي']); // by name: neither begins with Latin letters
    expect(names('azad')).toEqual(['ئازاد ڕێبوار']);
    expect(names('آزاد')).toEqual(['ئازاد ڕێبوار']);
    expect(names('عبدالرحمن')).toEqual(['فاطمة عبد الرحمن']);
    expect(names('فاطمه')).toEqual(['فاطمة عبد الرحمن']);
  });

  it('finds a telephone and a case number as people write them', () => {
    for (const text of ['0770', '07701234567', '+964 770 123', '٠٧٧٠ ١٢٣', '009647701', '7701234567'])
      expect(names(text)).toEqual(['أحمد محمد الجبوري']);
    const [row] = here.ask('people.search', { text: 'فاطمة' }).rows;
    const number = row?.number ?? '';
    expect(names(`${number.slice(0, 4)} ${number.slice(4, 8)} ${number.slice(8)}`)).toEqual(['فاطمة عبد الرحمن']);
  });

  it('finds the number of a paper as it is printed, read aloud or typed without its strokes', () => {
    const [row] = here.ask('people.search', { text: 'فاطمة' }).rows;
    here.write(
      me(),
      correct(row?.id ?? '', {
        'paper-passport': { kind: 'passport', status: 'lost', number: 'XX-0000 17' },
        'paper-ration-card': { kind: 'ration-card', status: 'held', number: '00008412' },
        knownAs: 'أم نور',
      }),
    );
    for (const text of ['XX-0000 17', 'xx000017', 'XX0000', '00008412', '٠٠٠٠٨٤١٢', '0000 84', 'أم نور'])
      expect(names(text), text).toEqual(['فاطمة عبد الرحمن']);
  });

  it('finds nothing for what nobody is called, and for signs alone', () => {
    expect(names('قسطنطين')).toEqual([]);
    expect(names('!!')).toEqual([]);
    expect(names('") OR "f:محمد')).toEqual([]);
  });

  it('follows a correction of the name', () => {
    const [row] = here.ask('people.search', { text: 'فاطمة' }).rows;
    here.write(me(), correct(row?.id ?? '', { givenName: 'زينب' }));
    expect(names('فاطمة')).toEqual([]);
    expect(names('زين')).toEqual(['زينب عبد الرحمن']);
  });

  it('lists the office by name, page by page', () => {
    const all = here.ask('people.search', {});
    expect(all.total).toBe(4);
    expect(all.rows.map(({ fullName }) => fullName)).toEqual([
      'ئازاد ڕێبوار', // ئ stands before ا, in Unicode as in the Kurdish alphabet
      'أحمد محمد الجبوري',
      'فاطمة عبد الرحمن',
      'محمد علي',
    ]);
    expect(here.ask('people.search', { offset: 1, limit: 2 }).rows).toEqual(all.rows.slice(1, 3));
  });
});

describe('narrowing', () => {
  it('leaves out ended files unless they are asked for', () => {
    const id = registerPerson(here, { givenName: 'سعد' });
    registerPerson(here, { givenName: 'سعدون' });
    here.write(boss(), {
      type: 'case.end',
      subject: { kind: 'case', id },
      intent: { reason: 'moved-away', words: 'x' },
    });
    expect(names('سعد')).toEqual(['سعدون']);
    expect(names('سعد', { status: 'ended' })).toEqual(['سعد']);
    expect(names('سعد', { status: 'all' })).toEqual(['سعد', 'سعدون']);
    expect(names('')).toEqual(['سعدون']);
    expect(names('', { status: 'ended' })).toEqual(['سعد']);
    expect(names('', { status: 'all' })).toEqual(['سعد', 'سعدون']);
  });

  it('by priority, by need and by who is responsible', () => {
    const one = registerPerson(here, { givenName: 'سعد' });
    const two = registerPerson(here, { givenName: 'سعدون' });
    here.write(me(), correct(one, { priority: 'high' }), ...referralSteps(one, newReferral(here), 'urgent', 'legal'));
    here.write(boss(), { type: 'case.assign', subject: { kind: 'case', id: two }, intent: { worker: here.colleague } });
    expect(names('', { priority: 'high' })).toEqual(['سعد']);
    expect(names('سع', { topic: 'legal' })).toEqual(['سعد']);
    expect(names('', { topic: 'legal' })).toEqual(['سعد']);
    expect(names('', { mine: true })).toEqual(['سعد']);
    expect(here.ask('people.search', { mine: true }, here.colleague).rows.map(({ id }) => id)).toEqual([two]);
  });

  it('leaves out a file that is on its way to another office', () => {
    const id = registerPerson(here, { givenName: 'سعد' });
    const transfer = { toOffice: 'sinjar', words: 'The family moved.' };
    here.write(boss(), { type: 'case.transfer', subject: { kind: 'case', id }, intent: transfer });
    expect(names('')).toEqual([]);
    expect(names('سعد')).toEqual([]);
  });

  it('says what a line needs', () => {
    const id = registerPerson(here, { givenName: 'سعد', year: 1990, phone: '+9647701234567' });
    here.write(me(), ...referralSteps(id, newReferral(here)));
    expect(here.ask('people.search', { text: 'سعد' }).rows[0]).toMatchObject({
      id,
      yearOfBirth: 1990,
      openNeeds: 1,
      openReferrals: 1,
      status: 'open',
      waiting: true,
      lastActivityOn: '2026-03-01',
      responsible: here.caseworker,
    });
  });
});

describe('a search that finds half the office', () => {
  const PEOPLE = 1_300;
  beforeEach(() => {
    const id = registerPerson(here, { givenName: 'سعد', fatherName: 'محمد' });
    const row = here.store.get('select coalesce(shown, state) as state from subjects where id = ?', id);
    const state = JSON.parse(row?.state as string) as CaseState;
    const name = (value: string) => ({
      ...(state.person.givenName ?? { seq: 1, device: here.newId(), entry: here.newId() }),
      value,
    });
    here.store.write((tx) => {
      for (let index = 1; index < PEOPLE; index++) {
        const names = { givenName: name(index % 3 ? `محمد${index}` : `علي${index}`), fatherName: name('محمد') };
        const copy = { ...state, status: index % 7 ? 'open' : 'ended', person: { ...state.person, ...names } };
        projectSubject(tx, { kind: 'case', id: here.newId() }, copy);
      }
    });
  });

  it.each([{}, { status: 'all' }, { mine: true }, { status: 'ended' }] as const)(
    'shows everybody once, page by page, whoever begins with it first: %o',
    (more) => {
      const pages = Array.from({ length: 20 }, (_, page) =>
        here.ask('people.search', { text: 'مح', offset: page * 97, limit: 97, ...more }),
      );
      const rows = pages.flatMap((page) => page.rows);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      expect(rows.length).toBe(pages[0]?.total);
      expect(rows.length).toBe(here.ask('people.search', { text: '', ...more }).total);
      const ranked = rows.map(({ fullName }) => `${fullName.startsWith('مح') ? 0 : 1}${foldKey(fullName)}`);
      expect(ranked).toEqual([...ranked].sort());
    },
  );
});
