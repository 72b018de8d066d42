import { t } from '@vscode/l10n';
import { env, window } from 'vscode';

/** Copies a text, and says so in the status bar; not if `message` is empty. Returns the text. */
export async function copyText(
  text: string,
  message = t('Copied to the clipboard.'),
): Promise<string> {
  await env.clipboard.writeText(text);
  if (message) window.setStatusBarMessage(message, 3000);
  return text;
}
