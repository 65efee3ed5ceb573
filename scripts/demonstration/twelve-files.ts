import { DEFAULT_SOP, responseDueOn } from '@nrm/domain/calendar';
import { assert, type LocalDate, type NeedId } from '@nrm/domain/shared';
import type { World } from '../simulation/governorate.ts';
import {
  type Chapter,
  type FollowUp,
  type InventedPerson,
  type KnownService,
  lookIn,
  type OpenFile,
  refer,
  register,
  reporter,
} from './person-history.ts';
import { type Colleague, daysAgo, type Scribe } from './scribe.ts';

export interface TwelveFiles {
  readonly world: World;
  readonly scribe: Scribe;
  readonly today: LocalDate;
  readonly caseworker: Colleague;
  readonly supervisor: Colleague;
  readonly directoryOfficer: Colleague;
  readonly services: readonly KnownService[];
}

const MOSUL = 'IQG15Q05';
const LOANS = 'قروض لمشاريع صغيرة';

/** What somebody of the first five minutes finds in their day: six lines, and nothing else is due. */
const ALL_WELL: FollowUp = { ago: 4, nextIn: 9, kind: 'office', words: 'لا جديد' };

/**
 * The files made by hand: first names only, no violence told. The first is the one the first five minutes open: a barber
 * who waits for tools, five days past its date.
 * @returns the file in which two laptops are to write two answers
 */
export function writeTwelveFiles(files: TwelveFiles): OpenFile {
  const { world, scribe, today, caseworker, supervisor, directoryOfficer, services } = files;
  const chapter: Chapter = { world, scribe, by: caseworker, supervisor, today };
  const offering = (topic: KnownService['topics'][number], serviceName?: string): KnownService => {
    const fitting = services.filter(({ topics }) => topics.includes(topic));
    const near = fitting.filter(({ districts }) => districts.includes(MOSUL));
    const found = near.find((one) => one.serviceName === serviceName) ?? near[0] ?? fitting[0];
    assert(found, `nobody offers ${topic}`);
    return found;
  };
  const open = (given: string, details: Partial<InventedPerson>, ago: number): OpenFile =>
    register(
      chapter,
      {
        given,
        father: '',
        sex: 'male',
        yearOfBirth: Number(today.slice(0, 4)) - 30,
        district: MOSUL,
        cameBack: 'from-displacement',
        topic: 'small-business',
        urgency: 'normal',
        words: '',
        missingPapers: false,
        phone: null,
        ...details,
        details: { priority: 'ordinary', ...details.details },
      },
      ago,
    );
  const seen = (file: OpenFile, followUp: Partial<FollowUp> = {}) =>
    lookIn(chapter, file, { ...ALL_WELL, ...followUp });
  const write = (ago: number, file: OpenFile, type: string, intent: object, by = caseworker) =>
    scribe.write(daysAgo(today, ago), by, [{ type, subject: file.subject, intent }]);

  /** How many days ago an urgent referral was sent whose answer was due so many days ago. */
  const sentSoThatDue = (dueAgo: number): number => {
    let ago = dueAgo + 1;
    while (responseDueOn(DEFAULT_SOP, 'urgent', daysAgo(today, ago), new Set()) > daysAgo(today, dueAgo)) ago++;
    return ago;
  };

  // 1. The answer that never came.
  const barber = open(
    'إسماعيل',
    { words: 'حلاق، يحتاج عدة العمل ليفتح محله', phone: '+9647000000001', urgency: 'urgent' },
    40,
  );
  refer(chapter, barber, offering('small-business', 'أدوات عمل لمشاريع صغيرة'), sentSoThatDue(5), 'urgent');
  seen(barber, { words: 'يسأل متى تصل العدة، والمحل جاهز' });

  // 2. Done, they said: two days of ten were given.
  const tailor = open('هدى', { sex: 'female', topic: 'vocational-training', words: 'دورة خياطة، عشرة أيام' }, 90);
  const course = refer(chapter, tailor, offering('vocational-training'), 80);
  const ofCourse = reporter(chapter, tailor, course.referral);
  ofCourse.tell(76, ofCourse.answer(77, 'accepted'));
  ofCourse.service(60, 'attended');
  ofCourse.service(40, 'completed');
  ofCourse.confirmation(6, 'disputed', 'تقول: أعطونا يومين من عشرة أيام');
  seen(tailor, { words: 'تريد أن تكمل الدورة' });

  // 3. Three children, two desks: the third child waits.
  const mother = open('سعاد', { sex: 'female', topic: 'school-enrolment', words: 'ثلاثة أطفال بلا مدرسة' }, 60);
  const school = refer(chapter, mother, offering('school-enrolment'), 55);
  const ofSchool = reporter(chapter, mother, school.referral);
  ofSchool.tell(49, ofSchool.answer(50, 'accepted'));
  ofSchool.service(20, 'in-service', null, null, 'سُجّل اثنان، والثالث ينتظر شهادة الميلاد');
  const third = world.newId() as NeedId;
  write(19, mother, 'need.identify', {
    need: third,
    topic: 'civil-documentation',
    urgency: 'normal',
    words: 'شهادة ميلاد الطفل الثالث',
  });
  refer(chapter, { ...mother, need: third }, offering('civil-documentation'), 4);
  seen(mother, { ago: 4, words: 'اثنان يداومان، والثالث يسأل متى يذهب' });

  // 4. Paper before everything: other needs wait on the card.
  const noCard = open(
    'كريم',
    {
      topic: 'civil-documentation',
      words: 'بلا بطاقة وطنية منذ النزوح',
      missingPapers: true,
      urgency: 'urgent',
      details: { 'paper-unified-national-card': { kind: 'unified-national-card', status: 'lost' } },
    },
    21,
  );
  write(21, noCard, 'need.identify', {
    need: world.newId(),
    topic: 'job-placement',
    urgency: 'normal',
    words: 'العمل ينتظر البطاقة',
  });
  seen(noCard, { words: 'جمع الصور وشهادة السكن' });

  // 5. The house with others in it.
  const house = open('نادية', { sex: 'female', topic: 'housing', words: 'البيت يسكنه آخرون، تريد حلاً هادئاً' }, 70);
  const hlp = refer(chapter, house, offering('housing', 'مشورة السكن والملكية'), 64);
  const ofHouse = reporter(chapter, house, hlp.referral);
  ofHouse.tell(58, ofHouse.answer(60, 'accepted'));
  ofHouse.service(50, 'attended');
  seen(house, { ago: 9, words: 'تريد أن تُسمع قبل أن يُطلب من أحد الخروج' });
  // The second session is today: the front desk expects her.
  ofHouse.tell(3, ofHouse.service(3, 'scheduled', null, today, 'الجلسة الثانية'));

  // 6. The road: far from the clinic, a mobile team comes on Tuesdays.
  const road = open(
    'فاضل',
    { topic: 'medical', words: 'الطريق إلى المركز بعيد، لا يمشي كثيراً', yearOfBirth: Number(today.slice(0, 4)) - 67 },
    9,
  );
  seen(road, { kind: 'visit', words: 'الفريق الجوال يأتي يوم الثلاثاء' });

  // 7. She changed her mind.
  const changed = open('رغد', { sex: 'female', topic: 'legal', words: 'مشورة قانونية' }, 30);
  const advice = refer(chapter, changed, offering('legal', 'مشورة قانونية للنساء'), 12);
  seen(changed);
  write(3, changed, 'consent.withdraw', { consent: advice.consent, words: 'غيّرت رأيها' });
  write(3, changed, 'referral.withdraw', { referral: advice.referral, words: 'أُبلغت الجهة الساعة 14:10' });

  // 8. Back, away, back.
  const returned = open('رائد', { topic: 'job-placement', words: 'عمل ثابت', cameBack: 'from-abroad-unassisted' }, 300);
  write(200, returned, 'case.end', { reason: 'moved-away', words: 'سافر مرة أخرى' }, supervisor);
  write(15, returned, 'case.reopen', { words: 'عاد وطلب المتابعة' }, supervisor);
  seen(returned, { words: 'يعمل أياماً متفرقة' });

  // 9. Not reached: three attempts on different days and hours.
  const silent = open('حازم', { topic: 'mhpss', words: 'طلب جلسات دعم', phone: '+9647000000009' }, 50);
  const sessions = refer(chapter, silent, offering('mhpss'), 45);
  const ofSessions = reporter(chapter, silent, sessions.referral);
  ofSessions.tell(39, ofSessions.answer(40, 'accepted'));
  ofSessions.service(20, 'completed');
  const attempts = [
    { ago: 12, hour: 9, outcome: 'no-answer' },
    { ago: 9, hour: 12, outcome: 'number-dead' },
    { ago: 5, hour: 17, outcome: 'no-answer' },
  ] as const;
  for (const { ago, outcome } of attempts)
    write(ago, silent, 'followup.record-contact-attempt', { outcome, referral: sessions.referral, words: '' });
  write(5, silent, 'referral.report-confirmation', {
    referral: sessions.referral,
    confirmation: 'not-reached',
    words: '',
    source: 'staff',
    attempts: attempts.map(({ ago, hour }) => ({ on: daysAgo(today, ago), hour })),
  });
  seen(silent, { kind: 'visit', words: 'زيارة إلى العنوان، لم يكن هناك أحد' });

  // 10. One person, two spellings: registered twice, months apart.
  const spelt = { father: 'صالح', yearOfBirth: 1984 };
  seen(open('عبد الرحمن', { ...spelt, topic: 'housing', words: 'ترميم سقف' }, 120));
  seen(open('عبدالرحمان', { ...spelt, topic: 'civil-documentation', words: 'تجديد البطاقة' }, 8));

  // 11. A good no: declined with a reason, the directory put right, accepted elsewhere.
  const declined = open('شهد', { sex: 'female', topic: 'small-business', words: 'مشغل خياطة في البيت' }, 80);
  const loans = services.filter(({ serviceName }) => serviceName === LOANS).at(-1) ?? offering('small-business');
  const first = refer(chapter, declined, loans, 70);
  const ofFirst = reporter(chapter, declined, first.referral);
  ofFirst.tell(65, ofFirst.answer(66, 'declined', 'not-eligible', 'القرض للمحلات لا للعمل في البيت'));
  scribe.write(daysAgo(today, 65), directoryOfficer, [
    {
      type: 'service.correct',
      subject: { kind: 'organisation', id: loans.organisation },
      intent: {
        service: loans.service,
        changes: { words: { description: '', conditions: 'للمحلات فقط، لا للعمل في البيت' } },
        settled: [],
        learned: null,
      },
    },
  ]);
  const second = refer(chapter, declined, offering('small-business', 'مشاريع صغيرة للنساء'), 62);
  const ofSecond = reporter(chapter, declined, second.referral);
  ofSecond.tell(57, ofSecond.answer(58, 'accepted'));
  ofSecond.service(30, 'completed');
  ofSecond.confirmation(25, 'confirmed');
  seen(declined, { words: 'تخيط لثلاث زبونات' });

  // 12. Standing: "Ask me again next year."
  const standing = open('ياسر', { topic: 'small-business', words: 'محل لتصليح الدراجات' }, 360);
  const shop = refer(chapter, standing, offering('small-business', LOANS), 350);
  const ofShop = reporter(chapter, standing, shop.referral);
  ofShop.tell(345, ofShop.answer(346, 'accepted'));
  ofShop.service(300, 'completed');
  ofShop.confirmation(295, 'confirmed', 'المحل واقف. اسألوني مرة أخرى السنة القادمة');
  seen(standing, { kind: 'visit', words: 'المحل مفتوح كل يوم' });
  // A supervisor who is somebody else has not looked at it yet.
  write(2, standing, 'case.propose-end', { reason: 'needs-met', words: 'المحل يعمل' });

  // A paper visit typed four days later; her answer came, and nobody has told her yet.
  const typedLate = open('أمل', { sex: 'female', topic: 'education', words: 'معادلة شهادة' }, 33);
  const equivalence = refer(chapter, typedLate, offering('education', 'معادلة الشهادات'), 25);
  scribe.write(daysAgo(today, 3), caseworker, [
    {
      type: 'followup.record',
      subject: typedLate.subject,
      intent: {
        kind: 'visit',
        words: 'زيارة كُتبت على الورق ثم أُدخلت',
        nextOn: daysAgo(today, -6),
      },
      occurredOn: { day: daysAgo(today, 7), precision: 'exact' },
    },
  ]);
  reporter(chapter, typedLate, equivalence.referral).answer(1, 'accepted');

  // One value with two answers: written by two laptops that did not hear each other.
  const family = open('جنان', { sex: 'female', topic: 'housing', words: 'البيت ضيق على العائلة' }, 45);
  seen(family, { nextIn: 0, words: 'تأتي إلى المكتب' });
  return family;
}

/** @param people how many live in the household, as somebody understood it */
export const householdOf = (file: OpenFile, people: number) => ({
  type: 'case.correct',
  subject: file.subject,
  intent: { changes: { householdSize: people } },
});
