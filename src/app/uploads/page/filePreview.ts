import { t } from '@vscode/l10n';
import { rowsText } from '../../../common/counts';
import { count, percent, size } from '../../../common/format';
import { plainLine, type OutsideText } from '../../../common/outsideText';
import { compact, present } from '../../../common/records';
import type { Dialect } from '../../../csv/csvTypes';
import { recognizeColumns, resolveColumn, type ColumnContent } from '../../../csv/findColumn';
import { headerName } from '../../../csv/header';
import { preview } from '../../../csv/preview';
import { examineSource } from '../../../csv/source';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import { validate } from '../../../identifiers/validate';
import type { SourceFile } from '../../../upload/uploadTypes';
import type { FileSection, Press } from '../../../webview/uploadModel';
import { dialectTexts } from '../plan/dialectText';

/** Records shown. */
const RECORDS = 20;
/** Columns shown. */
const COLUMNS = 50;
/** Characters (UTF-16 units) shown of a cell. */
const CELL = 200;

/** The start of a file. Personal data: for the page alone, never logged or stored. */
export interface FilePreview {
  dialect: Dialect;
  /** In bytes, as it is on disk. */
  size: number;
  header?: string[];
  /** What each column seems to contain, over up to 1,000 records. */
  columns: ColumnContent[];
  /** The column found for each type; a type without a clear one is missing. */
  matches: ReadonlyMap<IdentifierType, number>;
  /** The first 20, each with the 1-based line on which it starts. */
  records: { line: number; fields: string[] }[];
}

/**
 * Reads the start of a file, with the same detection as the check but tolerating malformed quotes.
 * Rejects with `CsvError` if the file can't be read.
 */
export async function readFilePreview(source: SourceFile): Promise<FilePreview> {
  const [{ size }, { dialect, header, sample, lines, columns }] = await Promise.all([
    examineSource(source),
    preview(source, source.dialect),
  ]);
  const recognized = recognizeColumns({ header, sample }, columns);
  return {
    dialect,
    size,
    header,
    matches: recognized.matches,
    columns: recognized.columns.map((content, column) => ({
      ...content,
      types: content.types.map(({ type }) => ({
        type,
        fits: validRatio(
          type,
          sample.map((fields) => fields.at(column) ?? ''),
          header?.[column],
        ),
      })),
    })),
    records: sample.slice(0, RECORDS).map((fields, index) => ({ line: lines[index] + 1, fields })),
  };
}

/** The ratio (0–1) of the values that aren't blank which the check would take. */
function validRatio(
  type: IdentifierType,
  values: readonly string[],
  header: string | undefined,
): number {
  const kinds = values.map((value) => validate(type, value, { header }).kind);
  const filled = kinds.filter((kind) => kind !== 'blank').length;
  return filled === 0 ? 0 : kinds.filter((kind) => kind === 'valid').length / filled;
}

/**
 * The 0-based columns that a check reads, in ascending order: those chosen by name or number, else
 * the one found for the type; empty if there is none.
 */
export function previewedColumns(
  { header, columns, matches }: FilePreview,
  type: IdentifierType | undefined,
  chosen: readonly (string | number)[] | undefined,
): number[] {
  if (chosen === undefined) return [(type && matches.get(type)) ?? []].flat();
  const resolved = chosen.flatMap((one) => {
    try {
      return [resolveColumn(header, one, columns.length)];
    } catch {
      // The check says what is wrong with the choice.
      return [];
    }
  });
  return [...new Set(resolved)].sort((a, b) => a - b);
}

/**
 * The columns after a press on the header of one: another one of the type is added, one that was
 * chosen is left out unless it is the last, and any other is chosen alone.
 */
export function columnsAfterPress(
  { columns }: FilePreview,
  type: IdentifierType | undefined,
  chosen: readonly number[],
  pressed: number,
): readonly number[] {
  if (chosen.includes(pressed))
    return chosen.length > 1 ? chosen.filter((column) => column !== pressed) : chosen;
  const all = [...chosen, pressed].sort((a, b) => a - b);
  return all.every((column) => isOfType(columns.at(column), type)) ? all : [pressed];
}

function isOfType(content: ColumnContent | undefined, type: IdentifierType | undefined): boolean {
  return content?.types.some((likely) => likely.type === type) ?? false;
}

/** What the page shows of a file besides its start. */
export interface FileSectionOptions {
  name: OutsideText;
  /** The 0-based index among the upload's files, and their number. */
  index: number;
  files: number;
  /** Once counted. */
  rows?: number;
  /** The columns chosen, 0-based, and the type that their values are checked as. */
  chosen: readonly number[];
  type?: IdentifierType;
  /** Nothing is sent. */
  checks?: boolean;
  /** Nothing can be changed. */
  locked?: boolean;
  /** In place of the hint about choosing a column. */
  hint?: string;
}

/** The section with the file's first records, in which a column can be chosen. */
export function fileSection(file: FilePreview, options: FileSectionOptions): FileSection {
  const { name, index, files, rows, chosen, locked = false } = options;
  const hint = locked ? undefined : (options.hint ?? columnsHint(file, options));
  const shown = columnsShown(file, chosen);
  const change: Press = {
    label: t('Change'),
    action: 'changeReading',
    value: String(index),
    description: t('Change How the File Is Read…'),
  };
  return compact<FileSection>({
    type: 'file',
    title: t('File'),
    summary: present([
      files > 1 && t('{0}, {1} of {2} files', name.forTree(), count(index + 1), count(files)),
      ...dialectTexts(file.dialect),
      rows === undefined ? size(file.size) : rowsText(rows),
    ]).join(' · '),
    change: locked ? undefined : change,
    label: t('First {0} of {1}', rowsText(file.records.length), name.forTree()),
    lineLabel: t('Line'),
    columns: shown.map((number) => columnOf(file, number, options)),
    rows: file.records.map((record) => ({
      line: count(record.line),
      cells: shown.map((number) =>
        chosen.includes(number)
          ? chosenCell(file, record.fields, number, options)
          : cell(record, number),
      ),
    })),
    marks: { invalid: t('Invalid'), blank: t('blank') },
    hint,
  });
}

/** What a press on a header does. */
function columnsHint(file: FilePreview, { chosen, type, checks }: FileSectionOptions): string {
  const { header, columns } = file;
  if (chosen.length > 1) {
    const names = chosen.map((column) => headerName(header?.[column], column).forTree()).join(', ');
    const values = [count(chosen.length), names];
    return checks
      ? t('{0} columns are checked: {1}. Select a header again to leave it out.', ...values)
      : t('{0} columns are sent: {1}. Select a header again to leave it out.', ...values);
  }
  const adds = columns.some(
    (_, column) => columnsAfterPress(file, type, chosen, column).length > 1,
  );
  return adds
    ? t('Select a header to use that column. Another one of the same type is added.')
    : t('Select a header to use that column.');
}

/** The first columns, and the chosen ones wherever they are. */
function columnsShown({ columns }: FilePreview, chosen: readonly number[]): number[] {
  const first = columns.slice(0, COLUMNS).map((_, column) => column);
  const further = chosen.filter((column) => column >= COLUMNS && column < columns.length);
  return [...first.slice(0, Math.max(0, COLUMNS - further.length)), ...further];
}

function columnOf(
  { header, columns }: FilePreview,
  column: number,
  { chosen, type, locked }: FileSectionOptions,
): FileSection['columns'][number] {
  const name = headerName(header?.[column], column).forTree();
  const isChosen = chosen.includes(column);
  return compact<FileSection['columns'][number]>({
    name,
    detail: contentText(columns[column], isChosen ? type : undefined),
    chosen: isChosen,
    press: locked ? undefined : { label: name, action: 'chooseColumn', value: String(column) },
  });
}

/** `Email · filled 41%, fits 99%`, or nothing. `type`: preferred if it is likely. */
function contentText({ filled, types }: ColumnContent, type: IdentifierType | undefined): string {
  const content = types.find((likely) => likely.type === type) ?? types.at(0);
  if (content === undefined) return '';
  const label = identifierTypeLabel(content.type);
  if (filled === 0) return t('{0} · empty', label);
  return filled === 1
    ? t('{0} · fits {1}', label, wholePercent(content.fits))
    : t('{0} · filled {1}, fits {2}', label, wholePercent(filled), wholePercent(content.fits));
}

/** Rounded, but 0 % and 100 % only if it is none or all. */
function wholePercent(ratio: number): string {
  const rounded = Math.round(ratio * 100) / 100;
  return percent(ratio === 0 || ratio === 1 ? ratio : Math.min(0.99, Math.max(0.01, rounded)));
}

function cell({ fields }: { fields: string[] }, column: number): { text: string } {
  return { text: cellText(fields.at(column) ?? '') };
}

/** A cell of the chosen column, marked as the check will find it. */
function chosenCell(
  { header, columns }: FilePreview,
  fields: string[],
  column: number,
  { type }: FileSectionOptions,
): FileSection['rows'][number]['cells'][number] {
  const value = fields.at(column) ?? '';
  const text = cellText(value);
  if (fields.length === 1 && value === '') return { text, mark: 'blank' };
  if (fields.length !== columns.length) return { text, mark: 'invalid' };
  const kind = type && validate(type, value, { header: header?.[column] }).kind;
  return kind === 'invalid' || kind === 'blank' ? { text, mark: kind } : { text };
}

/** On one line, its spaces kept. */
function cellText(value: string): string {
  const start = value.slice(0, 2 * CELL).replace(/\r\n?|\n/g, '⏎');
  const text = plainLine(start);
  return text.length > CELL || value.length > 2 * CELL
    ? `${text.slice(0, CELL - 1).replace(/[\ud800-\udbff]$/, '')}…`
    : text;
}
