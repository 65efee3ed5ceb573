import { AuditorId, AuditorKey } from '@nrm/domain/audit';
import { FilledText } from '@nrm/domain/shared';
import { z } from 'zod';
import { administer, governorateOf, serverAuthor } from '../ledger-assembly.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';
import { onServer } from './on-server.ts';

const Data = z.object({ data: z.string().min(1) });

const Add = Data.extend({
  auditor: AuditorId,
  name: AuditorKey.shape.name,
  recipient: AuditorKey.shape.recipient,
  'valid-until': AuditorKey.shape.validUntil,
});

export const auditorAdd: Command = {
  name: 'auditor add',
  summary: 'name a body that may read case files, with the key they are sealed to',
  options: {
    ...dataOption,
    auditor: { type: 'string' },
    name: { type: 'string' },
    recipient: { type: 'string' },
    'valid-until': { type: 'string' },
  },
  describe: {
    ...dataDescription,
    auditor: 'its id in small Latin letters; to the id national every export is sealed as well',
    name: 'the body, as it stands on its letters',
    recipient: 'its public key, age1...; compare it with the body over another way than the one it came by',
    'valid-until': 'last day on which files may be sealed to it, YYYY-MM-DD',
  },
  async run(context) {
    const { data, auditor, name, recipient, 'valid-until': validUntil } = readOptions(Add, context.values);
    await onServer(context, data, async (server) => {
      const intent = { auditor, name, recipient, validUntil };
      const added = await administer(await serverAuthor(server), { type: 'auditor.register-key', intent });
      if (!added.ok) throw new UsageError(`The auditor was refused: ${added.refusal.code}.`);
      context.print(`Files may be sealed to ${auditor} until ${validUntil}.`, intent);
    });
  },
};

export const auditorList: Command = {
  name: 'auditor list',
  summary: 'the bodies that may read case files',
  options: dataOption,
  describe: dataDescription,
  async run(context) {
    const { data } = readOptions(Data, context.values);
    await onServer(context, data, async (server) => {
      const { auditors = {} } = await governorateOf(await serverAuthor(server));
      const list = Object.entries(auditors).map(([auditor, key]) => ({ auditor, ...key }));
      const lines = list.map(
        ({ auditor, name, recipient, validUntil, withdrawn }) =>
          `${auditor}  ${name}  ${withdrawn ? 'withdrawn' : `until ${validUntil}`}  ${recipient}`,
      );
      context.print(lines.join('\n') || 'Nobody.', list);
    });
  },
};

const Withdraw = Data.extend({ auditor: AuditorId, reason: FilledText(500) });

export const auditorWithdraw: Command = {
  name: 'auditor withdraw',
  summary: 'seal nothing more to the key of an auditor',
  options: { ...dataOption, auditor: { type: 'string' }, reason: { type: 'string' } },
  describe: { ...dataDescription, auditor: 'its id', reason: 'why; never about a person' },
  async run(context) {
    const { data, auditor, reason } = readOptions(Withdraw, context.values);
    await onServer(context, data, async (server) => {
      const intent = { auditor, reason };
      const done = await administer(await serverAuthor(server), { type: 'auditor.withdraw-key', intent });
      if (!done.ok) throw new UsageError(`This was refused: ${done.refusal.code}.`);
      context.print(`Nothing more is sealed to ${auditor}.`, { auditor });
    });
  },
};
