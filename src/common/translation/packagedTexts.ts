/**
 * What builds have in the place of `@vscode/l10n` (see esbuild.js): translations by a key that is made
 * of the English text, so that a package has each English text once, in the code.
 */
let translations: ReadonlyMap<number, string> = new Map();
let keySalt = 0;

/**
 * A build's translations, in few bytes. Strings alone, because the editor passes them on. An object by key would
 * take 7 KB of a package more, and longer keys beside the texts, without gaps and salt, still 2 KB.
 */
export interface PackedTexts extends Record<string, string> {
  /** In the order of their keys. */
  texts: string;
  /** From each key to the next one, from -1 on: two digits each. Last, since they compress apart from texts. */
  gaps: string;
  /** Of the keys. */
  salt: string;
}

const SEPARATOR = '^';
/** Two digits suffice for what is between keys of so many bits. */
const KEY_BITS = 20;
const BASE = 64;
const ZERO = '#'.charCodeAt(0);

/** `contents`: a bundle of a build, or its JSON. */
export function config({ contents }: { contents: string | Record<string, string> }): void {
  const packed = (
    typeof contents === 'string' ? JSON.parse(contents) : contents
  ) as Partial<PackedTexts>;
  const { gaps = '', texts } = packed;
  keySalt = Number(packed.salt);
  let key = -1;
  translations = new Map(
    texts?.split(SEPARATOR).map((text, index) => {
      const [high, low] = [0, 1].map((digit) => gaps.charCodeAt(2 * index + digit) - ZERO);
      return [(key += high * BASE + low), text];
    }),
  );
}

/** The text in the language of the bundle, or in English; `{0}` is the first of the values. */
export function t(text: string, ...values: readonly (string | number | boolean)[]): string {
  const translated = translations.get(keyOfText(text, keySalt)) ?? text;
  return values.length === 0
    ? translated
    : translated.replace(/\{(\d+)\}/g, (placeholder, index: number) =>
        String(values[index] ?? placeholder),
      );
}

function keyOfText(text: string, salt: number): number {
  return keyOfHash(hashOf(text), salt);
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

function keyOfHash(hash: number, salt: number): number {
  return Math.imul(hash ^ salt, 0x9e3779b1) >>> (32 - KEY_BITS);
}

/** What `config` takes, of translations by their English texts. Only builds use it. */
export function packTexts(byText: Readonly<Record<string, string>>): PackedTexts {
  const all = Object.entries(byText).map(([text, translated]) => ({
    hash: hashOf(text),
    translated,
  }));
  if (all.some(({ translated }) => translated.includes(SEPARATOR)))
    throw new Error(`Translations can’t have “${SEPARATOR}”.`);
  for (let salt = 0; salt < 1_000_000; salt++) {
    const byKey = new Map<number, string>();
    for (const { hash, translated } of all) {
      const key = keyOfHash(hash, salt);
      if (byKey.has(key)) break;
      byKey.set(key, translated);
    }
    if (byKey.size < all.length) continue;
    const keyed = [...byKey].sort(([one], [other]) => one - other);
    const gaps = keyed.map(([key], index) => key - (index > 0 ? keyed[index - 1][0] : -1));
    if (gaps.some((gap) => gap >= BASE * BASE)) continue;
    return {
      texts: keyed.map(([, translated]) => translated).join(SEPARATOR),
      gaps: gaps
        .map((gap) => String.fromCharCode(ZERO + Math.floor(gap / BASE), ZERO + (gap % BASE)))
        .join(''),
      salt: String(salt),
    };
  }
  throw new Error('Keys of texts need more bits.');
}
