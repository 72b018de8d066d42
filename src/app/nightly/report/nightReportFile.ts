import { t } from '@vscode/l10n';
import { OPERATIONS } from '../../../upload/uploadTypes';
import { OUTCOMES } from '../../uploads/outcome';
import {
  COUNT,
  each,
  ERROR,
  Invalid,
  lenient,
  listOf,
  maybe,
  NAME,
  objectOf,
  oneOf,
  PLAIN_RANGE,
  reader,
  SENTENCE,
  some,
  TIME,
  TRUE,
  URI,
} from '../../uploads/report/readers';
import { readDocument, readReceipt } from '../../uploads/report/reportFile';
import {
  ENTRY_STATES,
  type EntryFigures,
  type NightEntry,
  type NightList,
  type NightReport,
} from './nightReport';

const RATIO = reader((value) =>
  typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined,
);

const FIGURES = objectOf<EntryFigures>({
  ...each(COUNT, 'rows', 'invalid', 'duplicates', 'valid'),
  ...each(maybe(COUNT), 'suppressed', 'leaving', 'isNew', 'previous', 'previousRows'),
  maxRemoved: maybe(RATIO),
  ...each(maybe(PLAIN_RANGE), 'before', 'after'),
});

const ENTRY = objectOf<NightEntry>({
  segmentId: NAME,
  segment: lenient(NAME),
  operation: oneOf(OPERATIONS),
  files: listOf(URI),
  state: oneOf(ENTRY_STATES),
  outcome: oneOf(OUTCOMES),
  error: maybe(ERROR),
  why: lenient(SENTENCE),
  sentAt: maybe(TIME),
  report: maybe(readReceipt),
  figures: maybe(FIGURES),
  notes: some(SENTENCE),
});

const NIGHT = objectOf<NightReport>({
  file: URI,
  account: objectOf<NightReport['account']>({ id: NAME, name: lenient(NAME) }),
  ...each(TRUE, 'isSandbox', 'isCheck'),
  ...each(TIME, 'startedAt', 'finishedAt'),
  suppress: listOf(
    objectOf<NightList>({
      path: URI,
      people: lenient(COUNT),
      writtenAt: lenient(TIME),
      maxAge: lenient(NAME),
    }),
  ),
  entries: listOf(ENTRY),
});

/** What the terminal leaves of a night. */
export interface NightDocument {
  /** One for each nightly file. */
  readonly nights: readonly NightReport[];
  /** Of the run. */
  readonly exitCode?: number;
}

/**
 * Reads what `criteo-audiences run` and `check` write with `--report` and `--json`, as `parseReportFile` reads
 * that of an upload. Undefined for a document of another kind. Throws `Failure` 'bad-report'.
 */
export function parseNightReport(bytes: Uint8Array, name: string): NightDocument | undefined {
  return readDocument(bytes, name, (document) => {
    const { night, nights = night === undefined ? undefined : [night], exitCode } = document;
    if (nights === undefined) return undefined;
    const read = listOf(NIGHT)(nights, 'nights');
    if (read.length === 0) throw new Invalid(t('“{0}” is missing or invalid', 'nights'));
    const code = lenient(COUNT)(exitCode, 'exitCode');
    return { nights: read, ...(code !== undefined && { exitCode: code }) };
  });
}
