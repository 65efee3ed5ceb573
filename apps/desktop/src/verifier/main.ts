import { directionOf, LANGUAGES, type Language } from '@nrm/domain/language';
import { createNobleSha256, nobleCrypto } from '../audit/noble-crypto.ts';
import type { AuditReport } from '../audit/report.ts';
import { verifyExport } from '../audit/verify-export.ts';
import { type ExportWord, exportWord } from '../core/export/travelling-words.ts';
import { type ChosenFiles, filesOfDrop, filesOfInput, folderOf } from './chosen-folder.ts';

/**
 * The page that travels beside an export: one file, no network, any current browser. It brings its own primitives and
 * shares every check with the command line of the laptop.
 */
let language: Language = 'ar';
let files: ChosenFiles | undefined;
let report: AuditReport | 'unreadable' | undefined;
const given = { identity: '', serverKey: '' };
const NAMES: Readonly<Record<Language, string>> = { ar: 'العربية', ckb: 'کوردی', en: 'English' };

const say = (key: ExportWord, values?: Readonly<Record<string, string>>): string => exportWord(language, key, values);

/** Text is set as text: nothing of a stick is ever read as a page. */
function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<Omit<HTMLElementTagNameMap[Tag], 'style'>> = {},
  ...inside: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
}

function show(): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  document.title = say('verifier.title');
  document
    .getElementById('page')
    ?.replaceChildren(languages(), make('h1', { textContent: say('verifier.title') }), form(), ...results());
}

function languages(): HTMLElement {
  const buttons = LANGUAGES.map((each) => {
    const choose = () => {
      language = each;
      show();
    };
    const button = make('button', { type: 'button', lang: each, textContent: NAMES[each], onclick: choose });
    button.setAttribute('aria-pressed', String(each === language));
    return button;
  });
  const group = make('div', { className: 'languages' }, ...buttons);
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', say('verifier.language'));
  return group;
}

function form(): HTMLElement {
  const folder = make('input', { type: 'file', id: 'folder', webkitdirectory: true });
  const chosen = make('p', { textContent: files ? say('verifier.chosen', { files: String(files.size) }) : '' });
  const check = make('button', { type: 'button', className: 'primary', textContent: say('verifier.check') });
  const progress = make('p');
  progress.setAttribute('role', 'status');
  check.disabled = files === undefined;
  const take = (taken: ChosenFiles | undefined) => {
    files = taken ?? files;
    report = undefined;
    show();
  };
  folder.onchange = () => take(folder.files ? filesOfInput(folder.files) : undefined);
  check.onclick = () => void runCheck(check, progress);
  const card = make(
    'section',
    { className: 'card drop' },
    make('p', { textContent: say('verifier.words') }),
    make('label', {}, say('verifier.folder'), folder),
    make('p', { textContent: say('verifier.drop') }),
    chosen,
    typed('verifier.identity', 'identity'),
    typed('verifier.server-key', 'serverKey'),
    check,
    progress,
  );
  card.ondragover = (event) => {
    event.preventDefault();
    card.dataset['over'] = '';
  };
  card.ondragleave = () => delete card.dataset['over'];
  card.ondrop = (event) => {
    event.preventDefault();
    delete card.dataset['over'];
    if (event.dataTransfer) void filesOfDrop(event.dataTransfer.items).then(take);
  };
  return card;
}

function typed(words: ExportWord, name: keyof typeof given): HTMLElement {
  const input = make('input', {
    type: 'text',
    id: name,
    value: given[name],
    dir: 'ltr',
    autocomplete: 'off',
    spellcheck: false,
  });
  input.oninput = () => {
    given[name] = input.value.trim();
  };
  return make('label', {}, say(words), input);
}

async function runCheck(button: HTMLButtonElement, progress: HTMLElement): Promise<void> {
  if (!files) return;
  button.disabled = true;
  try {
    report = await verifyExport(folderOf(files), {
      crypto: nobleCrypto,
      createSha256: createNobleSha256,
      ...(given.identity !== '' && { identity: given.identity }),
      ...(given.serverKey !== '' && { serverKey: given.serverKey }),
      onProgress: (done) => {
        progress.textContent = say('verifier.checking', { done: (done / 1e6).toFixed(1) });
      },
    });
  } catch {
    report = 'unreadable';
  }
  show();
}

function results(): readonly HTMLElement[] {
  if (!report) return [];
  const isUnreadable = report === 'unreadable';
  const found = report === 'unreadable' ? undefined : report;
  const isBad = isUnreadable || (found?.troubles.length ?? 0) > 0;
  const verdict = isBad ? 'bad' : found?.isOpened ? 'good' : 'outside';
  const words = { bad: '✗ ', good: '✓ ', outside: '◐ ' }[verdict] + say(sentenceOf(verdict, isUnreadable));
  const head = make('section', { className: 'card verdict', textContent: words });
  head.setAttribute('role', 'alert');
  head.dataset['verdict'] = verdict;
  return found ? [head, ...troublesOf(found), factsOf(found)] : [head];
}

function sentenceOf(verdict: 'bad' | 'good' | 'outside', isUnreadable: boolean): ExportWord {
  if (isUnreadable) return 'verifier.unreadable';
  return ({ bad: 'verifier.bad', good: 'verifier.good', outside: 'verifier.good-outside' } as const)[verdict];
}

function troublesOf({ troubles }: AuditReport): readonly HTMLElement[] {
  if (troubles.length === 0) return [];
  const lines = troubles.map(({ code, where }) => {
    const line = make('li', {}, `${say(`trouble.${code}`)} `, make('span', { className: 'place', textContent: where }));
    line.dataset['trouble'] = code;
    return line;
  });
  return [make('section', { className: 'card' }, make('ul', {}, ...lines))];
}

function factsOf({ content, laptopKey, serverKey, troubles }: AuditReport): HTMLElement {
  const key = (words: ExportWord, value: string | null) =>
    value === null ? [] : [make('p', {}, `${say(words)}: `, make('span', { className: 'key', textContent: value }))];
  // What a forged export says of itself is not repeated beside the word that it is forged.
  const about =
    content === null || troubles.length > 0
      ? []
      : [
          make('p', {}, `${say('verifier.as-of')} `, make('span', { className: 'key', textContent: content.asOf })),
          make('p', {
            textContent: say('verifier.people', { prepared: content.preparedBy, released: content.releasedBy }),
          }),
          make(
            'ul',
            {},
            ...content.cases.map(({ number, entries, waiting, struck }) => {
              const counts = { entries: String(entries), waiting: String(waiting), struck: String(struck) };
              return make('li', { textContent: say('verifier.case', { number, ...counts }) });
            }),
          ),
          ...(content.isOtherRelease ? [make('p', { textContent: say('verifier.other-release') })] : []),
        ];
  return make(
    'section',
    { className: 'card' },
    ...key('verifier.laptop-key', laptopKey),
    ...key('verifier.server-key-found', serverKey),
    ...about,
    ...(troubles.length === 0 ? [make('p', { textContent: say('proves') })] : []),
  );
}

show();
