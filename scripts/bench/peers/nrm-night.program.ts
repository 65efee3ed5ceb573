import type { CaseId } from '@nrm/domain/shared';
import { passwordCost } from '../../../apps/desktop/src/core/session/password-hash.ts';
import { correct, register } from '../../../apps/desktop/src/core/testing/people.ts';
import { openGovernorate, PASSWORD } from '../../wire/governorate.ts';
import { openSlowLine } from './slow-line.ts';

/**
 * A night of a whole laptop (core, encrypted file, signatures) beside a whole server on PostgreSQL, in one process:
 * people are corrected while the network is off, then everything is sent. Arguments: corrections, round trips in
 * milliseconds, separated by commas. Says one JSON array, one night for each.
 */
const [corrections = '500', roundTrips = '0'] = process.argv.slice(2);
const nights: unknown[] = [];
/** The server beside it would call itself busy: writing kept this process from everything else for seconds. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 3_000));
for (const roundTripMs of roundTrips.split(',').map(Number)) {
  const governorate = await openGovernorate({ tls: false, passwordCost: passwordCost(64 * 1024) });
  const line = await openSlowLine(governorate.server.port, roundTripMs);
  try {
    const { caseworker } = governorate.staff;
    const desk = await governorate.openDesk('laptop');
    await desk.do('laptop.connect', {
      server: `http://127.0.0.1:${line.port}`,
      code: await governorate.code(caseworker),
      password: PASSWORD,
    });
    await desk.do('session.sign-in', { worker: caseworker, password: PASSWORD });
    await desk.sync();
    await desk.setNetwork(false);
    const people: CaseId[] = [];
    for (let index = 0; index < Number(corrections); index++) {
      const person = desk.newId() as CaseId;
      await desk.act(register(person, { givenName: 'زينب', fatherName: 'علي', grandfatherName: 'حسن' }));
      people.push(person);
    }
    await quiet();
    await desk.setNetwork(true);
    await desk.sync();
    await desk.setNetwork(false);
    for (const [index, person] of people.entries()) await desk.act(correct(person, { fatherName: `علي ${index}` }));
    await quiet();
    line.take();
    const began = performance.now();
    await desk.setNetwork(true);
    // As the night of an office does it.
    await desk.session.replication.awaitInSync();
    const seconds = (performance.now() - began) / 1000;
    const waiting = desk.session.replication.state().waiting;
    if (waiting > 0) throw new Error(`${waiting} entries still wait`);
    const { rows } = await governorate.server.server.pool.query<{ there: number }>(
      `SELECT count(*)::int AS there FROM entries WHERE type = 'case.correct' AND outcome = 'applied'`,
    );
    if (rows[0]?.there !== people.length) throw new Error(`the server has ${rows[0]?.there} corrections`);
    nights.push({ roundTripMs, seconds, ...line.take(), peakMegabytes: process.resourceUsage().maxRSS / 1024 });
  } finally {
    await line.close();
    await governorate.close();
  }
}
console.log(JSON.stringify(nights));
