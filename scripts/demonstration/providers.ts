import type { Topic } from '@nrm/domain/need';
import type { OrganisationType } from '@nrm/domain/organisation';

/** A kind of invented provider: what it is called, what it does, how it wants to be asked. Each is marked "(demonstration)". */
export interface ProviderKind {
  readonly type: OrganisationType;
  readonly ar: string;
  readonly en: string;
  readonly ckb: string;
  readonly service: { readonly ar: string; readonly en: string; readonly ckb: string };
  readonly topics: readonly Topic[];
  readonly method: 'official-letter' | 'client-slip' | 'provider-sheet' | 'phone' | 'provider-page';
  readonly police?: boolean;
  readonly women?: boolean;
  readonly mobile?: boolean;
  readonly districts: readonly string[];
}

const MOSUL = 'IQG15Q05';
const HAMDANIYA = 'IQG15Q03';
const SINJAR = 'IQG15Q07';
const TELAFAR = 'IQG15Q08';
const ALL = [MOSUL, HAMDANIYA, SINJAR, TELAFAR];

export const PROVIDER_KINDS: readonly ProviderKind[] = [
  {
    type: 'state-body',
    ar: 'دائرة الأحوال المدنية',
    en: 'Civil status office',
    ckb: 'فەرمانگەی باری شارستانی',
    service: { ar: 'إصدار البطاقة الوطنية', en: 'National card', ckb: 'دەرکردنی کارتی نیشتیمانی' },
    topics: ['civil-documentation'],
    method: 'official-letter',
    districts: ALL,
  },
  {
    type: 'state-body',
    ar: 'دائرة الجوازات',
    en: 'Passport office',
    ckb: 'فەرمانگەی پاسپۆرت',
    service: { ar: 'جوازات السفر', en: 'Passports', ckb: 'پاسپۆرتی گەشتکردن' },
    topics: ['civil-documentation'],
    method: 'official-letter',
    districts: [MOSUL],
  },
  {
    type: 'state-body',
    ar: 'قسم التربية',
    en: 'Education department',
    ckb: 'بەشی پەروەردە',
    service: { ar: 'تسجيل الأطفال في المدارس', en: 'School enrolment', ckb: 'تۆمارکردنی منداڵان لە قوتابخانە' },
    topics: ['school-enrolment', 'education'],
    method: 'official-letter',
    districts: ALL,
  },
  {
    type: 'state-body',
    ar: 'قسم معادلة الشهادات',
    en: 'Equivalence of certificates',
    ckb: 'هاوتاکردنی بڕوانامەکان',
    service: { ar: 'معادلة الشهادات', en: 'Equivalence', ckb: 'هاوتاکردن' },
    topics: ['education'],
    method: 'official-letter',
    districts: [MOSUL],
  },
  {
    type: 'state-body',
    ar: 'مركز الرعاية الصحية الأولية',
    en: 'Primary health centre',
    ckb: 'بنکەی تەندروستی سەرەتایی',
    service: { ar: 'رعاية صحية أولية', en: 'Primary care', ckb: 'چاودێری تەندروستی سەرەتایی' },
    topics: ['medical'],
    method: 'client-slip',
    districts: ALL,
  },
  {
    type: 'state-body',
    ar: 'قسم القروض الصغيرة',
    en: 'Small loans section',
    ckb: 'بەشی قەرزی بچووک',
    service: { ar: 'قروض لمشاريع صغيرة', en: 'Loans for small businesses', ckb: 'قەرز بۆ پڕۆژەی بچووک' },
    topics: ['small-business'],
    method: 'official-letter',
    districts: [MOSUL],
  },
  {
    type: 'cso',
    ar: 'مركز الدعم النفسي',
    en: 'Psychosocial centre',
    ckb: 'سەنتەری پشتیوانی دەروونی',
    service: { ar: 'جلسات دعم نفسي اجتماعي', en: 'Psychosocial support', ckb: 'پشتیوانی دەروونی و کۆمەڵایەتی' },
    topics: ['mhpss'],
    method: 'phone',
    districts: [MOSUL, SINJAR],
  },
  {
    type: 'state-body',
    ar: 'قسم التشغيل',
    en: 'Employment section',
    ckb: 'بەشی دامەزراندن',
    service: { ar: 'التوظيف', en: 'Job placement', ckb: 'دۆزینەوەی کار' },
    topics: ['job-placement'],
    method: 'official-letter',
    districts: [MOSUL, TELAFAR],
  },
  {
    type: 'state-body',
    ar: 'مركز التدريب المهني',
    en: 'Vocational training centre',
    ckb: 'سەنتەری ڕاهێنانی پیشەیی',
    service: { ar: 'دورات مهنية', en: 'Vocational courses', ckb: 'خولی پیشەیی' },
    topics: ['vocational-training'],
    method: 'provider-sheet',
    districts: [MOSUL, SINJAR],
  },
  {
    type: 'hlp-centre',
    ar: 'مركز السكن والأرض والملكية',
    en: 'Housing, land and property centre',
    ckb: 'سەنتەری خانوو و زەوی و موڵک',
    service: { ar: 'مشورة السكن والملكية', en: 'Housing and property advice', ckb: 'ڕاوێژی خانوو و موڵک' },
    topics: ['housing', 'legal'],
    method: 'client-slip',
    districts: ALL,
  },
  {
    type: 'state-body',
    ar: 'مكتب التعويضات',
    en: 'Compensation desk',
    ckb: 'نووسینگەی قەرەبوو',
    service: { ar: 'طلبات التعويض', en: 'Compensation claims', ckb: 'داواکاری قەرەبوو' },
    topics: ['housing', 'legal'],
    method: 'official-letter',
    districts: [MOSUL, SINJAR],
  },
  {
    type: 'community-police',
    ar: 'مركز الإرشاد والإحالة في الشرطة المجتمعية',
    en: 'Referral Guidance Centre of the community police',
    ckb: 'سەنتەری ڕێنمایی و ڕەوانەکردنی پۆلیسی کۆمەڵگەیی',
    service: { ar: 'إرشاد وحماية', en: 'Guidance and protection', ckb: 'ڕێنمایی و پاراستن' },
    topics: ['protection'],
    method: 'phone',
    police: true,
    districts: [MOSUL],
  },
  {
    type: 'womens-legal-office',
    ar: 'مكتب المشورة القانونية للنساء',
    en: "Women's Legal Counselling Office",
    ckb: 'نووسینگەی ڕاوێژی یاسایی ژنان',
    service: { ar: 'مشورة قانونية للنساء', en: 'Legal counselling for women', ckb: 'ڕاوێژی یاسایی بۆ ژنان' },
    topics: ['legal', 'protection'],
    method: 'phone',
    women: true,
    districts: [MOSUL, SINJAR],
  },
  {
    type: 'cso',
    ar: 'المساعدة القانونية',
    en: 'Legal aid',
    ckb: 'یارمەتی یاسایی',
    service: { ar: 'مساعدة قانونية', en: 'Legal aid', ckb: 'یارمەتی یاسایی' },
    topics: ['legal', 'civil-documentation'],
    method: 'client-slip',
    districts: ALL,
  },
  {
    type: 'cso',
    ar: 'جمعية ذوي الإعاقة',
    en: 'Organisation of persons with disabilities',
    ckb: 'کۆمەڵەی کەسانی خاوەن پێداویستی تایبەت',
    service: { ar: 'أجهزة مساعدة وتأهيل', en: 'Assistive devices', ckb: 'ئامێری یارمەتیدەر' },
    topics: ['medical', 'protection'],
    method: 'phone',
    districts: [MOSUL],
  },
  {
    type: 'cso',
    ar: 'منظمة نسائية',
    en: "Women's organisation",
    ckb: 'ڕێکخراوی ژنان',
    service: { ar: 'مشاريع صغيرة للنساء', en: 'Small businesses for women', ckb: 'پڕۆژەی بچووک بۆ ژنان' },
    topics: ['small-business', 'vocational-training'],
    method: 'phone',
    women: true,
    districts: [MOSUL, HAMDANIYA],
  },
  {
    type: 'cso',
    ar: 'منظمة شبابية',
    en: 'Youth organisation',
    ckb: 'ڕێکخراوی گەنجان',
    service: { ar: 'تدريب الشباب على العمل', en: 'Job skills for young people', ckb: 'ڕاهێنانی گەنجان بۆ کار' },
    topics: ['job-placement', 'vocational-training'],
    method: 'phone',
    districts: [TELAFAR, MOSUL],
  },
  {
    type: 'ngo-international',
    ar: 'منظمة دولية أ',
    en: 'International organisation A',
    ckb: 'ڕێکخراوی نێودەوڵەتی أ',
    service: { ar: 'أدوات عمل لمشاريع صغيرة', en: 'Tools for small businesses', ckb: 'ئامرازی کار بۆ پڕۆژەی بچووک' },
    topics: ['small-business'],
    method: 'provider-page',
    districts: ALL,
  },
  {
    type: 'ngo-international',
    ar: 'منظمة دولية ب',
    en: 'International organisation B',
    ckb: 'ڕێکخراوی نێودەوڵەتی ب',
    service: { ar: 'ترميم المساكن', en: 'Repair of homes', ckb: 'چاککردنەوەی خانوو' },
    topics: ['housing'],
    method: 'provider-page',
    districts: [SINJAR, HAMDANIYA],
  },
  {
    type: 'ngo-international',
    ar: 'منظمة دولية ج',
    en: 'International organisation C',
    ckb: 'ڕێکخراوی نێودەوڵەتی ج',
    service: { ar: 'فريق جوال للصحة', en: 'Mobile health team', ckb: 'تیمی گەڕۆکی تەندروستی' },
    topics: ['medical', 'mhpss'],
    method: 'phone',
    mobile: true,
    districts: [SINJAR, TELAFAR, MOSUL],
  },
  {
    type: 'state-body',
    ar: 'قسم الحماية الاجتماعية',
    en: 'Safety net section',
    ckb: 'بەشی تۆڕی پاراستنی کۆمەڵایەتی',
    service: { ar: 'طلبات راتب الرعاية', en: 'Applications for the social safety net', ckb: 'داواکاری مووچەی چاودێری' },
    topics: ['protection'],
    method: 'official-letter',
    districts: [MOSUL, TELAFAR],
  },
  {
    type: 'state-body',
    ar: 'مكتب شؤون الناجيات والناجين',
    en: "Survivors' desk",
    ckb: 'نووسینگەی ڕزگاربووان',
    service: { ar: 'طلبات الناجيات والناجين', en: 'Applications of survivors', ckb: 'داواکاری ڕزگاربووان' },
    topics: ['legal', 'protection'],
    method: 'client-slip',
    districts: [MOSUL, SINJAR],
  },
];

/**
 * How fresh what is known about providers is, in percent of all: most fresh, some doubtful, a few gone. The days are
 * within what the weekly call is given: fresh two weeks, ageing a month (`DEFAULT_FRESHNESS`).
 */
export const FRESHNESS = [
  { share: 55, verifiedDaysAgo: [1, 12], state: 'open' },
  { share: 25, verifiedDaysAgo: [16, 27], state: 'open' },
  { share: 8, verifiedDaysAgo: [120, 260], state: 'open' },
  { share: 7, verifiedDaysAgo: [5, 12], state: 'temporarily-closed' },
  { share: 5, verifiedDaysAgo: [5, 12], state: 'funding-ended' },
] as const;

/**
 * Where a provider stands in {@link FRESHNESS}, 0 up to 100. Of sixty each stands somewhere else, so that the shares are
 * exact, and the twelve files find theirs: tools and one loan open, another loan out of funds.
 */
export const freshnessPoint = (index: number, count: number): number =>
  ((((index * 23 + 37) % count) + 0.5) / count) * 100;
