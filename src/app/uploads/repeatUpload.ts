import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { DEFAULT_API } from '../../api/baseUrl';
import { Failure } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { OutsideText } from '../../common/outsideText';
import { commandLine } from '../../common/shellQuote';
import type { Dialect } from '../../csv/csvTypes';
import { couldBeData } from '../../csv/header';
import { knownType } from '../../identifiers/identifierTypes';
import { columnsRead } from '../../upload/fieldsRead';
import { DEFAULT_OPTIONS, type Plan, type PlannedFile } from '../../upload/uploadTypes';
import type { AccountHandle } from '../accounts/account';
import { choicesOfJob, limitsChosen, updateLimitsChosen, type FileChoice } from './choices';
import type { UploadRequest } from './request';
import type { UpdateRequest } from './update/updateRequest';

/** Where a command line or a task will be used. */
export interface Surroundings {
  /** Path of the workspace folder with the first file: where terminals open and tasks run. */
  readonly folder: string | undefined;
  /** Path of the extension's storage, where the sandbox keeps its segments. */
  readonly stateDir: string;
  readonly platform: NodeJS.Platform;
}

/** An entry of `tasks.json`, without its type. */
export interface TaskEntry extends Omit<UploadRequest, 'segmentId' | 'delimiter' | 'previous'> {
  /** A single one. */
  column?: string | number;
  previousColumn?: string | number;
  /** Paths, as that of the file. */
  previous?: string | readonly string[];
  label: string;
  /** Relative to the workspace folder, or absolute. */
  file: string;
  segment: string;
  delimiter?: string;
}

/** How to read a file, as far as it was chosen and not detected. */
type Reading = Pick<UploadRequest, 'columns' | 'header' | 'encoding' | 'delimiter'>;

/**
 * Column names that mean the same in a task and in every shell. Digits would be taken for a number,
 * a dash for an option, `$` for a variable; PowerShell loses double quotes.
 */
const PLAIN_NAME = /^(?!-)(?!\d+$)[^"$\p{Cc}]+$/u;

/**
 * The command line, for the platform's shell, that uploads a job's files again as it did. Has no
 * secret and no token. A window asks where a terminal has limits, so a person's upload gets the
 * terminal's. Throws `Failure` 'not-expressible'.
 */
export function commandLineOf(plan: Plan, account: AccountHandle, around: Surroundings): string {
  const command = 'copyAsCommand';
  const { accountId, client, sandbox } = account;
  const { operation, hash, forms, dedupe, chunkSize, concurrency } = plan.options;
  const { maxInvalid, minKept } = limitsChosen(plan.options);
  const paths = pathsOf(plan.files, around, command).map(safePath);
  const update = updateOf(plan, account, around, command);
  const { columns = [], header, delimiter, encoding } = readingOf(plan, account, command);
  const words = [
    'criteo-audiences',
    ...(sandbox ? ['--sandbox', '--state-dir', around.stateDir] : []),
    operation,
    ...paths,
    ...option('--segment', plan.target.segmentId),
    ...(sandbox ? [] : option('--account', accountId)),
    ...columns.flatMap((column) => option('--column', column)),
    ...(header === undefined ? [] : [header ? '--header' : '--no-header']),
    ...option('--delimiter', delimiter && delimiterName(delimiter)),
    ...option('--encoding', encoding),
    ...option('--hash', hash, DEFAULT_OPTIONS.hash),
    ...option('--formats', removesEmails(plan) ? forms : undefined),
    ...updateWords(update, safePath),
    ...(dedupe ? [] : ['--no-dedupe']),
    ...option('--chunk-size', chunkSize, DEFAULT_OPTIONS.chunkSize),
    ...option('--concurrency', concurrency, DEFAULT_OPTIONS.concurrency),
    ...option('--max-invalid', maxInvalid),
    ...option('--min-kept', minKept),
    // The sandbox has another address at each start.
    ...(sandbox ? [] : option('--api-url', client.baseUrl, DEFAULT_API.url)),
    ...option('--api-version', client.version, DEFAULT_API.version),
    // In a terminal, every account but the sandbox's is protected.
    ...(operation === 'replace' && !sandbox ? option('--confirm', accountId) : []),
  ];
  return commandLine(words, around.platform);

  /** As a word that isn't an option, and that a terminal takes as it is. */
  function safePath(file: string): string {
    if (/\p{Cc}/u.test(file))
      throw notExpressible(
        command,
        t(
          'The path of {0} contains control characters, which can’t be pasted into a terminal. Rename the file or its folder, then upload it again.',
          OutsideText.name(path.basename(file)).forNotification(),
        ),
      );
    return file.startsWith('-') ? `./${file}` : file;
  }
}

function updateWords(
  { previous = [], keep, previousColumns = [], ...update }: UpdateRequest,
  safePath: (file: string) => string,
): string[] {
  const { previousHash, maxRemoved } = update;
  return [
    ...previous.flatMap((file) => option('--previous', safePath(file))),
    ...option('--keep', keep === undefined ? undefined : safePath(keep)),
    ...previousColumns.flatMap((column) => option('--previous-column', column)),
    ...option('--previous-hash', previousHash),
    ...option('--max-removed', maxRemoved),
  ];
}

/**
 * The task that uploads a job's file again as it did. How many identifiers and requests it sends at
 * once, and whether duplicates are removed, stays with the settings. Throws `Failure`
 * 'not-expressible'.
 */
export function taskOf(
  plan: Plan,
  account: AccountHandle,
  around: Omit<Surroundings, 'stateDir'>,
): TaskEntry {
  const command = 'copyAsTask';
  if (plan.files.length > 1)
    throw notExpressible(
      command,
      t('A task uploads one file, but this upload has several. Use Copy as Command instead.'),
    );
  const [file] = pathsOf(plan.files, around, command);
  const update = updateOf(plan, account, around, command);
  const { previous, previousColumns, ...ofUpdate } = update;
  for (const one of [file, ...(previous ?? []), ...(update.keep ? [update.keep] : [])])
    if (one.includes('${'))
      throw notExpressible(
        command,
        t(
          'The path of {0} contains a dollar sign before a brace, which a task reads as a variable. Rename the file or its folder, then upload it again.',
          OutsideText.name(path.basename(one)).forNotification(),
        ),
      );
  const { operation, forms } = plan.options;
  const { accountId, isProtected } = account;
  const { columns = [], header, delimiter, encoding } = readingOf(plan, account, command);
  return {
    label: labelOf(plan),
    file,
    segment: plan.target.segmentId,
    operation,
    accountId,
    ...(columns.length > 1 ? { columns } : { column: columns.at(0) }),
    header,
    delimiter: delimiter && delimiterName(delimiter),
    encoding,
    // Otherwise a task hashes as the settings say.
    hash: choicesOfJob(plan, account).hash,
    formats: removesEmails(plan) ? forms : undefined,
    ...limitsChosen(plan.options),
    ...(previous && { previous: previous.length > 1 ? previous : previous[0] }),
    ...(previousColumns &&
      (previousColumns.length > 1 ? { previousColumns } : { previousColumn: previousColumns[0] })),
    ...ofUpdate,
    confirm: isProtected && operation === 'replace' ? accountId : undefined,
  };
}

/** Whether a plan has a choice of hash formats. */
function removesEmails({ options: { operation }, target: { identifierType } }: Plan): boolean {
  return operation === 'remove' && knownType(identifierType) === 'Email';
}

/** A label that names one task: an add and a removal of the same file differ. */
function labelOf({ files, target, options }: Plan): string {
  const names = [
    fileName(files[0].uri),
    OutsideText.name(target.segmentName || target.segmentId),
    // A task replaces variables in its label, too, and runs the commands that they name.
  ].map((name) => name.forTree().replaceAll('${', '$ {'));
  const [file, segment] = names;
  switch (options.operation) {
    case 'add':
      return t('Upload {0} to {1}', file, segment);
    case 'remove':
      return t('Remove {0} from {1}', file, segment);
    case 'update':
      return t('Update {0} with {1}', segment, file);
    case 'replace':
      return t('Replace {0} with {1}', segment, file);
  }
}

/**
 * The paths of a job's files: relative to the folder, with slashes, if all of them are in it,
 * otherwise absolute.
 */
function pathsOf(
  files: readonly Pick<PlannedFile, 'uri' | 'path'>[],
  { folder, platform }: Omit<Surroundings, 'stateDir'>,
  command: string,
): string[] {
  const { relative, isAbsolute, sep } = platform === 'win32' ? path.win32 : path.posix;
  const absolute = files.map((file) => pathOf(file, command));
  if (folder === undefined) return absolute;
  const steps = absolute.map((file) => relative(folder, file));
  const isInside = (file: string): boolean => !isAbsolute(file) && file.split(sep)[0] !== '..';
  return steps.every(isInside) ? steps.map((file) => file.split(sep).join('/')) : absolute;
}

function pathOf({ uri, path }: Pick<PlannedFile, 'uri' | 'path'>, command: string): string {
  if (path !== undefined) return path;
  throw notExpressible(
    command,
    t(
      '{0} isn’t a file on this machine’s disk, so it has no path. Save a copy of it in a folder, then upload that.',
      fileName(uri).forNotification(),
    ),
  );
}

/**
 * Where the file is kept, what an update was compared with, and its options. What was permitted for one
 * run isn't for the next.
 */
function updateOf(
  plan: Plan,
  account: AccountHandle,
  around: Omit<Surroundings, 'stateDir'>,
  command: string,
): UpdateRequest {
  const { files, update } = choicesOfJob(plan, account);
  const keep = plan.keep?.path;
  const kept =
    keep === undefined ? undefined : pathsOf([{ uri: '', path: keep }], around, command)[0];
  if (!update) return { ...(kept !== undefined && { keep: kept }) };
  const { previous, previousHash } = update;
  const planned = (previous ?? []).flatMap(
    ({ uri }) => plan.update?.files.find((file) => file.uri === uri) ?? [],
  );
  if (previous?.length === 0) throw notExpressible(command, noPreviousText());
  const [first, ...others] = (previous ?? []).map((choice, n) => readingChosen(choice, planned[n]));
  const isOther = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
  if (others.some((other) => isOther(other, first))) throw notExpressible(command, readText());
  const own = readingChosen(files[0], plan.files[0]);
  const { maxRemoved } = updateLimitsChosen(plan.options);
  return {
    ...(previous && { previous: pathsOf(planned, around, command) }),
    ...(kept !== undefined && { keep: kept }),
    ...(first?.columns &&
      isOther(first.columns, own.columns) && { previousColumns: first.columns }),
    ...(previousHash !== undefined && { previousHash }),
    ...(maxRemoved !== undefined && { maxRemoved }),
  };
}

function noPreviousText(): string {
  return t(
    'This update had no previous file, which a command or task needs. Upload the file with the operation Add, or choose a previous file.',
  );
}

/** The one way in which all files of a job are read. */
function readingOf(plan: Plan, account: AccountHandle, command: string): Reading {
  const { files } = choicesOfJob(plan, account);
  const [reading, ...others] = files.map((file, index) => readingChosen(file, plan.files[index]));
  const text = JSON.stringify(reading);
  if (others.some((other) => JSON.stringify(other) !== text))
    throw notExpressible(command, readText());
  return reading;
}

function readText(): string {
  return t(
    'These files were read with different columns, delimiters, encodings or headers, but a command reads all of its files in the same way. Upload the files one at a time, then copy the command of each upload.',
  );
}

function readingChosen({ columns, dialect }: FileChoice, planned: PlannedFile): Reading {
  const numbers = columnsRead(planned);
  const isByNumber = (column: string | number): boolean =>
    typeof column === 'string' && (couldBeData(column) || !PLAIN_NAME.test(column));
  return {
    columns: columns?.map((column, index) => (isByNumber(column) ? numbers[index] : column)),
    header: dialect?.header,
    delimiter: dialect?.delimiter,
    encoding: dialect?.encoding,
  };
}

/** A tab by its name: a terminal takes the character for a key. */
function delimiterName(delimiter: Dialect['delimiter']): string {
  return delimiter === '\t' ? 'tab' : delimiter;
}

/** Nothing for a value that is absent or the default. */
function option<T extends string | number>(
  name: string,
  value: T | undefined,
  other?: T,
): string[] {
  return value === undefined || value === other ? [] : [name, String(value)];
}

function notExpressible(command: string, message: string): Failure {
  return new Failure('not-expressible', message, command);
}
