import { validateEmail } from './email';
import { digest } from './hash';
import { normalize } from './normalize';

/** The raw fields of one row: a hash and the plain address beside it. */
interface HashSample {
  hash: string;
  plain: string;
}

interface HashCheck {
  /** Rows that could be compared: a valid plain address beside what looks like a hash. */
  compared: number;
  /** Rows whose hash isn't that of the normalized address. */
  wrong: number;
  /** The most frequent mistake as a column rule's key. Undefined if `wrong` is 0. */
  rule?: string;
}

/** Rule → what people hash by mistake instead of the normalized address. */
const MISTAKES: readonly (readonly [string, (raw: string, normal: string) => string[]])[] = [
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
  // Hashes of the hex in either case, and of the bytes. The SHA-256 of the lowercase MD5 is missing
  // because it's a valid format.
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

/** The value rule for a hash in another algorithm or notation, as `validate` names it. */
function findNotation(hash: string, normal: string): string | undefined {
  const sha1 = digest('sha1', normal);
  if (hash.toLowerCase() === sha1) return 'hash-sha1';
  const base64 = hashes(normal).map((hex) => Buffer.from(hex, 'hex').toString('base64'));
  const plain = hash.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  return base64.some((text) => text.replace(/=+$/, '') === plain) ? 'hash-base64' : undefined;
}

/** The rule for what was done wrong, or undefined if the hash is correct. */
function findMistake(raw: string, hash: string, normal: string): string | undefined {
  const lower = hash.toLowerCase().replace(/^(?:0x|\\x)/, '');
  if (hashes(normal).includes(lower)) return undefined;
  const mistake = MISTAKES.find(([, texts]) =>
    texts(raw, normal).some((candidate) => hashes(candidate).includes(lower)),
  );
  if (mistake !== undefined) return mistake[0];
  if (hashedTwice(normal).includes(lower)) return 'hashed-twice';
  const utf16 = [normal, normalize(raw)].map((candidate) => Buffer.from(candidate, 'utf16le'));
  if (utf16.some((bytes) => digest('md5', bytes) === lower || digest('sha256', bytes) === lower))
    return 'hashed-utf16';
  return findNotation(hash, normal) ?? 'hashed-otherwise';
}

/**
 * Compares a column of hashes with the plain column beside it: are they the hashes of the
 * normalized addresses, and if not, what was done wrong? A few hundred rows are enough. Pick them
 * from the whole file, because addresses already in lower case don't show most mistakes. The result
 * contains no values.
 */
export function checkHash(samples: readonly HashSample[]): HashCheck {
  const mistakes = new Map<string, number>();
  let compared = 0;
  let wrong = 0;
  for (const { plain, hash } of samples) {
    const verdict = validateEmail(plain);
    const cleanedHash = normalize(hash);
    if (
      verdict.kind !== 'valid' ||
      verdict.format !== 'plain' ||
      cleanedHash.length < 22 ||
      /[\s@]/.test(cleanedHash)
    )
      continue;
    compared++;
    const mistake = findMistake(plain, cleanedHash, verdict.value);
    if (mistake === undefined) continue;
    wrong++;
    mistakes.set(mistake, (mistakes.get(mistake) ?? 0) + 1);
  }
  const rule = [...mistakes].sort((a, b) => b[1] - a[1])[0]?.[0];
  return rule === undefined ? { compared, wrong } : { compared, wrong, rule };
}
