/** A bug, not a refusal: loud in tests, a designed screen in production. The message never holds a person's data. */
export class Bug extends Error {
  override name = 'Bug';
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}

/** Closes a switch: the compiler proves that no case was forgotten. */
export function unreachable(value: never): never {
  throw new Bug(`Unreachable: ${String(value).slice(0, 40)}`);
}
