import { type BirthDate, formatBirthDate, formatDay } from '@nrm/domain/calendar';
import {
  type CaseState,
  isPaperField,
  type Journey,
  PERSON_FIELD_NAMES,
  PERSON_FIELDS,
  type PersonField,
  type SafeContact,
} from '@nrm/domain/case';
import type { IdentityDocument } from '@nrm/domain/document';
import { directionOf, type Language } from '@nrm/domain/language';
import type { OpenEntry } from '@nrm/domain/ledger';
import { fullName } from '@nrm/domain/name';
import { NO_CONFIGURED_PLACES, type Places, placeName, placesWith } from '@nrm/domain/place';
import { dayInBaghdad } from '@nrm/domain/shared';
import { nameOf } from '../read-models/case-projector.ts';
import { exportWord, findWord, verbWord } from './travelling-words.ts';

export interface PageOfCase {
  readonly language: Language;
  readonly state: CaseState;
  readonly entries: readonly { readonly open: OpenEntry; readonly outcome: string | null }[];
  readonly workerName: (worker: string) => string;
  /** One line at the top: when, where, for whom. */
  readonly printed: string;
}

/**
 * A case as a page to read and print: plain HTML without a script, whole in itself. A convenience: what counts are the
 * entries beside it, and each line shows what its entry says, to the letter.
 */
export function casePage({ language, state, entries, workerName, printed }: PageOfCase): string {
  const say = (key: Parameters<typeof exportWord>[1]) => escaped(exportWord(language, key));
  const word = (key: string, value: string) => escaped(findWord(language, `${key}.${value}`) ?? value);
  const { needs, referrals, consents } = state;
  const facts = PERSON_FIELD_NAMES.flatMap((field) => {
    const value: unknown = state.person[field]?.value;
    if (value === undefined || value === '') return [];
    return [`<tr><th>${word('person-field', field)}</th><td>${escaped(shown(language, field, value))}</td></tr>`];
  });
  const listed = (lines: readonly string[]) =>
    lines.length === 0 ? `<p>${say('page.none')}</p>` : `<ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`;
  const story = entries.map(({ open: { header, entry }, outcome }) => {
    const day = header.occurredOn?.day ?? dayInBaghdad(header.at.instant);
    const state = outcome === null ? say('page.waiting') : outcome === 'applied' ? '' : word('outcome', outcome);
    const said = entry.payload === null ? say('page.struck') : `<code dir="auto">${escaped(entry.payload)}</code>`;
    return `<tr><td>${escaped(formatDay(day, language))}</td><td>${escaped(verbWord(language, header.type))}${
      state && ` <em>(${state})</em>`
    }</td><td>${escaped(workerName(header.author.worker))}<br>${word('role', header.author.role)}</td><td>${said}</td></tr>`;
  });
  const title = `${say('page.title')} <bdi>${escaped(state.number)}</bdi>`;
  return `<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${say('page.title')}</title>
<style>${STYLE}</style>
</head>
<body>
<p class="quiet">${escaped(printed)}</p>
<h1>${title}</h1>
<h2><bdi>${escaped(fullName(nameOf(state)))}</bdi></h2>
<h3>${say('page.person')}</h3>
<table>${facts.join('')}</table>
<h3>${say('page.needs')}</h3>
${listed(Object.values(needs).map((need) => `${word('topic', need.topic)}${COMMA[language]}${word('urgency', need.urgency)}`))}
<h3>${say('page.referrals')}</h3>
${listed(
  Object.values(referrals).map(
    (referral) =>
      `<bdi>${escaped(referral.organisationName)}</bdi>: <bdi>${escaped(referral.serviceName)}</bdi>${COMMA[language]}${word('sending', referral.sending)}`,
  ),
)}
<h3>${say('page.consents')}</h3>
${listed(Object.values(consents).map((consent) => `<bdi>${escaped(consent.recipientName)}</bdi>`))}
<h3>${say('page.story')}</h3>
<table class="story">
<thead><tr><th>${say('page.day')}</th><th>${say('page.what')}</th><th>${say('page.who')}</th><th>${say('page.written')}</th></tr></thead>
<tbody>${story.join('\n')}</tbody>
</table>
<p class="quiet">${say('proves')}</p>
</body>
</html>
`;
}

const STYLE = `
@page { size: A4; margin: 16mm }
body { font: 11pt/1.5 "Noto Sans Arabic", "Noto Sans", sans-serif; margin: 0 auto; max-inline-size: 190mm; color: #111 }
h1 { font-size: 16pt; margin: 0 } h2 { font-size: 14pt; margin: 0 } h3 { font-size: 12pt; margin: 1em 0 .3em }
table { border-collapse: collapse; inline-size: 100% } table { table-layout: auto } th { inline-size: 12em } .story th { inline-size: auto } th, td { border: .4pt solid #999; padding: 2pt 5pt; text-align: start; vertical-align: top; overflow-wrap: anywhere }
tr { break-inside: avoid } .story { font-size: 9pt } code { font: 8pt/1.4 monospace; overflow-wrap: anywhere; unicode-bidi: isolate; display: block }
.quiet { color: #555; font-size: 9pt }`;

/** As words of the screens; what this release cannot read is left to the entries below it. */
function shown(language: Language, field: PersonField, value: unknown): string {
  const parsed = PERSON_FIELDS[field].safeParse(value);
  if (!parsed.success) return '';
  const data: unknown = parsed.data;
  const word = (key: string) => findWord(language, key) ?? key;
  if (field === 'district') return placeIn(language, data as string);
  if (field === 'safeContact') {
    const { by, phone, hours } = data as SafeContact;
    const number = phone === null ? '' : `\u2066${phone}\u2069`;
    return [word(`contact-by.${by}`), number, hours].filter((part) => part !== '').join(COMMA[language]);
  }
  if (field === 'yearOfBirth') {
    const { year, precision } = data as { year: number; precision: string };
    return precision === 'about' ? word('born-about').replace('{{year}}', String(year)) : String(year);
  }
  if (field === 'birthDate') return formatBirthDate(data as BirthDate, language);
  if (field === 'journeys')
    return (data as Journey[])
      .map(({ country, year, cameBack }) =>
        [word(`country.${country}`), year ?? '', cameBack ? word(`came-back.${cameBack}`) : '']
          .filter((part) => part !== '')
          .join(COMMA[language]),
      )
      .join('; ');
  if (isPaperField(field)) {
    const { status, number, expiresOn, note } = data as IdentityDocument;
    const printed = number === undefined ? '' : `\u2066${number}\u2069`;
    return [word(`document-status.${status}`), printed, expiresOn ? formatDay(expiresOn, language) : '', note ?? '']
      .filter((part) => part !== '')
      .join(COMMA[language]);
  }
  if (typeof data === 'boolean') return word(`asked.${data ? 'yes' : 'no'}`);
  const catalogue = CATALOGUE_OF[field];
  return catalogue ? word(`${catalogue}.${String(data)}`) : String(data);
}
const COMMA: Readonly<Record<Language, string>> = { ar: '، ', ckb: '، ', en: ', ' };

let places: Places | undefined;
/** A place by its name; an id this release does not know stays as it is. */
function placeIn(language: Language, id: string): string {
  if (!places) {
    const built = placesWith(NO_CONFIGURED_PLACES);
    places = built.ok ? built.value : undefined;
  }
  const place = places?.find(id);
  return place ? placeName(place, language).text : id;
}

const CATALOGUE_OF: Readonly<Record<string, string>> = {
  sex: 'sex',
  cameBack: 'came-back',
  language: 'client-language',
  prefersToSpeakWith: 'prefers',
  priority: 'priority',
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
