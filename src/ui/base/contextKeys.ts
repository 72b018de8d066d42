import { commands } from 'vscode';
import type { ViewLoad } from '../../app/lists/viewLoad';

/**
 * Every context key of the extension, for the `when` and `enablement` clauses of package.json. They
 * are undefined until the extension is activated, when nobody knows yet what is stored: accounts,
 * segments, uploads. So what a command needs of those has a key that says that there is none, and the
 * command stands until then. What can only come up in this window (a filter, problems, an upload that
 * is running) has a key that says that there is some.
 */
interface ContextKeys {
  /** State of the Segments view, which selects its welcome text. */
  'criteoAudiences.state': ViewLoad;
  /** The Segments view is filtered. */
  'criteoAudiences.filtered': boolean;
  /** A file has problems. */
  'criteoAudiences.problems': boolean;
  /** No account is shown: nobody is signed in, or no account is selected. */
  'criteoAudiences.none.account': boolean;
  /** No account shown has a segment that could be read. */
  'criteoAudiences.none.segment': boolean;
  /** An upload is in progress in this window and can be cancelled. */
  'criteoAudiences.uploading': boolean;
  // No upload known on this machine is of that kind: see `UPLOADS_THAT_ARE`.
  'criteoAudiences.none.resumable': boolean;
  'criteoAudiences.none.undoable': boolean;
  'criteoAudiences.none.shown': boolean;
  'criteoAudiences.none.deletable': boolean;
  /** The walkthrough was opened by its command. */
  'criteoAudiences.walkthrough': boolean;
  // Walkthrough steps completed in this window. The editor remembers which were ever completed.
  'criteoAudiences.did.signIn': true;
  'criteoAudiences.did.createSegment': true;
  'criteoAudiences.did.upload': true;
  'criteoAudiences.did.openSegment': true;
}

/** The keys `criteoAudiences.none.…` about uploads. */
export const UPLOAD_KEYS = ['resumable', 'undoable', 'shown', 'deletable'] as const;

const current = new Map<keyof ContextKeys, unknown>();

/** Sets a context key, unless it has that value already: each time is a message to the editor. */
export async function setContext<K extends keyof ContextKeys>(
  key: K,
  value: ContextKeys[K],
): Promise<void> {
  if (current.has(key) && current.get(key) === value) return;
  current.set(key, value);
  await commands.executeCommand('setContext', key, value);
}
