import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import { ENCODINGS } from '../../../csv/csvTypes';
import { HASHES } from '../../../identifiers/identifierTypes';
import { FORMS } from '../../../upload/comparableFormats';
import { PERMISSIONS, UPDATE_PERMISSIONS, type Permission } from '../../../upload/permissions';
import { SUPPRESSION_STOPS } from '../../../upload/suppression/suppressionTypes';
import { OPERATIONS, type Operation, type UploadOptions } from '../../../upload/uploadTypes';
import * as kinds from './kinds';
import type { Kind } from './kinds';
import { age, joinLists, lists, listsOfEngine } from './suppressionChoice';

/**
 * Where a choice can be given, or is kept. `argument`: `uploadCsv` and `uploadMany`, and with an option
 * the terminal. `check`: `checkCsv`. `tool`: language models. `pairing`: for the next file. `page`: over
 * a reload. `job`: the record of an upload, for Start Over. `entry`: of a nightly file. What a task has, a
 * copied command has, too.
 */
type Place = 'argument' | 'check' | 'tool' | 'task' | 'entry' | 'pairing' | 'page' | 'job';

/** How often a new export comes: each day, from Monday to Friday, or once a week. */
const EVERY = ['day', 'weekday', 'week'] as const;
export type Every = (typeof EVERY)[number];

/** A row of the table. */
interface Choice<T> {
  readonly kind: Kind<T>;
  /**
   * What it is about. Of one upload, what is about a `file` may differ between its files, and what is
   * about the `upload` may not. A `setting` is an option of the terminal alone.
   */
  readonly of: 'target' | 'file' | 'upload' | 'setting';
  readonly in: readonly Place[];
  /** The operations for which it means something, if not for all: with others, it is an error. */
  readonly for?: readonly Operation[];
  /** Of a list: the items that mean something for an operation, if not all. */
  readonly among?: (operation: Operation) => readonly string[];
  /** What is given in several places adds up. */
  readonly join?: (one: T, other: T) => T;
  /** The value that is no error with others, since it changes nothing. */
  readonly elsewhere?: T;
  /** It means something for emails only, which is known once the segment is read. */
  readonly emails?: true;
  /** The argument for one value of several. */
  readonly single?: string;
  /** Of the terminal: as in the help, and the commands that have it if they are fewer than `for`. */
  readonly option?: {
    readonly flags: string;
    readonly help: (operation?: Operation) => string;
    readonly only?: readonly Operation[];
    /** Nearly no one needs it: only `help --all` has it. */
    readonly isRare?: true;
    /** It is given by `--no-…`, with a help of its own if it can also be given without. */
    readonly no?: () => string;
  };
  /** The engine's option. */
  readonly engine?: keyof UploadOptions;
  /** What holds if nothing is chosen, in place of the setting or the engine's default. */
  readonly usual?: T;
  readonly toEngine?: (value: T) => unknown;
  /** A limit holds for programs: what the engine gets of a person, who is asked instead. */
  readonly unlimited?: (chosen: T | undefined) => T;
}

const choice = <T, const A extends Choice<T>['of'], const P extends Place>(
  kind: Kind<T>,
  row: Omit<Choice<NoInfer<T>>, 'kind' | 'of' | 'in'> & {
    readonly of: A;
    readonly in: readonly P[];
  },
): Choice<T> & { readonly of: A; readonly in: readonly P[] } => ({ kind, ...row });

/** The operations that send people. */
const SENDING: readonly Operation[] = OPERATIONS.filter((one) => one !== 'remove');

function permissionsFor(operation: Operation): readonly Permission[] {
  return operation === 'update' ? PERMISSIONS : SUPPRESSION_STOPS;
}

/**
 * What can be chosen about what to do with a file: all that is derived from it is in the order of these
 * rows. See CONTRIBUTING, "A choice of an upload".
 */
const CHOICES = {
  segmentId: choice(kinds.id, {
    of: 'target',
    in: ['argument', 'check', 'tool', 'task', 'pairing'],
  }),
  operation: choice(kinds.oneOf(OPERATIONS), {
    of: 'upload',
    in: ['argument', 'tool', 'task', 'entry', 'pairing', 'page', 'job'],
    engine: 'operation',
  }),
  accountId: choice(kinds.id, {
    of: 'target',
    in: ['argument', 'check', 'tool', 'task', 'pairing'],
  }),
  /** For a removal of emails: see `FORMS`. People may be in the segment in any format. */
  formats: choice(kinds.oneOf(FORMS), {
    of: 'upload',
    in: ['argument', 'task', 'entry', 'pairing', 'page', 'job'],
    for: ['remove'],
    elsewhere: 'given',
    emails: true,
    option: {
      flags: '--formats <formats>',
      help: () => t('formats to remove emails in: {0}', FORMS.join(', ')),
    },
    engine: 'forms',
    usual: 'hashed',
  }),
  /** The files that were sent the last time, by their URIs. */
  previous: choice(kinds.files, {
    of: 'upload',
    in: ['argument', 'task', 'page', 'job'],
    for: ['update'],
    option: {
      flags: '--previous <file...>',
      help: () => t('what was sent before, to find the people who left'),
    },
  }),
  /**
   * False skips confirmation; the account ID does so for a protected account too. Safety checks stay.
   */
  confirm: choice(kinds.confirmation, {
    of: 'upload',
    in: ['argument', 'task'],
    option: {
      flags: '--confirm <account-id>',
      help: () => t('the account ID, to confirm where there is no prompt (--no-input)'),
      only: ['replace'],
    },
  }),
  /**
   * The file that keeps what was sent for the next run. It is the previous file of an update, unless
   * another one is chosen.
   */
  keep: choice(kinds.fileOnDisk, {
    of: 'upload',
    in: ['argument', 'task', 'page', 'job'],
    for: ['update', 'replace'],
    option: {
      flags: '--keep <file>',
      help: () => t('keep the file here; the next update compares with it'),
    },
    engine: 'keep',
    toEngine: fileURLToPath,
  }),
  maxRemoved: choice(kinds.ratio, {
    of: 'upload',
    in: ['argument', 'task', 'entry'],
    for: ['update'],
    option: {
      flags: '--max-removed <ratio>',
      help: () => t('largest share of the previous file’s people to remove (default: 0.3)'),
    },
    engine: 'maxRemoved',
    unlimited: () => 1,
  }),
  /** Who must not be sent. A setting and a pairing add to it. */
  suppress: choice(lists, {
    of: 'upload',
    in: ['argument', 'task', 'entry', 'pairing', 'page', 'job'],
    for: SENDING,
    join: joinLists,
    option: {
      flags: '--suppress <file>',
      help: () => t('suppression list (or FILE#COLUMN): people who are never sent; repeatable'),
    },
    engine: 'suppress',
    toEngine: listsOfEngine,
  }),
  /** Of the lists without a limit of their own. */
  suppressMaxAge: choice(age, {
    of: 'upload',
    in: ['argument', 'task'],
    for: SENDING,
    option: {
      flags: '--suppress-max-age <age>',
      help: () => t('how old a suppression list may be: 90m, 26h or 7d (default: any age)'),
      isRare: true,
    },
  }),
  requireSuppression: choice(kinds.onlyTrue, {
    of: 'upload',
    in: ['argument', 'task', 'page', 'job'],
    for: SENDING,
    option: {
      flags: '--require-suppression',
      help: () => t('send nothing without a suppression list'),
      isRare: true,
    },
    engine: 'requireSuppression',
  }),
  /**
   * For one run: its page keeps only whether more people are removed. That is a choice also for a
   * person, whom no limit stops, and so is what suppression lists stop.
   */
  allow: choice(kinds.permissions, {
    of: 'upload',
    in: ['argument', 'page'],
    for: SENDING,
    among: permissionsFor,
    option: {
      flags: '--allow <list>',
      help: (operation = 'update') =>
        t('allow for this run only: {0}', permissionsFor(operation).join(', ')),
    },
    engine: 'allowed',
    unlimited: (chosen: readonly Permission[] = []) =>
      PERMISSIONS.filter(
        (one) =>
          chosen.includes(one) ||
          (one !== 'remove-shared' && UPDATE_PERMISSIONS.some((known) => known === one)),
      ),
  }),
  /** For an add, too: it may remove suppressed people. */
  minKept: choice(kinds.ratio, {
    of: 'upload',
    in: ['argument', 'task', 'entry'],
    option: {
      flags: '--min-kept <ratio>',
      help: () => t('smallest share of the segment’s size to keep (default: 0.7)'),
    },
    engine: 'minKept',
    unlimited: () => 0,
  }),
  maxInvalid: choice(kinds.ratio, {
    of: 'upload',
    in: ['argument', 'task', 'entry'],
    option: {
      flags: '--max-invalid <ratio>',
      help: () => t('share of rows that may be invalid or rejected (default: 0.1)'),
    },
    engine: 'maxRefused',
    unlimited: () => 1,
  }),
  /** How often its export is a new one. Of a program: a person sees what is sent. */
  every: choice(kinds.oneOf(EVERY), {
    of: 'upload',
    in: ['argument', 'task', 'entry'],
    option: {
      flags: '--every <period>',
      help: () => t('stop if no new export has come: {0} (default: any age)', EVERY.join(', ')),
    },
  }),
  columns: choice(kinds.columns, {
    of: 'file',
    in: ['argument', 'check', 'tool', 'task', 'entry', 'pairing', 'page', 'job'],
    single: 'column',
    option: {
      flags: '--column <column>',
      help: () => t('name or number (from 0); repeat it for several (default: detected)'),
    },
  }),
  /** Whether the first row has the column names. */
  header: choice(kinds.flag, {
    of: 'file',
    in: ['argument', 'check', 'task', 'entry', 'pairing', 'page', 'job'],
    option: {
      flags: '--header',
      help: () => t('the first row contains the column names (default: detected)'),
      no: () => t('the first row contains data'),
    },
  }),
  delimiter: choice(kinds.delimiter, {
    of: 'file',
    in: ['argument', 'check', 'task', 'entry', 'pairing', 'page', 'job'],
    option: {
      flags: '--delimiter <delimiter>',
      help: () => t('one of , ; | tab (default: detected)'),
    },
  }),
  encoding: choice(kinds.oneOf(ENCODINGS), {
    of: 'file',
    in: ['argument', 'check', 'task', 'entry', 'pairing', 'page', 'job'],
    option: {
      flags: '--encoding <encoding>',
      help: () => t('one of {0} (default: detected)', ENCODINGS.join(', ')),
    },
  }),
  hash: choice(kinds.oneOf(HASHES), {
    of: 'upload',
    in: ['argument', 'check', 'task', 'entry', 'pairing', 'page', 'job'],
    emails: true,
    option: {
      flags: '--hash <hash>',
      help: () => t('hash plain emails before sending: {0}', HASHES.join(', ')),
    },
    engine: 'hash',
  }),
  dedupe: choice(kinds.flag, {
    of: 'setting',
    in: [],
    option: { flags: '--no-dedupe', help: () => t('also send duplicates') },
    engine: 'dedupe',
  }),
  chunkSize: choice(kinds.counter, {
    of: 'setting',
    in: [],
    option: {
      flags: '--chunk-size <n>',
      help: () => t('identifiers per request, at most 50,000 (default: 50,000)'),
    },
    engine: 'chunkSize',
  }),
  concurrency: choice(kinds.counter, {
    of: 'setting',
    in: [],
    option: {
      flags: '--concurrency <n>',
      help: () => t('simultaneous requests, at most 16 (default: 4)'),
    },
    engine: 'concurrency',
  }),
};

type Table = typeof CHOICES;
export type ChoiceName = keyof Table;
/** The names of the rows that have a place, or are about something. */
export type NamesIn<P extends Place> = {
  [N in ChoiceName]: P extends Table[N]['in'][number] ? N : never;
}[ChoiceName];
export type NamesOf<A extends Choice<unknown>['of']> = {
  [N in ChoiceName]: Table[N]['of'] extends A ? N : never;
}[ChoiceName];
/** The values of these choices, each undefined if it isn't given. */
export type Chosen<N extends ChoiceName> = {
  readonly [K in N]?: Table[K]['kind'] extends Kind<infer T> ? T : never;
};

/** The row of a choice, whatever its values are. */
export function rowOf(name: ChoiceName): Choice<unknown> {
  return CHOICES[name] as Choice<unknown>;
}

/** The option of a choice in a terminal: `--min-kept`. */
export function flagOfChoice(name: ChoiceName): string | undefined {
  return rowOf(name).option?.flags.split(' ')[0];
}

export const CHOICE_NAMES = Object.keys(CHOICES) as readonly ChoiceName[];

export function namesIn<P extends Place>(place: P): NamesIn<P>[] {
  return CHOICE_NAMES.filter((name) => rowOf(name).in.includes(place)) as NamesIn<P>[];
}

export function namesOf<A extends Choice<unknown>['of']>(about: A): NamesOf<A>[] {
  return CHOICE_NAMES.filter((name) => rowOf(name).of === about) as NamesOf<A>[];
}

/** Those of these choices that are given. */
export function givenOf<N extends ChoiceName>(values: Chosen<N>, names: readonly N[]): Chosen<N> {
  const given = names.filter((name) => values[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, values[name]])) as Chosen<N>;
}

/** The values of these choices, as far as there are any. */
export function chosenFor<N extends ChoiceName>(
  names: readonly N[],
  valueOf: (name: N) => unknown,
): Chosen<N> {
  const values = Object.fromEntries(names.map((name) => [name, valueOf(name)]));
  return givenOf(values as Chosen<N>, names);
}

/** Whether a choice means something for an operation. `isEmail`: as long as that isn't known, it may be. */
export function applies(name: ChoiceName, operation: Operation, isEmail = true): boolean {
  const { for: operations, emails } = rowOf(name);
  return (operations?.includes(operation) ?? true) && (isEmail || !emails);
}
