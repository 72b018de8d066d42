import { t } from '@vscode/l10n';
import { compact } from '../../../common/records';
import { OPERATIONS } from '../../../upload/uploadTypes';
import { ageIn } from '../../uploads/choices/suppressionChoice';
import { OUTCOMES } from '../../uploads/outcome';
import {
  COUNT,
  each,
  ERROR,
  ID,
  Invalid,
  lenient,
  listBySegment,
  listOf,
  maybe,
  NAME,
  objectOf,
  oneOf,
  PLAIN_RANGE,
  RATIO,
  reader,
  SENTENCE,
  some,
  TIME,
  TRUE,
  URI,
} from '../../uploads/report/readers';
import { readReceipt, type ReportReader } from '../../uploads/report/reportFile';
import {
  ENTRY_STATES,
  REMOVAL_STATES,
  type EntryFigures,
  type NightEntry,
  type NightList,
  type NightRemoval,
  type NightReport,
} from './nightReport';

const AGE = reader(ageIn);

const FIGURES = objectOf<EntryFigures>({
  ...each(COUNT, 'rows', 'invalid', 'duplicates', 'valid'),
  ...each(maybe(COUNT), 'suppressed', 'leaving', 'isNew', 'previous', 'previousRows'),
  maxRemoved: maybe(RATIO),
  ...each(maybe(PLAIN_RANGE), 'before', 'after'),
});

const ENTRY = objectOf<NightEntry>({
  segmentId: ID,
  segment: lenient(NAME),
  operation: oneOf(OPERATIONS),
  files: listOf(URI),
  state: oneOf(ENTRY_STATES),
  outcome: oneOf(OUTCOMES),
  error: maybe(ERROR),
  why: lenient(SENTENCE),
  ...each(maybe(TIME), 'sentAt', 'unchangedSince', 'deadline'),
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
      maxAge: lenient(AGE),
    }),
  ),
  nothingNew: maybe(COUNT),
  removals: some(
    objectOf<NightRemoval>({ id: NAME, state: oneOf(REMOVAL_STATES), text: SENTENCE }),
  ),
  entries: listBySegment(ENTRY),
});

/** What the terminal leaves of a night. */
export interface NightDocument {
  /** One for each nightly file. */
  readonly nights: readonly NightReport[];
  /** Of the run. */
  readonly exitCode?: number;
}

/** What `criteo-audiences run` and `check` write: for `parseReportFile`. */
export const nightsIn: ReportReader<NightDocument> = ({ night, nights, exitCode }) => {
  const all = nights ?? (night === undefined ? undefined : [night]);
  if (all === undefined) return undefined;
  const read = listOf(NIGHT)(all, 'nights');
  if (read.length === 0) throw new Invalid(t('“{0}” is missing or invalid', 'nights'));
  return compact({ nights: read, exitCode: lenient(COUNT)(exitCode, 'exitCode') });
};
