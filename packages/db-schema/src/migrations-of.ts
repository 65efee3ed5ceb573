import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A step of a database's history. A shipped one is never changed or renamed. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** The `.sql` files of a folder in the order of their numbers. */
export function migrationsOf(folder: URL): readonly Migration[] {
  const path = fileURLToPath(folder);
  return readdirSync(path)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.sql'.length), sql: readFileSync(`${path}/${file}`, 'utf8') }));
}
