import type { Instant, WorkerId } from '@nrm/domain/shared';
import type { ReadableStore, WritableStore, WriteTransaction } from './store/store.ts';

/** What somebody has begun to write. Durable when saved: a power cut costs at most the last second of typing. */
export interface Draft {
  readonly worker: WorkerId;
  readonly key: string;
  readonly title: string;
  readonly value?: unknown;
  readonly savedAt: Instant;
}

/** How often a draft was saved or discarded here. Kept in the header of the file, so it changes with them or not at all. */
export const draftChanges = (store: ReadableStore): number =>
  store.get<{ user_version: number }>('pragma user_version')?.user_version ?? 0;

/** The caller seals the head after it, before it is acknowledged. */
export function saveDraft(store: WritableStore, draft: Draft): void {
  store.write((tx) => {
    tx.run(
      `insert into drafts (worker, key, title, value, saved_at) values (?, ?, ?, ?, ?)
       on conflict (worker, key) do update set title = excluded.title, value = excluded.value, saved_at = excluded.saved_at`,
      draft.worker,
      draft.key,
      draft.title,
      JSON.stringify(draft.value ?? null),
      draft.savedAt,
    );
    countChange(tx);
  });
}

/** As `saveDraft`. */
export function discardDraft(store: WritableStore, worker: WorkerId, key: string): void {
  store.write((tx) => {
    tx.run('delete from drafts where worker = ? and key = ?', worker, key);
    countChange(tx);
  });
}

const countChange = (tx: WriteTransaction) => tx.exec(`pragma user_version = ${draftChanges(tx) + 1}`);
