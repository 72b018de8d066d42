import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { t } from '@vscode/l10n';
import { argumentText } from '../../../common/messageText';
import { isTyped, optionName } from '../../../common/optionNames';
import { compact, isRecord } from '../../../common/records';
import {
  EVERY_KNOWN,
  isKeptOut,
  type SuppressionList,
} from '../../../upload/suppression/suppressionTypes';
import { isColumn } from '../../arguments';
import type { Kind } from './kinds';

/** A suppression list as it is chosen: in arguments, tasks, pairings, settings and kept pages. */
export interface SuppressionChoice {
  /** The URI of a file on this machine's disk, without a fragment. */
  readonly file: string;
  /** Column names, or 0-based column numbers; those that are recognized if absent, or by `*`. */
  readonly columns?: readonly (string | number)[];
  /** Such as `90m`, `26h` or `7d`. */
  readonly maxAge?: string;
}

const MINUTE = 60_000;
const UNITS = { d: 1440 * MINUTE, h: 60 * MINUTE, m: MINUTE } as const;
const AGE = /^([1-9]\d{0,5})([mhd])$/;
const URI = /^[a-z][a-z\d+.-]+:/i;

/** How old a list may be: `26h`. */
export const age: Kind<string> = {
  read: (args, key) => args.parseOptional(key, ageIn, () => notAnAge(optionName(key))),
};

function notAnAge(name: string): string {
  return t('“{0}” must be a number of minutes, hours or days: 90m, 26h or 7d.', name);
}

/** Suppression lists, each file once. One can be given by itself. */
export const lists: Kind<readonly SuppressionChoice[]> = {
  read: (args, key) =>
    args.parseOptional(key, listsIn, () =>
      isTyped(key)
        ? t('“{0}” must be a file, or FILE#COLUMN.', optionName(key))
        : t(
            '“{0}” must be the URI of a file on this machine’s disk (with #column to compare only that), an object with “file”, or an array of them.',
            optionName(key),
          ),
    ),
  ofOption: listArguments,
  words: (all) =>
    all.flatMap(({ file, columns = [] }) =>
      columns.length > 0 ? columns.map((column) => `${file}#${column}`) : file,
    ),
  plain: (all) => (all.length === 1 ? plainList(all[0]) : all.map(plainList)),
  repeats: true,
  isFile: true,
};

/**
 * Lists as people write them, as arguments: a path, `PATH#COLUMN`, or an object with the path as `file`,
 * or several. What `uriOf` doesn't know stays, to be rejected, and so does a URI.
 */
export function listArguments(
  given: unknown,
  uriOf: (file: string) => string | undefined,
): unknown {
  const fileOf = (file: unknown): unknown =>
    typeof file !== 'string' || file === '' || URI.test(file) ? file : (uriOf(file) ?? file);
  if (Array.isArray(given)) return given.map((one) => listArguments(one, uriOf));
  if (isRecord(given) && 'file' in given) return { ...given, file: fileOf(given.file) };
  if (typeof given !== 'string' || !given.includes('#') || URI.test(given)) return fileOf(given);
  // The name of a file may have the sign, too.
  const ends = [...given.matchAll(/#/g)].map(({ index }) => index);
  const end = [given.length, ...ends.toReversed()].find((at) => isFile(uriOf(given.slice(0, at))));
  const at = end ?? ends[0];
  // Without the name of a column it is no list, which is said of what was written.
  if (at === given.length - 1) return given;
  const file = fileOf(given.slice(0, at));
  return at === given.length ? file : `${String(file)}#${encodeURIComponent(given.slice(at + 1))}`;
}

/**
 * The lists that a setting has in several places, which add up: none of them can switch off another's.
 * `uriOf`: of a path there. `wrongList`: an entry that is none, as a sentence.
 */
export function listsOfSetting(
  places: readonly { written: unknown; uriOf: (file: string) => string | undefined }[],
): { suppress?: readonly SuppressionChoice[]; wrongList?: string } {
  const entries = places.flatMap(({ written, uriOf }) =>
    written === undefined || written === null
      ? []
      : [written].flat().map((entry) => ({ entry, list: listIn(listArguments(entry, uriOf)) })),
  );
  const wrong = entries.find(({ list }) => list === undefined);
  const found = joinLists(
    entries.flatMap(({ list }) => list ?? []),
    [],
  );
  return compact({
    suppress: found.length > 0 ? found : undefined,
    wrongList: wrong && wrongListText(wrong.entry),
  });
}

function wrongListText(entry: unknown): string {
  const text = t(
    'An entry of the setting {0} isn’t a suppression list: {1}. Nothing was sent. Correct the entry.',
    'criteoAudiences.suppress',
    argumentText(typeof entry === 'string' ? entry : JSON.stringify(entry)),
  );
  const hasWrongAge =
    isRecord(entry) && entry.maxAge !== undefined && ageIn(entry.maxAge) === undefined;
  return hasWrongAge ? `${text} ${notAnAge('maxAge')}` : text;
}

/** The lists of both, each file once: with the columns of both, and the smaller limit. */
export function joinLists(
  some: readonly SuppressionChoice[],
  more: readonly SuppressionChoice[],
): readonly SuppressionChoice[] {
  const byFile = new Map<string, SuppressionChoice>();
  for (const list of [...some, ...more]) {
    const known = byFile.get(list.file);
    byFile.set(list.file, known ? joined(known, list) : list);
  }
  return [...byFile.values()];
}

/**
 * Lists as options of the engine. `limit`: the `maxAge` of those without their own, but not of the one that
 * this tool owns, which is written only when people are removed.
 */
export function listsOfEngine(
  all: readonly SuppressionChoice[],
  limit?: string,
): readonly SuppressionList[] {
  return all.map(({ file, columns, ...own }) => {
    const path = fileURLToPath(file);
    const maxAge = own.maxAge ?? (isKeptOut({ path }) ? undefined : limit);
    return compact<SuppressionList>({
      path,
      columns,
      maxAge: maxAge === undefined ? undefined : milliseconds(maxAge),
    });
  });
}

/** What `listsOfEngine` was made of. */
export function listsOfJob(all: readonly SuppressionList[]): readonly SuppressionChoice[] {
  return all.map(({ path, columns, maxAge }) =>
    compact<SuppressionChoice>({
      file: pathToFileURL(path).href,
      columns,
      maxAge: maxAge === undefined ? undefined : ageText(maxAge),
    }),
  );
}

function ageText(ms: number): string {
  const unit = ms % UNITS.d === 0 ? 'd' : ms % UNITS.h === 0 ? 'h' : 'm';
  return `${Math.max(1, Math.floor(ms / UNITS[unit]))}${unit}`;
}

/** An age in milliseconds: of `26h`. */
export function milliseconds(text: string): number {
  const [, amount, unit] = AGE.exec(text) ?? [];
  return Number(amount) * UNITS[unit as 'd'];
}

function ageIn(value: unknown): string | undefined {
  return typeof value === 'string' && AGE.test(value) ? value : undefined;
}

function joined(one: SuppressionChoice, other: SuppressionChoice): SuppressionChoice {
  const columns = [one, other].flatMap((list) => list.columns ?? [EVERY_KNOWN]);
  const limits = [one.maxAge, other.maxAge].filter((limit) => limit !== undefined);
  return compact<SuppressionChoice>({
    file: one.file,
    columns: one.columns || other.columns ? [...new Set(columns)] : undefined,
    maxAge: limits.sort((a, b) => milliseconds(a) - milliseconds(b)).at(0),
  });
}

function plainList({ file, columns, maxAge }: SuppressionChoice): unknown {
  if (!columns && maxAge === undefined) return file;
  const isOne = columns?.length === 1;
  return compact<Record<string, unknown>>({
    file,
    column: isOne ? columns[0] : undefined,
    columns: isOne ? undefined : columns,
    maxAge,
  });
}

function listsIn(value: unknown): readonly SuppressionChoice[] | undefined {
  const given = [value].flat().map(listIn);
  const valid = given.filter((list) => list !== undefined);
  return valid.length > 0 && valid.length === given.length ? joinLists(valid, []) : undefined;
}

function listIn(value: unknown): SuppressionChoice | undefined {
  const { file, column, columns, maxAge, ...others } = isRecord(value) ? value : { file: value };
  const located = typeof file === 'string' ? locationOf(file) : undefined;
  const chosen: unknown = columns ?? (column === undefined ? undefined : [column]);
  const named =
    Array.isArray(chosen) && chosen.length > 0 && chosen.every(isColumn) ? chosen : undefined;
  const limit = ageIn(maxAge);
  const isRight =
    Object.keys(others).length === 0 &&
    [located?.columns, column, columns].filter((one) => one !== undefined).length <= 1 &&
    (chosen === undefined || named !== undefined) &&
    (maxAge === undefined || limit !== undefined);
  return located && isRight ? compact({ columns: named, ...located, maxAge: limit }) : undefined;
}

/** The file on this machine's disk, and the column that a URI's fragment names. */
function locationOf(uri: string): Pick<SuppressionChoice, 'file' | 'columns'> | undefined {
  try {
    const url = new URL(uri);
    const column = decodeURIComponent(url.hash.slice(1));
    url.hash = '';
    const file = pathToFileURL(fileURLToPath(url)).href;
    if (column === '') return uri.includes('#') ? undefined : { file };
    return { file, columns: [/^\d+$/.test(column) ? Number(column) : column] };
  } catch {
    return undefined;
  }
}

function isFile(uri: string | undefined): boolean {
  try {
    return uri !== undefined && existsSync(fileURLToPath(uri));
  } catch {
    return false;
  }
}
