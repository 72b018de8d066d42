import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { compact, present } from '../../../common/records';
import { RULES, type Rule } from '../../../identifiers/rules/allRules';
import type { Plan } from '../../../upload/uploadTypes';
import { FIRST_KINDS } from '../../../webview/pageModel';
import type { KindsSection, Press } from '../../../webview/uploadModel';
import { fitsEditor } from '../../repair/fitsEditor';
import { valueWords, type ValueWords } from '../words/valueWords';

const REJECTED = 'refused-by-api';

interface KindsOptions {
  /** Rows that Criteo rejected. Default: none. */
  rejected?: number;
  /** Whether any of them are known, so that they can be shown. Default: true. */
  showsRejected?: boolean;
  /** Without presses: the file can't be opened or changed here. */
  isReadOnly?: boolean;
  /** Rows to list because the editor can't show them. */
  listed?: ListedRows;
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
 * The rows of a plan that aren't sent, by kind, the most frequent first, and above them those that
 * Criteo rejected. Duplicates and rules that are only warnings are left out. Undefined if there are
 * none.
 */
export function kindsSection(
  { byRule, fields, files }: Pick<Plan, 'byRule' | 'fields' | 'files'>,
  { rejected = 0, showsRejected = true, isReadOnly = false, listed }: KindsOptions = {},
): KindsSection | undefined {
  const invalid = kindsIn(byRule)
    .filter(({ rule, rows }) => rows > 0 && rule !== REJECTED && isInvalid(RULES.get(rule)))
    .sort((a, b) => b.rows - a.rows);
  const kinds = rejected > 0 ? [{ rule: REJECTED, rows: rejected }, ...invalid] : invalid;
  if (kinds.length === 0) return undefined;
  const values = valueWords({ fields });
  const most = Math.max(...kinds.map(({ rows }) => rows));
  // A compressed file can't be opened or changed in an editor.
  const canOpen = !isReadOnly && !files.some(({ dialect }) => dialect.gzip);
  const isLarge = files.some(({ uri, size }) => !fitsEditor(uri, size));
  // A fix is one change of one file, which its diff shows.
  const canFix = canOpen && files.length === 1;
  const hidden = kinds.length > FIRST_KINDS + 1 ? kinds.slice(FIRST_KINDS) : [];
  return compact<KindsSection>({
    type: 'kinds',
    title: titleFor(values, invalid.length > 0, rejected > 0),
    presses: canOpen ? pressesOf(canFix ? invalid : [], rejected, isLarge) : [],
    items: kinds.map((kind) =>
      compact<KindsSection['items'][number]>({
        text: titleOf(kind.rule),
        count: count(kind.rows),
        share: kind.rows / most,
        kind: kind.rule === REJECTED ? 'rejected' : 'invalid',
        fix: canFix && canBeFixed(kind) ? fixPress(kind, values) : undefined,
        show:
          canOpen && (kind.rule !== REJECTED || showsRejected)
            ? showPress(kind, values)
            : undefined,
        lines: linesText(kind.rule, listed),
      }),
    ),
    more:
      hidden.length > 0
        ? { label: t('{0} more kinds', count(hidden.length)), count: count(sumRows(hidden)) }
        : undefined,
  });
}

function kindsIn(byRule: Plan['byRule']): Kind[] {
  return Object.entries(byRule).map(([rule, rows]) => ({ rule, rows }));
}

function sumRows(kinds: readonly Kind[]): number {
  return kinds.reduce((sum, { rows }) => sum + rows, 0);
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

/** How many of these rows can be fixed. */
export function countFixable(byRule: Plan['byRule']): number {
  return sumRows(kindsIn(byRule).filter(canBeFixed));
}

function linesText(rule: string, listed: ListedRows | undefined): string | undefined {
  if (listed?.rule !== rule || listed.lines.length === 0) return undefined;
  return t('Lines {0}', listed.lines.map(count).join(', '));
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
  const fixable = sumRows(kinds.filter(canBeFixed));
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
