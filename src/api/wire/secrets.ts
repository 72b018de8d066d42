import { HIDDEN } from '../../common/redact';
import { isObject } from '../json';

/** A shorter secret would occur in ordinary words. */
const SHORTEST = 6;
/** Tokens live for minutes: older ones are useless. */
const TOKENS = 5;

/**
 * The client secret of a session and its recent tokens. If the API or a proxy sends one back, it is
 * redacted before anything is read: anywhere in the reply, also percent-encoded, in base64, and in
 * other letter case.
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
   * Redacts all strings in a value, including property names. Modifies objects and arrays in place.
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
