import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { present } from '../../../common/records';
import { RULES, type Rule } from '../../../identifiers/rules/allRules';
import type { KindsSection, Press } from '../../../webview/uploadModel';
import { valueWords, type ValueWords } from '../words/valueWords';

const REJECTED = 'refused-by-api';
/** Items that are shown before the rest is asked for. A single one more is shown, too. */
const FIRST_SHOWN = 6;

interface KindsOptions {
  /** Whether any of the rejected rows are known, so that they can be shown. Default: true. */
  showsRejected?: boolean;
  /** Without presses: the file can't be opened or changed here. */
  isReadOnly?: boolean;
  /** Too large for the editor: fixes are written to a new file. */
  isLarge?: boolean;
  /** Rows to list because the editor can't show them. */
  listed?: ListedRows;
  /** What the figures count. Default: rows. */
  values?: ValueWords;
}

/** The lines on which rows of a kind start, counted from 1; at most the first 100. */
export interface ListedRows {
  rule: string;
  lines: readonly number[];
}

interface Kind {
  rule: string;
  rows: number;
}

/**
 * The rows that aren't sent, by kind, the most frequent first, and above them those that Criteo
 * rejected. `byRule`: rows per rule, as in `Plan.byRule`; duplicates and rules that are only
 * warnings are left out. Undefined if there are none.
 */
export function kindsSection(
  byRule: Readonly<Record<string, number>>,
  rejected = 0,
  options: KindsOptions = {},
): KindsSection | undefined {
  const { showsRejected = true, isReadOnly = false, isLarge = false, listed } = options;
  const { values = valueWords({}) } = options;
  const kinds = Object.entries(byRule)
    .map(([rule, rows]): Kind => ({ rule, rows }))
    .filter(({ rule, rows }) => rows > 0 && rule !== REJECTED && isInvalid(RULES.get(rule)))
    .sort((a, b) => b.rows - a.rows);
  if (kinds.length === 0 && rejected === 0) return undefined;
  const most = Math.max(rejected, ...kinds.map(({ rows }) => rows));
  const rejectedItem: KindsSection['items'][number] = {
    text: titleOf(REJECTED),
    count: count(rejected),
    share: rejected / most,
    kind: 'rejected',
    ...(!isReadOnly &&
      showsRejected && { show: showPress({ rule: REJECTED, rows: rejected }, values) }),
    ...linesOf(REJECTED, listed),
  };
  const items = present([
    rejected > 0 && rejectedItem,
    ...kinds.map((kind) => invalidItem(kind, most, options)),
  ]);
  return {
    type: 'kinds',
    title: titleFor(values, kinds.length > 0, rejected > 0),
    presses: isReadOnly ? [] : pressesOf(kinds, rejected, isLarge),
    items,
    ...moreOf(items.length, present([rejected, ...kinds.map(({ rows }) => rows)])),
  };
}

/** A rule that this version doesn't know can only have left rows out. */
function isInvalid(rule: Rule | undefined): boolean {
  return rule?.level !== 'warning';
}

function titleOf(rule: string): string {
  return RULES.get(rule)?.title() ?? rule;
}

function titleFor(values: ValueWords, hasInvalid: boolean, hasRejected: boolean): string {
  if (!hasRejected) return values.invalidKinds();
  return hasInvalid ? values.rejectedAndInvalidKinds() : values.rejected();
}

function invalidItem(
  kind: Kind,
  most: number,
  { isReadOnly = false, listed, values = valueWords({}) }: KindsOptions,
): KindsSection['items'][number] {
  return {
    text: titleOf(kind.rule),
    count: count(kind.rows),
    share: kind.rows / most,
    kind: 'invalid',
    ...(!isReadOnly && canBeFixed(kind) && { fix: fixPress(kind, values) }),
    ...(!isReadOnly && { show: showPress(kind, values) }),
    ...linesOf(kind.rule, listed),
  };
}

/** How many of these rows can be fixed. `byRule`: rows per rule, as in `Plan.byRule`. */
export function countFixable(byRule: Readonly<Record<string, number>>): number {
  return sumFixable(Object.entries(byRule).map(([rule, rows]) => ({ rule, rows })));
}

function sumFixable(kinds: readonly Kind[]): number {
  return kinds.filter(canBeFixed).reduce((sum, { rows }) => sum + rows, 0);
}

function linesOf(
  rule: string,
  listed: ListedRows | undefined,
): Pick<KindsSection['items'][number], 'lines'> {
  if (listed?.rule !== rule || listed.lines.length === 0) return {};
  return { lines: t('Lines {0}', listed.lines.map(count).join(', ')) };
}

/** Removing a row is always possible, but it fixes nothing: the row isn't sent anyway. */
function canBeFixed({ rule }: Kind): boolean {
  return RULES.get(rule)?.fixes.some((fix) => fix !== 'remove') ?? false;
}

function fixPress({ rule, rows }: Kind, values: ValueWords): Press {
  return {
    label: t('Fix {0}', count(rows)),
    action: 'fix',
    value: rule,
    description: t('Fix {0}: {1}', values.count(rows), titleOf(rule)),
  };
}

function showPress({ rule, rows }: Kind, values: ValueWords): Press {
  return {
    label: t('Show'),
    action: 'showRows',
    value: rule,
    description: t('Show {0}: {1}', values.count(rows), titleOf(rule)),
  };
}

function pressesOf(kinds: readonly Kind[], rejected: number, isLarge: boolean): Press[] {
  const fixable = sumFixable(kinds);
  return present([
    {
      label: rejected > 0 ? t('Export These Rows…') : t('Export Invalid Rows…'),
      action: 'exportRows',
    },
    fixable > 0 && {
      label: isLarge
        ? t('Fix into a New File… ({0})', count(fixable))
        : t('Fix All That Can Be Fixed ({0})', count(fixable)),
      action: 'fixAll',
    },
  ]);
}

function moreOf(items: number, rows: readonly number[]): Pick<KindsSection, 'more'> {
  if (items <= FIRST_SHOWN + 1) return {};
  const hidden = rows.slice(FIRST_SHOWN).reduce((sum, n) => sum + n, 0);
  return {
    more: { label: t('{0} more kinds', count(items - FIRST_SHOWN)), count: count(hidden) },
  };
}
