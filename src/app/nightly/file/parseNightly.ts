import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import type { Node } from 'jsonc-parser';
import { isId } from '../../../common/outsideText';
import {
  DEFAULT_KEYS,
  ENTRY_KEYS,
  readDefaults,
  readEntry,
  readSuppress,
  type Surroundings,
} from './entryReader';
import { childOf, itemsOf, readJsonTree } from './jsonTree';
import type { NightlyEntry, NightlyFile, ParsedNightly } from './nightlyFile';
import { ProblemList } from './problemList';

/** What a nightly file has. The editor writes `$schema` where people ask it to. */
export const FILE_KEYS = ['version', 'account', 'suppress', 'defaults', 'segments'];

/**
 * Reads the text of a nightly file. It asks nobody, and looks at no file. `uri`: where it is, for the
 * paths in it.
 */
export function parseNightly(text: string, uri: string): ParsedNightly {
  const { root, problem } = readJsonTree(text);
  if (problem) return { problems: [problem] };
  const list = new ProblemList(text);
  const folder = folderOf(uri);
  if (folder === undefined)
    list.add(
      { offset: 0, length: 1 },
      t('Save the file on this machine’s disk: the paths in it are relative to it.'),
    );
  const read = root && readFile(root, folder ?? '', list);
  const file = read && !list.hasError() ? { uri, ...read } : undefined;
  return { ...(file && { file }), problems: list.all() };
}

function readFile(
  root: Node,
  folder: string,
  list: ProblemList,
): Omit<NightlyFile, 'uri'> | undefined {
  if (!isObject(root, list)) return undefined;
  const object = list.objectOf(root, ['$schema', ...FILE_KEYS], notAllowed);
  list.read(object, ['version'], (args, key) =>
    args.parse(
      key,
      (value) => (value === 1 ? value : undefined),
      () => t('“{0}” must be 1. For another one, update this tool.', key),
    ),
  );
  const accountId = list.read(object, ['account'], (args, key) => args.id(key));
  const suppress = readSuppress(object, folder, list);
  const start = { offset: root.offset, length: 1 };
  if (!suppress)
    list.addInSchema(
      start,
      t('“suppress” is missing: the suppression lists, or [] if there are none.'),
    );
  const written = object.properties.get('defaults')?.value;
  const defaults =
    written && isObject(written, list)
      ? readDefaults(list.objectOf(written, DEFAULT_KEYS, notADefault), list)
      : { choices: {} };
  const segments = object.properties.get('segments')?.value;
  if (segments?.type !== 'array' || itemsOf(segments).length === 0)
    list.addInSchema(
      segments ?? start,
      t('“segments” must be an array with an object for each segment.'),
    );
  const around = { folder, suppress: suppress ?? [], defaults };
  const entries = segments?.type === 'array' ? readEntries(segments, around, list) : [];
  return accountId === undefined ? undefined : { accountId, suppress: suppress ?? [], entries };
}

function readEntries(segments: Node, around: Surroundings, list: ProblemList): NightlyEntry[] {
  const known = new Map<string, Node>();
  return itemsOf(segments).flatMap((node) => {
    const written = childOf(node, 'id');
    const id = typeof written?.value === 'string' && isId(written.value) ? written.value : '';
    const same = known.get(id);
    list.segmentId = id || undefined;
    if (same && written)
      list.add(
        written,
        t(
          'Segment {0} has an entry in line {1} already. All its files go into one: “file” can be an array.',
          id,
          list.lineOf(same),
        ),
      );
    else if (written && id) known.set(id, written);
    const entry = isObject(node, list)
      ? readEntry(list.objectOf(node, ENTRY_KEYS, notAllowed), around, list)
      : undefined;
    list.segmentId = undefined;
    return entry ?? [];
  });
}

function isObject(node: Node, list: ProblemList): boolean {
  if (node.type !== 'object') list.addInSchema(node, t('This must be an object, in braces.'));
  return node.type === 'object';
}

function notAllowed(key: string): string | undefined {
  if (key === 'allow')
    return t('“{0}” is for one upload, by a person: every night, it would allow everything.', key);
  return key === 'account' || key === 'accountId'
    ? t('A nightly file is for one account: write “account” once, at its top.')
    : undefined;
}

function notADefault(key: string): string | undefined {
  return ENTRY_KEYS.includes(key) ? t('“{0}” can’t be a default.', key) : notAllowed(key);
}

/** Undefined if it isn't on this machine's disk. */
function folderOf(uri: string): string | undefined {
  try {
    return dirname(fileURLToPath(uri));
  } catch {
    return undefined;
  }
}
