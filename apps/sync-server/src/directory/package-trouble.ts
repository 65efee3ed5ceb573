/** Why a package cannot be read at all. The sentence is for the person at the command line; nothing was imported. */
export const PACKAGE_TROUBLES = {
  'not-found': 'There is nothing at this path.',
  'not-readable': 'It cannot be read: check who owns it.',
  'not-regular': 'It is not an ordinary file (a link, a pipe, a device): copy the file itself.',
  'not-a-package': 'It is neither a folder with CSV files nor a .zip of one.',
  'version-unknown': 'datapackage.json names another version of the standard; this release reads HSDS 3.',
  'too-many-files': 'There are more files in it than any package has.',
  'too-large': 'It is larger than any directory of a governorate.',
  'too-many-lines': 'The file has more lines than any directory of a governorate.',
  'name-twice': 'Two files in it have the same name.',
  'not-utf-8': 'The text is not UTF-8: save it as "CSV UTF-8".',
  'csv-broken': 'The line is not CSV: a quotation mark is open, or it has more or fewer cells than the header.',
  'header-broken': 'The first line does not name every column once.',
  'zip-broken': 'The .zip is damaged or encrypted.',
} as const;
export type PackageTroubleCode = keyof typeof PACKAGE_TROUBLES;

export interface PackageTrouble {
  readonly code: PackageTroubleCode;
  readonly sentence: string;
  /** Inside the package; its own name where the package as a whole is meant. */
  readonly file: string;
  /** The first line is 1. */
  readonly line?: number;
}

/** Thrown and caught inside this folder: a reader gives up at the first trouble, at any depth. */
export class Unreadable extends Error {
  override name = 'Unreadable';
  readonly code: PackageTroubleCode;
  readonly file: string | undefined;
  readonly line: number | undefined;
  constructor(code: PackageTroubleCode, file?: string, line?: number) {
    super(code);
    this.code = code;
    this.file = file;
    this.line = line;
  }

  /** @param packageName stands for the file where the package as a whole is meant */
  troubleOf(packageName: string): PackageTrouble {
    const { code, file = packageName, line } = this;
    return { code, sentence: PACKAGE_TROUBLES[code], file, ...(line === undefined ? {} : { line }) };
  }
}

/** Bounds, checked before anything is read and again while it is. A governorate has some hundred providers. */
export const PACKAGE_LIMITS = {
  files: 64,
  fileBytes: 16 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
  linesPerFile: 50_000,
  cellsPerLine: 200,
  recordLength: 200_000,
} as const;
