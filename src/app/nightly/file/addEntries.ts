import { dirname, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Node } from 'jsonc-parser';
import { compact, isRecord } from '../../../common/records';
import type { Operation } from '../../../upload/uploadTypes';
import { asArguments } from '../../uploads/choices/request';
import type { SuppressionChoice } from '../../uploads/choices/suppressionChoice';
import { readSuppress } from './entryReader';
import { childOf, itemsOf, readJsonTree, valueOf } from './jsonTree';
import type { NightlyEntry } from './nightlyFile';
import { ProblemList } from './problemList';

/** An entry to be written. What is absent is for its author to fill in. */
export interface NewEntry extends Partial<
  Pick<NightlyEntry, 'name' | 'maxAge' | 'keep' | 'choices'>
> {
  readonly id: string;
  readonly operation?: Operation;
  /** Absolute paths, of which the last part of each may have one `*`. Empty: it is to be filled in. */
  readonly files?: readonly string[];
}

/** An entry on one line isn't longer. */
const LONGEST_LINE = 100;

/** A nightly file without entries. */
export function emptyNightly(accountId: string): string {
  return `{
  "version": 1,
  "account": ${JSON.stringify(accountId)},
  "suppress": [],
  "segments": []
}
`;
}

/**
 * The text of a nightly file with more entries after the others; what it has stays as it is, with its
 * comments. Entries of segments that it has already are left out, and so is what its `defaults` and
 * `suppress` say. Undefined if it isn't JSON, or has no array `segments`. `uri`: where it is.
 */
export function addEntries(
  text: string,
  entries: readonly NewEntry[],
  uri: string,
): string | undefined {
  const { root, problem } = readJsonTree(text);
  const segments = childOf(root, 'segments');
  if (problem || !root || segments?.type !== 'array') return undefined;
  const known = itemsOf(segments).map((node): unknown => childOf(node, 'id')?.value);
  const added = entries.filter(({ id }) => !known.includes(id));
  if (added.length === 0) return text;
  const defaults = valueOf(childOf(root, 'defaults'));
  const folder = dirname(fileURLToPath(uri));
  const list = new ProblemList(text);
  const lists = readSuppress(list.objectOf(root, []), folder, list) ?? [];
  const own = { defaults: isRecord(defaults) ? defaults : {}, lists, folder };
  const written = added.map((entry) => writtenEntry(entry, own));
  return insertLast(text, segments, written);
}

/** What a nightly file says by itself, and its folder. */
interface Written {
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly lists: readonly SuppressionChoice[];
  readonly folder: string;
}

function writtenEntry(
  { id, name, operation, files, maxAge, keep, choices = {} }: NewEntry,
  { defaults, lists, folder }: Written,
): Record<string, unknown> {
  const paths = files?.map((path) => writtenPath(path, folder));
  const suppress = choices.suppress
    ?.filter(({ file }) => !lists.some((list) => list.file === file))
    .map((list) => ({ ...list, file: writtenPath(fileURLToPath(list.file), folder) }));
  const usual = compact({
    maxAge,
    keep: keep || undefined,
    ...asArguments({ ...choices, suppress: suppress?.length === 0 ? undefined : suppress }),
  });
  const own = Object.entries(usual).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key]),
  );
  const file = paths?.length === 1 ? paths[0] : paths;
  return compact({ id, name, operation, file, ...Object.fromEntries(own) });
}

/** Relative to the nightly file, unless that is far away; with `/`, which is right everywhere. */
function writtenPath(path: string, folder: string): string {
  const way = relative(folder, path);
  return (way.startsWith(`..${sep}..`) ? path : way).replaceAll(sep, '/');
}

/** A text with more items at the end of an array in it, in the style of what is there. */
function insertLast(text: string, array: Node, values: readonly object[]): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const [unit = '  '] = /(?<=^)(\t| {2,8})(?=\S)/m.exec(text) ?? [];
  const last = itemsOf(array).at(-1);
  const close = array.offset + array.length - 1;
  const end = last ? last.offset + last.length : array.offset + 1;
  const indent = indentAt(text, array.offset);
  const itemIndent =
    last && isFirstInLine(text, last.offset) ? indentAt(text, last.offset) : indent + unit;
  const isShort = !last || !/[\r\n]/.test(text.slice(last.offset, end));
  const items = values.map((value) => {
    const line = oneLine(value);
    const isLine = isShort && itemIndent.length + line.length <= LONGEST_LINE;
    const lines = isLine ? line : JSON.stringify(value, null, unit);
    return eol + itemIndent + lines.replaceAll('\n', eol + itemIndent);
  });
  const rest = text.slice(end, close);
  const [comma] = rest.match(/\/\/.*|\/\*[^]*?\*\/|,/g)?.filter((part) => part === ',') ?? [];
  const kept = rest.trimEnd();
  return [
    text.slice(0, end),
    last && comma === undefined ? ',' : '',
    kept,
    items.join(','),
    comma ?? '',
    /[\r\n]/.test(rest) ? rest.slice(kept.length) : eol + indent,
    text.slice(close),
  ].join('');
}

/** The space at the beginning of the line that an offset is in. */
function indentAt(text: string, offset: number): string {
  const [indent] = /^[ \t]*/.exec(text.slice(startOfLine(text, offset))) ?? [''];
  return indent;
}

function isFirstInLine(text: string, offset: number): boolean {
  return text.slice(startOfLine(text, offset), offset).trim() === '';
}

function startOfLine(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** As JSON on one line, with a space where people write one. */
function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const parts = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}: ${oneLine(one)}`,
  );
  return `{ ${parts.join(', ')} }`;
}
