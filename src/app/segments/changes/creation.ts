import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import { codeFields } from '../../../common/codes/toolCodes';
import { Failure } from '../../../common/failure';
import { count, plural } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import type { AccountHandle, Accounts } from '../../accounts/account';
import type { Confirm } from '../../arguments';
import { sandboxLines } from '../access';
import { confirmationOf, requireConfirmed, type Confirmed, type Question } from '../confirmation';
import { plainSegment, type PlainSegment } from '../labels';
import {
  validateRows,
  type RowProblem,
  type SegmentRow,
  type SegmentToCreate,
  type SkippedRow,
} from '../segmentFile';
import type { SegmentList } from '../segmentList';
import type { BatchOptions } from './changeInBatches';
import { createMany } from './createMany';
import { asSentence, type ItemOutcome } from './itemOutcome';

const OPERATION = 'createSegmentsFromCsv';

/** Result of `createSegmentsFromCsv`. */
export interface Creation {
  created: PlainSegment[];
  /** Rows whose segment exists already: by ID, or by name, retailer, and type. */
  existing: number;
  /** `line` is 1-based, as in the editor. */
  problems: (Omit<ItemOutcome, 'index'> & { line: number })[];
}

/** A row that isn't created, and why: invalid in the file, or rejected by Criteo. */
export type InvalidRow = Omit<ItemOutcome, 'index'> & Pick<RowProblem, 'place'>;

/** A file's rows after validation. */
interface ValidatedRows {
  toCreate: readonly SegmentToCreate[];
  /** See `Creation`. */
  existing: number;
  /** The existing rows that match by name, retailer, and type. */
  existingByName: readonly SkippedRow[];
  problems: readonly RowProblem[];
}

/** What will be created from a file, and what it takes to confirm it. */
export interface CreationPlan extends ValidatedRows, Question {
  readonly account: AccountHandle;
  /** All rows of the file. */
  readonly rows: readonly SegmentRow[];
}

/** What a creation works with. */
interface Services {
  accounts: Pick<Accounts, 'retailers' | 'retailerName'>;
  list: Pick<SegmentList, 'put' | 'search'>;
}

/**
 * Plans creating segments from the rows of a file. Needs no confirmation if there is nothing to
 * create. Rejects if the account's segments or retailers can't be read.
 */
export async function planCreation(
  services: Services,
  account: AccountHandle,
  rows: readonly SegmentRow[],
  confirm: Confirm,
  signal?: AbortSignal,
): Promise<CreationPlan> {
  const validated = await validateFile(services, account, rows, signal);
  const confirmation = confirmationOf(
    account,
    undefined,
    validated.toCreate.length === 0 ? false : confirm,
    OPERATION,
  );
  return {
    ...validated,
    ...creationQuestion(account, rows, validated),
    account,
    rows,
    confirmation,
  };
}

/** Validates against the whole list, not only what happens to be loaded. */
async function validateFile(
  { accounts, list }: Services,
  account: AccountHandle,
  rows: readonly SegmentRow[],
  signal?: AbortSignal,
): Promise<ValidatedRows> {
  const segments = await list.search(account, {}, signal);
  const byName = rows.some(({ values }) => /\D/.test(values.retailer));
  const retailers = byName
    ? (await accounts.retailers(account)).map(({ id, name }) => ({
        id,
        name: accounts.retailerName(account, id) ?? name,
      }))
    : [];
  const validated = validateRows(rows, { segments, retailers });
  return { ...validated, existing: validated.existing + validated.existingByName.length };
}

function creationQuestion(
  account: AccountHandle,
  rows: readonly SegmentRow[],
  { toCreate, existing, problems }: ValidatedRows,
): { question: string; lines: string[] } {
  const name = account.label.forNotification();
  // A row can have several problems.
  const places = new Set(problems.map(({ place }) => place));
  const invalidRows = rows.filter((row) =>
    [row.place, ...Object.values(row.places)].some((place) => places.has(place)),
  ).length;
  const left = present([
    existing > 0 &&
      plural(existing, {
        one: t('{0} row is skipped: its segment already exists.', count(existing)),
        other: t('{0} rows are skipped: their segments already exist.', count(existing)),
      }),
    invalidRows > 0 &&
      plural(invalidRows, {
        one: t('{0} row is invalid: see Problems.', count(invalidRows)),
        other: t('{0} rows are invalid: see Problems.', count(invalidRows)),
      }),
  ]);
  return {
    question: plural(toCreate.length, {
      one: t('Create {0} segment in {1}?', count(toCreate.length), name),
      other: t('Create {0} segments in {1}?', count(toCreate.length), name),
    }),
    lines: [...left, ...sandboxLines(account)],
  };
}

/**
 * Creates the planned segments, and resolves with the rows that weren't created, in file order. If
 * someone had to confirm, the rows are validated again first: rejects with `Failure` 'changed' if
 * the outcome is different. Rejects as `requireConfirmed` and `createMany`.
 */
export async function applyCreation(
  services: Services,
  plan: CreationPlan,
  confirmed: Confirmed | undefined,
  options: Pick<BatchOptions<Segment>, 'signal' | 'onProgress'> = {},
): Promise<{ creation: Creation; refused: InvalidRow[] }> {
  const { account, rows, toCreate, existing, confirmation } = plan;
  requireConfirmed(confirmation, confirmed, OPERATION);
  if (confirmation.kind !== 'nothing')
    requireUnchanged(plan, await validateFile(services, account, rows, options.signal));
  const { done, problems } = await createMany(
    services.list,
    account,
    toCreate.map(({ segment }) => segment),
    options,
  );
  const rejected = problems.map(({ index, ...problem }): InvalidRow => {
    const { row } = toCreate[index];
    const place = (problem.code.startsWith('name-') ? row.places.name : undefined) ?? row.place;
    return { place, ...problem };
  });
  const invalid = plan.problems.map((row): InvalidRow => ({ ...row, ...codeFields(row.code) }));
  const refused = [...invalid, ...rejected].sort((a, b) => a.place.line - b.place.line);
  return {
    refused,
    creation: {
      created: done.map(({ item }) => plainSegment(item)),
      existing,
      problems: refused.map(({ place, code, source, message, traceId }) => ({
        line: place.line + 1,
        code,
        source,
        message,
        traceId,
      })),
    },
  };
}

/** Throws if a row would now be created, skipped, or assigned to another retailer. */
function requireUnchanged(plan: CreationPlan, now: ValidatedRows): void {
  const planned = new Map(plan.toCreate.map(({ row, segment }) => [row, segment]));
  const toCreate = new Map(now.toCreate.map(({ row, segment }) => [row, segment]));
  for (const row of plan.rows) {
    const [before, after] = [planned.get(row), toCreate.get(row)];
    if (before?.retailerId === after?.retailerId) continue;
    const line = count(row.place.line + 1);
    const name = OutsideText.name(row.values.name).forNotification();
    const isInvalid = now.problems.some(
      ({ place }) => place === row.place || Object.values(row.places).includes(place),
    );
    const change =
      before === undefined
        ? t('Line {0}: “{1}” would now be created too.', line, name)
        : after === undefined && !isInvalid
          ? t('Line {0}: “{1}” already exists now.', line, name)
          : t('Line {0}: the retailer of “{1}” has changed.', line, name);
    throw new Failure(
      'changed',
      [change, t('Nothing was created. Create the segments from the file again.')].join(' '),
      OPERATION,
    );
  }
}

/** The result in a few sentences. */
export function creationResultText({ created, existing, problems }: Creation): string {
  const [first] = problems;
  // A row can have several problems.
  const leftOut = new Set(problems.map(({ line }) => line)).size;
  return present([
    plural(created.length, {
      one: t('{0} segment created.', count(created.length)),
      other: t('{0} segments created.', count(created.length)),
    }),
    existing > 0 &&
      plural(existing, {
        one: t('{0} segment already existed.', count(existing)),
        other: t('{0} segments already existed.', count(existing)),
      }),
    first &&
      plural(leftOut, {
        one: t('{0} row was invalid or rejected.', count(leftOut)),
        other: t('{0} rows were invalid or rejected.', count(leftOut)),
      }),
    first && t('Line {0}: {1}', first.line, first.message),
  ]).join(' ');
}

/** The rows that weren't created, for the clipboard. */
export function creationDetails({ problems }: Creation): string {
  return problems
    .map(({ line, code, message, traceId }) =>
      present([
        t('Line {0}: {1}', line, message),
        `code=${code}`,
        traceId && `traceId=${traceId}`,
      ]).join(' | '),
    )
    .join('\n');
}

/** The message of a row in the Problems panel. */
export function invalidRowText({
  message,
  traceId,
}: Pick<InvalidRow, 'message' | 'traceId'>): string {
  return traceId ? t('{0} Trace ID: {1}.', asSentence(message), traceId) : message;
}
