import type { Role } from '@nrm/domain/access';
import type { Topic } from '@nrm/domain/need';
import type { AuthorityId, LocalDate, OfficeId, OrganisationId, ServiceId, WorkerId } from '@nrm/domain/shared';
import type { ServerStep } from '../../apps/sync-server/src/ledger/write-act.ts';
import type { SimulatedServer, World } from '../simulation/governorate.ts';
import { FATHERS, FEMALE, isDenied, MALE } from './names.ts';
import { callingOf, detailsOf } from './person-details.ts';
import {
  type Chapter,
  type InventedPerson,
  type KnownService,
  pick,
  register,
  STATES,
  tellStory,
} from './person-history.ts';
import { FRESHNESS, PROVIDER_KINDS } from './providers.ts';
import { type Colleague, createScribe, daysAgo, type Scribe } from './scribe.ts';
import { writeTwelveFiles } from './twelve-files.ts';

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
const WORKERS: Readonly<Record<(typeof OFFICES)[number]['id'], readonly [string, Role][]>> = {
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

  let twelveWritten = false;
  return {
    staff,
    async writePeople(from, to) {
      if (!twelveWritten) {
        twelveWritten = true;
        const scribe = scribes.get('mosul' as OfficeId) as Scribe;
        const mosul = staff.filter(({ office }) => office === scribe.office);
        writeTwelveFiles({
          world,
          scribe,
          today,
          caseworker: mosul[1] as Colleague,
          supervisor: mosul[0] as Colleague,
          services,
        });
      }
      for (let index = from; index < to; index++) {
        writePerson(world, today, staff, scribes, services, index);
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
        letterhead: ['جمهورية العراق', 'وزارة الهجرة والمهجرين', 'الآلية الوطنية للإحالة'],
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
      ar: `${kind.ar} ${where.ar}${branch} (تجريبي)`,
      en: `${kind.en}, ${where.en}${branch} (demonstration)`,
      ckb: `${kind.ckb} ${where.ckb}${branch} (نموونەیی)`,
    };
    const freshness = byShare(FRESHNESS, (index * 37) % 100);
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
        agreementUntil: index === 7 ? daysAgo(today, 20) : null,
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
              ...(round > 0 && { districts: [district] }),
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

/** Short plain notes: what the person needs. */
const WORDS: Readonly<Record<Topic, readonly string[]>> = {
  'small-business': ['يريد أن يعيد فتح محله', 'يحتاج عدة عمل للحلاقة', 'تريد أن تبدأ الخياطة في البيت'],
  'job-placement': ['يبحث عن عمل ثابت', 'يعمل أياماً متفرقة ويريد عملاً دائماً'],
  'vocational-training': ['يريد أن يتعلم صيانة الهواتف', 'تريد دورة في الخياطة'],
  education: ['يريد معادلة شهادته', 'تريد أن تكمل دراستها'],
  'school-enrolment': ['طفلان بلا مدرسة هذا العام', 'تحتاج نقل أوراق ابنتها المدرسية'],
  housing: ['البيت يحتاج سقفاً قبل الشتاء', 'يسكن مع أهله ويبحث عن سكن'],
  legal: ['يحتاج مشورة في عقد الإيجار', 'تسأل عن حضانة أطفالها'],
  'civil-documentation': ['فقد البطاقة الوطنية', 'الطفل بلا شهادة ميلاد'],
  protection: ['تريد أن تتحدث مع أحد عن وضعها'],
  medical: ['يحتاج علاجاً طبيعياً', 'دواء السكري غير متوفر قربه'],
  mhpss: ['لا ينام منذ العودة', 'تطلب جلسات دعم'],
};

/** What people come for, roughly as often as they do. */
const TOPIC_SHARES: readonly Topic[] = [
  'small-business',
  'small-business',
  'small-business',
  'job-placement',
  'job-placement',
  'civil-documentation',
  'civil-documentation',
  'housing',
  'housing',
  'medical',
  'school-enrolment',
  'legal',
  'vocational-training',
  'mhpss',
  'education',
  'protection',
];

function writePerson(
  world: World,
  today: LocalDate,
  staff: readonly Colleague[],
  scribes: ReadonlyMap<OfficeId, Scribe>,
  services: readonly KnownService[],
  index: number,
): void {
  // Most people come to the office of the city.
  const office = byShare(
    [
      { share: 48, id: 'mosul' },
      { share: 17, id: 'hamdaniya' },
      { share: 19, id: 'sinjar' },
      { share: 16, id: 'telafar' },
    ] as const,
    (index * 61) % 100,
  ).id as OfficeId;
  const scribe = scribes.get(office) as Scribe;
  const by = pick(
    world,
    staff.filter((one) => one.office === office && one.role === 'caseworker'),
  );
  const supervisor = staff.find((one) => one.office === office && one.role === 'supervisor') as Colleague;
  const chapter: Chapter = { world, scribe, by, supervisor, today };
  const person = inventPerson(world, today, office, index);
  const ago = 180 + Math.floor(world.random() * 200);
  const file = register(chapter, person, ago);
  const story = byShare(
    STATES.map(([story, share]) => ({ story, share })),
    (index * 53) % 100,
  ).story;
  const fitting = services.filter(
    ({ topics, districts }) => topics.includes(person.topic) && districts.includes(person.district),
  );
  const service =
    fitting.length > 0 ? pick(world, fitting) : services.find(({ topics }) => topics.includes(person.topic));
  if (service && index % 8 !== 0) tellStory(chapter, file, service, story);
}

function inventPerson(world: World, today: LocalDate, office: OfficeId, index: number): InventedPerson {
  const sex = world.random() < 0.5 ? 'female' : 'male';
  let given: string;
  let father: string;
  do {
    given = pick(world, sex === 'female' ? FEMALE : MALE);
    father = pick(world, FATHERS);
  } while (isDenied(given, father));
  const child = world.random() < 0.41;
  const thisYear = Number(today.slice(0, 4));
  const topic = child
    ? pick(world, ['school-enrolment', 'civil-documentation', 'medical', 'mhpss'] as const)
    : pick(world, TOPIC_SHARES);
  const person = {
    given,
    father,
    sex,
    yearOfBirth: thisYear - (child ? 3 + Math.floor(world.random() * 15) : 18 + Math.floor(world.random() * 52)),
    district: OFFICES.find(({ id }) => id === office)?.district ?? 'IQG15Q05',
    cameBack:
      index % 10 < 7 ? 'from-displacement' : world.random() < 0.6 ? 'from-abroad-assisted' : 'from-abroad-unassisted',
    topic,
    urgency: world.random() < 0.08 ? 'urgent' : 'normal',
    words: pick(world, WORDS[topic]),
    missingPapers: world.random() < 0.3,
    // No operator gives numbers of this form out, so nobody is ever called by mistake.
    phone: world.random() < 0.7 ? `+964700000${String(index % 10_000).padStart(4, '0')}` : null,
  } satisfies InventedPerson;
  return { ...person, details: detailsOf(person, index, today), calling: callingOf(index) };
}

function byShare<Row extends { readonly share: number }>(rows: readonly Row[], point: number): Row {
  let sum = 0;
  return rows.find(({ share }) => point < (sum += share)) ?? (rows.at(-1) as Row);
}
