import { ROOT, step } from './steps.ts';

const HELP = `npm run verify

All that CI does, in its order: today that is npm test, whole. What to leave out is an option of npm test.`;

const args = process.argv.slice(2);
if (args.length > 0) {
  const isAsked = args.includes('--help');
  console[isAsked ? 'log' : 'error'](HELP);
  process.exit(isAsked ? 0 : 2);
}
const result = await step('npm test', process.execPath, [`${ROOT}/scripts/test.ts`]);
process.exit(result.ok ? 0 : 1);
