import { formatWarnings } from '../../identifiers/columnStatistics';
import { VALUE_FORMATS, type ValueFormat } from '../../identifiers/identifierTypes';
import { valuesIn } from '../fieldsRead';
import { otherFormats } from '../hashFormats';
import { slicesOf } from '../journal/chunkSlices';
import { fingerprintKind, fingerprintText } from '../planFingerprint';
import type { Counts, PlannedChunk } from '../uploadTypes';
import type { ValidatedFiles, ValidateTask } from '../workerProtocol';
import { findsDuplicates } from './deduper';
import type { Overlaps, SharedFingerprints } from './sharedFingerprints';

/** What reading files together would give, as far as it follows from what was found in each. */
export interface MergedReads extends ValidatedFiles {
  /** Requests that each file takes on its own, but for those that have nobody of their own. */
  calls?: number;
  /** Whether what files have in common isn't known, so that there may be fewer people. */
  isAtMost: boolean;
}

/**
 * The fingerprints of files that were read each on its own, if they can be compared with one another:
 * all of them are there, and of the same thing.
 */
export function comparable(reads: readonly ValidatedFiles[]): SharedFingerprints[] | undefined {
  const known = reads.flatMap(({ fingerprints }) => fingerprints ?? []);
  const kinds = new Set(reads.map(({ fingerprint }) => fingerprintKind(fingerprint)));
  return known.length === reads.length && kinds.size === 1 ? known : undefined;
}

/**
 * What reading files together would give, without what is only needed to send them, and without findings:
 * those are of each file. `overlaps`: what the files have in common, if that is known.
 */
export function mergeReads(
  reads: readonly ValidatedFiles[],
  task: Pick<ValidateTask, 'type' | 'options'>,
  overlaps: Overlaps | undefined,
): MergedReads {
  const { dedupe } = task.options;
  // Where duplicates are sent, too, nobody's rows become fewer.
  const repeated = reads.map((_, file) => (dedupe ? (overlaps?.known[file] ?? []) : []));
  const again = repeated.map((counts) => counts.reduce((sum, n) => sum + n, 0));
  const allAgain = again.reduce((sum, n) => sum + n, 0);
  const total = (figure: (read: ValidatedFiles) => number): number =>
    reads.reduce((sum, read) => sum + figure(read), 0);
  const byForm = sumOf(reads.map((read) => read.byForm));
  const byRule = sumOf(reads.map((read) => read.byRule));
  const duplicates = total(({ counts }) => counts.duplicates) + allAgain;
  const hasFields = reads.some(({ counts }) => counts.fields !== undefined);
  const counts: Counts = {
    rows: total(({ counts }) => counts.rows),
    ...(hasFields && { fields: total(({ counts }) => valuesIn(counts)) }),
    blank: total(({ counts }) => counts.blank),
    invalid: total(({ counts }) => counts.invalid),
    ...(reads.some(({ suppression }) => suppression) && {
      suppressed: total(({ counts }) => counts.suppressed ?? 0),
    }),
    duplicates,
    good: total(({ counts }) => counts.good) - allAgain,
  };
  return {
    files: reads.flatMap(({ files }) => files),
    chunks: reads.map(({ chunks }, file) => ({ ...oneChunk(chunks, repeated[file], task), file })),
    calls: reads.reduce(
      (sum, { chunks, counts }, file) =>
        counts.good > again[file] ? sum + slicesOf(chunks).length : sum,
      0,
    ),
    counts,
    findings: [],
    byRule: { ...byRule, ...(duplicates > 0 && { duplicate: duplicates }) },
    byForm: Object.fromEntries(
      VALUE_FORMATS.map((format, index): [ValueFormat, number] => [
        format,
        repeated.reduce((left, known) => left - (known[index] ?? 0), byForm[format] ?? 0),
      ]).filter(([, n]) => n > 0),
    ),
    columnWarnings: [
      ...new Set([
        ...reads.flatMap(({ columnWarnings }) => columnWarnings),
        ...formatWarnings(byForm, task.type),
      ]),
    ],
    distinct: overlaps?.distinct ?? total(({ distinct }) => distinct),
    fingerprint: overlaps
      ? fingerprintText(fingerprintKind(reads[0].fingerprint), overlaps.distinct, overlaps.sum)
      : UNKNOWN,
    bits: new Uint8Array(),
    fields: [],
    suppression: mergeSuppression(reads),
    isAtMost: overlaps === undefined && findsDuplicates(task.options),
  };
}

/** What suppression lists mean for all files, as if nobody on them was in several. */
function mergeSuppression(reads: readonly ValidatedFiles[]): ValidatedFiles['suppression'] {
  const all = reads.flatMap(({ suppression }) => suppression ?? []);
  if (all.length === 0) return undefined;
  const total = (figure: (one: (typeof all)[number]) => number): number =>
    all.reduce((sum, one) => sum + figure(one), 0);
  const inOtherFormats = total((one) => one.inOtherFormats ?? 0);
  const together = (formats: readonly ValueFormat[]): ValueFormat[] =>
    VALUE_FORMATS.filter((format) => formats.includes(format));
  const [first] = all;
  return {
    ...first,
    lists: first.lists.map((list, index) => ({
      ...list,
      suppressed: total(({ lists }) => lists[index].suppressed),
      notComparable: Math.max(...all.map(({ lists }) => lists[index].notComparable)),
    })),
    isPartlyCompared: all.some(({ isPartlyCompared }) => isPartlyCompared),
    inFiles: total(({ inFiles }) => inFiles),
    removed: total(({ removed }) => removed),
    identifiers: total(({ identifiers }) => identifiers),
    removedFormats: together(all.flatMap(({ removedFormats }) => removedFormats)),
    ...(inOtherFormats > 0 && {
      inOtherFormats,
      otherFormats: together(all.flatMap(({ otherFormats = [] }) => otherFormats)),
    }),
    compared: [...new Set(all.flatMap(({ compared }) => compared))],
    types: [...new Set(all.flatMap(({ types }) => types))],
    files: [],
  };
}

/** The fingerprint of nobody in particular: equal to no other. */
const UNKNOWN = 'unknown';

function sumOf<K extends string>(counts: readonly Partial<Record<K, number>>[]): Record<K, number> {
  const sums = {} as Record<K, number>;
  for (const one of counts)
    for (const [key, n] of Object.entries(one) as [K, number][]) sums[key] = (sums[key] ?? 0) + n;
  return sums;
}

/**
 * All chunks of a file in one, without values that an earlier file has, given how many there are by the
 * index of their format. Only its counts mean something.
 */
function oneChunk(
  chunks: readonly PlannedChunk[],
  repeated: readonly number[],
  { type, options }: Pick<ValidateTask, 'type' | 'options'>,
): PlannedChunk {
  const added = chunks.filter(({ removes }) => !removes);
  const others = sumOf(added.map((chunk) => chunk.others ?? {}));
  let identifiers = added.reduce((sum, chunk) => sum + chunk.identifiers, 0);
  for (const [index, n] of repeated.entries()) {
    if (n === 0) continue;
    identifiers -= n;
    for (const other of otherFormats(VALUE_FORMATS[index], options, type)) others[other] -= n;
  }
  return { ...chunks[0], identifiers, others };
}
