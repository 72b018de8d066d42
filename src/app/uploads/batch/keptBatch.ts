import { compact, isRecord } from '../../../common/records';
import type { KeptBatch, KeptDraft } from '../../../webview/protocol';
import type { AccountHandle } from '../../accounts/account';
import type { Choices } from '../choices/choices';
import { choicesOfKept, keptDraftOf } from '../page/keptDraft';
import type { Batch } from './batch';
import type { BatchBefore } from './batchLine';

/** What a page keeps of uploads over a reload. */
export function keptBatchOf({
  lines,
  before: { ticked, isPart },
  options,
}: Pick<Batch, 'lines' | 'before' | 'options'>): KeptBatch {
  return {
    lines: lines.map(({ choices }, index) =>
      compact({
        ...keptDraftOf({ choices, options }),
        ticked: ticked[index],
        isPart: isPart[index] || undefined,
      }),
    ),
  };
}

/** The lines that a page kept. */
export function keptLines(kept: unknown): readonly KeptDraft[] {
  const lines = isRecord(kept) && isRecord(kept.batch) ? kept.batch.lines : [];
  return Array.isArray(lines) ? lines.filter(isRecord).map((line) => line as KeptDraft) : [];
}

/**
 * Kept lines, which may be anything: undefined unless each of them can be restored, because a Replace
 * with one of its files missing would lose people.
 */
export function restoredLines(
  lines: readonly unknown[],
  accountByKey: (key: string) => AccountHandle | undefined,
): { choices: Choices[]; before: BatchBefore; checks: boolean } | undefined {
  const restored = lines.flatMap((line) => choicesOfKept(line, accountByKey) ?? []);
  const choices = restored.map((one) => one.choices);
  const hasMore = choices.length > 1 && choices.some(({ files }) => files.length > 1);
  if (lines.length === 0 || choices.length < lines.length || hasMore) return undefined;
  const before = lines.map((line) => line as { ticked?: unknown; isPart?: unknown });
  return {
    choices,
    before: {
      ticked: before.map(({ ticked }) => (typeof ticked === 'boolean' ? ticked : undefined)),
      isPart: before.map(({ isPart }) => isPart === true),
    },
    checks: restored.some(({ checks }) => checks),
  };
}
