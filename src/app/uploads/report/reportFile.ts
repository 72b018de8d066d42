import { t } from '@vscode/l10n';
import type { ProblemSummary } from '../../../api/apiTypes';
import { Failure } from '../../../common/failure';
import { size } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { compact, isRecord } from '../../../common/records';
import { knownType, VALUE_FORMATS, type ValueFormat } from '../../../identifiers/identifierTypes';
import { valuesIn } from '../../../upload/fieldsRead';
import type { FormatCounts, JobSummary, Report, ReportError } from '../../../upload/jobTypes';
import { OPERATIONS, PERMISSIONS } from '../../../upload/uploadTypes';
import type { ReceiptFacts } from './receipt';

/** A report has a few kilobytes. */
const MAX_BYTES = 10_000_000;
/** Warnings that are shown at most. */
const MAX_WARNINGS = 200;

const STATES = ['finished', 'cancelled', 'failed'] as const;
const COUNTS = [
  ...['rows', 'blank', 'invalid', 'duplicates'],
  ...['sent', 'accepted', 'refused', 'unknown', 'unsent', 'calls'],
] as const;

const REMOVED_COUNTS = ['rows', 'sent', 'accepted', 'refused', 'unknown', 'unsent'] as const;
const PREVIOUS_COUNTS = [
  ...['rows', 'blank', 'invalid', 'duplicates'],
  ...['still', 'notComparable', 'shared', 'removed'],
] as const;

/** A report of the terminal, and what `uploads show` says beside it. */
export interface ReportFile {
  report: Report;
  receipt?: ReceiptFacts;
  files: JobSummary['files'];
  segmentName?: string;
  identifierType?: string;
}

type Json = Record<string, unknown>;

/** Throws `Failure` 'bad-report' for a file that is too large to be a report. */
export function requireReportSize(bytes: number, name: string): void {
  if (bytes > MAX_BYTES) throw badReport(name, t('it is larger than {0}', size(MAX_BYTES)));
}

/**
 * Reads what the terminal prints with `--json`: of `upload`, `uploads resume` or `uploads show`. Takes
 * over only what a report has; its texts are on one line and cut. `name`: of the file, for messages.
 * Throws `Failure` 'bad-report', which quotes nothing of the content.
 */
export function parseReportFile(bytes: Uint8Array, name: string): ReportFile {
  try {
    return reportFileOf(parseJson(bytes));
  } catch (error) {
    throw error instanceof Invalid ? badReport(name, error.message) : error;
  }
}

function badReport(name: string, reason: string): Failure {
  return new Failure(
    'bad-report',
    t(
      '“{0}” isn’t the report of an upload: {1}. Save what “{2}” prints, and open it again.',
      name,
      reason,
      'criteo-audiences uploads show ID --json',
    ),
    'openReportFile',
  );
}

/** What is wrong with a file, as a part of a sentence. */
class Invalid extends Error {}

/** Without a byte order mark; PowerShell redirects to UTF-16. */
function parseJson(bytes: Uint8Array): unknown {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return JSON.parse(new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes));
  } catch {
    throw new Invalid(t('it isn’t JSON'));
  }
}

function reportFileOf(document: unknown): ReportFile {
  if (!isRecord(document) || !('version' in document))
    throw new Invalid(t('“{0}” is missing or invalid', 'version'));
  if (document.version !== 1) throw new Invalid(t('it is of another version'));
  const upload = isRecord(document.upload) ? document.upload : {};
  const report = document.report ?? upload.report;
  if (!isRecord(report)) throw new Invalid(reasonWithoutReport(document));
  const target = isRecord(upload.target) ? upload.target : {};
  const segmentName = nameIn(target.segmentName);
  const identifierType = knownType(nameIn(target.identifierType));
  return compact<ReportFile>({
    report: reportOf(report),
    receipt: receiptIn(report),
    files: Array.isArray(upload.files) ? upload.files.flatMap(fileOf) : [],
    segmentName: segmentName || undefined,
    identifierType,
  });
}

function reasonWithoutReport(document: Json): string {
  if ('check' in document) return t('it has the result of a check; nothing was sent');
  if ('uploads' in document) return t('it has a list of uploads');
  if ('upload' in document) return t('the upload has no report yet');
  if ('error' in document) return t('it has an error; nothing was sent');
  return t('“{0}” is missing or invalid', 'report');
}

/** Throws `Invalid`, also where the figures don't add up. */
function reportOf(json: Json): Report {
  const counts = countsOf(json, COUNTS, 'report');
  const { blank, invalid, duplicates, sent, accepted, refused, unknown, unsent } = counts;
  const fields = json.fields === undefined ? {} : countsOf(json, ['fields'], 'report');
  if (
    valuesIn({ ...counts, ...fields }) !== blank + invalid + duplicates + sent + unsent ||
    sent !== accepted + refused + unknown
  )
    throw new Invalid(t('its figures don’t add up'));
  const forms = optional(json, 'forms', listIn)?.map(formatCountsOf);
  return compact<Report>({
    ...counts,
    ...fields,
    state: oneOf(json, 'state', STATES),
    jobId: textIn(json, 'jobId'),
    accountId: textIn(json, 'accountId'),
    segmentId: textIn(json, 'segmentId'),
    operation: oneOf(json, 'operation', OPERATIONS),
    startedAt: timeIn(json, 'startedAt'),
    finishedAt: timeIn(json, 'finishedAt'),
    cleared: optional(json, 'cleared', timeIn),
    maybeCleared: optional(json, 'maybeCleared', timeIn),
    warnings: listIn(json, 'warnings').slice(0, MAX_WARNINGS).map(warningOf),
    forms: forms?.length ? forms : undefined,
    ...updateIn(json),
    error: json.error === undefined ? undefined : errorOf(json.error),
  });
}

/** What a report says beside its figures; undefined if nothing. Throws `Invalid`. */
function receiptIn(json: Json): ReceiptFacts | undefined {
  const formats = (key: string): ValueFormat[] | undefined => {
    const given = optional(json, key, listIn);
    return given && VALUE_FORMATS.filter((format) => given.includes(format));
  };
  const facts = compact<ReceiptFacts>({
    columnNames: optional(json, 'columnNames', listIn)?.flatMap((name) => nameIn(name) ?? []),
    formatsSent: formats('formatsSent'),
    formatsNotSent: formats('formatsNotSent'),
    formatsRemoved: formats('formatsRemoved'),
    leftOut: optional(json, 'leftOut', listIn)?.flatMap((value) => {
      const { uri, segmentId, reason } = recordIn(value);
      const given = { segmentId: nameIn(segmentId), reason: sentenceIn(reason) ?? '' };
      return typeof uri === 'string' ? compact({ uri, ...given }) : [];
    }),
  });
  return Object.keys(facts).length > 0 ? facts : undefined;
}

/** What only the report of an update has. Throws `Invalid`, also where the figures don't add up. */
function updateIn(
  json: Json,
): Pick<
  Report,
  'unchanged' | 'removed' | 'previous' | 'firstRun' | 'afterClear' | 'leftSince' | 'allowed'
> {
  const { removed: ofRemoved, previous: ofPrevious } = json;
  if (ofRemoved === undefined && ofPrevious === undefined) return {};
  const removed = countsOf(recordIn(ofRemoved), REMOVED_COUNTS, 'report.removed');
  const before = recordIn(ofPrevious);
  const previous = {
    ...countsOf(before, PREVIOUS_COUNTS, 'report.previous'),
    ...(before.fields !== undefined && countsOf(before, ['fields'], 'report.previous')),
  };
  const { blank, invalid, duplicates, still, notComparable, shared } = previous;
  const gone = blank + invalid + duplicates + still + notComparable + shared + previous.removed;
  const { sent, accepted, refused, unknown } = removed;
  if (
    valuesIn(previous) !== gone ||
    previous.removed !== removed.rows ||
    sent !== accepted + refused + unknown
  )
    throw new Invalid(t('its figures don’t add up'));
  const unchanged = json.unchanged === undefined ? {} : countsOf(json, ['unchanged'], 'report');
  const allowed = optional(json, 'allowed', listIn);
  return {
    ...unchanged,
    removed,
    previous,
    firstRun: json.firstRun === true || undefined,
    afterClear: json.afterClear === true || undefined,
    leftSince: optional(json, 'leftSince', timeIn),
    allowed: allowed && PERMISSIONS.filter((one) => allowed.includes(one)),
  };
}

function formatCountsOf(value: unknown): FormatCounts {
  const json = isRecord(value) ? value : {};
  return {
    form: oneOf(json, 'form', VALUE_FORMATS),
    ...countsOf(json, ['sent', 'accepted', 'refused', 'unknown'], 'forms'),
  };
}

function warningOf(value: unknown): ProblemSummary {
  const { code, title, type, count } = isRecord(value) ? value : {};
  const shown = { code: nameIn(code), title: sentenceIn(title), type: nameIn(type) };
  return { ...shown, ...(isCount(count) && { count }) };
}

function errorOf(value: unknown): ReportError {
  const json = isRecord(value) ? value : {};
  const message = sentenceIn(json.message);
  if (message === undefined) throw new Invalid(t('“{0}” is missing or invalid', 'error'));
  const { status } = json;
  const [operation, system, traceId] = [json.operation, json.system, json.traceId].map(nameIn);
  return compact<ReportError>({
    code: nameIn(json.code) ?? 'unexpected',
    source: json.source === 'api' || json.source === 'tool' ? json.source : undefined,
    message,
    operation: operation || undefined,
    status: isCount(status) ? status : undefined,
    system: system || undefined,
    traceId: traceId || undefined,
  });
}

function fileOf(value: unknown): JobSummary['files'] {
  if (!isRecord(value) || typeof value.uri !== 'string') return [];
  return [{ uri: value.uri, size: isCount(value.size) ? value.size : 0 }];
}

function countsOf<K extends string>(
  json: Json,
  keys: readonly K[],
  where: string,
): Record<K, number> {
  const entries = keys.map((key) => {
    const value = json[key];
    if (!isCount(value)) throw new Invalid(t('“{0}” is missing or invalid', `${where}.${key}`));
    return [key, value];
  });
  return Object.fromEntries(entries) as Record<K, number>;
}

function oneOf<T extends string>(json: Json, key: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === json[key]);
  if (found === undefined) throw new Invalid(t('“{0}” is missing or invalid', key));
  return found;
}

function textIn(json: Json, key: string): string {
  const text = nameIn(json[key]);
  if (!text) throw new Invalid(t('“{0}” is missing or invalid', key));
  return text;
}

function timeIn(json: Json, key: string): string {
  const value = json[key];
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw new Invalid(t('“{0}” is missing or invalid', key));
  return new Date(at).toISOString();
}

/** What is read by one of the functions above or below, if the file has it. */
function optional<T>(json: Json, key: string, read: (json: Json, key: string) => T): T | undefined {
  return json[key] === undefined ? undefined : read(json, key);
}

function listIn(json: Json, key: string): unknown[] {
  const value = json[key];
  if (!Array.isArray(value)) throw new Invalid(t('“{0}” is missing or invalid', key));
  return value;
}

function nameIn(value: unknown): string | undefined {
  return typeof value === 'string' ? OutsideText.name(value).forTree() : undefined;
}

function sentenceIn(value: unknown): string | undefined {
  return typeof value === 'string' ? OutsideText.text(value).forTree() : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function recordIn(value: unknown): Json {
  return isRecord(value) ? value : {};
}
