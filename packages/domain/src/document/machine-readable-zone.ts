import { ok, type Result, refuse } from '../shared/index.ts';

/**
 * The machine-readable zone of passports (TD3, two lines of 44) and of cards such as the unified national card (TD1, three
 * lines of 30), after ICAO Doc 9303 parts 3 to 5. Reads and checks; a zone with a wrong check digit is refused whole,
 * because a misread digit would search for somebody else.
 */
export type MachineReadableZone = {
  readonly format: 'TD1' | 'TD3';
  /** As printed, without fillers: P, I, ID... */
  readonly documentCode: string;
  readonly issuedBy: string;
  readonly documentNumber: string;
  readonly surname: string;
  readonly givenNames: string;
  readonly nationality: string;
  /** Six digits YYMMDD; unknown parts stay `<`. The century is not in the zone. */
  readonly birth: string;
  readonly sex: 'female' | 'male' | 'unspecified';
  /** Six digits YYMMDD. */
  readonly expiry: string;
  /** The personal number (TD3) or the optional data of both lines (TD1): on the national card, its twelve digits. */
  readonly optional: string;
};

const WEIGHTS = [7, 3, 1] as const;

/** The check digit of ICAO Doc 9303 part 3, 4.9: weights 7-3-1, digits as they are, A to Z 10 to 35, filler 0. */
export function mrzCheckDigit(field: string): number {
  let sum = 0;
  for (const [index, sign] of [...field].entries()) sum += valueOf(sign) * (WEIGHTS[index % 3] ?? 0);
  return sum % 10;
}

/**
 * Reads a zone as scanned or typed: lines in their order, spaces ignored, small letters taken for capitals. Refuses
 * `document.zone-form` (not two lines of 44 or three of 30 signs) and `document.zone-check-digit` with the field's name.
 */
export function readMachineReadableZone(text: string): Result<MachineReadableZone> {
  const lines = text
    .toUpperCase()
    .split(/[\r\n]+/)
    .map((line) => line.replace(/\s/g, ''))
    .filter((line) => line !== '');
  if (!lines.every((line) => /^[A-Z0-9<]+$/.test(line))) return refuse('document.zone-form');
  const [first = '', second = '', third = ''] = lines;
  const lengths = lines.map((line) => line.length).join();
  if (lengths === '44,44') return readPassport(first, second);
  return lengths === '30,30,30' ? readCard(first, second, third) : refuse('document.zone-form');
}

function readPassport(first: string, second: string): Result<MachineReadableZone> {
  const optional = second.slice(28, 42);
  const wrong = firstWrong([
    ['documentNumber', second.slice(0, 9), second.charAt(9)],
    ['birth', second.slice(13, 19), second.charAt(19)],
    ['expiry', second.slice(21, 27), second.charAt(27)],
    ['optional', optional, second.charAt(42) === '<' && /^<+$/.test(optional) ? '0' : second.charAt(42)],
    ['whole', second.slice(0, 10) + second.slice(13, 20) + second.slice(21, 43), second.charAt(43)],
  ]);
  if (wrong !== undefined) return refuse('document.zone-check-digit', { field: wrong });
  return ok({
    format: 'TD3',
    documentCode: plain(first.slice(0, 2)),
    issuedBy: plain(first.slice(2, 5)),
    documentNumber: plain(second.slice(0, 9)),
    ...namesOf(first.slice(5)),
    nationality: plain(second.slice(10, 13)),
    birth: second.slice(13, 19),
    sex: sexOf(second.charAt(20)),
    expiry: second.slice(21, 27),
    optional: plain(optional),
  });
}

function readCard(first: string, second: string, third: string): Result<MachineReadableZone> {
  const { documentNumber, checkDigit, optional } = cardNumber(first);
  const composite = first.slice(5) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18, 29);
  const wrong = firstWrong([
    ['documentNumber', documentNumber, checkDigit],
    ['birth', second.slice(0, 6), second.charAt(6)],
    ['expiry', second.slice(8, 14), second.charAt(14)],
    ['whole', composite, second.charAt(29)],
  ]);
  if (wrong !== undefined) return refuse('document.zone-check-digit', { field: wrong });
  return ok({
    format: 'TD1',
    documentCode: plain(first.slice(0, 2)),
    issuedBy: plain(first.slice(2, 5)),
    documentNumber: plain(documentNumber),
    ...namesOf(third),
    nationality: plain(second.slice(15, 18)),
    birth: second.slice(0, 6),
    sex: sexOf(second.charAt(7)),
    expiry: second.slice(8, 14),
    optional: plain(`${optional}<${second.slice(18, 29)}`),
  });
}

// A number longer than nine signs goes on in the optional data, with `<` where its check digit would stand (Doc 9303-5).
function cardNumber(first: string): { documentNumber: string; checkDigit: string; optional: string } {
  const rest = first.slice(15);
  if (first.charAt(14) !== '<')
    return { documentNumber: first.slice(5, 14), checkDigit: first.charAt(14), optional: rest };
  const end = rest.indexOf('<');
  const more = end === -1 ? rest : rest.slice(0, end);
  return {
    documentNumber: first.slice(5, 14) + more.slice(0, -1),
    checkDigit: more.slice(-1),
    optional: end === -1 ? '' : rest.slice(end),
  };
}

function firstWrong(fields: readonly (readonly [name: string, field: string, digit: string])[]): string | undefined {
  return fields.find(([, field, digit]) => String(mrzCheckDigit(field)) !== digit)?.[0];
}

function namesOf(field: string): { surname: string; givenNames: string } {
  const [surname = '', ...given] = field.replace(/<+$/, '').split('<<');
  return { surname: plain(surname), givenNames: plain(given.join('<')) };
}

const plain = (field: string) => field.replace(/<+/g, ' ').trim();

const sexOf = (sign: string) => (sign === 'F' ? 'female' : sign === 'M' ? 'male' : 'unspecified');

function valueOf(sign: string): number {
  if (/[0-9]/.test(sign)) return Number(sign);
  return /[A-Z]/.test(sign) ? sign.charCodeAt(0) - 55 : 0;
}
