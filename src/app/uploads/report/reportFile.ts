import { t } from '@vscode/l10n';
import type { ProblemSummary } from '../../../api/apiTypes';
import { Failure } from '../../../common/failure';
import { size } from '../../../common/format';
import { isRecord } from '../../../common/records';
import { IDENTIFIER_TYPES, VALUE_FORMATS } from '../../../identifiers/identifierTypes';
import { valuesIn } from '../../../upload/fieldsRead';
import {
  SIDES,
  type FormatCounts,
  type RemovedCounts,
  type Side,
  type Sides,
  type SuppressionListReport,
  type SuppressionReport,
  type Totals,
} from '../../../upload/jobTypes';
import { UPDATE_PERMISSIONS } from '../../../upload/permissions';
import { SUPPRESSION_STOPS } from '../../../upload/suppression/suppressionTypes';
import { OPERATIONS, type PreviousCounts } from '../../../upload/uploadTypes';
import type { PlainChanges, PlainSize } from '../../segments/sizes/knownSizes';
import type { PlainSizes } from '../../segments/sizes/plainSizes';
import type { LeftOut, Receipt, ReceiptFile } from '../receipt/receipt';
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
  parseJson,
  PLAIN_RANGE,
  RANGE,
  SENTENCE,
  some,
  TIME,
  TRUE,
  URI,
  type Reader,
} from './readers';

/** A report has a few kilobytes. */
const MAX_BYTES = 10_000_000;
/** Warnings that are shown at most. */
const MAX_WARNINGS = 200;

/** Throws `Failure` 'bad-report' for a file that is too large to be a report. */
export function requireReportSize(bytes: number, name: string): void {
  if (bytes > MAX_BYTES) throw badReport(name, t('it is larger than {0}', size(MAX_BYTES)));
}

/** What is in a document of the terminal; undefined in one of another kind. Throws `Invalid`. */
export type ReportReader<T> = (document: Readonly<Record<string, unknown>>) => T | undefined;

/**
 * Reads what the terminal writes with `--report`, or prints with `--json`: the report of an upload, or what the first
 * of `others` finds. Takes over only what a report has; its texts are on one line and cut. `name`: of the file, for
 * messages. Throws `Failure` 'bad-report', which quotes nothing of the content.
 */
export function parseReportFile<T = never>(
  bytes: Uint8Array,
  name: string,
  ...others: readonly ReportReader<T>[]
): T | Receipt {
  try {
    const document = parseJson(bytes);
    if (!isRecord(document) || !('version' in document))
      throw new Invalid(t('“{0}” is missing or invalid', 'version'));
    if (document.version !== 1) throw new Invalid(t('it is of another version'));
    for (const read of others) {
      const found = read(document);
      if (found !== undefined) return found;
    }
    return receiptIn(document);
  } catch (error) {
    throw error instanceof Invalid ? badReport(name, error.message) : error;
  }
}

function badReport(name: string, reason: string): Failure {
  return new Failure(
    'bad-report',
    t(
      '“{0}” isn’t a report of {1}: {2}. Open what it writes with “{3}”, or prints with “{4}”.',
      ...[name, 'criteo-audiences', reason, '--report', '--json'],
    ),
    'openReportFile',
  );
}

function receiptIn(document: Record<string, unknown>): Receipt {
  const upload = isRecord(document.upload) ? document.upload : {};
  const report = document.report ?? upload.report;
  if (!isRecord(report)) throw new Invalid(reasonWithoutReport(document));
  return readReceipt(report, 'report');
}

/** Takes over a report whose figures add up. */
export const readReceipt: Reader<Receipt> = (value, name) => requireSums(REPORT(value, name));

function reasonWithoutReport(document: Record<string, unknown>): string {
  if ('check' in document) return t('it has the result of a check; nothing was sent');
  if ('uploads' in document) return t('it has a list of uploads');
  if ('upload' in document) return t('the upload has no report yet');
  if ('error' in document) return t('it has an error; nothing was sent');
  return t('“{0}” is missing or invalid', 'report');
}

/** Throws `Invalid` where its figures don't add up. */
function requireSums(receipt: Receipt): Receipt {
  const { blank, invalid, suppressed = 0, duplicates, sent, unsent, removed, previous } = receipt;
  const isWhole = ({ sent: all, accepted, refused, unknown }: Totals): boolean =>
    all === accepted + refused + unknown;
  const addsUp =
    valuesIn(receipt) === blank + invalid + suppressed + duplicates + sent + unsent &&
    isWhole(receipt) &&
    (!removed || (previous !== undefined && isWhole(removed))) &&
    (!previous || (valuesIn(previous) === allOf(previous) && previous.removed === removed?.rows));
  if (!addsUp) throw new Invalid(t('its figures don’t add up'));
  return receipt;
}

function allOf(previous: PreviousCounts): number {
  const { blank, invalid, suppressed = 0, duplicates, still } = previous;
  const { notComparable, shared, removed } = previous;
  return blank + invalid + suppressed + duplicates + still + notComparable + shared + removed;
}

const TOTALS = each(COUNT, 'sent', 'accepted', 'refused', 'unknown');
const LEFT_OUT_ROWS = each(COUNT, 'rows', 'blank', 'invalid', 'duplicates');

const CHANGES = {
  ...each(COUNT, 'added', 'uploads'),
  removed: maybe(COUNT),
  replacedWith: maybe(PLAIN_RANGE),
};
const SIZE = objectOf<PlainSizes>({
  before: objectOf<PlainSize>({
    read: maybe(objectOf<NonNullable<PlainSize['read']>>({ identifiers: COUNT, at: TIME })),
    unsettled: maybe(objectOf<PlainChanges>(CHANGES)),
    pending: objectOf<PlainSize['pending']>({ ...CHANGES, computed: TRUE }),
    ...RANGE,
  }),
  cleared: TRUE,
  ...each(COUNT, 'added', 'removed'),
  thereSince: maybe(TIME),
  after: PLAIN_RANGE,
});

const WARNING = objectOf<ProblemSummary>({
  ...each(lenient(NAME), 'code', 'type', 'traceId'),
  title: lenient(SENTENCE),
  count: lenient(COUNT),
});

/** Codes of problems are words, so that they are no markup either. */
const BY_RULE: Reader<Record<string, number> | undefined> = (value, name) =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([rule]) => /^[a-z][a-z\d-]*$/.test(rule))
          .map(([rule, rows]) => [rule, COUNT(rows, `${name}.${rule}`)]),
      )
    : undefined;

const REMOVED = objectOf<RemovedCounts>({
  ...TOTALS,
  ...each(COUNT, 'rows', 'unsent'),
});

const SIDE = objectOf<Side>(each(COUNT, 'people', 'done', 'rejected', 'unknown', 'unsent'));

const SUPPRESSION = objectOf<SuppressionReport>({
  lists: listOf(
    objectOf<SuppressionListReport>({
      path: URI,
      failure: maybe(oneOf(['missing', 'unreadable'])),
      ...each(COUNT, 'people', 'invalid', 'notComparable', 'suppressed'),
      compared: listOf(SENTENCE),
      writtenAt: maybe(TIME),
    }),
  ),
  ...each(COUNT, 'people', 'inFiles'),
  ...each(maybe(COUNT), 'inPrevious', 'inOtherFormats'),
  otherFormats: some(lenient(oneOf(VALUE_FORMATS))),
  compared: listOf(SENTENCE),
  removed: REMOVED,
  lacking: some(objectOf<{ path: string }>({ path: URI })),
  allowed: some(lenient(oneOf(SUPPRESSION_STOPS))),
});

const REPORT = objectOf<Receipt>({
  state: oneOf(['finished', 'cancelled', 'failed']),
  operation: oneOf(OPERATIONS),
  ...each(NAME, 'jobId', 'accountId', 'segmentId'),
  ...each(TIME, 'startedAt', 'finishedAt'),
  ...each(maybe(TIME), 'cleared', 'maybeCleared', 'leftSince'),
  ...LEFT_OUT_ROWS,
  ...TOTALS,
  ...each(COUNT, 'unsent', 'calls'),
  ...each(maybe(COUNT), 'fields', 'suppressed', 'unchanged'),
  ...each(TRUE, 'firstRun', 'afterClear'),
  warnings: listOf(WARNING, MAX_WARNINGS),
  forms: some(objectOf<FormatCounts>({ form: oneOf(VALUE_FORMATS), ...TOTALS })),
  sides: objectOf<Sides>(each(maybe(SIDE), ...SIDES)),
  removed: maybe(REMOVED),
  previous: maybe(
    objectOf<PreviousCounts>({
      ...LEFT_OUT_ROWS,
      ...each(COUNT, 'still', 'notComparable', 'shared', 'removed'),
      ...each(maybe(COUNT), 'fields', 'suppressed', 'inOtherFormats', 'again'),
    }),
  ),
  allowed: maybe(listOf(lenient(oneOf(UPDATE_PERMISSIONS)))),
  suppression: maybe(SUPPRESSION),
  error: maybe(ERROR),
  ...each(lenient(NAME), 'accountName', 'retailerName', 'segmentName'),
  identifierType: lenient(oneOf(IDENTIFIER_TYPES)),
  files: maybe(
    listOf(
      objectOf<ReceiptFile>({
        uri: URI,
        ...each(maybe(COUNT), 'rows', 'fields', 'blank', 'invalid', 'duplicates', 'good'),
        suppressed: maybe(COUNT),
      }),
    ),
  ),
  undoes: lenient(NAME),
  previousFiles: maybe(listOf(URI)),
  columnNames: some(lenient(NAME)),
  ...each(
    some(lenient(oneOf(VALUE_FORMATS))),
    ...(['formatsSent', 'formatsNotSent', 'formatsRemoved', 'formatsSuppressed'] as const),
  ),
  byRule: BY_RULE,
  size: maybe(SIZE),
  leftOut: maybe(
    listOf(
      objectOf<LeftOut>({
        uri: URI,
        segment: maybe(objectOf<NonNullable<LeftOut['segment']>>({ id: NAME, name: SENTENCE })),
        reason: SENTENCE,
      }),
    ),
  ),
});
