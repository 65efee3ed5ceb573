import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureRecall, type NamePair } from '@nrm/domain/name';
import { ROOT } from '../steps.ts';

/** Training pairs beside the repository; null where they are not there, because no figure is better than an invented one. */
export async function measureNameRecall(): Promise<Record<string, unknown> | null> {
  const folder = join(ROOT, '..', 'shared', 'data', 'names');
  if (!existsSync(folder)) return null;
  const read = (file: string) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
  const wikipedia: NamePair[] = read('wikipedia_ar_en_train.txt').map((line) => {
    const [arabic = '', latin = ''] = line.split('\t');
    return { arabic, latin };
  });
  const wikidata: NamePair[] = read('wikidata_en_ar_train.txt').map((line) => {
    const [latin = '', arabic = ''] = line.split('\t');
    return { arabic: arabic.replaceAll(' ', ''), latin };
  });
  return { wikipedia: measureRecall(wikipedia), wikidata: measureRecall(wikidata) };
}
