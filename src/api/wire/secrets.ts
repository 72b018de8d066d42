import { HIDDEN } from '../../common/redact';
import { isObject } from '../json';

/** A shorter one would be found in words. */
const SHORTEST = 6;
/** A token lives for minutes: older ones open nothing any more. */
const TOKENS = 5;

/**
 * The client secret of a session and the tokens that it had, known by their value: an API or a
 * proxy that gives one back has it replaced before anything is read, wherever it stands, also
 * percent-encoded, in base64, and in other letter case.
 */
export class Secrets {
  private readonly tokens: string[] = [];

  constructor(private readonly clientSecret: string) {}

  add(token: string): void {
    if (this.tokens.includes(token)) return;
    this.tokens.unshift(token);
    this.tokens.length = Math.min(this.tokens.length, TOKENS);
  }

  /**
   * The same value with every text in it, also the names of members, without secrets. Changes an
   * object or a list that is handed in.
   */
  remove<T>(value: T): T {
    return removeFrom(value, this.encodings()) as T;
  }

  private encodings(): string[] {
    const values = [this.clientSecret, ...this.tokens].filter((value) => value.length >= SHORTEST);
    const encodings = values.flatMap((value) => [
      value,
      encodeURIComponent(value),
      new URLSearchParams({ '': value }).toString().slice(1),
      Buffer.from(value).toString('base64url'),
      Buffer.from(value).toString('base64').replace(/=+$/, ''),
    ]);
    return [...new Set(encodings.map((encoding) => encoding.toLowerCase()))];
  }
}

function removeFrom(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return removeFromText(value, secrets);
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) value[index] = removeFrom(item, secrets);
  else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const name = removeFromText(key, secrets);
      if (name !== key) delete value[key];
      value[name] = removeFrom(item, secrets);
    }
  }
  return value;
}

/** @param secrets in lower case */
function removeFromText(text: string, secrets: readonly string[]): string {
  if (!secrets.some(({ length }) => length <= text.length)) return text;
  const lower = text.toLowerCase();
  return secrets.reduce(
    (result, secret) =>
      lower.includes(secret)
        ? result.replace(new RegExp(secret.replace(/[^a-z\d]/g, '\\$&'), 'gi'), HIDDEN)
        : result,
    text,
  );
}
