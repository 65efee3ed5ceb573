/** Listens, and closes so that whoever was being answered still is. */
import type { FastifyInstance } from 'fastify';
import { errorCode, Fault } from './faults.ts';
import { isLoopbackAddress } from './plugins/app/permissions.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0: any free one */
  readonly port: number;
  readonly tls: boolean;
}

export interface ListeningServer {
  /** For example `https://127.0.0.1:8443` */
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_MS = 15_000;

/** @throws Fault port.in-use, configuration.plain-http-beyond-loopback, configuration.invalid */
export async function listen(app: FastifyInstance, options: ListenOptions): Promise<ListeningServer> {
  if (!options.tls && !isLoopbackAddress(options.host)) {
    throw new Fault('configuration.plain-http-beyond-loopback', { host: options.host });
  }
  try {
    await app.listen({
      host: options.host,
      port: options.port,
      // TLS comes with the server that Fastify was given, so it does not know of it.
      listenTextResolver: (address) => `listening at ${options.tls ? address.replace(/^http:/, 'https:') : address}`,
    });
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'EADDRINUSE') throw new Fault('port.in-use', { port: options.port }, cause);
    if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND') {
      throw new Fault('configuration.invalid', { host: options.host, port: options.port, code }, cause);
    }
    throw cause;
  }
  const address = app.server.address();
  const port = address && typeof address === 'object' ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    origin: `${options.tls ? 'https' : 'http'}://${host}:${port}`,
    port,
    close: async () => {
      const impatience = setTimeout(() => app.server.closeAllConnections(), CLOSE_TIMEOUT_MS);
      try {
        await app.close();
      } finally {
        clearTimeout(impatience);
      }
    },
  };
}
