/** Why a file of a bundle cannot be read; anything else (a stick that is gone, a full disk) is thrown. */
export type UnreadableFile = 'none' | 'not-a-file' | 'too-large';

/** The folder of one bundle, wherever it lies. Names only: no path goes in or comes out. */
export interface BundleFolder {
  /** A regular file, itself and no link to one, of at most so many bytes; its size is looked at before it is read. */
  read(name: string, maxBytes: number): Promise<Uint8Array | UnreadableFile>;
  /** As `<name>.part`, flushed to the medium, then renamed: under its name a file is whole or not there. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Makes the names written so far durable. */
  flush(): Promise<void>;
}

/** What this package has no means for: the bytes of both ends are made with the same stock tools. */
export interface BundleBytes {
  /** 64 lower-case hex digits. */
  sha256(bytes: Uint8Array): string;
  fromText(text: string): Uint8Array;
  /** undefined when it is not UTF-8 */
  toText(bytes: Uint8Array): string | undefined;
  /** gzip */
  pack(bytes: Uint8Array): Promise<Uint8Array>;
  /** undefined when it is not gzip or unpacks to more than `maxBytes`; never holds more than that */
  unpack(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array | undefined>;
}

/** How far it came, in bytes of sealed parts. `total` is 0 while it is not known yet. */
export interface BundleProgress {
  readonly done: number;
  readonly total: number;
}

/** Told between two parts: how far it came, and asked whether to stop. */
export interface BundleWatch {
  readonly isCancelled: () => boolean;
  readonly onProgress: (progress: BundleProgress) => void;
}

export const UNWATCHED: BundleWatch = { isCancelled: () => false, onProgress: () => undefined };
