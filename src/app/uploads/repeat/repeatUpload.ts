import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { t } from '@vscode/l10n';
import { DEFAULT_API } from '../../../api/baseUrl';
import { Failure } from '../../../common/failure';
import { fileLabel } from '../../../common/fileName';
import { OutsideText } from '../../../common/outsideText';
import { commandLine } from '../../../common/shellQuote';
import { couldBeData } from '../../../csv/header';
import { columnsRead } from '../../../upload/fieldsRead';
import type { Plan, PlannedFile } from '../../../upload/uploadTypes';
import type { AccountHandle } from '../../accounts/account';
import { UPLOAD_CHOICES } from '../choices/choices';
import { givenOf, namesOf, type ChoiceName, type Chosen } from '../choices/choiceTable';
import { readingOf, type FileChoice, type Reading } from '../choices/fileChoice';
import { choicesOfJob, limitsChosen } from '../choices/jobChoices';
import { optionWords } from '../choices/optionWords';
import { lastingName } from './nextName';

const COMMAND = 'copyAsCommand';

/** Where a command line will be used. */
export interface Surroundings {
  /** Path of the workspace folder with the first file: where terminals open. */
  readonly folder: string | undefined;
  /**
   * Path of the folder for upload records, if it isn't the terminal's own: there the sandbox keeps its
   * segments, and an update finds what was sent before.
   */
  readonly stateDir?: string;
  readonly platform: NodeJS.Platform;
}

/**
 * Column names that mean the same in every shell. Digits would be taken for a number,
 * a dash for an option, `$` for a variable; PowerShell loses double quotes.
 */
const PLAIN_NAME = /^(?!-)(?!\d+$)[^"$\p{Cc}]+$/u;

/**
 * The command line, for the platform's shell, that uploads a job's files as it did: that of an update keeps
 * the file for its next run (see `keptPathOf`). Has no secret and no token. A window asks where a terminal has
 * limits, so a person's upload gets the terminal's. Throws `Failure` 'not-expressible'.
 */
export function commandLineOf(plan: Plan, account: AccountHandle, around: Surroundings): string {
  const { accountId, client, sandbox } = account;
  const { operation } = plan.options;
  const needsRecords = sandbox || operation === 'update';
  const files = pathsOf(plan.files, around).map(pathWord);
  const words = [
    'criteo-audiences',
    ...(sandbox ? ['--sandbox'] : []),
    ...(needsRecords && around.stateDir !== undefined ? ['--state-dir', around.stateDir] : []),
    operation,
    ...files,
    ...['--segment', plan.target.segmentId],
    ...(sandbox ? [] : ['--account', accountId]),
    ...optionWords(withOneLimit(requestOfJob(plan, account, around)), pathWord),
    ...optionWords(givenOf(plan.options, namesOf('setting'))),
    // The sandbox has another address at each start.
    ...(sandbox || client.baseUrl === DEFAULT_API.url ? [] : ['--api-url', client.baseUrl]),
    ...(client.version === DEFAULT_API.version ? [] : ['--api-version', client.version]),
    // In a terminal, every account but the sandbox's is protected.
    ...(operation === 'replace' && !sandbox ? ['--confirm', accountId] : []),
  ];
  return commandLine(words, around.platform);
}

/** With the limit of all suppression lists, of which a terminal has one. */
function withOneLimit(request: Chosen<ChoiceName>): Chosen<ChoiceName> {
  const [limit, ...others] = new Set(request.suppress?.map(({ maxAge }) => maxAge));
  if (others.length > 0)
    throw notExpressible(
      COMMAND,
      t(
        'The suppression lists of this upload may have different ages, but a command has one limit for all of them. Add it to a nightly file instead.',
      ),
    );
  return { ...request, suppressMaxAge: limit };
}

/**
 * Where an update that is repeated keeps its file, as an absolute path: each segment has a file of its
 * own. Undefined without a path.
 */
export function keptPathOf({
  files: [{ path: file }],
  keep,
  target,
}: Pick<Plan, 'files' | 'keep' | 'target'>): string | undefined {
  if (keep) return keep.path;
  if (file === undefined) return undefined;
  const name = (file.includes('/') ? path.posix : path.win32).basename(file);
  const { stem, extension } = lastingName(name);
  const kept = ['kept', stem, target.segmentId].filter((word) => word !== '').join('-');
  return `${file.slice(0, -name.length)}${kept}${extension}`;
}

/** A path as a word that isn't an option, and that a terminal takes as it is. */
function pathWord(file: string): string {
  if (/\p{Cc}/u.test(file))
    throw notExpressible(
      COMMAND,
      t(
        'The path of {0} contains control characters, which can’t be pasted into a terminal. Rename the file or its folder, then upload it again.',
        OutsideText.name(path.basename(file)).forNotification(),
      ),
    );
  return file.startsWith('-') ? `./${file}` : file;
}

/**
 * The paths of a job's files: relative to the folder, with slashes, if all of them are in it,
 * otherwise absolute.
 */
function pathsOf(
  files: readonly Pick<PlannedFile, 'uri' | 'path'>[],
  { folder, platform }: Surroundings,
): string[] {
  const { relative, isAbsolute, sep } = platform === 'win32' ? path.win32 : path.posix;
  const absolute = files.map((file) => pathOf(file, COMMAND));
  if (folder === undefined) return absolute;
  const steps = absolute.map((file) => relative(folder, file));
  const isInside = (file: string): boolean => !isAbsolute(file) && file.split(sep)[0] !== '..';
  return steps.every(isInside) ? steps.map((file) => file.split(sep).join('/')) : absolute;
}

/** The path of a job's file. Throws `Failure` 'not-expressible' if it has none. */
export function pathOf({ uri, path }: Pick<PlannedFile, 'uri' | 'path'>, command: string): string {
  if (path !== undefined) return path;
  throw notExpressible(
    command,
    t(
      '{0} isn’t a file on this machine’s disk, so it has no path. Save a copy of it in a folder, then upload that.',
      fileLabel(uri).forNotification(),
    ),
  );
}

/**
 * What was chosen for a job, as far as a terminal has options for it; files by their paths.
 * Throws `Failure` 'not-expressible' if that is different for some of its files.
 */
function requestOfJob(
  plan: Plan,
  account: AccountHandle,
  around: Surroundings,
): Chosen<ChoiceName> {
  const chosen = choicesOfJob(plan, account);
  const isUpdate = plan.options.operation === 'update';
  if (isUpdate && plan.files.length > 1)
    throw notExpressible(
      COMMAND,
      t(
        'An update of several files can’t be repeated by a command, which keeps one file for the next run. Join them into one file.',
      ),
    );
  const keptPath = isUpdate || plan.keep ? keptPathOf(plan) : undefined;
  const written = (path: string): string => pathsOf([{ uri: '', path }], around)[0];
  return {
    ...givenOf(chosen, UPLOAD_CHOICES),
    ...limitsChosen(plan),
    ...oneReading(chosen.files, plan.files),
    operation: undefined,
    keep: keptPath === undefined ? undefined : written(keptPath),
    suppress: chosen.suppress?.map((list) => ({
      ...list,
      file: written(fileURLToPath(list.file)),
    })),
  };
}

/** The one way in which all files of a job are read. */
function oneReading(files: readonly FileChoice[], planned: readonly PlannedFile[]): Reading {
  const [reading = {}, ...others] = files.map((file, index) => readingChosen(file, planned[index]));
  if (others.some((other) => !isDeepStrictEqual(other, reading)))
    throw notExpressible(COMMAND, readText());
  return reading;
}

function readText(): string {
  return t(
    'These files were read with different columns, delimiters, encodings or headers, but a command reads all of its files in the same way. Upload the files one at a time, then copy the command of each upload.',
  );
}

/** How a job's file is read, as far as that was chosen. */
export function readingChosen(file: FileChoice, planned: PlannedFile): Reading {
  const numbers = columnsRead(planned);
  const isByNumber = (column: string | number): boolean =>
    typeof column === 'string' && (couldBeData(column) || !PLAIN_NAME.test(column));
  const { columns, ...dialect } = readingOf(file);
  return {
    ...dialect,
    columns: columns?.map((column, index) => (isByNumber(column) ? numbers[index] : column)),
  };
}

function notExpressible(command: string, message: string): Failure {
  return new Failure('not-expressible', message, command);
}
