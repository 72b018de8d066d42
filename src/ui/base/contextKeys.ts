import { commands } from 'vscode';

/**
 * Every context key of the extension, for the `when` clauses of package.json. They are undefined
 * until the extension is activated, so no clause may rely on a missing key.
 */
export interface ContextKeys {
  /** State of the Segments view, which selects its welcome text. */
  'criteoAudiences.state':
    | 'signedOut'
    | 'noAccount'
    | 'noPermission'
    | 'failed'
    | 'empty'
    | 'nothingMatches'
    | 'loading'
    | 'ready';
  /** The Segments view is filtered. */
  'criteoAudiences.filtered': boolean;
  /**
   * Paths of the files with problems, in every spelling that `resourcePath` may have; undefined if
   * there are none.
   */
  'criteoAudiences.filesWithProblems': string[] | undefined;
  // Walkthrough steps completed in this window. The editor remembers which were ever completed.
  'criteoAudiences.did.signIn': true;
  'criteoAudiences.did.selectAccount': true;
  'criteoAudiences.did.createSegment': true;
  'criteoAudiences.did.upload': true;
  'criteoAudiences.did.readStatistics': true;
}

/** Sets a context key. */
export async function setContext<K extends keyof ContextKeys>(
  key: K,
  value: ContextKeys[K],
): Promise<void> {
  await commands.executeCommand('setContext', key, value);
}
