/** Builds the server from its parts and does not listen; `server.ts` does. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { DeviceId } from '@nrm/domain/shared';
import { type FastifyInstance, fastify, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { admitThroughGate, createGate, DEFAULT_ADMISSION, type Gate } from './plugins/app/admission.ts';
import { readJsonBodies } from './plugins/app/json-body.ts';
import { createLogger, type LogOptions, logRequests } from './plugins/app/log.ts';
import { answerMetrics, type MetricsOptions } from './plugins/app/metrics.ts';
import { packAnswers } from './plugins/app/pack-answers.ts';
import { deviceNamedOnLoopback, type FindDevice, requirePermissions } from './plugins/app/permissions.ts';
import { answerProblems, sendFault } from './plugins/app/problems.ts';
import { registerHelmet } from './plugins/external/helmet.ts';
import { DEFAULT_LIMITS, type RequestLimits, registerRateLimit } from './plugins/external/rate-limit.ts';
import { registerSensible } from './plugins/external/sensible.ts';
import { registerUnderPressure } from './plugins/external/under-pressure.ts';
import { conditionRoutes } from './routes/v1/condition.ts';
import { createDeviceOfSocket, tlsOptions } from './tls/device-certificate.ts';
import type { TlsIdentity } from './tls/tls-folder.ts';

export interface AppParts {
  readonly now: () => Date;
  readonly log: LogOptions;
  /** null: plain HTTP, which `listen` allows on the loopback address only. */
  readonly tls: TlsIdentity | null;
  readonly findDevice: FindDevice;
  readonly isReady: () => Promise<boolean>;
  readonly limits?: RequestLimits;
  readonly gate?: Gate;
  /** Without it the server tells no numbers. */
  readonly metrics?: MetricsOptions;
  /** Everything else under `/v1`; each route names its permission or building fails. */
  readonly routes: readonly ((v1: FastifyInstance) => Promise<void>)[];
}

export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const deviceOf = deviceReader(parts);
  const app: FastifyInstance = fastify({
    loggerInstance: createLogger(parts.log),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: 1024 * 1024,
    // A bad line may take minutes for a batch; a connection that says nothing at all is let go.
    serverFactory: (handler) => openServer(parts.tls, handler),
    frameworkErrors: (_error, _request, reply) => void sendFault(reply, 'request.malformed'),
    routerOptions: { maxParamLength: 128 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  answerProblems(app);
  logRequests(app);
  readJsonBodies(app);
  packAnswers(app);
  await registerHelmet(app);
  await registerSensible(app);
  await registerUnderPressure(app);
  await registerRateLimit(app, parts.limits ?? DEFAULT_LIMITS, deviceOf);
  requirePermissions(app, { deviceOf, findDevice: parts.findDevice });
  admitThroughGate(app, parts.gate ?? createGate(DEFAULT_ADMISSION), deviceOf);

  if (parts.metrics) answerMetrics(app, parts.metrics);
  await app.register(conditionRoutes, { prefix: '/v1', now: parts.now, isReady: parts.isReady });
  for (const routes of parts.routes) await app.register(async (v1) => await routes(v1), { prefix: '/v1' });
  app.addHook('preClose', async () => app.server.closeIdleConnections());
  return app;
}

function deviceReader({ tls, now }: AppParts): (request: IncomingMessage) => DeviceId | undefined {
  if (!tls) return deviceNamedOnLoopback;
  const deviceOfSocket = createDeviceOfSocket(tls.authority.certificate, now);
  return (request) => deviceOfSocket(request.socket);
}

function openServer(tls: TlsIdentity | null, handler: RequestListener): Server {
  const server: Server = tls ? createTlsServer(tlsOptions(tls), handler) : createServer(handler);
  server.requestTimeout = 300_000;
  server.headersTimeout = 60_000;
  server.keepAliveTimeout = 72_000;
  server.setTimeout(120_000);
  return server;
}
