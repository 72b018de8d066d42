import { basename, dirname, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { t } from '@vscode/l10n';
import type { Node } from 'jsonc-parser';
import { isTextList } from '../../../common/records';
import { OPERATIONS, type Operation } from '../../../upload/uploadTypes';
import type { Arguments } from '../../arguments';
import { misplacedText } from '../../uploads/choices/choiceRules';
import {
  applies,
  chosenFor,
  rowOf,
  type ChoiceName,
  type Chosen,
} from '../../uploads/choices/choiceTable';
import { argumentsOf, readChoices, validChoices } from '../../uploads/choices/request';
import {
  age,
  joinLists,
  listArguments,
  type SuppressionChoice,
} from '../../uploads/choices/suppressionChoice';
import { itemsOf, spanOf, valueOf } from './jsonTree';
import { ENTRY_CHOICES, type EntryChoice, type NightlyEntry } from './nightlyFile';
import type { FileObject, ProblemList } from './problemList';

/** What holds for entries that don't say otherwise. */
export interface Defaults {
  readonly maxAge?: string;
  readonly keep?: boolean;
  readonly choices: Chosen<EntryChoice>;
}

/** What the rest of the file says. */
export interface Surroundings {
  readonly folder: string;
  readonly suppress: readonly SuppressionChoice[];
  readonly defaults: Defaults;
}

const LONGEST_NAME = 300;
const KEEPING: readonly Operation[] = rowOf('keep').for ?? [];

/** The choices without the suppression lists, which are read item by item. */
const PLAIN_CHOICES = ENTRY_CHOICES.filter((name) => name !== 'suppress');

/** What `defaults` can have. */
export const DEFAULT_KEYS = ['maxAge', 'keep', ...PLAIN_CHOICES.flatMap(argumentsOf)];
/** What an entry can have. */
export const ENTRY_KEYS = ['id', 'name', 'operation', 'file', ...DEFAULT_KEYS, 'suppress'];

export function readDefaults(object: FileObject, list: ProblemList): Defaults {
  return {
    maxAge: list.read(object, ['maxAge'], (args, key) => age.read(args, key)),
    keep: list.read(object, ['keep'], (args, key) => args.optionalFlag(key)),
    choices: readPlain(object, list),
  };
}

/** An entry, as far as it is one; undefined if it has no segment, operation or file. */
export function readEntry(
  object: FileObject,
  around: Surroundings,
  list: ProblemList,
): NightlyEntry | undefined {
  const id = list.read(object, ['id'], (args, key) => args.id(key));
  list.segmentId = id;
  const name = list.read(object, ['name'], nameIn);
  const operation = list.read(object, ['operation'], (args, key) => args.oneOf(key, OPERATIONS));
  const own = readDefaults(object, list);
  const suppress = readSuppress(object, around.folder, list);
  const maxAge = own.maxAge ?? around.defaults.maxAge;
  const every = own.choices.every ?? around.defaults.choices.every;
  const files = readFiles(object, around.folder, (every ?? maxAge) !== undefined, list);
  if (id === undefined || operation === undefined || files === undefined) return undefined;
  const choices = { ...own.choices, ...(object.properties.has('suppress') && { suppress }) };
  rejectMisplaced(object, { ...choices, keep: own.keep ? '' : undefined }, operation, list);
  const canKeep = KEEPING.includes(operation) && files.length === 1;
  if (own.keep && files.length > 1)
    list.add(
      object.properties.get('keep')?.key ?? object.node,
      t('“{0}” is for one file on this machine’s disk.', 'keep'),
    );
  const all = allChoices(choices, operation, around);
  const { suppress: lists = [] } = all;
  for (const node of itemsOf(object.properties.get('file')?.value)) {
    const path = resolve(around.folder, String(node.value));
    if (lists.some(({ file }) => fileURLToPath(file) === path))
      list.add(node, t('This is a suppression list: no one in it is sent. Choose another file.'));
  }
  return {
    id,
    ...(name !== undefined && { name }),
    operation,
    files,
    ...(maxAge !== undefined && { maxAge }),
    keep: canKeep && (own.keep ?? around.defaults.keep ?? false),
    choices: all,
    defaults: ENTRY_CHOICES.filter(
      (one) => all[one] !== undefined && choices[one] === undefined && one !== 'suppress',
    ),
    at: spanOf(object.node),
  };
}

/** The suppression lists of a file or an entry; undefined if it names none. */
export function readSuppress(
  { properties }: FileObject,
  folder: string,
  list: ProblemList,
): SuppressionChoice[] | undefined {
  const node = properties.get('suppress')?.value;
  return (
    node &&
    itemsOf(node).flatMap((item) => {
      const found = item.type === 'array' ? undefined : listsAt(item, folder);
      if (!found)
        list.addInSchema(
          item,
          t(
            'A suppression list is a path, PATH#COLUMN, or an object with “file”, “column” and “maxAge” (such as 26h).',
          ),
        );
      return found ?? [];
    })
  );
}

function listsAt(item: Node, folder: string): readonly SuppressionChoice[] | undefined {
  const uriOf = (file: string): string => pathToFileURL(resolve(folder, file)).href;
  return validChoices({ suppress: listArguments(valueOf(item), uriOf) }, ['suppress']).suppress;
}

function readPlain(object: FileObject, list: ProblemList): Chosen<EntryChoice> {
  return chosenFor(PLAIN_CHOICES, (name) => {
    const keys = argumentsOf(name);
    const read = list.read(object, keys, (args) => readChoices(args, [name]));
    const { unlimited } = rowOf(name);
    const written = object.properties.get(name)?.value;
    if (written && unlimited && read?.[name] === unlimited(undefined))
      list.add(written, t('This turns the safety check off, every night.'), {
        severity: 'warning',
      });
    return read?.[name];
  });
}

function nameIn(args: Arguments, key: string): string | undefined {
  return args.parseOptional(
    key,
    (value) =>
      typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_NAME
        ? value
        : undefined,
    () => t('“{0}” must be a string.', key),
  );
}

/** A default that means nothing for an operation isn't used; what an entry says itself is an error. */
function rejectMisplaced(
  { node, properties }: FileObject,
  values: Chosen<ChoiceName>,
  operation: Operation,
  list: ProblemList,
): void {
  for (const name of [...ENTRY_CHOICES, 'keep'] as const) {
    const message = misplacedText({ operation, [name]: values[name] }, String);
    const [property = undefined] = argumentsOf(name).flatMap((key) => properties.get(key) ?? []);
    if (message !== undefined) list.add(property?.key ?? node, message);
  }
}

function allChoices(
  own: Chosen<EntryChoice>,
  operation: Operation,
  { suppress, defaults }: Surroundings,
): Chosen<EntryChoice> {
  return chosenFor(ENTRY_CHOICES, (name) => {
    if (!applies(name, operation)) return own[name];
    if (name !== 'suppress') return own[name] ?? defaults.choices[name];
    const lists = joinLists(own.suppress ?? [], suppress);
    return lists.length > 0 ? lists : undefined;
  });
}

function readFiles(
  object: FileObject,
  folder: string,
  isLimited: boolean,
  list: ProblemList,
): readonly string[] | undefined {
  const written = list.read(object, ['file'], (args, key) =>
    args.parse(key, pathsIn, () => t('“{0}” must be a path, or an array of paths.', key)),
  );
  const node = object.properties.get('file')?.value;
  const paths = written?.map((one) => resolve(folder, one));
  for (const [index, item] of itemsOf(node).entries()) {
    const text = written?.[index];
    if (text === undefined || paths === undefined) continue;
    const stars = text.split('*').length - 1;
    if (stars > 1 || (stars === 1 && dirname(paths[index]).includes('*')))
      list.add(item, t('One * is enough, in the name of the file, for a date or a number.'));
    else if (stars === 1 && !isLimited)
      list.add(
        item,
        t('“every” is missing: how often a new one of these files comes, such as “day”.'),
      );
    if (paths.indexOf(paths[index]) < index)
      list.add(item, t('{0} is there twice. Delete one of them.', basename(paths[index])));
    if (sep === '/' && text.includes('\\'))
      list.add(item, t('Write / between folders: \\ is part of a name on this machine.'), {
        severity: 'warning',
      });
    if (/^~\/|^\w+:\/\/|\$\{?[a-z_]|%\w+%/i.test(text))
      list.add(
        item,
        t('A path is taken as it is written: variables, ~ and addresses mean nothing in it.'),
        { severity: 'warning' },
      );
  }
  return paths;
}

function pathsIn(value: unknown): readonly string[] | undefined {
  const paths = typeof value === 'string' ? [value] : value;
  return isTextList(paths) && paths.length > 0 && paths.every((one) => one.trim() !== '')
    ? paths
    : undefined;
}
