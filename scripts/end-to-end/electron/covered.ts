import { EventEmitter } from 'node:events';

/** The double never pretends: what it does not cover throws, with the name that was asked for. */
export class NotCovered extends Error {
  constructor(what: string) {
    super(`the double of electron does not cover ${what}`);
  }
}

/** An object whose unknown members throw instead of being undefined. */
export const covered = <T extends object>(name: string, target: T): T =>
  new Proxy(target, {
    get(object, key) {
      // `then` is asked by every await, `toJSON` by every print.
      if (typeof key === 'string' && !(key in object) && key !== 'then' && key !== 'toJSON')
        throw new NotCovered(`${name}.${key}`);
      const value: unknown = Reflect.get(object, key);
      return typeof value === 'function' && !('prototype' in value && value.prototype) ? value.bind(object) : value;
    },
  });

/** An emitter that refuses listeners of events that would never come. */
export class CoveredEmitter extends EventEmitter {
  readonly #name: string;
  readonly #events: readonly string[];

  constructor(name: string, events: readonly string[]) {
    super();
    this.#name = name;
    this.#events = events;
  }

  override on(event: string, listener: (...args: never[]) => void): this {
    if (!this.#events.includes(event)) throw new NotCovered(`the event ${event} of ${this.#name}`);
    return super.on(event, listener as (...args: unknown[]) => void);
  }

  override once(event: string, listener: (...args: never[]) => void): this {
    if (!this.#events.includes(event)) throw new NotCovered(`the event ${event} of ${this.#name}`);
    return super.once(event, listener as (...args: unknown[]) => void);
  }

  /** Asks the listeners. @returns whether one of them prevented it */
  isPrevented(event: string, details: object = {}, ...more: unknown[]): boolean {
    let prevented = false;
    const preventable = Object.assign(details, {
      preventDefault() {
        prevented = true;
      },
    });
    this.emit(event, preventable, ...more);
    return prevented;
  }
}

/**
 * Plain data as the double carries it, as text. Electron would clone more (dates, buffers, maps): whoever sends such a
 * thing learns here that nobody tested it.
 */
export function toPlainText(value: unknown, path = 'value'): string {
  return (
    JSON.stringify(value, function (this: Record<string, unknown>, key, member: unknown) {
      const original = key === '' ? member : this[key];
      const isPlain =
        original === null ||
        ['string', 'number', 'boolean', 'undefined'].includes(typeof original) ||
        Array.isArray(original) ||
        (typeof original === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(original)));
      if (!isPlain) throw new NotCovered(`sending ${path}${key && `.${key}`} that is not plain data`);
      return member;
    }) ?? 'null'
  );
}
