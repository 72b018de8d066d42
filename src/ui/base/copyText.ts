import { t } from '@vscode/l10n';
import { env, version, window } from 'vscode';
import { BUILD } from '../../app/version';

/** Copies a text, and says so in the status bar; not if `message` is empty. Returns the text. */
export async function copyText(
  text: string,
  message = t('Copied to the clipboard.'),
): Promise<string> {
  await env.clipboard.writeText(text);
  if (message) window.setStatusBarMessage(message, 3000);
  return text;
}

/** "Copy Details": copies what a report of a problem needs, with the build that it is about. */
export async function copyDetails(details: string): Promise<void> {
  const programs = `criteo-audience-segments ${BUILD} · ${env.appName} ${version}`;
  await copyText(`${details}\n${programs} · ${process.platform}`);
}
