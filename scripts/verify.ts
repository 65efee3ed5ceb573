import { ROOT, step } from './steps.ts';

/** All that CI does, in its order: today that is `npm test`. */
const result = await step('npm test', process.execPath, [`${ROOT}/scripts/test.ts`, ...process.argv.slice(2)]);
process.exit(result.ok ? 0 : 1);
