import { pathToFileURL } from 'node:url';
import { columnName } from '../../../csv/header';
import { knownType, type IdentifierType } from '../../../identifiers/identifierTypes';
import { columnsRead } from '../../../upload/fieldsRead';
import { isUnfinishedCopy } from '../../../upload/update/keptFile';
import {
  DEFAULT_OPTIONS,
  type Operation,
  type Plan,
  type PlannedFile,
  type UploadOptions,
} from '../../../upload/uploadTypes';
import type { AccountHandle } from '../../accounts/account';
import {
  applies,
  givenOf,
  namesIn,
  namesOf,
  rowOf,
  type ChoiceName,
  type Chosen,
  type NamesOf,
} from './choiceTable';
import type { FileChoice } from './fileChoice';

/** The choices about an upload, without those that are kept with the previous files. */
type UploadChoice = Exclude<NamesOf<'upload'>, 'previous' | 'previousColumns'>;
export const UPLOAD_CHOICES = namesOf('upload').filter(
  (name): name is UploadChoice => name !== 'previous' && name !== 'previousColumns',
);

/**
 * The choices of an upload. Anything left out is detected, asked for, or taken from the settings.
 */
export interface Choices extends Chosen<UploadChoice> {
  /** At least one file. They become one upload. */
  readonly files: readonly FileChoice[];
  readonly into?: { readonly account: AccountHandle; readonly segmentId: string };
  /** Only for a check without a segment. */
  readonly identifierType?: IdentifierType;
  /** What an update is compared with: undefined if not chosen yet; empty for a first run. */
  readonly previous?: readonly FileChoice[];
  /** For the next files like these; all is remembered if undefined. */
  readonly remember?: RememberChoice;
}

/** What a person decided about remembering the choices. */
export interface RememberChoice {
  /** Nothing new is remembered. */
  readonly isOff?: boolean;
  /** Patterns that were edited, in place of those that follow from the files' names. */
  readonly patterns?: readonly string[];
}

/** The upload settings that apply to a file. */
export type UploadSettings = Pick<UploadOptions, 'hash' | 'dedupe' | 'chunkSize' | 'concurrency'>;

/**
 * Who starts the upload. For a `person`, a safety check asks for explicit confirmation, and values
 * that don't fit the segment's type are left out. For a `program`, safety checks hold whatever was
 * confirmed, and values that don't fit are an error.
 */
export type Caller = 'person' | 'program';

/** The rows that limit an upload: those of a program stop it, a person is asked. */
const LIMITS = UPLOAD_CHOICES.filter((name) => rowOf(name).unlimited);
type LimitOption = 'maxRefused' | 'minKept' | 'maxRemoved' | 'allowed';
/** The limits of the safety checks, as options of the engine. */
export type Limits = Pick<UploadOptions, LimitOption>;

/** As chosen, otherwise the defaults. */
export function limitsOf(choices: Omit<Choices, 'files'>): Limits {
  return engineOptions(LIMITS, (name) => choices[name] ?? defaultOf(name)) as Limits;
}

/**
 * The limits that a program chose for a job and that aren't the defaults. None for a person's job,
 * whose engine had no limits of its own. What was allowed for a run isn't for the next.
 */
export function limitsChosen({ options }: Pick<Plan, 'options'>): Chosen<ChoiceName> {
  const { operation } = options;
  const hasNone = options.maxRefused === 1 && options.minKept === 0;
  return chosenFor(
    LIMITS.filter(
      (name) => !hasNone && rowOf(name).in.includes('task') && applies(name, operation),
    ),
    (name) => {
      const value = engineValue(name, options);
      return value === defaultOf(name) ? undefined : value;
    },
  );
}

/** The engine's options: as chosen, otherwise the settings, otherwise the defaults. */
export function optionsOf(
  choices: Choices,
  operation: Operation,
  identifierType: string | undefined,
  settings: UploadSettings,
  by: Caller,
): UploadOptions {
  const chosen = effectiveChoices(choices, operation, identifierType, settings, by);
  const valueOf = (name: UploadChoice): unknown => {
    const { unlimited, toEngine } = rowOf(name);
    // For a person, the engine's own limits, which are for unattended uploads, don't hold.
    if (by === 'person' && unlimited) return unlimited(choices[name]);
    const value = chosen[name];
    return value !== undefined && toEngine ? toEngine(value) : value;
  };
  return {
    ...DEFAULT_OPTIONS,
    ...settings,
    ...engineOptions(UPLOAD_CHOICES, valueOf),
    operation,
  } as UploadOptions;
}

/**
 * What the choices about an upload come to, with those that are the usual ones. Files for which all of
 * them are the same may be one upload.
 */
export function effectiveChoices(
  choices: Omit<Choices, 'files'>,
  operation: Operation,
  identifierType: string | undefined,
  settings: UploadSettings,
  by: Caller,
): Chosen<ChoiceName> {
  const isEmail = knownType(identifierType) === 'Email';
  return chosenFor(UPLOAD_CHOICES, (name) => {
    const { engine, usual } = rowOf(name);
    const isMeant = applies(name, operation, isEmail);
    // What a program chose and can't have is an error of the engine.
    const mayChoose = isMeant || (by === 'program' && applies(name, operation));
    const chosen = mayChoose ? choices[name] : undefined;
    if (chosen !== undefined || !isMeant) return chosen ?? defaultOf(name);
    return usual ?? (engine && settings[engine as keyof UploadSettings]) ?? defaultOf(name);
  });
}

function chosenFor<N extends ChoiceName>(
  names: readonly N[],
  valueOf: (name: N) => unknown,
): Chosen<N> {
  const values = Object.fromEntries(names.map((name) => [name, valueOf(name)]));
  return givenOf(values as Chosen<N>, names);
}

function engineOptions<N extends ChoiceName>(
  names: readonly N[],
  valueOf: (name: N) => unknown,
): Partial<UploadOptions> {
  const entries = names.flatMap((name) => {
    const { engine } = rowOf(name);
    const value = engine && valueOf(name);
    return value === undefined ? [] : [[engine, value]];
  });
  return Object.fromEntries(entries) as Partial<UploadOptions>;
}

function defaultOf(name: ChoiceName): unknown {
  return engineValue(name, DEFAULT_OPTIONS);
}

function engineValue(name: ChoiceName, options: Partial<UploadOptions>): unknown {
  const { engine } = rowOf(name);
  return engine && options[engine];
}

/** The choices of an earlier job, to send its files again from the start. */
export function choicesOfJob(plan: Plan, account: AccountHandle): Choices {
  const { target, options, files, keep } = plan;
  const isEmail = knownType(target.identifierType) === 'Email';
  const kept = namesIn('job').filter((name) => applies(name, options.operation, isEmail));
  return {
    ...(chosenFor(kept, (name) =>
      rowOf(name).toEngine ? undefined : engineValue(name, options),
    ) as Chosen<UploadChoice>),
    // Older jobs store one column and one dialect for all files.
    files: files.map((file) => ({
      uri: file.uri,
      columns: columnsChosen(file) ?? (options.column === undefined ? undefined : [options.column]),
      dialect: file.chosenDialect ?? options.dialect,
    })),
    into: { account, segmentId: target.segmentId },
    ...(options.operation === 'update' && { previous: previousOfJob(plan) }),
    ...(keep && { keep: pathToFileURL(keep.path).href }),
  };
}

/**
 * What was chosen for a job's files to be compared with. What nobody chose is found again. Undefined
 * for the kept file.
 */
function previousOfJob({ update, keep }: Plan): FileChoice[] | undefined {
  const { found = [], files: compared = [] } = update ?? {};
  const files = compared.filter(
    ({ uri, path = '' }, index) =>
      !isUnfinishedCopy(path) &&
      !found.includes(uri) &&
      // One content may have been sent in two ways.
      compared.findIndex((file) => file.uri === uri) === index,
  );
  if (keep && files.every(({ path }) => path === keep.path)) return undefined;
  return files.map((file) => ({
    uri: file.uri,
    columns: columnsChosen(file),
    dialect: file.chosenDialect,
  }));
}

/** By name where it has one; undefined if they were detected. */
function columnsChosen(file: PlannedFile): (string | number)[] | undefined {
  return file.isColumnChosen
    ? columnsRead(file).map((column) => columnName(file.columns, column))
    : undefined;
}

/** Choices for one file, where nothing was chosen as it was the last time for such a file. */
export function withRemembered(choices: Choices, last: Choices): Choices {
  const [{ columns, dialect }] = choices.files;
  const open = UPLOAD_CHOICES.filter((name) => choices[name] === undefined);
  return {
    ...choices,
    ...givenOf(
      last,
      open.filter((name) => rowOf(name).in.includes('pairing')),
    ),
    files: columns === undefined && dialect === undefined ? last.files : choices.files,
    into: choices.into ?? last.into,
  };
}
