import { t } from '@vscode/l10n';

/** Criteo's own API, and the version that requests are made for unless another one is set. */
export const DEFAULT_API = { url: 'https://api.criteo.com', version: '2026-07' } as const;

type CheckedUrl =
  /**
   * `origin` identifies the server; `base` is the prefix of request paths, without a trailing
   * slash.
   */
  { ok: true; origin: string; base: string } | { ok: false; message: string };

/**
 * Whether a host is this machine by a name that never has a proxy, not in the editor either: 127.0.0.1,
 * ::1 or localhost. `hostname` as in `URL.hostname`.
 */
export function isLoopback(hostname: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

/** Whether secrets and identifiers may be sent to this address: https, or http on this machine. */
export function checkApiUrl(text: string): CheckedUrl {
  const no = (message: string): CheckedUrl => ({ ok: false, message });
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return no(t('The API address isn’t a valid URL. Example: https://api.criteo.com.'));
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return no(t('The API address must start with https://.'));
  if (url.username || url.password)
    return no(t('The API address can’t contain a user name or password.'));
  if (text.includes('?') || text.includes('#'))
    return no(t('The API address can’t contain a query or fragment.'));
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return no(
      t(
        'The API address must start with https://. Plain http is allowed only for this machine (127.0.0.1, localhost).',
      ),
    );
  }
  return { ok: true, origin: url.origin, base: url.origin + url.pathname.replace(/\/+$/, '') };
}

/** The API version to use, if the text is a valid one: YYYY-MM or `experimental`. */
export function checkApiVersion(
  text: string,
): { ok: true; version: string } | { ok: false; message: string } {
  const version = text.trim();
  if (/^(20\d\d-(0[1-9]|1[0-2])|experimental)$/.test(version)) return { ok: true, version };
  return {
    ok: false,
    message: t('The API version must look like 2026-07, or be “experimental”.'),
  };
}
