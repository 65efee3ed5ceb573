export interface Surroundings {
  readonly password: string;
  /** Where a browser opens the other laptop; null where that one has a window of its own. */
  readonly otherLaptop: string | null;
  readonly telephone: string;
  /** Whom the first five minutes are led through with; null on a laptop on which they do not begin. */
  readonly guide: Guide | null;
}

/** Names, as they stand on the welcome cards, and where the key of the invented auditor lies. */
export interface Guide {
  readonly worker: string;
  /** At the other laptop. */
  readonly colleague: string;
  readonly supervisor: string;
  readonly auditorKey: string;
}

/** What stands around a laptop of the demonstration; no other laptop has anything like it. */
export interface Demonstration {
  /** undefined until all of it stands */
  told(): Surroundings | undefined;
  /** Forgets everything invented and writes it anew. Resolves when the laptop can be asked again. */
  startAgain(): Promise<void>;
}

/**
 * The two addresses of the demonstration beside the screens: what stands around, and the order to begin again.
 * @returns undefined where it is neither of them
 */
export async function answerDemonstration(
  { told, startAgain }: Demonstration,
  method: string,
  path: string,
): Promise<{ readonly status: number; readonly body: string | null } | undefined> {
  if (method === 'GET' && path === '/demonstration') {
    const around = told();
    return around ? { status: 200, body: JSON.stringify(around) } : { status: 404, body: null };
  }
  if (method !== 'POST' || path !== '/demonstration/start-again') return undefined;
  return startAgain().then(
    () => ({ status: 204, body: null }),
    () => ({ status: 500, body: null }),
  );
}
