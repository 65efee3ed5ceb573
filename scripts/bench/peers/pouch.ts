import { type DocumentFields, requirePeer } from './documents.ts';

/** As much of PouchDB as is used. */
export interface Pouch {
  bulkDocs(documents: readonly object[]): Promise<readonly { readonly ok?: boolean }[]>;
  allDocs(options: { limit?: number; include_docs?: boolean }): Promise<{
    readonly total_rows: number;
    readonly rows: readonly { readonly doc: DocumentFields & { readonly _id: string } }[];
  }>;
  readonly replicate: {
    from(
      other: Pouch,
      options: object,
    ): Promise<{ readonly docs_written: number }> & { on(event: 'change', listener: () => void): unknown };
    to(other: Pouch, options: object): Promise<{ readonly docs_written: number }>;
  };
  close(): Promise<void>;
}
export interface PouchClass {
  new (name: string, options?: object): Pouch;
  defaults(options: object): PouchClass;
}

export const requirePouch = (installed: string): PouchClass => requirePeer(installed, 'pouchdb') as PouchClass;
/** Ten times what it takes by default: fewer round trips, as the NRM's messages are large too. */
export const POUCH_BATCH = 1_000;
