/** Preloaded into a simulation of its own process: `--import`. NRM_PLANTED_BUG names the mistake. */
import { registerHooks } from 'node:module';
import { PLANTED_BUGS } from './planted-bugs.ts';

const bug = PLANTED_BUGS[process.env.NRM_PLANTED_BUG ?? ''];
if (!bug) throw new Error(`no planted bug is called ${process.env.NRM_PLANTED_BUG}`);
const target = new URL(`../../${bug.file}`, import.meta.url).href;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (url !== target) return loaded;
    const source = String(loaded.source);
    // The code moved on and the mistake must be planted elsewhere: better than a test that plants nothing.
    if (!source.includes(bug.find)) throw new Error(`${bug.file} no longer has what ${bug.what} would change`);
    return { ...loaded, source: source.replace(bug.find, bug.instead) };
  },
});
