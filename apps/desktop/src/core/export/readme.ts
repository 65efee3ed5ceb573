import { directionOf, LANGUAGES, type Language } from '@nrm/domain/language';
import { MINISIGN_KEY, SSH_KEY, TAG_MANIFEST } from '../../audit/bag.ts';
import { SSH_NAMESPACE, SSH_SIGNER } from '../../audit/detached-signature.ts';
import { INNER_ROOT, SEALED_FILE } from '../../audit/export-format.ts';
import { exportWord } from './travelling-words.ts';

const VERIFY = [
  'sha256sum -c manifest-sha256.txt',
  `sha256sum -c ${TAG_MANIFEST}`,
  `minisign -V -p ${MINISIGN_KEY} -m ${TAG_MANIFEST}`,
  `ssh-keygen -Y verify -f ${SSH_KEY} -I ${SSH_SIGNER} -n ${SSH_NAMESPACE} -s ${TAG_MANIFEST}.sig < ${TAG_MANIFEST}`,
  'bagit.py --validate .',
];
/** @param isSplit the sealed file had to be cut */
const open = (isSplit: boolean) => [
  isSplit
    ? `cat data/casefile.0* | age -d -i KEYFILE -o ${INNER_ROOT}.tar`
    : `age -d -i KEYFILE -o ${INNER_ROOT}.tar data/${SEALED_FILE}`,
  `tar -xf ${INNER_ROOT}.tar`,
];

/** The page beside an export, in the three languages, the one of the export first. */
export function readmeText(first: Language, { isSplit, hasPdf }: { isSplit: boolean; hasPdf: boolean }): string {
  const languages = [first, ...LANGUAGES.filter((language) => language !== first)];
  return languages.map((language) => inOne(language, isSplit, hasPdf)).join(`\n${'-'.repeat(72)}\n\n`);
}

function inOne(language: Language, isSplit: boolean, hasPdf: boolean): string {
  // A mark at the beginning of a paragraph, because a text file says nothing of its direction (Unicode UAX 9).
  const mark = directionOf(language) === 'rtl' ? '\u200f' : '';
  const say = (key: Parameters<typeof exportWord>[1]) =>
    `${mark}${exportWord(language, key, { file: 'ledger.ndjson' })}\n`;
  const commands = (lines: readonly string[]) => lines.map((line) => `    ${line}\n`).join('');
  return [
    say('readme.title'),
    say('readme.what'),
    say('readme.page'),
    `${say('readme.tools')}\n${commands(VERIFY)}`,
    `${say('readme.open')}\n${commands(open(isSplit))}`,
    say('readme.key'),
    say('proves'),
    say('readme.inside'),
    ...(hasPdf ? [] : [say('readme.no-pdf')]),
  ].join('\n');
}
