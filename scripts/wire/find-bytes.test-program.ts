// Looks for byte sequences in every file of a folder and prints the files that have one. A program of its own: reading
// the files of an open SQLite from the process that has them open would drop its locks (writer-lock.ts).
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [folder = '', ...needles] = process.argv.slice(2);
const sought = needles.map((hex) => Buffer.from(hex, 'hex'));
let files = 0;
const found: string[] = [];
for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
  const path = relative(folder, join(entry.parentPath, entry.name));
  if (sought.some((needle) => Buffer.from(path, 'utf8').includes(needle))) found.push(`the name of ${path}`);
  if (!entry.isFile()) continue;
  files++;
  const bytes = readFileSync(join(folder, path));
  if (sought.some((needle) => bytes.includes(needle))) found.push(path);
}
console.log(JSON.stringify({ files, found }));
