import { createHash } from 'node:crypto';
import { people as some } from '../../support/people';

/** Invented people, from one number up to before another. */
export const people = (from: number, to: number): string[] => some(to - from, from);

/** They come from elsewhere and have to stay. */
export const strangers = some(20, 0, 'stranger');

const hash =
  (algorithm: string) =>
  (value: string): string =>
    createHash(algorithm).update(value).digest('hex');
const FORMS = {
  md5: hash('md5'),
  sha256: hash('sha256'),
  sha256ofMd5: (value: string) => FORMS.sha256(FORMS.md5(value)),
};

/** The same people as hashes. */
export const as = (form: keyof typeof FORMS, list: readonly string[]): string[] =>
  list.map(FORMS[form]);

/** Each identifier that anyone of a tape has, and whose it is. */
export class Known {
  readonly #who = new Map<string, string>();

  learn(list: readonly string[]): void {
    for (const one of list)
      for (const form of [one, ...Object.values(FORMS).map((make) => make(one))])
        if (!this.#who.has(form)) this.#who.set(form, one);
  }

  /** Who they are, whatever form they have. */
  who(identifiers: readonly string[]): Set<string> {
    return new Set(identifiers.map((one) => this.#who.get(one) ?? one));
  }

  /** The first identifier of anyone in a text. */
  foundIn(text: string): string | undefined {
    return text
      .match(/[\w.+-]+@[\w.-]*\w|[0-9a-f]{32,64}/gi)
      ?.find((one) => this.#who.has(one.toLowerCase()));
  }
}
