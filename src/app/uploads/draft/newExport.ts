import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import { badArgument, Failure } from '../../../common/failure';
import { count, day } from '../../../common/format';
import { fileNameOf } from '../../../common/messageText';
import { compact } from '../../../common/records';
import type { Uploads } from '../../../upload/contract';
import { sentExport, type FoundExport, type SentExport } from '../../../upload/journal/listState';
import type { Target } from '../../../upload/uploadTypes';
import type { Choices } from '../choices/choices';
import type { Every } from '../choices/choiceTable';
import { dayOf, nameAge } from '../repeat/nextName';
import type { HashOf } from './entryDigest';

/** How new an export is. */
export interface Newness {
  readonly found: FoundExport;
  /** Its bytes were sent before. */
  readonly wasSent: boolean;
  /** It isn't new tonight: since when its bytes are the same (ISO 8601). */
  readonly unchangedSince?: string;
  /** 'nothing-new': by `every`, another one is due. */
  readonly failure?: Failure;
}

interface NewnessServices {
  readonly engine: Pick<Uploads, 'sentExport' | 'sentEntry' | 'jobs'>;
  readonly hashOf: HashOf;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const DAY = 86_400_000;
/** A night is over that long after it began: a run may begin earlier than the one before, or have sent late. */
const NIGHT = 0.75 * DAY;
/** So many exports in a row without a change are no chance, in a list of so many people. */
const UNCHANGED = 3;
const MANY = 500;

/**
 * How new the export of a program is, by what is recorded of its segment. Undefined if a file can't be read.
 * Rejects with `Failure` 'bad-argument' if one isn't on disk, with `records-unreadable`, and with the signal's
 * reason when aborted.
 */
export async function newnessOf(
  { engine, hashOf, now }: NewnessServices,
  { files, every }: Pick<Choices, 'files' | 'every'>,
  target: Pick<Target, 'origin' | 'segmentId'>,
  command: string,
  signal?: AbortSignal,
): Promise<Newness | undefined> {
  if (files.some(({ uri }) => !uri.startsWith('file:')))
    throw badArgument(command, t('“{0}” is for one file on this machine’s disk.', 'every'));
  const paths = files.map(({ uri }) => fileURLToPath(uri));
  const found = await exportOf(paths, hashOf, signal);
  if (!found) return undefined;
  const before = await engine.sentExport(target);
  const sent = sentExport(before, found, now);
  const entry = await engine.sentEntry(target);
  const people = engine.jobs().find(({ jobId }) => jobId === entry?.jobId)?.counts.good;
  const isOld = sent.unchanged > 0 || now - sent.at >= NIGHT;
  const text = every && lackText(every, fileNameOf(paths[0]), found, sent, people, now);
  return compact<Newness>({
    ...{ found, wasSent: before?.hash === found.hash },
    unchangedSince: isOld ? new Date(sent.since).toISOString() : undefined,
    failure: text === undefined ? undefined : new Failure('nothing-new', text, command),
  });
}

/** Its day is the oldest one of its files: by the date in the name, else by when the file was changed. */
async function exportOf(
  paths: readonly string[],
  hashOf: HashOf,
  signal?: AbortSignal,
): Promise<FoundExport | undefined> {
  const hashes = await Promise.all(paths.map((path) => hashOf(path, signal)));
  const days = await Promise.all(
    paths.map(async (path) => {
      const stats = await stat(path).catch(() => undefined);
      return nameAge(basename(path))?.day ?? (stats && dayOf(stats.mtimeMs));
    }),
  );
  if ([...hashes, ...days].includes(undefined)) return undefined;
  const hash = createHash('sha256').update(hashes.join()).digest('hex');
  return { hash, day: Math.min(...(days as number[])) };
}

/**
 * What is lacking: it was sent as long ago as the next one's day is after its own, its day is before the last
 * one on which an export was due, or newer ones had the same bytes. `sent`: once it counts as sent.
 */
function lackText(
  every: Every,
  name: string,
  found: FoundExport,
  sent: SentExport,
  people = Infinity,
  now: number,
): string | undefined {
  const since = day(sent.since, now);
  if (now >= sent.at + (nextDay(every, found.day) - found.day - 1) * DAY + NIGHT)
    return t('Nothing new since {0}. The newest export is still {1}.', since, name);
  if (found.day < lastDay(every, dayOf(now)))
    return t('{0} is too old for “every”: “{1}”.', name, every);
  if (sent.unchanged >= UNCHANGED && people >= MANY)
    return t(
      'Nothing new since {0}, though {1} newer exports have come.',
      since,
      count(sent.unchanged),
    );
  return undefined;
}

/** The last day before `today` on which an export was due. */
function lastDay(every: Every, today: number): number {
  if (every === 'week') return today - 7;
  const before = today - 1;
  return every === 'weekday' && isWeekend(before) ? lastDay(every, before) : before;
}

/** The day of the export after that of a day. */
function nextDay(every: Every, own: number): number {
  if (every === 'week') return own + 7;
  const after = own + 1;
  return every === 'weekday' && isWeekend(after) ? nextDay(every, after) : after;
}

/** 1970 began with a Thursday. */
function isWeekend(own: number): boolean {
  return [6, 0].includes((own + 4) % 7);
}
