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

/** Words as a command line for the shell of a platform. */
export function commandLine(words: readonly string[], platform: NodeJS.Platform): string {
  const shell = shellOn(platform);
  return words.map((word) => quoteWord(word, shell)).join(' ');
}
