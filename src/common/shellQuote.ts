/** What reads a command line: any POSIX shell, or PowerShell, which is what Windows opens. */
export type Shell = 'posix' | 'powershell';

/** The shell that a terminal on this platform has, unless its user chose another. */
export function shellOn(platform: NodeJS.Platform): Shell {
  return platform === 'win32' ? 'powershell' : 'posix';
}

/**
 * Words that the shell takes as they are. PowerShell splits a word that begins with a dash at its
 * first dot or colon.
 */
const BARE: Record<Shell, RegExp> = {
  posix: /^[\p{L}\p{N}_.,/:@%+-]+$/u,
  powershell: /^(?!-.*[.:])[\p{L}\p{N}_./\\:-]+$/u,
};

/** A text as one word of a command line; in single quotes unless the shell needs none. */
export function quoteWord(text: string, shell: Shell): string {
  if (BARE[shell].test(text)) return text;
  // PowerShell takes typographic quotes for single ones, and a doubled one for itself.
  const escaped =
    shell === 'posix' ? text.replace(/'/g, `'\\''`) : text.replace(/['‘’‚‛]/g, '$&$&');
  return `'${escaped}'`;
}

/** A word as it is, or what the shell puts in its place. */
export type ShellText = string | { readonly shell: string };

/**
 * The newest of several files, which the shell finds each time: the last by name, or the one changed
 * last. `parts`: their path around the digits that differ, one of which stands between two parts.
 */
export function newestFile(parts: readonly string[], by: 'name' | 'time', shell: Shell): ShellText {
  if (shell === 'posix') {
    const quoted = parts.map((part) => part && quoteWord(part, shell)).join('[0-9]');
    const newest = by === 'name' ? `ls ${quoted} | tail -n 1` : `ls -t ${quoted} | head -n 1`;
    return { shell: `"$(${newest})"` };
  }
  const literal = parts.map((part) => part.replace(/[`[\]*?]/g, '`$&')).join('[0-9]');
  const order = by === 'name' ? 'Name' : 'LastWriteTime';
  const newest = `Get-ChildItem ${quoteWord(literal, shell)} | Sort-Object ${order}`;
  return { shell: `(${newest} | Select-Object -Last 1).FullName` };
}

/** Words as a command line for the shell of a platform. */
export function commandLine(words: readonly ShellText[], platform: NodeJS.Platform): string {
  const shell = shellOn(platform);
  return words
    .map((word) => (typeof word === 'string' ? quoteWord(word, shell) : word.shell))
    .join(' ');
}
