import type { KeptBatch } from '../../../webview/protocol';
import type { AccountHandle } from '../../accounts/account';
import type { Choices } from '../choices/choices';
import { choicesOfKept, keptDraftOf } from '../page/keptDraft';
import type { UploadBatch } from './uploadBatch';

/** What a page keeps of several uploads over a reload. */
export function keptBatchOf({
  lines,
  ticked,
  options,
}: Pick<UploadBatch, 'lines' | 'ticked' | 'options'>): KeptBatch {
  return {
    lines: lines.map(({ choices }, index) => ({
      ...keptDraftOf({ choices, options }),
      ...(ticked[index] !== undefined && { ticked: ticked[index] }),
    })),
  };
}

/**
 * The lines of a kept batch, which may be anything: undefined unless each of them can be restored,
 * because a Replace with one of its files missing would lose people.
 */
export function linesOfKept(
  kept: unknown,
  accountByKey: (key: string) => AccountHandle | undefined,
): { choices: Choices[]; ticked: (boolean | undefined)[] } | undefined {
  const lines = (kept as Partial<KeptBatch> | null)?.lines;
  if (!Array.isArray(lines) || lines.length === 0) return undefined;
  const choices = lines.flatMap((line) => choicesOfKept(line, accountByKey)?.choices ?? []);
  if (choices.length < lines.length || choices.some(({ files }) => files.length > 1))
    return undefined;
  return {
    choices,
    ticked: lines.map(({ ticked }) => (typeof ticked === 'boolean' ? ticked : undefined)),
  };
}
