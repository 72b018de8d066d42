import { commands } from 'vscode';

/**
 * Every context key of the extension, for the `when` clauses of package.json. Undefined until the
 * extension has started, so that a clause must never read a missing key as an answer.
 */
export interface ContextKeys {
  /** What the Segments view shows; its welcome texts are chosen by it. */
  'criteoAudiences.state':
    | 'signedOut'
    | 'noAccount'
    | 'noPermission'
    | 'failed'
    | 'empty'
    | 'nothingMatches'
    | 'loading'
    | 'ready';
  /** The Segments view shows what a filter leaves. */
  'criteoAudiences.filtered': boolean;
  /** Paths of the files with rows in Problems, spelled as `resourcePath` may be. */
  'criteoAudiences.filesWithProblems': string[];
  /**
   * Steps of the walkthrough that were done in this window. The editor keeps which ones were ever
   * done.
   */
  'criteoAudiences.did.signIn': true;
  'criteoAudiences.did.selectAccount': true;
  'criteoAudiences.did.createSegment': true;
  'criteoAudiences.did.upload': true;
  'criteoAudiences.did.readStatistics': true;
}

/** Sets a context key, so that `when` clauses follow. */
export async function setContext<K extends keyof ContextKeys>(
  key: K,
  value: ContextKeys[K],
): Promise<void> {
  await commands.executeCommand('setContext', key, value);
}
