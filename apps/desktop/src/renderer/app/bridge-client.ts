import { type ActId, type EntryId, type Refusal, uuidV7 } from '@nrm/domain/shared';
import { QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useRef, useState } from 'react';
import type { Bridge, BridgeAnswer, BridgeEvent, Topic } from '../../bridge/answer.ts';
import type { ActStep, CommandAnswers, CommandArgs, CommandName } from '../../bridge/commands.ts';
import type { QueryAnswers, QueryArgs, QueryName } from '../../bridge/queries.ts';
import { Fault, plainToFault } from '../../core/faults.ts';
import { connectLocalBridge } from './local-bridge.ts';

declare global {
  interface Window {
    /** Exposed by the preload script; absent where the local host serves the screens. */
    readonly nrm?: Bridge;
  }
}

export const connectBridge = (): Bridge => window.nrm ?? connectLocalBridge();

/** Whether the system's own windows (for choosing a folder) can be had: in the desktop app, not in a browser. */
export const hasSystemWindows = (): boolean => window.nrm !== undefined;

const BridgeContext = createContext<Bridge | null>(null);
export const BridgeProvider = BridgeContext.Provider;

export function useBridge(): Bridge {
  const bridge = useContext(BridgeContext);
  if (!bridge) throw new Error('no BridgeProvider above');
  return bridge;
}

/** What makes an answer old. A query without its topic here would show yesterday's truth. */
type Cause = Topic | 'session' | 'sync';
const CAUSES: Readonly<Record<QueryName, readonly Cause[]>> = {
  'session.state': ['session', 'administration'],
  'sync.state': ['session', 'sync', 'people', 'case', 'directory', 'administration'],
  'sync.items': ['sync', 'people', 'case', 'directory', 'administration'],
  'bundle.state': ['session', 'sync'],
  'people.search': ['people', 'sync'],
  'people.similar': ['people'],
  'case.file': ['case', 'tasks', 'sync'],
  'my-day': ['tasks', 'people', 'directory'],
  'call-list': ['tasks', 'people'],
  'front-desk': ['administration', 'tasks', 'people', 'referrals'],
  'referrals.list': ['referrals', 'people'],
  'referral.match': ['directory', 'case'],
  'directory.search': ['directory'],
  'directory.organisation': ['directory'],
  'directory.names': ['directory'],
  'audit.state': ['administration'],
  'audit.chosen': ['administration', 'people'],
  'draft.list': ['drafts', 'session'],
  'draft.get': ['drafts', 'session'],
};

/** Other questions are kept by the same client (what surrounds a demonstration): the bridge knows nothing of them. */
const isQueryName = (name: unknown): name is QueryName => typeof name === 'string' && Object.hasOwn(CAUSES, name);

function causesOf(event: BridgeEvent): readonly Cause[] {
  if (event.kind === 'changed') return event.topics;
  return event.kind === 'leaving' ? [] : [event.kind];
}

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      // Answers come from this laptop in milliseconds, and the bridge tells what changed: nothing is asked on a timer,
      // nothing again because a cable was plugged in.
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        networkMode: 'always',
        refetchOnWindowFocus: false,
      },
    },
  });

/** Asks again what a change made old. Whatever belonged to the worker before is dropped at a change of session. */
export function useFreshAnswers(): void {
  const bridge = useBridge();
  const client = useQueryClient();
  useEffect(
    () =>
      bridge.subscribe((event) => {
        const causes = causesOf(event);
        if (event.kind === 'session')
          client.removeQueries({
            predicate: ({ queryKey }) => queryKey[0] !== 'session.state' && queryKey[0] !== 'sync.state',
          });
        void client.invalidateQueries({
          predicate: ({ queryKey }) =>
            isQueryName(queryKey[0]) && CAUSES[queryKey[0]].some((cause) => causes.includes(cause)),
        });
      }),
    [bridge, client],
  );
}

export interface Answered<Value> {
  readonly data: Value | undefined;
  readonly isPending: boolean;
  /** Only with `faults: 'give'`; otherwise a fault goes to the fault screen above. */
  readonly fault: Fault | null;
  readonly refetch: () => void;
}

interface QueryOptions {
  readonly enabled?: boolean;
  readonly faults?: 'throw' | 'give';
  /** For what decides where somebody is led: no answer of a moment ago, also not until the new one is here. */
  readonly now?: true;
}

/**
 * Asks a question of the bridge and keeps the answer fresh. While a new answer of the same question is on its way the
 * old one stays, so that a list does not flash while typing.
 */
export function useQueryOf<Name extends QueryName>(
  name: Name,
  args: QueryArgs<Name>,
  options: QueryOptions = {},
): Answered<QueryAnswers[Name]> {
  const bridge = useBridge();
  const { data, isPending, error, refetch, isFetchedAfterMount } = useQuery<QueryAnswers[Name], Error>({
    queryKey: [name, args],
    queryFn: async () => valueOf(await bridge.invoke(name, args)) as QueryAnswers[Name],
    enabled: options.enabled ?? true,
    throwOnError: options.faults !== 'give',
    ...(options.now && { refetchOnMount: 'always' }),
    placeholderData: (previous, query) => (sameSubject(query?.queryKey, [name, args]) ? previous : undefined),
  });
  return {
    data: options.now && !isFetchedAfterMount ? undefined : data,
    isPending,
    fault: error instanceof Fault ? error : null,
    refetch: () => void refetch(),
  };
}

/** The file of one person may never stand, not even for a moment, where the file of another was asked for. */
const sameSubject = (before: readonly unknown[] | undefined, now: readonly unknown[]): boolean => {
  const subject = (key: readonly unknown[]) => {
    const args = (key[1] ?? {}) as Readonly<Record<string, unknown>>;
    return JSON.stringify([key[0], args.case, args.need, args.organisation, args.key]);
  };
  return before !== undefined && subject(before) === subject(now);
};

/** A question that is refused was asked wrongly by us: our own mistake. */
function valueOf(answer: BridgeAnswer<unknown>): unknown {
  if (answer.kind === 'value') return answer.value;
  throw answer.kind === 'fault'
    ? plainToFault(answer.fault)
    : new Fault('program.error', { refusal: answer.refusal.code });
}

interface Attempt {
  readonly busy: boolean;
  readonly refusal: Refusal | null;
  readonly fault: Fault | null;
}
const AT_REST: Attempt = { busy: false, refusal: null, fault: null };

/**
 * A command of the bridge behind a button. `run` answers with the value, or with undefined when it was refused or
 * failed; then `refusal` or `fault` holds why, to be shown beside the button.
 */
export function useCommand<Name extends CommandName>(name: Name) {
  const bridge = useBridge();
  const [attempt, setAttempt] = useState<Attempt>(AT_REST);
  const isRunning = useRef(false);

  async function run(args: CommandArgs<Name>): Promise<CommandAnswers[Name] | undefined> {
    if (isRunning.current) return undefined;
    isRunning.current = true;
    setAttempt({ ...AT_REST, busy: true });
    const answer = await bridge.invoke(name, args);
    isRunning.current = false;
    setAttempt({
      busy: false,
      refusal: answer.kind === 'refusal' ? answer.refusal : null,
      fault: answer.kind === 'fault' ? plainToFault(answer.fault) : null,
    });
    return answer.kind === 'value' ? (answer.value as CommandAnswers[Name]) : undefined;
  }
  return { ...attempt, run, clear: () => setAttempt(AT_REST) };
}

/**
 * Writes to a file. The id is formed when the button is pressed; after a fault the same steps keep their id, because
 * nobody knows whether they were written: so they are never written twice.
 */
export function useAct() {
  const { run, ...attempt } = useCommand('act');
  const last = useRef<{ readonly id: ActId; readonly steps: string } | null>(null);

  async function act(
    steps: readonly ActStep[],
    options: { readonly finishesDraft?: string } = {},
  ): Promise<readonly EntryId[] | undefined> {
    const asked = JSON.stringify(steps);
    const id = last.current?.steps === asked ? last.current.id : newId<ActId>();
    last.current = { id, steps: asked };
    const answer = await run({ id, steps: [...steps], ...options });
    if (answer) last.current = null;
    return answer?.entries;
  }
  return { ...attempt, act };
}

/** A new identity (UUIDv7) for something the screen forms: an act, a case, a need, a referral, a consent. */
export const newId = <Id extends string>(): Id => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))) as Id;
