// What PowerShell makes of a command line, by its documented rules: about_Parsing (argument mode),
// about_Quoting_Rules, about_Special_Characters. There is none on the machines of the
// tests. Whatever these lines don't need is rejected: the checker would have to know what it does.

const SPACE = /[\s\u0085]/;
const SINGLE = /['‘’‚‛]/;
const DOUBLE = /["“”„]/;
const DASH = /[-–—―]/;
/** Ends a word that isn't quoted. */
const ENDS = /[;,|&{}()<>]/;
/** Means something else where a word begins. */
const BEGINS_OTHER = /[@#<>]/;

/** The words of one command line. Throws for what isn't plain words, or would run something. */
export function powerShellWords(line: string): string[] {
  return new Scanner(line).words();
}

class Scanner {
  #at = 0;

  constructor(private readonly line: string) {}

  get isAtEnd(): boolean {
    return this.#at >= this.line.length;
  }

  get rest(): string {
    return this.line.slice(this.#at);
  }

  words(): string[] {
    const words: string[] = [];
    for (;;) {
      const before = this.#at;
      while (!this.isAtEnd && SPACE.test(this.#next)) this.#at++;
      if (this.line.slice(before, this.#at).includes('\n')) throw new Error('A line ends');
      if (this.isAtEnd) return words;
      words.push(this.#word());
    }
  }

  get #next(): string {
    return this.line.charAt(this.#at);
  }

  #word(): string {
    if (BEGINS_OTHER.test(this.#next)) throw new Error(`No word: ${this.rest}`);
    if (this.rest.startsWith('--%')) throw new Error('Parsing stops');
    const isParameter = DASH.test(this.#next) && /^.[\p{L}_?]/u.test(this.rest);
    let word = '';
    while (!this.isAtEnd && !SPACE.test(this.#next)) {
      const char = this.#next;
      if (SINGLE.test(char)) word += this.#quoted();
      else if (DOUBLE.test(char) || char === '$' || char === '`')
        throw new Error(`Expands: ${this.rest}`);
      else if (ENDS.test(char)) throw new Error(`No part of a word: ${this.rest}`);
      else if (isParameter && /[.:[]/.test(char))
        throw new Error(`A parameter in two parts: ${this.rest}`);
      else {
        word += char;
        this.#at++;
      }
    }
    return word;
  }

  /** Everything but the quotes is literal; two of them are the second. */
  #quoted(): string {
    let text = '';
    for (this.#at++; !this.isAtEnd; this.#at++) {
      if (SINGLE.test(this.#next)) {
        this.#at++;
        if (!SINGLE.test(this.#next)) return text;
      }
      text += this.#next;
    }
    throw new Error('A quote stays open');
  }
}

/**
 * What a program gets: Windows has one text for all arguments, and PowerShell before 7.3 puts quotes
 * around those with spaces, and does nothing else. Programs split it as `CommandLineToArgvW` does.
 */
export function passedToProgram(words: readonly string[]): string[] {
  const line = words.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' ');
  const passed: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  // A backslash is one, unless a quote follows.
  if (/\\"/.test(line)) throw new Error('A backslash before a quote');
  for (const char of line) {
    if (char === '"') {
      isQuoted = !isQuoted;
      word ??= '';
    } else if (/\s/.test(char) && !isQuoted) {
      if (word !== undefined) passed.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  return word === undefined ? passed : [...passed, word];
}
