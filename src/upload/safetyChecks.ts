import { t } from '@vscode/l10n';
import { identifiersText } from '../common/counts';
import { count, percent } from '../common/format';
import { argumentText, fileNamesOf } from '../common/messageText';
import { optionName } from '../common/optionNames';
import { present } from '../common/records';
import { columnLabel } from '../csv/findColumn';
import { mayHash } from '../identifiers/hash';
import { identifierTypeLabel } from '../identifiers/identifierTypeLabel';
import { HASHES } from '../identifiers/identifierTypes';
import { FORMS } from './comparableFormats';
import { valuesIn } from './fieldsRead';
import type { StoredJob } from './journal/store';
import { supportedTypeOf } from './plan/chooseColumn';
import { effectOf, expectedAfter, type CountedSize } from './segmentSize';
import { UploadError } from './uploadError';
import {
  OPERATIONS,
  type ListReading,
  type Plan,
  type PlannedFile,
  type UploadOptions,
} from './uploadTypes';

/**
 * Throws `bad-argument` for options out of range, and `wrong-type` if the segment's type isn't
 * supported.
 */
export function checkOptions(options: UploadOptions, identifierType: string): void {
  const type = supportedTypeOf(identifierType);
  const { operation, hash, forms, chunkSize, concurrency, column } = options;
  const { maxRefused, minKept, maxRemoved } = options;
  const invalidOption = (message: string, given: unknown): UploadError =>
    new UploadError('bad-argument', t('{0} Given: {1}.', message, argumentText(given)));
  if (!OPERATIONS.includes(operation))
    throw invalidOption(t('The operation must be add, remove, update or replace.'), operation);
  if (!HASHES.includes(hash))
    throw invalidOption(t('The hash must be none, sha256, md5 or sha256ofMd5.'), hash);
  if (!mayHash(type, hash))
    throw invalidOption(
      t(
        'Only emails can be hashed before sending, and this segment accepts {0}. Leave out the hash, or choose another segment.',
        identifierTypeLabel(type),
      ),
      hash,
    );
  if (!FORMS.includes(forms))
    throw invalidOption(
      t('“{0}” must be one of: {1}.', optionName('forms'), FORMS.join(', ')),
      forms,
    );
  if (forms !== 'given' && (operation !== 'remove' || type !== 'Email'))
    throw invalidOption(
      t(
        '“{0}” can be “{1}” only to remove emails. Leave out “{0}”, or use the operation “remove”.',
        optionName('forms'),
        forms,
      ),
      forms,
    );
  if (!isBetween(chunkSize, 1, 50_000) || !Number.isInteger(chunkSize))
    throw invalidOption(t('The chunk size must be a whole number from 1 to 50,000.'), chunkSize);
  if (!isBetween(concurrency, 1, 16) || !Number.isInteger(concurrency))
    throw invalidOption(t('The concurrency must be a whole number from 1 to 16.'), concurrency);
  for (const [name, ratio] of Object.entries({ maxInvalid: maxRefused, minKept, maxRemoved }))
    if (!isBetween(ratio, 0, 1))
      throw invalidOption(t('{0} must be a number from 0 to 1.', optionName(name)), ratio);
  if (typeof column === 'number' && (!Number.isInteger(column) || column < 0))
    throw invalidOption(t('The column must be a name, or a whole number from 0.'), column);
}

function isBetween(value: number, min: number, max: number): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}

/**
 * The ratio of invalid rows to non-blank ones, or of fields: the blank rows that exports append must
 * not hide them.
 */
export function invalidRatio(
  counts: Pick<PlannedFile, 'rows' | 'fields' | 'blank' | 'invalid'>,
): number {
  const { blank, invalid } = counts;
  return invalid > 0 ? invalid / (valuesIn(counts) - blank) : 0;
}

/**
 * With several files, those whose own ratio exceeds `maxRefused`: a large valid file must not hide
 * them.
 */
export function filesWithManyInvalid(
  files: readonly PlannedFile[],
  maxRefused: number,
): PlannedFile[] {
  return files.length < 2 ? [] : files.filter((file) => invalidRatio(file) > maxRefused);
}

/** With several files, those with no rows: they would go unnoticed among the others. */
export function filesWithoutValidRows(files: readonly PlannedFile[]): PlannedFile[] {
  return files.length < 2 ? [] : files.filter((file) => valuesIn(file) === file.blank);
}

/** Where several columns are read, those without a valid field: they would go unnoticed. */
export function columnsWithoutValidFields(
  files: readonly PlannedFile[],
): { file: PlannedFile; column: number }[] {
  return files.flatMap((file) =>
    (file.byColumn ?? []).flatMap(({ column, blank, invalid }) =>
      blank + invalid === file.rows ? [{ file, column }] : [],
    ),
  );
}

/** What stops a job before any request, whatever was confirmed. */
type Blocking = Parameters<typeof tooManyInvalidError>[0] & Parameters<typeof noValidRowsError>[0];

/** The error of a check for which an upload would be stopped. */
export function checkError(job: Blocking): UploadError | undefined {
  // First, because raising the limit doesn't help a file without valid rows.
  return noValidRowsError(job) ?? tooManyInvalidError(job);
}

/** The error that stops a job before any request, whatever was confirmed. */
export function blockingError(job: Blocking): UploadError | undefined {
  const error = checkError(job);
  return error?.withMessage(t('Nothing was sent. {0}', error.message));
}

/** Too many rows are invalid, overall or in one of the files. */
function tooManyInvalidError(
  job: Pick<StoredJob, 'rows' | 'fields' | 'blank' | 'invalid' | 'options' | 'files'>,
): UploadError | undefined {
  const { maxRefused } = job.options;
  const some = filesWithManyInvalid(job.files, maxRefused);
  if (some.length === 0 && invalidRatio(job) <= maxRefused) return undefined;
  const tooMany = some.length > 0 ? some : [job];
  const values = [
    count(tooMany.reduce((sum, { invalid }) => sum + invalid, 0)),
    count(tooMany.reduce((sum, one) => sum + valuesIn(one) - one.blank, 0)),
    fileNamesOf(some.length > 0 ? some : job.files),
    percent(maxRefused),
    optionName('maxInvalid'),
  ];
  return new UploadError(
    'too-many-refused',
    job.fields === undefined
      ? t(
          'Too many rows in {2} are invalid: {0} of {1}; at most {3} are allowed. Fix the file, or raise the limit ({4}).',
          ...values,
        )
      : t(
          'Too many fields in {2} are invalid: {0} of {1}; at most {3} are allowed. Fix the file, or raise the limit ({4}).',
          ...values,
        ),
  );
}

/**
 * No row can be sent at all, or one of several files or columns has nothing to send and the user
 * hasn't allowed that. Not where people are removed because every valid row is suppressed.
 */
function noValidRowsError({
  good,
  suppressed = 0,
  suppression,
  files,
  options,
}: Pick<StoredJob, 'good' | 'suppressed' | 'suppression' | 'files' | 'options'>):
  | UploadError
  | undefined {
  const allowed = options.maxRefused >= 1;
  const hasNone = good === 0 && (suppressed === 0 || suppressedIn({ suppression }) === 0);
  const empty = hasNone ? files : allowed ? [] : filesWithoutValidRows(files);
  if (empty.length === 0) {
    const [first] = allowed ? [] : columnsWithoutValidFields(files);
    return first && noValidFieldsError(first);
  }
  // A replace has no one to remove.
  if (hasNone && suppressed > 0)
    return new UploadError(
      'nothing-to-send',
      t(
        'Everyone in {0} is on a suppression list. Check that it’s the right one.',
        fileNamesOf(files),
      ),
    );
  return new UploadError(
    'nothing-to-send',
    // Without an invalid row, there is no problem to look at.
    empty.every(({ invalid }) => invalid === 0)
      ? t('There are no rows to send in {0}. Choose another column or file.', fileNamesOf(empty))
      : t(
          'There are no valid rows in {0}. Look at its problems, or choose another column or file.',
          fileNamesOf(empty),
        ),
  );
}

/**
 * Whether it is a removal whose files have nothing but a header: a program's list of the day may well be
 * empty.
 */
export function hasNoOneToRemove({
  options,
  files,
}: Pick<StoredJob, 'options' | 'files'>): boolean {
  return options.operation === 'remove' && files.every((file) => file.hasHeaderOnly);
}

function noValidFieldsError({
  file,
  column,
}: ReturnType<typeof columnsWithoutValidFields>[number]): UploadError {
  return new UploadError(
    'nothing-to-send',
    t(
      'No field of {0} in {1} is valid. Leave that column out, or choose another one.',
      columnLabel(file.columns, column),
      fileNamesOf([file]),
    ),
  );
}

/** How many suppressed people a job removes. */
function suppressedIn({ suppression }: Pick<StoredJob, 'suppression'>): number {
  return suppression?.removed ?? 0;
}

/** Whether a job takes identifiers out of the list, not only suppressed ones, and leaves the others. */
export function removesPeople({
  options: { operation },
  update,
}: Pick<Plan, 'options' | 'update'>): boolean {
  return operation === 'remove' || (update?.identifiers ?? 0) > 0;
}

/**
 * The error for a removal, update or replace that would keep too little of the list, or for which
 * the list's size isn't known. `reading`: the try to read it, which may say why.
 */
export function shrinkError(
  job: ShrinkingJob & Pick<StoredJob, 'files'>,
  size: CountedSize,
  { failure }: Partial<ListReading> = {},
): UploadError | undefined {
  const { options, files } = job;
  const risk = shrinkRisk(job, size, options.minKept);
  if (risk === undefined) return undefined;
  const { operation } = options;
  if (risk === 'size-unknown') {
    const text =
      operation !== 'replace'
        ? t(
            'Nothing was removed: the number of identifiers in the segment couldn’t be read, so it isn’t known how many would be left. Try again later, or allow it ({0}=0).',
            optionName('minKept'),
          )
        : t(
            'Nothing was cleared or sent: the number of identifiers in the segment couldn’t be read, so it isn’t known how many would be lost. Try again later, or allow it ({0}=0).',
            optionName('minKept'),
          );
    // Only a denial says something else than that it may be read later.
    const isProxy = failure?.source !== 'api' && failure?.code === 'proxy';
    const isDenied = !isProxy && (failure?.status === 401 || failure?.status === 403);
    return new UploadError('size-unknown', present([text, failure?.message]).join(' '), {
      system: failure?.system,
      traceId: failure?.traceId,
      status: isDenied ? failure?.status : undefined,
    });
  }
  const figures = [
    identifiersText(size.identifiers),
    count(identifiersKept(job, size)),
    percent(options.minKept),
    fileNamesOf(files),
    optionName('minKept'),
  ];
  if (operation !== 'replace' && !removesPeople(job))
    return new UploadError(
      'min-kept',
      t(
        'Nothing was sent: the safety check counts with {0} in the segment, and without the suppressed people in {3}, as few as {1} may be left, less than the required {2}. Check that these are the right suppression lists, or lower the limit ({4}).',
        ...figures,
      ),
    );
  if (operation === 'update')
    return new UploadError(
      'min-kept',
      t(
        'Nothing was sent: the safety check counts with {0} in the segment, and without the people who are no longer in {3}, as few as {1} may be left, less than the required {2}. Check that this is the right file, or lower the limit ({4}).',
        ...figures,
      ),
    );
  return new UploadError(
    'min-kept',
    operation === 'remove'
      ? t(
          'Nothing was removed: the safety check counts with {0} in the segment, and without those in {3} as few as {1} may be left, less than the required {2}. Check that this is the right file, or lower the limit ({4}).',
          ...figures,
        )
      : t(
          'Nothing was cleared or sent: the safety check counts with {0} in the segment, and {3} would leave {1}, less than the required {2}. Check that this is the right file, or lower the limit ({4}).',
          ...figures,
        ),
  );
}

/** What a job does to the size of its list. */
type ShrinkingJob = Pick<StoredJob, 'distinct' | 'options' | 'update' | 'suppression'>;

/** Why a removal or replace needs a confirmation of its own. */
export type ShrinkRisk = 'shrinks' | 'size-unknown';

/**
 * The risk of a removal or replace: it may keep less than the ratio `minKept` of the list, or the
 * list's size isn't known. So may what removes suppressed people; an unknown size is no risk of that.
 * With a ratio of 0 nothing has to be kept.
 */
export function shrinkRisk(
  job: ShrinkingJob,
  size: CountedSize,
  minKept: number,
): ShrinkRisk | undefined {
  const isReplace = job.options.operation === 'replace';
  const removes = removesPeople(job);
  if (!(removes || isReplace || suppressedIn(job) > 0) || minKept === 0) return undefined;
  const { identifiers, known } = size;
  // A list that is larger than it counts loses more by a replace, but keeps more of a removal.
  if (!known && !isReplace) return removes ? 'size-unknown' : undefined;
  if (identifiers > 0 && identifiersKept(job, size) / identifiers < minKept) return 'shrinks';
  return known ? undefined : 'size-unknown';
}

/**
 * How many identifiers the list has after a removal, update or replace, at least: it isn't known how
 * many of those to remove are in the list. Other hash formats are those of the same people.
 */
export function identifiersKept(job: ShrinkingJob, size: CountedSize): number {
  const { distinct, update } = job;
  const { operation } = job.options;
  const change = { added: 0, removed: (update?.counts.removed ?? 0) + suppressedIn(job) };
  return expectedAfter(size.identifiers, operation, effectOf(operation, distinct, change));
}
