import { makeBags } from '../faults/audit.ts';

/** Writes bags into a folder, whole and altered ones, and says of each where it is and what must be told of it. */
const [folder = '', cases = '0'] = process.argv.slice(2);
for await (const made of makeBags({ cases: Number(cases), seed: 20_261_123 }, folder))
  console.log(JSON.stringify(made));
