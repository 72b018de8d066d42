import { isDeepStrictEqual } from 'node:util';
import { fileName } from '../../../common/fileName';
import type { OutsideText } from '../../../common/outsideText';
import { compact } from '../../../common/records';
import { columnName } from '../../../csv/header';
import { columnsRead } from '../../../upload/fieldsRead';
import type { Plan } from '../../../upload/uploadTypes';
import { nameOf } from '../../segments/labels';
import type { Choices } from '../choices/choices';
import { readingOf } from '../choices/fileChoice';
import type { Destination } from '../target';
import { canRemember, filePattern, patternFits } from './filePattern';
import { isShared, PAIRED_CHOICES, pairedOperation, type Pairing, type ReadAs } from './pairing';
import type { Pairings } from './pairings';

/** A planned upload of a person. */
export interface PlannedUpload {
  readonly choices: Pick<Choices, 'files' | 'formats' | 'suppress' | 'remember'>;
  readonly into: Destination;
  readonly plan: Plan;
}

/** A pairing that sending would keep. */
export interface ProposedPairing {
  readonly pairing: Pairing;
  readonly segment: OutsideText;
  /** Names of the files that it is for. */
  readonly names: readonly OutsideText[];
  /** Whether it says anything new about them. */
  readonly isNew: boolean;
}

/**
 * What planned uploads would leave for the next time: one pairing for each pattern of names, those
 * of the most files first. None for names that are never remembered, and none of a Remove.
 */
export function proposePairings(
  uploads: readonly PlannedUpload[],
  known: Pick<Pairings, 'fitting'>,
): ProposedPairing[] {
  const byPattern = new Map<string, ProposedPairing>();
  for (const upload of uploads) {
    const { files, remember } = upload.choices;
    // What such files are for otherwise stays.
    if (upload.plan.options.operation === 'remove') continue;
    for (const [index, { uri }] of files.entries()) {
      const name = fileName(uri);
      if (!canRemember(name)) continue;
      const applied = known.fitting(name, uri).at(0);
      const own = applied && !isShared(applied) ? applied : undefined;
      const pattern =
        remember?.patterns?.find((edited) => patternFits(edited, name)) ??
        own?.pattern ??
        filePattern(name);
      const before = byPattern.get(pattern);
      const pairing = before?.pairing ?? pairingOf(upload, index, pattern, applied);
      byPattern.set(pattern, {
        pairing,
        segment: before?.segment ?? nameOf(upload.into.segment),
        names: [...(before?.names ?? []), name],
        isNew:
          before?.isNew === true ||
          applied === undefined ||
          !saysTheSame(applied, pairing) ||
          (own !== undefined && own.pattern !== pattern),
      });
    }
  }
  return [...byPattern.values()].sort((a, b) => b.names.length - a.names.length);
}

/**
 * The pairings to keep once the uploads are sent: all, or without the person's consent those that
 * say nothing new. What a nightly file already says isn't made one's own.
 */
export function pairingsToKeep(
  proposed: readonly ProposedPairing[],
  known: Pick<Pairings, 'own'>,
  consent: boolean,
): Pairing[] {
  const own = new Set(known.own().map(({ pattern }) => pattern));
  return proposed
    .filter(({ isNew, pairing }) => (isNew ? consent : own.has(pairing.pattern)))
    .map(({ pairing }) => pairing);
}

function pairingOf(
  { choices: { files, formats, suppress }, into: { account, segment }, plan }: PlannedUpload,
  index: number,
  pattern: string,
  applied: Pairing | undefined,
): Pairing {
  const { operation, hash } = plan.options;
  const planned = plan.files[index];
  const { columns, dialect, width } = planned;
  const names = dialect.header ? columns : undefined;
  const into = { accountKey: account.key, accountId: account.accountId, segmentId: segment.id };
  // A Replace says nothing about how the segment is filled otherwise.
  const kept =
    pairedOperation(operation) ??
    (applied && isSameTarget(applied, into) ? applied.operation : undefined);
  return compact<Pairing>({
    pattern,
    ...into,
    segment: nameOf(segment).forTree(),
    operation: kept,
    hash,
    // What holds without a choice may depend on the segment.
    formats,
    suppress,
    columns: columnsRead(planned).map((column) => columnName(names, column)),
    ...readingOf({ dialect: files[index].dialect }),
    read: { delimiter: dialect.delimiter, header: dialect.header, columns: width },
  });
}

type Target = Pick<Pairing, 'accountKey' | 'accountId' | 'segmentId'>;

function isSameTarget(a: Target, b: Target): boolean {
  const anySession = a.accountKey === undefined || b.accountKey === undefined;
  return (
    a.segmentId === b.segmentId &&
    a.accountId === b.accountId &&
    (anySession || a.accountKey === b.accountKey)
  );
}

/** Whether a kept pairing already leads to what a new one would. What it leaves open, it doesn't. */
function saysTheSame(kept: Pairing, next: Pairing): boolean {
  const comparable = ({ columns, ...rest }: Pairing): Pairing => ({
    ...rest,
    columns: columns?.map((column) =>
      typeof column === 'string' ? column.trim().toLowerCase() : column,
    ),
  });
  const [one, other] = [comparable(kept), comparable(next)];
  return (
    isSameTarget(kept, next) &&
    PAIRED_CHOICES.every(
      (name) =>
        isDeepStrictEqual(one[name], other[name]) ||
        (one[name] === undefined && OPEN.includes(name)),
    ) &&
    (kept.read === undefined || next.read === undefined || isReadAlike(kept.read, next.read))
  );
}

/** What a pairing can leave open. */
const OPEN: readonly string[] = ['columns', 'hash', 'formats'];

/** Whether a file that is read like this is covered, apart from its columns. */
function isReadAlike(kept: ReadAs, read: ReadAs): boolean {
  return kept.header === read.header && (read.columns === 1 || kept.delimiter === read.delimiter);
}
