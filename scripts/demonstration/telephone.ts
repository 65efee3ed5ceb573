import { createServer } from 'node:http';
import type { CaseState } from '@nrm/domain/case';
import { parseSlipCode } from '@nrm/domain/case-number';
import { DECLINE_REASONS, type ServiceStatus } from '@nrm/domain/referral';
import type { CaseId, ReferralId } from '@nrm/domain/shared';
import type pg from 'pg';
import { z } from 'zod';
import { type ServerAuthor, writeAct } from '../../apps/sync-server/src/ledger/write-act.ts';
import { TELEPHONE_PAGE } from './telephone-page.ts';

/**
 * The provider's telephone of the demonstration: somebody at the provider reads the ten digits of a slip and says what
 * is so. It goes through the server's own door, signed by the server, its source named "phone code".
 */
const SPOKEN = ['accepted', 'waitlisted', 'declined', 'attended', 'completed'] as const;
const Said = z.object({
  code: z.string().max(40),
  /** Without one nothing is written: what can still be said is asked. */
  answer: z.enum(SPOKEN).optional(),
  reason: z.enum(DECLINE_REASONS).optional(),
});

/**
 * What makes no sense any more at the desk of the provider. Whoever says it nevertheless is heard: a contradiction is
 * settled in the case file, not here.
 */
export function senselessAfter(service: ServiceStatus | null): readonly (typeof SPOKEN)[number][] {
  if (service === 'completed') return ['accepted', 'waitlisted', 'declined', 'attended'];
  return service === 'attended' || service === 'in-service' ? ['waitlisted', 'declined'] : [];
}

export interface Telephone {
  readonly address: string;
  close(): Promise<void>;
}

export async function startTelephone(
  author: () => Promise<ServerAuthor>,
  pool: () => Promise<pg.Pool>,
  port: number,
): Promise<Telephone> {
  const server = createServer((request, response) => {
    const finish = (status: number, type: string, body: string) => {
      response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
      response.end(body);
    };
    if (request.method === 'GET') return finish(200, 'text/html', TELEPHONE_PAGE);
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString('utf8');
      if (body.length > 2_000) request.destroy();
    });
    request.on('end', () => {
      Promise.all([author(), pool()])
        .then(([server, database]) => say(server, database, body))
        .then(
          (answer) => finish(200, 'application/json', JSON.stringify(answer)),
          () => finish(400, 'application/json', JSON.stringify({ outcome: 'not-understood' })),
        );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    address: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface Heard {
  readonly outcome: 'heard' | 'known' | 'code-wrong' | 'code-unknown' | 'refused' | 'not-understood';
  readonly senseless?: readonly string[];
}

async function say(author: ServerAuthor, pool: pg.Pool, body: string): Promise<Heard> {
  const said = Said.parse(JSON.parse(body));
  const code = parseSlipCode(said.code);
  if (!code.ok) return { outcome: 'code-wrong' };
  const found = await findReferral(pool, code.value);
  if (!found) return { outcome: 'code-unknown' };
  const before = senselessAfter(found.service);
  if (said.answer === undefined) return { outcome: 'known', senseless: before };
  // A refusal without a reason is none: nobody here invents one.
  if (said.answer === 'declined' && said.reason === undefined) return { outcome: 'not-understood', senseless: before };
  const words = { words: '', source: 'phone-code' };
  const isAnswer = said.answer === 'accepted' || said.answer === 'waitlisted' || said.answer === 'declined';
  const written = await writeAct(author, [
    {
      type: isAnswer ? 'referral.report-answer' : 'referral.report-service',
      subject: { kind: 'case', id: found.case },
      intent: isAnswer
        ? {
            referral: found.referral,
            answer: said.answer,
            reason: said.answer === 'declined' ? said.reason : null,
            ...words,
          }
        : { referral: found.referral, status: said.answer, reason: null, appointmentOn: null, ...words },
    },
  ]);
  if (!written.ok) return { outcome: 'refused', senseless: before };
  const now = await findReferral(pool, code.value);
  return { outcome: 'heard', senseless: senselessAfter(now?.service ?? null) };
}

async function findReferral(
  pool: pg.Pool,
  slipCode: string,
): Promise<{ case: CaseId; referral: ReferralId; service: ServiceStatus | null } | undefined> {
  const { rows } = await pool.query<{ id: CaseId; state: string }>(
    `select id, state from subjects where kind = 'case' and state like $1`,
    [`%"slipCode":"${slipCode}"%`],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { referrals } = JSON.parse(row.state) as CaseState;
  const referral = (Object.keys(referrals) as ReferralId[]).find((id) => referrals[id]?.slipCode === slipCode);
  return referral && { case: row.id, referral, service: referrals[referral]?.service?.status ?? null };
}
