import * as crypto from 'node:crypto';
import { validateEmail } from './email';
import { digest } from './hash';
import { normalize } from './normalize';

/** One row of two columns, both as the file has them. */
export interface HashMistake {
  hash: string;
  plain: string;
}

export interface HashCheck {
  /** Rows that could be compared: a good plain address beside a value that looks like a hash. */
  compared: number;
  /** Rows whose hash is not of the normalised address. */
  wrong: number;
  /**
   * What was done wrong in most of those, as a column rule's key; undefined where all are right or
   * none could be compared.
   */
  rule?: string;
}

/** What people hash instead of the normalised address. */
const TEXTS: readonly (readonly [string, (raw: string, normal: string) => string[]])[] = [
  [
    'hashed-with-line-end',
    (raw, normal) =>
      [normal, normalize(raw), raw].flatMap((text) => [`${text}\n`, `${text}\r\n`, `${text}\r`]),
  ],
  ['hashed-not-lower-cased', (raw) => [normalize(raw)]],
  [
    'hashed-not-trimmed',
    (raw, normal) => [raw, raw.toLowerCase(), ` ${normal}`, `${normal} `, `\ufeff${normal}`],
  ],
  ['hashed-upper-cased', (raw, normal) => [normal.toUpperCase(), raw.toUpperCase()]],
  [
    'hashed-quoted',
    (raw, normal) =>
      [normal, normalize(raw)].flatMap((text) => [`"${text}"`, `'${text}'`, `<${text}>`]),
  ],
  ['hashed-with-gmail-rule', (_raw, normal) => withGmailRules(normal)],
];

function withGmailRules(normal: string): string[] {
  const [local, domain] = normal.split('@');
  const withoutTag = local.replace(/\+.*$/, '');
  return [
    `${withoutTag}@${domain}`,
    `${local.replaceAll('.', '')}@${domain}`,
    `${withoutTag.replaceAll('.', '')}@${domain}`,
  ];
}

function hashes(text: string): string[] {
  const md5 = digest('md5', text);
  return [md5, digest('sha256', text), digest('sha256', md5)];
}

function hashedTwice(normal: string): string[] {
  const [md5, sha256] = hashes(normal);
  // Hash of the hex in either case, or of the bytes; SHA-256 of the lower-case MD5 is the one that
  // is right.
  const texts: (string | Uint8Array)[] = [
    sha256,
    sha256.toUpperCase(),
    md5.toUpperCase(),
    Buffer.from(md5, 'hex'),
    Buffer.from(sha256, 'hex'),
  ];
  return [
    digest('md5', md5),
    ...texts.flatMap((text) => [digest('md5', text), digest('sha256', text)]),
  ];
}

/** A hash in another algorithm or notation: the value's own rule, as `validate` would give it. */
function inOtherNotation(hash: string, normal: string): string | undefined {
  const sha1 = crypto.createHash('sha1').update(normal).digest('hex');
  if (hash.toLowerCase() === sha1) return 'hash-sha1';
  const base64 = hashes(normal).map((hex) => Buffer.from(hex, 'hex').toString('base64'));
  const plain = hash.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  return base64.some((text) => text.replace(/=+$/, '') === plain) ? 'hash-base64' : undefined;
}

/** undefined: right. */
function mistakeIn(raw: string, hash: string, normal: string): string | undefined {
  const lower = hash.toLowerCase().replace(/^(?:0x|\\x)/, '');
  if (hashes(normal).includes(lower)) return undefined;
  const text = TEXTS.find(([, texts]) =>
    texts(raw, normal).some((candidate) => hashes(candidate).includes(lower)),
  );
  if (text !== undefined) return text[0];
  if (hashedTwice(normal).includes(lower)) return 'hashed-twice';
  const utf16 = [normal, normalize(raw)].map((candidate) => Buffer.from(candidate, 'utf16le'));
  if (utf16.some((bytes) => digest('md5', bytes) === lower || digest('sha256', bytes) === lower))
    return 'hashed-utf16';
  return inOtherNotation(hash, normal) ?? 'hashed-otherwise';
}

/**
 * Compares a column of hashes with the plain column beside it: are they of the normalised
 * addresses, and if not, what was done? A few hundred rows are enough; addresses written in lower
 * case anyway cannot show most mistakes, so take them from all over the file. Values never leave
 * this function.
 */
export function checkHash(samples: readonly HashMistake[]): HashCheck {
  const mistakes = new Map<string, number>();
  let compared = 0;
  let wrong = 0;
  for (const { plain, hash } of samples) {
    const verdict = validateEmail(plain);
    const cleanedHash = normalize(hash);
    if (
      verdict.kind !== 'valid' ||
      verdict.form !== 'plain' ||
      cleanedHash.length < 22 ||
      /[\s@]/.test(cleanedHash)
    )
      continue;
    compared++;
    const mistake = mistakeIn(plain, cleanedHash, verdict.value);
    if (mistake === undefined) continue;
    wrong++;
    mistakes.set(mistake, (mistakes.get(mistake) ?? 0) + 1);
  }
  const rule = [...mistakes].sort((a, b) => b[1] - a[1])[0]?.[0];
  return rule === undefined ? { compared, wrong } : { compared, wrong, rule };
}
