import { t } from '@vscode/l10n';

/**
 * Codes among a report's warnings that are this extension's own notes: the API said nothing of the
 * kind.
 */
const OWN_NOTES: ReadonlySet<string | undefined> = new Set([
  'sent-again',
  'clear-unknown',
  'file-changed-since',
  'no-counts',
  'counts-do-not-add-up',
]);

/** Whether a warning is a note of ours. */
export function isOwnNote({ code }: { code?: string }): boolean {
  return OWN_NOTES.has(code);
}

/**
 * What stands for a warning of the API's without a word that may be kept: its code and title may
 * quote an identifier (see `ReplyTexts`).
 */
export function untoldWords(): string {
  return t('(its words may hold an identifier, so they are not kept)');
}
