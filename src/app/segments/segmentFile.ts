import { t } from '@vscode/l10n';
import { type NewSegment, type Retailer, type Segment } from '../../api/apiTypes';
import type { ToolCode } from '../../common/codes/toolCodes';
import { Failure } from '../../common/failure';
import { fileNameOf } from '../../common/messageText';
import { present } from '../../common/records';
import { plainName } from '../../csv/columnNames';
import { CsvError } from '../../csv/csvError';
import {
  FLAG_BLANK_LINE,
  FLAG_NO_FIELD,
  type Dialect,
  type Place,
  type RecordBatch,
} from '../../csv/csvTypes';
import { detectDialect } from '../../csv/dialect';
import { fieldPlace, fieldText, recordPlace } from '../../csv/fieldPlaces';
import { ColumnScanner } from '../../csv/scanner';
import {
  IDENTIFIER_TYPES,
  knownType,
  type IdentifierType,
} from '../../identifiers/identifierTypes';
import { writeItems } from '../lists/writeItems';
import { retailerIdOf } from './resolveSegment';

/** The columns of a segment file, as exported. `type` is the identifier type. */
const COLUMNS = ['id', 'name', 'description', 'retailer', 'type'] as const;
type SegmentColumn = (typeof COLUMNS)[number];

/** Accepted column names, as people and the API write them. */
const NAMES: Record<SegmentColumn, readonly string[]> = {
  id: ['id', 'segment id', 'audience segment id'],
  name: ['name', 'segment name', 'segment'],
  description: ['description'],
  retailer: ['retailer', 'retailer id'],
  type: ['type', 'identifier type'],
};
const REQUIRED: readonly SegmentColumn[] = ['name', 'retailer', 'type'];

export interface SegmentRow {
  /** The whole record, in the editor's coordinates. */
  place: Place;
  values: Record<SegmentColumn, string>;
  places: Partial<Record<SegmentColumn, Place>>;
}

/** Why a row can't be created. */
export interface RowProblem<Code = ToolCode> {
  place: Place;
  code: Code;
  message: string;
}

/** A row that isn't created again. */
export type SkippedRow = RowProblem<'exists-already'>;

/** Segment files are written by hand, so a larger one is the wrong file. */
const MAX_BYTES = 20 * 1024 * 1024;

/** Throws `Failure` 'file-too-large' for a file that can't be a list of segments. */
export function requireSegmentFileSize(bytes: number, uri: string): void {
  if (bytes <= MAX_BYTES) return;
  throw new Failure(
    'file-too-large',
    t(
      '“{0}” is too large for a list of segments (at most {1} MB). Check that it’s the right file.',
      fileNameOf(uri),
      MAX_BYTES / 1024 / 1024,
    ),
    'createSegmentsFromCsv',
  );
}

/**
 * Reads a CSV of segments with a header, in any delimiter and encoding that uploads support. Throws
 * `CsvError`, with code 'no-column' if a required column is missing.
 */
export function readSegmentFile(raw: Uint8Array): SegmentRow[] {
  const { bytes, top, dialect } = detectDialect(raw, true);
  const file = { bytes: bytes.subarray(top.offset), line: top.line, dialect };

  const records = readColumn(file, 0);
  const headerIndex = records.findIndex((record) => !record.blank);
  if (headerIndex < 0)
    throw new CsvError(
      'empty',
      t('The file is empty. It needs a header (name, retailer, type) and one segment per row.'),
    );
  const header: string[] = [];
  for (let column = 0; column === 0 || header.length === column; column++) {
    const cell = readColumn(file, column, headerIndex + 1)[headerIndex];
    if (cell && !cell.absent) header.push(plainName(cell.text));
  }
  const columns = Object.fromEntries(
    COLUMNS.map((column) => [column, header.findIndex((name) => NAMES[column].includes(name))]),
  ) as Record<SegmentColumn, number>;
  const missing = REQUIRED.filter((column) => columns[column] < 0);
  if (missing.length > 0)
    throw new CsvError(
      'no-column',
      t(
        'The header has no column {0}. It needs “name”, “retailer”, and “type”; “description” and “id” are optional.',
        missing.join(', '),
      ),
      headerIndex,
    );

  const cells = COLUMNS.map((column) => ({
    column,
    cells: columns[column] < 0 ? [] : readColumn(file, columns[column]),
  }));
  return records.flatMap((record, index) => {
    if (index <= headerIndex || record.blank) return [];
    const row: SegmentRow = {
      place: record.record,
      values: { id: '', name: '', description: '', retailer: '', type: '' },
      places: {},
    };
    for (const { column, cells: all } of cells) {
      const cell = all[index];
      if (!cell || cell.absent) continue;
      row.values[column] = cell.text.trim();
      row.places[column] = cell.place;
    }
    return [row];
  });
}

interface Cell {
  text: string;
  place: Place;
  record: Place;
  blank: boolean;
  absent: boolean;
}

/**
 * Reads one column of all records, or of the first `limit`. Segment files are small, so the file is
 * scanned once per column.
 */
function readColumn(
  file: { bytes: Uint8Array; line: number; dialect: Pick<Dialect, 'delimiter' | 'recordEnd'> },
  column: number,
  limit = Infinity,
): Cell[] {
  const scanner = new ColumnScanner({
    dialect: file.dialect,
    column,
    columns: column + 1,
    line: file.line,
  });
  const cells: Cell[] = [];
  const take = (batch: RecordBatch): void => {
    for (let i = 0; i < batch.count && cells.length < limit; i++) {
      const flags = batch.flags[i];
      cells.push({
        text: fieldText(batch, i),
        place: fieldPlace(batch, i),
        record: recordPlace(batch, i),
        blank: (flags & FLAG_BLANK_LINE) !== 0,
        absent: (flags & FLAG_NO_FIELD) !== 0,
      });
    }
  };
  take(scanner.push(file.bytes));
  take(scanner.end());
  return cells;
}

interface ExistingSegments {
  /** All segments of the account. */
  segments: readonly Segment[];
  /** Retailers, to resolve names in hand-written files. */
  retailers: readonly Retailer[];
}

export interface SegmentToCreate {
  segment: NewSegment;
  row: SegmentRow;
}

/**
 * Splits a file's rows before anything is created: segments to create, the number that exist by ID
 * (from an exported file), rows that exist by name, retailer, and type (from an earlier run), and
 * the invalid rows with their places.
 */
export function validateRows(
  rows: readonly SegmentRow[],
  account: ExistingSegments,
): {
  toCreate: SegmentToCreate[];
  existing: number;
  existingByName: SkippedRow[];
  problems: RowProblem[];
} {
  const ids = new Set(account.segments.map(({ id }) => id));
  const existingKeys = new Set(
    account.segments.map(({ name, retailerId, contactList }) =>
      keyOf(name?.raw().trim() ?? '', retailerId, contactList?.identifierType),
    ),
  );
  const toCreate: SegmentToCreate[] = [];
  const existingByName: SkippedRow[] = [];
  const problems: RowProblem[] = [];
  const seen = new Map<string, SegmentRow>();
  let existing = 0;
  for (const row of rows) {
    const { id, name, description, retailer, type } = row.values;
    if (ids.has(id)) {
      existing += 1;
      continue;
    }
    const retailerId = retailerIdOf(retailer, account);
    const identifierType = knownType(type);
    const invalid = invalidFields(row, retailerId, identifierType);
    problems.push(...invalid);
    if (invalid.length > 0 || retailerId === undefined || identifierType === undefined) continue;
    const key = keyOf(name, retailerId, identifierType);
    const first = seen.get(key);
    if (existingKeys.has(key)) {
      const message = t('This segment already exists: the row is skipped.');
      existingByName.push(problemIn(row, 'name', 'exists-already', message));
    } else if (first) {
      const message = t('The same segment is already on line {0}.', first.place.line + 1);
      problems.push(problemIn(row, 'name', 'duplicate', message));
    } else {
      seen.set(key, row);
      const segment = { name, description: description || undefined, retailerId, identifierType };
      toCreate.push({ row, segment });
    }
  }
  return { toCreate, existing, existingByName, problems };
}

/** The fields of a row that are invalid by themselves. `retailerId`, `type`: undefined if unknown. */
function invalidFields(
  row: SegmentRow,
  retailerId: string | undefined,
  type: IdentifierType | undefined,
): RowProblem[] {
  const { name, retailer, type: given } = row.values;
  const found = present<[SegmentColumn, ToolCode, string]>([
    name === '' && ['name', 'name-must-not-be-empty', t('A segment needs a name.')],
    retailer === '' && [
      'retailer',
      'retailer-missing',
      t('A segment needs a retailer: its ID or its name.'),
    ],
    retailer !== '' &&
      retailerId === undefined && [
        'retailer',
        'retailer-unknown',
        t(
          'No retailer of this account has this name, or more than one does. Use the retailer ID instead.',
        ),
      ],
    type === undefined &&
      (given.toLowerCase() === 'events'
        ? [
            'type',
            'events-not-creatable',
            t('Events segments are created in Criteo’s user interface, not through the API.'),
          ]
        : [
            'type',
            'type-unknown',
            t('The type must be one of: {0}.', IDENTIFIER_TYPES.join(', ')),
          ]),
  ]);
  return found.map(([column, code, message]) => problemIn(row, column, code, message));
}

function problemIn<Code>(
  { place, places }: SegmentRow,
  column: SegmentColumn,
  code: Code,
  message: string,
): RowProblem<Code> {
  return { place: places[column] ?? place, code, message };
}

function keyOf(
  name: string,
  retailerId: string | undefined,
  identifierType: string | undefined,
): string {
  return JSON.stringify([name, retailerId, identifierType?.toLowerCase()]);
}

/** The segments as CSV. Events segments have `Events` as type. */
export function writeSegmentFile(segments: readonly Segment[]): string {
  return writeItems(
    COLUMNS,
    segments,
    ({ id, name, description, retailerId, contactList, type }) => [
      id,
      name?.raw() ?? '',
      description?.raw() ?? '',
      retailerId ?? '',
      contactList?.identifierType ?? type ?? '',
    ],
  );
}
