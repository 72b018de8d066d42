import { t } from '@vscode/l10n';
import { isRecord } from './records';

/**
 * The version of every record that is kept on disk. Raise it with each change of their form: a record of
 * another version is left alone, and nothing goes by it.
 */
const RECORD_VERSION = 2;
/** A notification has no room for more files. */
const MOST_NAMED = 3;

let tell: (path: string) => void = () => undefined;
const told = new Set<string>();

/**
 * Sets who is told of each file that has a record of another version, when it is first read. Call it once
 * per process.
 */
export function configureOtherVersions(listener: (path: string) => void): void {
  told.clear();
  tell = listener;
}

/** Says which files have records of another version. */
export function otherVersionText(...paths: readonly string[]): string {
  return t(
    'Records of another version stay as they are, and aren’t used: {0}.',
    paths.slice(0, MOST_NAMED).join(', ') + (paths.length > MOST_NAMED ? ', …' : ''),
  );
}

/** The error for a record of another version. */
export class OtherVersion extends Error {
  constructor(readonly path: string) {
    super();
  }
}

/** A record as it is kept on disk. */
export function recordText(record: object): string {
  return JSON.stringify({ version: RECORD_VERSION, ...record });
}

/**
 * The record in a file, or on one of its lines. Throws `OtherVersion`, or another error for what is no record,
 * such as a torn one.
 */
export function parseRecord(text: string, path: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(text);
  if (!isRecord(parsed)) throw new SyntaxError();
  const { version, ...record } = parsed;
  if (version === RECORD_VERSION) return record;
  if (!told.has(path)) tell(path);
  told.add(path);
  throw new OtherVersion(path);
}

/** The same for a line that others don’t depend on: undefined for one that can’t be used. */
export function parseRecordLine(line: string, path: string): Record<string, unknown> | undefined {
  if (line === '') return undefined;
  try {
    return parseRecord(line, path);
  } catch {
    return undefined;
  }
}
