import type { Instant, WorkerId } from '@nrm/domain/shared';
import type { WritableStore } from './store/store.ts';

/** What somebody has begun to write. Durable when saved: a power cut costs at most the last second of typing. */
export interface Draft {
  readonly worker: WorkerId;
  readonly key: string;
  readonly title: string;
  readonly value?: unknown;
  readonly savedAt: Instant;
}

export function saveDraft(store: WritableStore, draft: Draft): void {
  store.write((tx) =>
    tx.run(
      `insert into drafts (worker, key, title, value, saved_at) values (?, ?, ?, ?, ?)
       on conflict (worker, key) do update set title = excluded.title, value = excluded.value, saved_at = excluded.saved_at`,
      draft.worker,
      draft.key,
      draft.title,
      JSON.stringify(draft.value ?? null),
      draft.savedAt,
    ),
  );
}

export function discardDraft(store: WritableStore, worker: WorkerId, key: string): void {
  store.write((tx) => tx.run('delete from drafts where worker = ? and key = ?', worker, key));
}
