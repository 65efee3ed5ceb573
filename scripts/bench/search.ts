import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteMigrations } from '@nrm/db-schema/sqlite';
import type { CaseState } from '@nrm/domain/case';
import { CHAIN_START } from '@nrm/domain/ledger';
import type { DeviceId, EntryId, Instant, LocalDate, OfficeId, WorkerId } from '@nrm/domain/shared';
import { uuidV7 } from '@nrm/domain/shared';
import { QUERIES } from '../../apps/desktop/src/bridge/queries.ts';
import { findThisDevice, saveThisDevice } from '../../apps/desktop/src/core/ledger/ledger.ts';
import { answerQuery } from '../../apps/desktop/src/core/queries/index.ts';
import { projectSubject } from '../../apps/desktop/src/core/read-models/index.ts';
import { migrate } from '../../apps/desktop/src/core/store/migrate.ts';
import { openReplica } from '../../apps/desktop/src/core/store/open-replica.ts';
import type { WritableStore } from '../../apps/desktop/src/core/store/store.ts';
import { seededRandom } from '../simulation/governorate.ts';

/**
 * Search while typing, on the encrypted file, with every keystroke of names in three scripts and of telephones; beside
 * the floor of the same run: the same rows scanned with LIKE, which finds one spelling only.
 */
export interface SearchFigures {
  readonly people: number;
  readonly keystrokes: number;
  readonly searchMs: Figures;
  readonly byScript: Readonly<Record<keyof typeof TYPED, Figures>>;
  readonly likeScanMs: Figures;
  /** People projected into rows and search, without the ledger, each second. */
  readonly projectedPerSecond: number;
  readonly megabytes: number;
}
interface Figures {
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
}

/** Invented, of three scripts; the first are given far more often, as in life. */
const NAMES = (
  'محمد أحمد علي حسين عمر فاطمة زينب حسن مصطفى مريم خالد يوسف إبراهيم محمود كريم نور سارة جاسم هدى صالح عبدالله ' +
  'ئازاد هێمن ڕێبوار شێرزاد ژیان گوڵاڵە دلشاد کاروان سۆران بەختیار شیلان ئاراس وليد ياسين رائد سعد ماجد طارق نبيل ' +
  'منذر عدنان غسان فراس قيس ليث مهند نزار هاشم هيثم وسام ياسر زياد بشار ثائر جمال حيدر رنا لمى سلمى إيمان عبير دعاء ' +
  'عبدالرحمن عبدالكريم صلاح رشيد سمير نجم شاكر فلاح ضياء'
).split(' ');
const LATIN = 'Mohammed Ahmed Ali Hussein Omar Fatima Zainab Hassan Mustafa Maryam Khalid Yousif Azad Hemin'.split(' ');

const TYPED = {
  arabic: ['محمد علي', 'زينب', 'عبد الرحمن', 'احمد خالد يوسف', 'إيمان', 'جاسم'],
  sorani: ['ئازاد', 'ڕێبوار هێمن', 'شیلان', 'محەمەد', 'گوڵاڵە'],
  latin: ['Mohammed Ali', 'Zainab', 'Azad', 'Hussein Khalid', 'Abdulrahman'],
  telephone: ['0770123', '+964750', '٠٧٧١'],
} as const;

const OFFICE = 'mosul' as OfficeId;
const WORKER = uuidV7(1, new Uint8Array(10)) as WorkerId;
const BATCH = 2_000;
const ROUNDS = 5;

export async function measureSearch(people = 100_000): Promise<SearchFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'nrm-bench-search-'));
  const path = join(folder, 'replica.db');
  const store = openReplica({ path, key: randomBytes(32) });
  try {
    migrate(store, sqliteMigrations);
    const began = performance.now();
    fill(store, people);
    const seconds = (performance.now() - began) / 1000;
    store.checkpoint();
    const taken = Object.fromEntries(
      Object.entries(TYPED).map(([script, texts]) => [script, texts.flatMap((text) => typeInto(store, text))]),
    ) as Record<keyof typeof TYPED, number[]>;
    const all = Object.values(taken).flat();
    const scans = TYPED.arabic.map((text) => time(() => scan(store, text)));
    return {
      people,
      keystrokes: all.length,
      searchMs: figures(all),
      byScript: Object.fromEntries(
        Object.entries(taken).map(([script, times]) => [script, figures(times)]),
      ) as SearchFigures['byScript'],
      likeScanMs: figures(scans),
      projectedPerSecond: Math.round(people / seconds),
      megabytes: Math.round(statSync(path).size / 1e5) / 10,
    };
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill(store: WritableStore, people: number): void {
  const random = seededRandom(7);
  const ids = (index: number) => {
    const bytes = new Uint8Array(10);
    new DataView(bytes.buffer).setUint32(6, index);
    return uuidV7(1_700_000_000_000 + index, bytes);
  };
  store.write((tx) =>
    saveThisDevice(tx, {
      device: ids(0) as DeviceId,
      governorate: 'ninewa' as never,
      office: OFFICE,
      number: 1,
      serverPublicKey: '',
      epoch: 'bench',
      generation: 1,
      seq: 0,
      hash: CHAIN_START,
    }),
  );
  for (let index = 1; index <= people; index += BATCH) {
    store.write((tx) => {
      for (let at = index; at < Math.min(index + BATCH, people + 1); at++) {
        const id = ids(at);
        const state = personFile(at, random);
        tx.run(
          `insert into subjects (kind, id, seq, chain, state, state_version, move) values ('case', ?, 1, ?, ?, 1, 0)`,
          id,
          CHAIN_START,
          JSON.stringify(state),
        );
        projectSubject(tx, { kind: 'case', id }, state);
      }
    });
  }
}

function personFile(index: number, random: () => number): CaseState {
  const name = () => NAMES[Math.floor(random() ** 2 * NAMES.length)] ?? '';
  const field = <Value>(value: Value) => ({
    value,
    seq: 1,
    device: WORKER as never,
    entry: WORKER as unknown as EntryId,
  });
  const day = '2026-03-01' as LocalDate;
  return {
    number: `1226003${String(index).padStart(5, '0')}`,
    office: OFFICE,
    offices: [],
    openedOn: day,
    demonstration: true,
    status: index % 12 === 0 ? 'ended' : 'open',
    endedBecause: null,
    endProposed: null,
    responsible: WORKER,
    person: {
      givenName: field(name()),
      fatherName: field(name()),
      grandfatherName: field(name()),
      familyName: field(name()),
      ...(index % 9 === 0 && {
        latinName: field(`${LATIN[index % LATIN.length]} ${LATIN[(index * 7) % LATIN.length]}`),
      }),
      sex: field(index % 2 ? 'female' : 'male'),
      district: field('IQG15Q05'),
      safeContact: field({
        by: 'phone',
        phone: `+96477${String(Math.floor(random() * 1e8)).padStart(8, '0')}`,
        safeToCall: 'yes',
        mayLeaveMessage: 'no',
        hours: '',
        codeWord: '',
      }),
    },
    needs: {},
    consents: {},
    referrals: {},
    followUp: { lastOn: null, nextOn: null, attempts: [] },
  };
}

/** Each letter is a question, as the screen asks it. @returns milliseconds of each keystroke */
function typeInto(store: WritableStore, text: string): number[] {
  const device = findThisDevice(store);
  if (!device) throw new Error('no device');
  const context = {
    store,
    worker: WORKER,
    device,
    today: '2026-03-02' as LocalDate,
    now: '2026-03-02T06:00:00.000Z' as Instant,
  };
  const letters = [...text];
  return Array.from({ length: ROUNDS }).flatMap(() =>
    letters.map((_letter, index) => {
      const args = QUERIES['people.search'].parse({ text: letters.slice(0, index + 1).join('') });
      return time(() => answerQuery(context, 'people.search', args));
    }),
  );
}

const scan = (store: WritableStore, text: string) =>
  store.all('select id, number, full_name from cases where full_name like ? order by full_name limit 100', `%${text}%`);

function time(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function figures(times: readonly number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100;
  return { p50: at(0.5), p95: at(0.95), worst: at(1) };
}
