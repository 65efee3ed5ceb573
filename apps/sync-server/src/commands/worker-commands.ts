import { randomBytes } from 'node:crypto';
import { isOfficeRole, Role, rolesNow } from '@nrm/domain/access';
import { OfficeId, uuidV7, WorkerId } from '@nrm/domain/shared';
import { z } from 'zod';
import { administer, governorateOf, serverAuthor } from '../ledger-assembly.ts';
import { type Command, dataDescription, dataOption, readOptions, UsageError } from './command.ts';
import { onServer } from './on-server.ts';

const Data = z.object({ data: z.string().min(1) });

const NewWorker = Data.extend({
  name: z.string().min(1).max(80),
  role: z.array(Role).min(1),
  office: OfficeId.optional(),
});

const ROLES = Role.options.filter((role) => role !== 'server').join(', ');

export const workerAdd: Command = {
  name: 'worker add',
  summary: 'introduce a worker and say what they may do',
  options: {
    ...dataOption,
    name: { type: 'string' },
    role: { type: 'string', multiple: true },
    office: { type: 'string' },
  },
  describe: {
    ...dataDescription,
    name: 'as it stands on the sign-in card',
    role: `may be given several times: ${ROLES}`,
    office: 'office of a caseworker or supervisor',
  },
  async run({ values, assembly, env, now, print }) {
    const { data, name, role: roles, office: given } = readOptions(NewWorker, values);
    const office = officeOf(roles, given);
    await onServer({ assembly, env, now }, data, async (server) => {
      const author = await serverAuthor(server);
      await requireOffice(author, office);
      const worker = uuidV7(now().getTime(), randomBytes(10));
      const added = await administer(
        author,
        { type: 'worker.introduce', intent: { worker, name } },
        ...roles.map((role) => ({
          type: 'worker.grant-role',
          intent: { worker, role, office: isOfficeRole(role) ? office : null },
        })),
      );
      if (!added.ok) throw new UsageError(`The worker was refused: ${added.refusal.code}.`);
      print(`Worker ${worker} may now act as ${roles.join(', ')}.`, { worker, roles, office });
    });
  },
};

export const workerList: Command = {
  name: 'worker list',
  summary: 'list who is known to the laptops, and what they may do now',
  options: dataOption,
  describe: dataDescription,
  async run({ values, assembly, env, now, print }) {
    const { data } = readOptions(Data, values);
    await onServer({ assembly, env, now }, data, async (server) => {
      const governorate = await governorateOf(await serverAuthor(server));
      const workers = Object.entries(governorate.workers).map(([worker, { name }]) => ({
        worker,
        name,
        roles: rolesNow(governorate, WorkerId.parse(worker)).map(({ role, office }) => ({ role, office })),
      }));
      const lines = workers.map(({ worker, name, roles }) => {
        const said = roles.map(({ role, office }) => (office === null ? role : `${role} of ${office}`));
        return `${worker}  ${name}  ${said.join(', ') || 'no role'}`;
      });
      print(lines.join('\n'), { workers });
    });
  },
};

const OneRole = Data.extend({ worker: WorkerId, role: Role, office: OfficeId.optional() });

interface RoleCommand extends Pick<Command, 'name' | 'summary'> {
  readonly type: 'worker.grant-role' | 'worker.end-role';
  /** Whether the role has to be held before, and what is said where it is otherwise. */
  readonly holds: boolean;
  readonly otherwise: string;
  readonly done: string;
}

/** One role of one worker begins or ends; the laptops hear of it with the next exchange. */
const roleCommand = ({ name, summary, type, holds, otherwise, done }: RoleCommand): Command => ({
  name,
  summary,
  options: { ...dataOption, worker: { type: 'string' }, role: { type: 'string' }, office: { type: 'string' } },
  describe: {
    ...dataDescription,
    worker: 'their id: see `worker list`',
    role: ROLES,
    office: 'office of a caseworker or supervisor',
  },
  async run({ values, assembly, env, now, print }) {
    const { data, worker, role, office: given } = readOptions(OneRole, values);
    const office = officeOf([role], given);
    await onServer({ assembly, env, now }, data, async (server) => {
      const author = await serverAuthor(server);
      const governorate = await governorateOf(author);
      if (!governorate.workers[worker]) throw new UsageError('Nobody has this id: see `worker list`.');
      await requireOffice(author, office);
      const held = rolesNow(governorate, worker).some((one) => one.role === role && one.office === office);
      if (held !== holds) throw new UsageError(otherwise);
      const written = await administer(author, { type, intent: { worker, role, office } });
      if (!written.ok) throw new UsageError(`The role was refused: ${written.refusal.code}.`);
      print(`Worker ${worker} ${done} ${role}${office === null ? '' : ` of ${office}`}.`, { worker, role, office });
    });
  },
});

/** @throws UsageError where an office has to be named */
function officeOf(roles: readonly Role[], given: OfficeId | undefined): OfficeId | null {
  if (!roles.some(isOfficeRole)) return null;
  if (given === undefined) throw new UsageError('--office is missing.');
  return given;
}

/** A role in an office that nobody opened would let its holder do nothing, and nobody would be told. */
async function requireOffice({ store }: Awaited<ReturnType<typeof serverAuthor>>, id: OfficeId | null): Promise<void> {
  if (id !== null && !(await store.findSubject({ kind: 'office', id }))?.state)
    throw new UsageError(`There is no office ${id}: see \`office add\`.`);
}

export const workerGrantRole = roleCommand({
  name: 'worker grant-role',
  summary: 'say what else a worker may do',
  type: 'worker.grant-role',
  holds: false,
  otherwise: 'They hold this role already.',
  done: 'may now act as',
});

export const workerEndRole = roleCommand({
  name: 'worker end-role',
  summary: 'end a role of a worker; what they wrote in it and the server had not received is held for a supervisor',
  type: 'worker.end-role',
  holds: true,
  otherwise: 'They do not hold this role: see `worker list`.',
  done: 'may no longer act as',
});
