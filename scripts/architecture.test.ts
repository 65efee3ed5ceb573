import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PERMISSIONS } from '@nrm/domain/access';
import { allVerbs } from '@nrm/domain/registry';
import { describe, expect, it } from 'vitest';
import { ROOT } from './steps.ts';

/** The houses and what each may know. A failing test says what to do instead. */
const RULES: readonly { readonly house: RegExp; readonly may: readonly RegExp[]; readonly because: string }[] = [
  {
    house: /^packages\/domain\/src\/(?!testing|.*\.test\.ts)/,
    may: [/^zod$/, /^\./],
    because: 'the rules know no clock, database or platform: pass values in',
  },
  {
    house: /^packages\/sealed-files\/src\/(?!.*\.test\.ts)/,
    may: [/^node:/, /^age-encryption$/, /^@nrm\/domain\//, /^\./],
    because: 'files that travel know neither laptop nor server',
  },
  {
    house: /^apps\/desktop\/src\/bridge\//,
    may: [/^zod$/, /^@nrm\/domain\//, /^\./],
    because: 'the contract is plain data',
  },
  {
    house: /^apps\/desktop\/src\/audit\//,
    may: [/^@noble\//, /^zod$/, /^@nrm\/domain\//, /^@nrm\/sealed-files\/age$/, /^\./],
    because: 'the page of the auditors runs in any browser: no platform',
  },
  {
    house: /^apps\/desktop\/src\/renderer\/(?!.*\.test\.ts)/,
    may: [/^(?!node:|@nrm\/db-schema|drizzle-orm|better-sqlite3|rxdb|electron|undici|argon2)/],
    because: 'screens ask the core over the bridge',
  },
  {
    house: /^apps\/sync-server\/src\//,
    may: [/^(?!@nrm\/desktop|electron|react|rxdb|better-sqlite3)/],
    because: 'laptop and server share only the domain, the schema and the files that travel between them',
  },
];
const ONLY_IN = [
  { what: /^rxdb(\/|$)/, where: /^apps\/desktop\/src\/core\/sync\// },
  {
    what: /^better-sqlite3$/,
    where: /^(apps\/desktop\/src\/core\/store\/|scripts\/|apps\/desktop\/src\/core\/.*(\.test\.ts|testing\/))/,
  },
  { what: /^pg$/, where: /^(apps\/sync-server\/src\/|scripts\/)/ },
  { what: /^electron$/, where: /^(apps\/desktop\/src\/(main|preload)\/|scripts\/end-to-end\/)/ },
] as const;

const sources = ['packages', 'apps', 'scripts'].flatMap((top) =>
  readdirSync(join(ROOT, top), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !/node_modules|\/dist\/|\/out\//.test(path)),
);
const importsOf = (path: string): string[] =>
  [
    ...readFileSync(join(ROOT, path), 'utf8').matchAll(
      /^(?:import|export)[^'"]*?from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm,
    ),
  ].map(([, from, bare, dynamic]) => (from ?? bare ?? dynamic) as string);

describe('the houses', () => {
  it('import only what they may', () => {
    const broken = sources.flatMap((path) =>
      RULES.filter(({ house }) => house.test(path)).flatMap(({ may, because }) =>
        importsOf(path)
          .filter((name) => !may.some((allowed) => allowed.test(name)))
          .map((name) => `${path} imports ${name}: ${because}`),
      ),
    );
    expect(broken).toEqual([]);
  });

  it('keep drivers and platforms where they belong', () => {
    const broken = sources.flatMap((path) =>
      ONLY_IN.filter(({ what, where }) => !where.test(path) && importsOf(path).some((name) => what.test(name))).map(
        ({ what }) => `${path} imports ${what}`,
      ),
    );
    expect(broken).toEqual([]);
  });

  it('have no room for everything', () => {
    expect(sources.filter((path) => /(^|\/)(utils?|helpers?|common|misc|manager)(\.[jt]sx?$|\/)/i.test(path))).toEqual(
      [],
    );
  });
});

describe('every verb', () => {
  const tests = sources
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n');
  const words = Object.fromEntries(
    ['ar', 'ckb', 'en'].map((language) => [
      language,
      JSON.stringify(
        JSON.parse(readFileSync(join(ROOT, `apps/desktop/src/renderer/i18n/${language}/verbs.json`), 'utf8')),
      ),
    ]),
  );

  it.each(Object.keys(PERMISSIONS))('%s has a rule, words in three languages and a test', (type) => {
    expect(allVerbs().map((verb) => verb.type)).toContain(type);
    for (const language of ['ar', 'ckb', 'en'])
      expect(words[language], `${language}/verbs.json`).toContain(`"${type}.button"`);
    expect(tests).toContain(`'${type}'`);
  });
});
