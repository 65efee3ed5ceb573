import { FilledText, GovernorateId } from '@nrm/domain/shared';
import { z } from 'zod';
import { dataFolderPaths } from '../config.ts';
import { initialiseServer } from '../initialise-server.ts';
import { openTlsFolder } from '../tls/tls-folder.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';

const Options = z.object({
  data: z.string().min(1),
  governorate: GovernorateId,
  'name-ar': FilledText(200),
  'name-en': FilledText(200),
  'name-ckb': FilledText(200).optional(),
  demonstration: z.boolean(),
  'database-url': z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  host: z.string(),
  port: z.coerce.number().int().min(1).max(65_535),
  name: z.array(z.string()),
  'plain-http': z.boolean(),
});

export const init: Command = {
  name: 'init',
  summary: 'make a governorate server in an empty folder',
  options: {
    ...dataOption,
    governorate: { type: 'string' },
    'name-ar': { type: 'string' },
    'name-en': { type: 'string' },
    'name-ckb': { type: 'string' },
    demonstration: { type: 'boolean', default: false },
    'database-url': { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '8443' },
    name: { type: 'string', multiple: true, default: [] },
    'plain-http': { type: 'boolean', default: false },
  },
  describe: {
    ...dataDescription,
    governorate: 'its id in small Latin letters, for example ninewa',
    'name-ar': 'its name in Arabic',
    'name-en': 'its name in English',
    'name-ckb': 'its name in Sorani',
    demonstration: 'for invented people only',
    'database-url': 'an installed PostgreSQL; without it one is kept in the folder',
    host: 'address to listen on (default 127.0.0.1; 0.0.0.0 for every one)',
    port: 'port to listen on (default 8443)',
    name: 'a name or address under which laptops reach it; may be given several times',
    'plain-http': 'without TLS, on the loopback address only',
  },
  async run({ values, assembly, env, now, print }) {
    const options = readOptions(Options, values);
    const everywhere = options.host === '0.0.0.0' || options.host === '::';
    if (everywhere && options.name.length === 0) {
      throw new UsageError('--name is missing: under which name or address do laptops reach this server?');
    }
    const hosts = [...new Set([...options.name, ...(everywhere ? [] : [options.host]), 'localhost', '127.0.0.1'])];
    const config = await initialiseServer(assembly, {
      folder: options.data,
      env,
      now,
      governorate: options.governorate,
      names: {
        ar: options['name-ar'],
        en: options['name-en'],
        ...(options['name-ckb'] ? { ckb: options['name-ckb'] } : {}),
      },
      demonstration: options.demonstration,
      databaseUrl: options['database-url'],
      listen: { host: options.host, port: options.port, tls: !options['plain-http'] },
      hosts,
    });
    const { pins } = await openTlsFolder(dataFolderPaths(options.data).tls, hosts, now());
    print(
      `The server of ${config.governorate.names.en} is ready in ${options.data}.\nIts keys are in ${dataFolderPaths(options.data).keys}: keep a copy where only you can reach it.\nStart it with: serve --data ${options.data}`,
      { folder: options.data, governorate: config.governorate.id, hosts, pins },
    );
  },
};
