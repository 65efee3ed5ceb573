import { formatDay } from '@nrm/domain/calendar';
import { type CaseState, PERSON_FIELD_NAMES } from '@nrm/domain/case';
import { directionOf, type Language } from '@nrm/domain/language';
import type { OpenEntry } from '@nrm/domain/ledger';
import { fullName } from '@nrm/domain/name';
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
${listed(Object.values(needs).map((need) => `${word('topic', need.topic)}, ${word('urgency', need.urgency)}`))}
<h3>${say('page.referrals')}</h3>
${listed(
  Object.values(referrals).map(
    (referral) =>
      `<bdi>${escaped(referral.organisationName)}</bdi>: <bdi>${escaped(referral.serviceName)}</bdi>, ${word('sending', referral.sending)}`,
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
table { border-collapse: collapse; inline-size: 100% } th, td { border: .4pt solid #999; padding: 2pt 5pt; text-align: start; vertical-align: top }
tr { break-inside: avoid } .story { font-size: 9pt } code { font: 8pt/1.4 monospace; overflow-wrap: anywhere; unicode-bidi: isolate; display: block }
.quiet { color: #555; font-size: 9pt }`;

/** Values of the catalogue as words; everything else as it was written. */
function shown(language: Language, field: string, value: unknown): string {
  if (typeof value === 'string') {
    const catalogue = CATALOGUE_OF[field];
    return (catalogue && findWord(language, `${catalogue}.${value}`)) ?? value;
  }
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
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
