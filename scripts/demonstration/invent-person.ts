import { isBusinessDay } from '@nrm/domain/calendar';
import type { Topic } from '@nrm/domain/need';
import type { LocalDate } from '@nrm/domain/shared';
import type { World } from '../simulation/governorate.ts';
import { FATHERS, FEMALE, isDenied, MALE } from './names.ts';
import { callingOf, detailsOf } from './person-details.ts';
import { type InventedPerson, pick } from './person-history.ts';
import { daysAgo } from './scribe.ts';

/** Short plain notes: what the person needs. */
const WORDS: Readonly<Record<Topic, Readonly<Record<InventedPerson['sex'], readonly string[]>>>> = {
  'small-business': {
    male: ['يريد أن يعيد فتح محله', 'يحتاج عدة عمل للنجارة'],
    female: ['تريد أن تبدأ الخياطة في البيت', 'تحتاج فرناً للمعجنات'],
  },
  'job-placement': {
    male: ['يبحث عن عمل ثابت', 'يعمل أياماً متفرقة ويريد عملاً دائماً'],
    female: ['تبحث عن عمل قريب من البيت', 'عملت في الإدارة وتريد أن تعود إليها'],
  },
  'vocational-training': { male: ['يريد أن يتعلم صيانة الهواتف'], female: ['تريد دورة في الخياطة'] },
  education: { male: ['يريد معادلة شهادته'], female: ['تريد أن تكمل دراستها'] },
  'school-enrolment': { male: ['طفلان بلا مدرسة هذا العام'], female: ['تحتاج نقل أوراق ابنتها المدرسية'] },
  housing: {
    male: ['البيت يحتاج سقفاً قبل الشتاء', 'يسكن مع أهله ويبحث عن سكن'],
    female: ['البيت يحتاج سقفاً قبل الشتاء', 'تسكن مع أهلها وتبحث عن سكن'],
  },
  legal: { male: ['يحتاج مشورة في عقد الإيجار'], female: ['تسأل عن حضانة أطفالها'] },
  'civil-documentation': { male: ['فقد البطاقة الوطنية'], female: ['فقدت البطاقة الوطنية'] },
  protection: { male: ['يريد أن يتحدث مع أحد عن وضعه'], female: ['تريد أن تتحدث مع أحد عن وضعها'] },
  medical: { male: ['يحتاج علاجاً طبيعياً'], female: ['دواء السكري غير متوفر قربها'] },
  mhpss: { male: ['لا ينام منذ العودة'], female: ['تطلب جلسات دعم'] },
};

const CHILD_TOPICS = ['school-enrolment', 'civil-documentation', 'medical', 'mhpss'] as const;
const WORDS_OF_CHILDREN: Readonly<
  Record<(typeof CHILD_TOPICS)[number], Readonly<Record<InventedPerson['sex'], string>>>
> = {
  'school-enrolment': { male: 'لم يُسجَّل في المدرسة هذا العام', female: 'لم تُسجَّل في المدرسة هذا العام' },
  'civil-documentation': { male: 'بلا شهادة ميلاد', female: 'بلا شهادة ميلاد' },
  medical: { male: 'يحتاج نظارة للقراءة', female: 'تحتاج نظارة للقراءة' },
  mhpss: { male: 'لا ينام جيداً، تقول أمه', female: 'لا تنام جيداً، تقول أمها' },
};

/** What is hard in daily life, one for each question of the Washington Group. */
export const DIFFICULTIES = [
  'صعوبة كبيرة في المشي وصعود الدرج',
  'صعوبة كبيرة في الرؤية حتى بالنظارة',
  'صعوبة كبيرة في السمع',
  'صعوبة كبيرة في التذكر والتركيز',
  'صعوبة كبيرة في اللبس والاغتسال',
  'صعوبة كبيرة في أن يفهمه الآخرون',
] as const;

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

/** Shares of all people; each is met by the number of the person, so that six hundred come out as they were meant. */
const isAmong = (index: number, percent: number, step: number): boolean => (index * step) % 100 < percent;

export function inventPerson(world: World, today: LocalDate, district: string, index: number): InventedPerson {
  const sex = world.random() < 0.5 ? 'female' : 'male';
  let given: string;
  let father: string;
  do {
    given = pick(world, sex === 'female' ? FEMALE : MALE);
    father = pick(world, FATHERS);
  } while (isDenied(given, father));
  const isChild = isAmong(index, 41, 29);
  const thisYear = Number(today.slice(0, 4));
  const childTopic = pick(world, CHILD_TOPICS);
  const topic = isChild ? childTopic : pick(world, TOPIC_SHARES);
  const person = {
    given,
    father,
    sex,
    yearOfBirth: thisYear - (isChild ? 3 + Math.floor(world.random() * 14) : 19 + Math.floor(world.random() * 51)),
    district,
    cameBack:
      index % 10 < 7 ? 'from-displacement' : world.random() < 0.6 ? 'from-abroad-assisted' : 'from-abroad-unassisted',
    topic,
    urgency: world.random() < 0.08 ? 'urgent' : 'normal',
    words: isChild ? WORDS_OF_CHILDREN[childTopic][sex] : pick(world, WORDS[topic][sex]),
    missingPapers: isAmong(index, 30, 43),
    ...(isAmong(index, 11, 67) && { difficulty: pick(world, DIFFICULTIES) }),
    // No operator gives numbers of this form out, so nobody is ever called by mistake.
    phone: world.random() < 0.7 ? `+964700000${String(index % 10_000).padStart(4, '0')}` : null,
  } satisfies InventedPerson;
  return { ...person, details: detailsOf(person, index, today), calling: callingOf(index) };
}

const HIJRI_MONTH = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura', { month: 'numeric', timeZone: 'UTC' });
export const isInRamadan = (day: LocalDate): boolean => HIJRI_MONTH.format(new Date(`${day}T12:00:00Z`)) === '9';

/** How many days ago somebody came first: on a day on which offices work, and in Ramadan less often. */
export function registeredAgo(world: World, today: LocalDate): number {
  for (;;) {
    const ago = 180 + Math.floor(world.random() * 200);
    const day = daysAgo(today, ago);
    if (isBusinessDay(day, new Set()) && (!isInRamadan(day) || world.random() < 0.4)) return ago;
  }
}
