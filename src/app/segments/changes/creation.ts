import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/types';
import { count, plural } from '../../../common/format';
import type { AccountHandle, Accounts } from '../../accounts/account';
import { sandboxLines } from '../access';
import { plainSegment, type PlainSegment } from '../labels';
import { judgeRows, type RowProblem, type SegmentRow, type Wanted } from '../segmentFile';
import type { SegmentList } from '../segmentList';
import type { BulkOptions } from './bulk';
import { createMany } from './createMany';
import { asSentence } from './problems';

/** What `createSegmentsFromCsv` returns. */
export interface Creation {
  created: PlainSegment[];
  /** Rows that the account has already: by their id, or by name, retailer and type. */
  existing: number;
  /** `line` as the editor numbers it, from 1. */
  problems: { line: number; code: string; message: string; traceId?: string }[];
}

/** A row that is not created, and why: the file's own mistake, or what the API said. */
export type RefusedRow = RowProblem & { traceId?: string };

/** What the rows of a file come to, before any create. */
export interface JudgedRows {
  wanted: readonly Wanted[];
  /** See `Creation`. */
  existing: number;
  /** Those of them that are there by name, retailer and type. */
  alike: readonly RowProblem[];
  problems: readonly RefusedRow[];
}

/** `segments`: all of the account, not only what happens to be loaded. */
export async function judgeFile(
  accounts: Pick<Accounts, 'retailers' | 'retailerName'>,
  account: AccountHandle,
  rows: readonly SegmentRow[],
  segments: readonly Segment[],
): Promise<JudgedRows> {
  const byName = rows.some(({ values }) => /\D/.test(values.retailer));
  const retailers = byName
    ? (await accounts.retailers(account)).map(({ id, name }) => ({
        id,
        name: accounts.retailerName(account, id) ?? name,
      }))
    : [];
  const judged = judgeRows(rows, { segments, retailers });
  return { ...judged, existing: judged.existing + judged.alike.length };
}

/** What is asked before segments are created, and what is to be known. */
export function creationQuestion(
  account: AccountHandle,
  { wanted, existing, problems }: JudgedRows,
): { question: string; lines: string[] } {
  const name = account.label.forNotification();
  const lines = [
    existing > 0
      ? plural(existing, {
          one: t('{0} row is there already: it is left alone.', count(existing)),
          other: t('{0} rows are there already: they are left alone.', count(existing)),
        })
      : '',
    problems.length > 0
      ? plural(problems.length, {
          one: t('{0} row cannot be created: see Problems.', count(problems.length)),
          other: t('{0} rows cannot be created: see Problems.', count(problems.length)),
        })
      : '',
  ];
  return {
    question: plural(wanted.length, {
      one: t('Create {0} segment in {1}?', count(wanted.length), name),
      other: t('Create {0} segments in {1}?', count(wanted.length), name),
    }),
    lines: [...lines.filter(Boolean), ...sandboxLines(account)],
  };
}

/** Creates what is wanted. Gives also the rows that were not created, each at its place. */
export async function createJudged(
  list: Pick<SegmentList, 'put' | 'search'>,
  account: AccountHandle,
  judged: JudgedRows,
  options: Pick<BulkOptions<Segment>, 'signal' | 'onProgress'> = {},
): Promise<{ creation: Creation; refused: RefusedRow[] }> {
  const { wanted, existing } = judged;
  const { done, problems } = await createMany(
    list,
    account,
    wanted.map(({ segment }) => segment),
    options,
  );
  const byApi = problems.map(({ index, code, message, traceId }): RefusedRow => {
    const { row } = wanted[index];
    const place = (code.startsWith('name-') ? row.places.name : undefined) ?? row.place;
    return { place, code, message, traceId };
  });
  const refused = [...judged.problems, ...byApi].sort((a, b) => a.place.line - b.place.line);
  return {
    refused,
    creation: {
      created: done.map(({ item }) => plainSegment(item)),
      existing,
      problems: refused.map(({ place, code, message, traceId }) => ({
        line: place.line + 1,
        code,
        message,
        traceId,
      })),
    },
  };
}

/** The end of it in a few sentences. */
export function creationWords({ created, existing, problems }: Creation): string {
  const [first] = problems;
  return [
    plural(created.length, {
      one: t('{0} segment created.', count(created.length)),
      other: t('{0} segments created.', count(created.length)),
    }),
    existing > 0 &&
      plural(existing, {
        one: t('{0} was there already.', count(existing)),
        other: t('{0} were there already.', count(existing)),
      }),
    first &&
      plural(problems.length, {
        one: t('{0} row was refused: see Problems.', count(problems.length)),
        other: t('{0} rows were refused: see Problems.', count(problems.length)),
      }),
    first && t('Line {0}: {1}', first.line, first.message),
  ]
    .filter(Boolean)
    .join(' ');
}

/** The refused rows, for the clipboard. */
export function creationDetails({ problems }: Creation): string {
  return problems
    .map(({ line, code, message, traceId }) =>
      [t('Line {0}: {1}', line, message), `code=${code}`, traceId ? `traceId=${traceId}` : '']
        .filter(Boolean)
        .join(' | '),
    )
    .join('\n');
}

/** The words of a row's entry in Problems. */
export function refusedRowWords({ message, traceId }: RefusedRow): string {
  return traceId ? t('{0} Trace id: {1}.', asSentence(message), traceId) : message;
}
