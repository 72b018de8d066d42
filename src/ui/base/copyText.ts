import { t } from '@vscode/l10n';
import { env, window } from 'vscode';

/** Copies a text, and says so in the status bar. */
export async function copyText(text: string): Promise<void> {
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(t('Copied to the clipboard.'), 3000);
}
