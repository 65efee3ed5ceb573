import type { Role } from '@nrm/domain/access';
import type { AuthorityId, LocalDate, OfficeId, OrganisationId, ServiceId, WorkerId } from '@nrm/domain/shared';
import type { ServerStep } from '../../apps/sync-server/src/ledger/write-act.ts';
import type { SimulatedServer, World } from '../simulation/governorate.ts';
import { inventPerson, registeredAgo } from './invent-person.ts';
import {
  type Chapter,
  followUpOf,
  type KnownService,
  lookIn,
  pick,
  type ReferralStory,
  register,
  STATES,
  tellStory,
} from './person-history.ts';
import { FRESHNESS, freshnessPoint, PROVIDER_KINDS } from './providers.ts';
import { type Colleague, createScribe, daysAgo, type Scribe } from './scribe.ts';
import { householdOf, writeTwelveFiles } from './twelve-files.ts';

/** The invented governorate: four offices, twelve workers, providers, people in every state. Believable, dull where life is dull. */
export const OFFICES = [
  {
    id: 'mosul',
    ar: 'مكتب الموصل',
    en: 'Mosul office',
    ckb: 'نووسینگەی مووسڵ',
    number: 12,
    district: 'IQG15Q05',
    workers: 5,
  },
  {
    id: 'hamdaniya',
    ar: 'مكتب الحمدانية',
    en: 'Hamdaniya office',
    ckb: 'نووسینگەی حەمدانییە',
    number: 13,
    district: 'IQG15Q03',
    workers: 2,
  },
  {
    id: 'sinjar',
    ar: 'مكتب سنجار',
    en: 'Sinjar office',
    ckb: 'نووسینگەی شنگال',
    number: 14,
    district: 'IQG15Q07',
    workers: 3,
  },
  {
    id: 'telafar',
    ar: 'مكتب تلعفر',
    en: 'Telafar office',
    ckb: 'نووسینگەی تەلەعفەر',
    number: 15,
    district: 'IQG15Q08',
    workers: 2,
  },
] as const;

/** Given and father's name only; at least half women, a woman caseworker in each office. The first of an office supervises. */
const WORKERS = {
  mosul: [
    ['هناء محمود', 'supervisor'],
    ['زينب علي', 'caseworker'],
    ['سامر خليل', 'caseworker'],
    ['رنا صالح', 'caseworker'],
    ['فراس ناصر', 'directory-officer'],
  ],
  hamdaniya: [
    ['مريم يوسف', 'supervisor'],
    ['نور داود', 'caseworker'],
  ],
  sinjar: [
    ['خالد سليمان', 'supervisor'],
    ['شيرين حسن', 'caseworker'],
    ['ليلى إدريس', 'caseworker'],
  ],
  telafar: [
    ['وليد قاسم', 'supervisor'],
    ['أسماء حميد', 'caseworker'],
  ],
} as const satisfies Readonly<Record<(typeof OFFICES)[number]['id'], readonly (readonly [string, Role])[]>>;

/** Whom the first five minutes are led through with: those for whom the twelve files are written. */
export const GUIDE = {
  supervisor: WORKERS.mosul[0][0],
  worker: WORKERS.mosul[1][0],
  colleague: WORKERS.mosul[2][0],
};

export interface DemonstrationOptions {
  readonly world: World;
  readonly server: SimulatedServer;
  /** Calendar day of the first start: every date of the story is relative to it. */
  readonly today: LocalDate;
  readonly people: number;
  /** How many providers; sixty make the directory believable. */
  readonly providers: number;
  progress(done: number, of: number, what: 'administration' | 'directory' | 'people'): void;
}

export interface Demonstration {
  readonly staff: readonly Colleague[];
  /** Writes the people; separate, so that the laptops can open with the first ones while the rest are written. */
  writePeople(from: number, to: number): Promise<void>;
}

/** What the people are written with, and how many referrals were told so far. */
interface Told {
  readonly world: World;
  readonly today: LocalDate;
  readonly staff: readonly Colleague[];
  readonly scribes: ReadonlyMap<OfficeId, Scribe>;
  readonly services: readonly KnownService[];
  referrals: number;
}

const OFFICE_SHARES = [
  { share: 48, id: 'mosul' },
  { share: 17, id: 'hamdaniya' },
  { share: 19, id: 'sinjar' },
  { share: 16, id: 'telafar' },
] as const;

export async function writeDemonstration({
  world,
  server,
  today,
  people,
  providers,
  progress,
}: DemonstrationOptions): Promise<Demonstration> {
  progress(0, 1, 'administration');
  const staff = await writeAdministration(world, server);
  progress(1, 1, 'administration');
  const services = await writeDirectory(world, server, today, providers, progress);
  const scribes = new Map<OfficeId, Scribe>();
  for (const [index, office] of OFFICES.entries())
    scribes.set(office.id as OfficeId, await createScribe(world, server, office.id as OfficeId, 901 + index));

  const told: Told = { world, today, staff, scribes, services, referrals: 0 };
  let twelveWritten = false;
  return {
    staff,
    async writePeople(from, to) {
      if (!twelveWritten) {
        twelveWritten = true;
        const scribe = scribes.get('mosul' as OfficeId) as Scribe;
        const mosul = staff.filter(({ office }) => office === scribe.office);
        const caseworker = mosul[1] as Colleague;
        const outreach = mosul[2] as Colleague;
        const twoAnswers = writeTwelveFiles({
          world,
          scribe,
          today,
          caseworker,
          supervisor: mosul[0] as Colleague,
          directoryOfficer: mosul[4] as Colleague,
          services,
        });
        await scribe.deliver();
        const other = await createScribe(world, server, scribe.office, 901 + OFFICES.length);
        scribe.write(daysAgo(today, 2), caseworker, [householdOf(twoAnswers, 6)]);
        other.write(daysAgo(today, 2), outreach, [householdOf(twoAnswers, 8)]);
        await scribe.deliver();
        await other.deliver();
      }
      for (let index = from; index < to; index++) {
        writePerson(told, index);
        if ((index + 1) % 10 === 0) progress(index + 1, people, 'people');
        // Let the servers of the same program answer meanwhile.
        if (index % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      for (const scribe of scribes.values()) await scribe.deliver();
    },
  };
}

async function writeAdministration(world: World, server: SimulatedServer): Promise<Colleague[]> {
  const subject = server.governorateRef;
  const steps: ServerStep[] = [
    {
      type: 'authority.register',
      subject,
      intent: {
        authority: 'momd' as AuthorityId,
        names: {
          ar: 'وزارة الهجرة والمهجرين',
          en: 'Ministry of Migration and Displacement',
          ckb: 'وەزارەتی کۆچ و کۆچبەران',
        },
        letterhead: ['جمهورية العراق', 'وزارة الهجرة والمهجرين', 'آلية الإحالة الوطنية'],
        hotline: null,
      },
    },
  ];
  const staff: Colleague[] = [];
  for (const office of OFFICES) {
    steps.push({
      type: 'office.open',
      subject: { kind: 'office', id: office.id },
      intent: {
        office: office.id,
        names: { ar: office.ar, en: office.en, ckb: office.ckb },
        authority: 'momd',
        number: office.number,
        // No operator gives out numbers of this form.
        phone: `+96470000001${office.number}`,
        districts: [office.district],
      },
    });
    for (const [name, role] of WORKERS[office.id]) {
      const worker = world.newId() as WorkerId;
      const inOffice = role === 'caseworker' || role === 'supervisor';
      staff.push({ worker, name, role, office: office.id as OfficeId });
      steps.push({ type: 'worker.introduce', subject, intent: { worker, name } });
      steps.push({ type: 'worker.grant-role', subject, intent: { worker, role, office: inOffice ? office.id : null } });
      // The directory officer of Mosul sits in the office and helps with files.
      if (!inOffice)
        steps.push({ type: 'worker.grant-role', subject, intent: { worker, role: 'caseworker', office: office.id } });
    }
  }
  await server.write(...steps);
  return staff;
}

async function writeDirectory(
  world: World,
  server: SimulatedServer,
  today: LocalDate,
  count: number,
  progress: DemonstrationOptions['progress'],
): Promise<KnownService[]> {
  const known: KnownService[] = [];
  for (let index = 0; index < count; index++) {
    const kind = PROVIDER_KINDS[index % PROVIDER_KINDS.length] as (typeof PROVIDER_KINDS)[number];
    const round = Math.floor(index / PROVIDER_KINDS.length);
    const district = kind.districts[round % kind.districts.length] as string;
    const office = OFFICES.find((one) => one.district === district) ?? OFFICES[0];
    const organisation = world.newId() as OrganisationId;
    const service = world.newId() as ServiceId;
    const place = world.newId();
    const where = {
      ar: office.ar.replace('مكتب ', ''),
      en: office.en.replace(' office', ''),
      ckb: office.ckb.replace('نووسینگەی ', ''),
    };
    const branch = round === 0 ? '' : ` ${round + 1}`;
    const names = {
      ar: `${kind.ar} في ${where.ar}${branch} (تجريبي)`,
      en: `${kind.en}, ${where.en}${branch} (demonstration)`,
      ckb: `${kind.ckb}، ${where.ckb}${branch} (نموونەیی)`,
    };
    const freshness = byShare(FRESHNESS, freshnessPoint(index, count));
    const [least, most] = freshness.verifiedDaysAgo;
    const ago = least + Math.floor(world.random() * (most - least + 1));
    const ref = { kind: 'organisation', id: organisation } as const;
    const step = (type: string, intent: object, day?: LocalDate): ServerStep => ({
      type,
      subject: ref,
      intent,
      ...(day && { occurredOn: { day, precision: 'exact' as const } }),
    });
    await server.write(
      step('organisation.register', {
        names,
        type: kind.type,
        phone: null,
        leadOffice: office.id,
        agreementUntil: kind.en === 'Vocational training centre' && round === 0 ? daysAgo(today, 20) : null,
        policeDesk: kind.police ?? false,
        demonstration: true,
      }),
      step('place.add', {
        place,
        facts: {
          names: where,
          kind: kind.mobile ? 'mobile' : 'site',
          district,
          landmark: '',
          phone: null,
          point: null,
        },
      }),
      step(
        'service.add',
        {
          service,
          learned: 'call',
          weekly: {
            status: freshness.state === 'temporarily-closed' ? 'temporarily-closed' : 'open',
            placesLeft: Math.floor(world.random() * 20),
            waitingWeeks: Math.floor(world.random() * 6),
            fundedUntil: freshness.state === 'funding-ended' ? daysAgo(today, 12) : null,
          },
          facts: {
            names: kind.service,
            topics: [...kind.topics],
            words: { description: '', conditions: '' },
            places: [place],
            schedules: [
              kind.mobile
                ? { days: [2], from: '09:00', to: '13:00', districts: [...kind.districts] }
                : { days: [0, 1, 2, 3, 4], from: '08:00', to: '14:00' },
            ],
            eligibility: {
              ...(kind.women && { sexes: ['female'] }),
              ...(kind.topics.includes('job-placement') && { ageFrom: 18 }),
              ...(round > 0 && !kind.mobile && { districts: [district] }),
            },
            papers: kind.type === 'state-body' ? [{ kind: 'civil-status-id', when: 'at-start' }] : [],
            cost: { kind: 'free' },
            languages: district === 'IQG15Q07' ? ['ar', 'kmr'] : ['ar'],
            accessibility: index % 3 === 0 ? ['step-free'] : [],
            methods: [kind.method],
            minimumFields: ['given-name', 'sex', 'year-of-birth', 'safe-contact', 'need'],
          },
        },
        daysAgo(today, ago),
      ),
    );
    if (freshness.state === 'open')
      known.push({
        organisation,
        service,
        organisationName: names.ar,
        serviceName: kind.service.ar,
        topics: kind.topics,
        method: kind.method,
        districts: [district],
      });
    progress(index + 1, count, 'directory');
  }
  return known;
}

/** Stories that leave something to do: they are not for whoever the first five minutes sit beside. */
const BUSY: readonly ReferralStory[] = ['past-date', 'no-response', 'declined', 'provider-only', 'disputed'];

function writePerson(told: Told, index: number): void {
  const { world, today, staff, scribes, services } = told;
  // Most people come to the office of the city.
  const { id } = byShare(OFFICE_SHARES, (index * 61) % 100);
  const ofOffice = staff.filter(({ office }) => office === id);
  const person = inventPerson(world, today, OFFICES.find((office) => office.id === id)?.district ?? '', index);
  const fitting = services.filter(
    ({ topics, districts }) => topics.includes(person.topic) && districts.includes(person.district),
  );
  const service =
    fitting.length > 0 ? pick(world, fitting) : services.find(({ topics }) => topics.includes(person.topic));
  const story =
    service && index % 8 !== 0
      ? byShare(
          STATES.map(([story, share]) => ({ story, share })),
          (told.referrals++ * 53) % 100,
        ).story
      : null;
  const [first, ...others] = ofOffice.filter(({ role }) => role === 'caseworker');
  const isBusy = story ? BUSY.includes(story) : person.urgency !== 'normal';
  const by = pick(world, isBusy && others.length > 0 ? others : [first as Colleague, ...others]);
  const supervisor = ofOffice.find(({ role }) => role === 'supervisor') as Colleague;
  const chapter: Chapter = { world, scribe: scribes.get(id as OfficeId) as Scribe, by, supervisor, today };
  const ago = registeredAgo(world, today);
  const file = register(chapter, person, ago);
  const lastAgo = service && story ? tellStory(chapter, file, service, story) : ago;
  if (lastAgo !== null) lookIn(chapter, file, followUpOf(chapter, person, lastAgo, by !== first));
}

function byShare<Row extends { readonly share: number }>(rows: readonly Row[], point: number): Row {
  let sum = 0;
  return rows.find(({ share }) => point < (sum += share)) ?? (rows.at(-1) as Row);
}
