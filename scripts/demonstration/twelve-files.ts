import { DEFAULT_SOP, responseDueOn } from '@nrm/domain/calendar';
import type { LocalDate, NeedId } from '@nrm/domain/shared';
import type { World } from '../simulation/governorate.ts';
import {
  type Chapter,
  type InventedPerson,
  type KnownService,
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
  readonly services: readonly KnownService[];
}

const MOSUL = 'IQG15Q05';

/**
 * The files made by hand (8-demonstration): first names only, no violence told. The first is the one the first five
 * minutes open: a barber who waits for tools, five days past its date.
 */
export function writeTwelveFiles({ world, scribe, today, caseworker, supervisor, services }: TwelveFiles): void {
  const chapter: Chapter = { world, scribe, by: caseworker, supervisor, today };
  const offering = (topic: KnownService['topics'][number], nth = 0): KnownService => {
    const fitting = services.filter(({ topics, districts }) => topics.includes(topic) && districts.includes(MOSUL));
    return (fitting[nth % Math.max(1, fitting.length)] ?? services[0]) as KnownService;
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
      },
      ago,
    );
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
  refer(chapter, barber, offering('small-business'), sentSoThatDue(5), 'urgent');

  // 2. Done, they said: two days of ten were given.
  const tailor = open('هدى', { sex: 'female', topic: 'vocational-training', words: 'دورة خياطة، عشرة أيام' }, 90);
  const course = refer(chapter, tailor, offering('vocational-training'), 80);
  const ofCourse = reporter(chapter, tailor, course.referral);
  ofCourse.tell(76, ofCourse.answer(77, 'accepted'));
  ofCourse.service(60, 'attended');
  ofCourse.service(40, 'completed');
  ofCourse.confirmation(6, 'disputed', 'تقول: أعطونا يومين من عشرة أيام');

  // 3. Three children, two desks: the third child waits.
  const mother = open('سعاد', { sex: 'female', topic: 'school-enrolment', words: 'ثلاثة أطفال بلا مدرسة' }, 60);
  const school = refer(chapter, mother, offering('school-enrolment'), 55);
  const ofSchool = reporter(chapter, mother, school.referral);
  ofSchool.tell(49, ofSchool.answer(50, 'accepted'));
  ofSchool.service(20, 'partially-completed', null, null, 'سُجّل اثنان، والثالث ينتظر شهادة الميلاد');
  const third = world.newId() as NeedId;
  write(19, mother, 'need.identify', {
    need: third,
    topic: 'civil-documentation',
    urgency: 'normal',
    words: 'شهادة ميلاد الطفل الثالث',
  });
  refer(chapter, { ...mother, need: third }, offering('civil-documentation'), 4);

  // 4. Paper before everything: other needs wait on the card.
  const noCard = open(
    'كريم',
    { topic: 'civil-documentation', words: 'بلا بطاقة وطنية منذ النزوح', missingPapers: true, urgency: 'urgent' },
    21,
  );
  write(21, noCard, 'need.identify', {
    need: world.newId(),
    topic: 'job-placement',
    urgency: 'normal',
    words: 'العمل ينتظر البطاقة',
  });

  // 5. The house with others in it.
  const house = open('نادية', { sex: 'female', topic: 'housing', words: 'البيت يسكنه آخرون، تريد حلاً هادئاً' }, 70);
  const hlp = refer(chapter, house, offering('housing'), 64);
  const ofHouse = reporter(chapter, house, hlp.referral);
  ofHouse.tell(58, ofHouse.answer(60, 'accepted'));
  ofHouse.service(50, 'in-service');

  // 6. The road: far from the clinic, a mobile team comes on Tuesdays.
  open(
    'فاضل',
    { topic: 'medical', words: 'الطريق إلى المركز بعيد، لا يمشي كثيراً', yearOfBirth: Number(today.slice(0, 4)) - 67 },
    9,
  );

  // 7. She changed her mind.
  const changed = open('رغد', { sex: 'female', topic: 'legal', words: 'مشورة قانونية' }, 30);
  const advice = refer(chapter, changed, offering('legal', 1), 12);
  write(3, changed, 'consent.withdraw', { consent: advice.consent, words: 'غيّرت رأيها' });
  write(3, changed, 'referral.withdraw', { referral: advice.referral, words: 'أُبلغت الجهة الساعة 14:10' });

  // 8. Back, away, back.
  const returned = open('رائد', { topic: 'job-placement', words: 'عمل ثابت', cameBack: 'from-abroad-unassisted' }, 300);
  write(200, returned, 'case.end', { reason: 'moved-away', words: 'سافر مرة أخرى' }, supervisor);
  write(15, returned, 'case.reopen', { words: 'عاد وطلب المتابعة' }, supervisor);

  // 9. Not reached: three attempts on different days and hours.
  const silent = open('حازم', { topic: 'mhpss', words: 'طلب جلسات دعم', phone: '+9647000000009' }, 50);
  const sessions = refer(chapter, silent, offering('mhpss'), 45);
  const ofSessions = reporter(chapter, silent, sessions.referral);
  ofSessions.answer(40, 'accepted');
  ofSessions.service(20, 'completed');
  for (const [ago, outcome] of [
    [12, 'no-answer'],
    [9, 'number-dead'],
    [5, 'no-answer'],
  ] as const)
    write(ago, silent, 'followup.record-contact-attempt', { outcome, referral: sessions.referral, words: '' });

  // 10. One person, two spellings: registered twice, years apart.
  open('عبد الرحمن', { father: 'صالح', topic: 'housing', words: 'ترميم سقف', yearOfBirth: 1984 }, 120);
  open('عبدالرحمان', { father: 'صالح', topic: 'civil-documentation', words: 'تجديد البطاقة', yearOfBirth: 1984 }, 8);

  // 11. A good no: declined with a reason, accepted elsewhere.
  const declined = open('شهد', { sex: 'female', topic: 'small-business', words: 'مشغل خياطة في البيت' }, 80);
  const first = refer(chapter, declined, offering('small-business', 1), 70);
  const ofFirst = reporter(chapter, declined, first.referral);
  ofFirst.tell(65, ofFirst.answer(66, 'declined', 'no-capacity', 'أرسلونا إلى المنظمة النسائية'));
  const second = refer(chapter, declined, offering('small-business', 2), 62);
  const ofSecond = reporter(chapter, declined, second.referral);
  ofSecond.tell(57, ofSecond.answer(58, 'accepted'));
  ofSecond.service(30, 'completed');
  ofSecond.confirmation(25, 'confirmed');

  // 12. Standing: "Ask me again next year."
  const standing = open('ياسر', { topic: 'small-business', words: 'محل لتصليح الدراجات' }, 360);
  const shop = refer(chapter, standing, offering('small-business', 3), 350);
  const ofShop = reporter(chapter, standing, shop.referral);
  ofShop.tell(345, ofShop.answer(346, 'accepted'));
  ofShop.service(300, 'completed');
  ofShop.confirmation(295, 'confirmed', 'المحل واقف. اسألوني مرة أخرى السنة القادمة');
  write(2, standing, 'case.propose-end', { reason: 'needs-met', words: 'المحل يعمل' });

  // A paper visit typed four days later.
  const typedLate = open('أمل', { sex: 'female', topic: 'education', words: 'معادلة شهادة' }, 33);
  scribe.write(daysAgo(today, 3), caseworker, [
    {
      type: 'followup.record',
      subject: typedLate.subject,
      intent: { kind: 'visit', words: 'زيارة كُتبت على الورق ثم أُدخلت', nextOn: null },
      occurredOn: { day: daysAgo(today, 7), precision: 'exact' },
    },
  ]);
}
