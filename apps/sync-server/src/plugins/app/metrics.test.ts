import { expect, it } from 'vitest';
import { buildApp } from '../../app.ts';

const TOKEN = 'a token of at least twenty-four characters';
const beyond = { remoteAddress: '10.1.2.3' };

const build = (token: string | null) =>
  buildApp({
    now: () => new Date(),
    log: { level: 'silent' },
    tls: null,
    findDevice: async () => undefined,
    isReady: async () => true,
    metrics: {
      token,
      measured: [
        { name: 'held_entries', help: 'Entries that wait', read: async () => 7 },
        { name: 'away', help: 'A database that is away', read: () => Promise.reject(new Error('zeinab')) },
      ],
    },
    routes: [],
  });

it('tells numbers of routes and of the process, and nothing of who asked for what', async () => {
  const app = await build(null);
  try {
    await app.inject('/v1/health');
    await app.inject('/v1/zeinab?name=zeinab');
    const { body, headers, statusCode } = await app.inject('/v1/metrics');
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toMatch(/nrm_request_seconds_count\{method="GET",route="\/v1\/health",status="200"\} 1/);
    expect(body).toMatch(/nrm_request_seconds_count\{method="GET",route="none",status="404"\} 1/);
    expect(body).toContain('nrm_held_entries 7');
    expect(body).toContain('nrm_away Nan');
    expect(body).toContain('nrm_process_resident_memory_bytes');
    expect(body).not.toContain('zeinab');
  } finally {
    await app.close();
  }
});

it('answers this computer, and another one only when it shows the token', async () => {
  for (const token of [null, TOKEN]) {
    const app = await build(token);
    const ask = (authorization?: string) =>
      app.inject({ url: '/v1/metrics', ...beyond, ...(authorization && { headers: { authorization } }) });
    try {
      expect((await app.inject('/v1/metrics')).statusCode).toBe(200);
      for (const wrong of [undefined, 'Bearer ', 'Bearer null', `Bearer ${TOKEN}x`, TOKEN])
        expect((await ask(wrong)).statusCode).toBe(404);
      expect((await ask(`Bearer ${TOKEN}`)).statusCode).toBe(token === null ? 404 : 200);
    } finally {
      await app.close();
    }
  }
});
