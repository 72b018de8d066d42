/** Maximum number of characters shown, of a text and of a name. */
const TEXT_LIMIT = 2_000;
const NAME_LIMIT = 300;

/** Terminal escape sequences with their parameters: `ESC [ 31 m`, `ESC ] 0 ; title BEL`. */
const ESCAPE_SEQUENCES =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?/gu;
/** Characters that begin a new line or column, and spaces. */
const BREAKS = /[ \t\n\v\f\r\u0085\u2028\u2029]+/gu;
const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]/gu;
/**
 * Characters that are invisible or change how the text around them is displayed: controls,
 * direction marks, tags, lone surrogates.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * At least one visible character. Hangul fillers, blank Braille and the like are no more than
 * spaces.
 */
const VISIBLE = /[^\s\u2800\p{Default_Ignorable_Code_Point}]/u;

/** Whether a text is an ID: an int64, digits only. So it is safe in a path, a log or a label. */
export function isId(text: string): boolean {
  return /^\d{1,20}$/.test(text);
}

/** A text on one line, without control characters, escape sequences and direction marks. */
export function plainText(text: string): string {
  return text.replace(ESCAPE_SEQUENCES, '').replace(BREAKS, ' ').replace(INVISIBLE, '');
}

/** A line as it is, with its spaces, but without control characters and the like. */
export function plainLine(text: string): string {
  return text.replace(ESCAPE_SEQUENCES, '').replace(LINE_BREAKS, ' ').replace(INVISIBLE, '');
}

/** Keeps `[text](address)` from becoming a link in a notification. */
export function escapeLinks(text: string): string {
  return text.replace(/\]\(/g, '] (');
}

/** Keeps `$(name)` from becoming an icon in a picker, a prompt or the status bar. */
function withoutIcons(text: string): string {
  return text.replace(/\$\([\w-]+(?:~\w+)?\)/g, '\\$&');
}

/** Escapes a text for Markdown. */
export function markdownText(text: string): string {
  return plainText(text).replace(
    /[\\`*_{}[\]()#+\-.!|<>&~$:"']/g,
    (sign) => `&#${sign.charCodeAt(0)};`,
  );
}

/**
 * Escapes a text for Markdown that is read as text, too, such as what is copied: a backslash before what
 * would be markup anywhere, so that usual names stay as they are.
 */
export function copiedText(text: string): string {
  return plainText(text).replace(
    /[\\`*[\]<|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^[#>+-](?=\s)/gu,
    '\\$&',
  );
}

/**
 * A name or a sentence from the API, a proxy, a file or a setting. Not a string, so that it can't
 * be shown by accident: the caller names the place, and gets the text truncated, on one line,
 * without control characters, and escaped for that place.
 */
export class OutsideText {
  readonly #raw: string;
  readonly #limit: number;
  #plain: string | undefined;

  private constructor(raw: string, limit: number) {
    this.#raw = raw;
    this.#limit = limit;
  }

  /** At most 2,000 characters are shown. */
  static text(raw: string): OutsideText {
    return new OutsideText(raw, TEXT_LIMIT);
  }

  /** At most 300 characters are shown. */
  static name(raw: string): OutsideText {
    return new OutsideText(raw, NAME_LIMIT);
  }

  /** Joins several texts, each truncated by itself, with texts of this extension. */
  static join(
    parts: readonly (OutsideText | string | undefined)[],
    separator: string,
  ): OutsideText {
    const there = parts.filter((part) => part !== undefined && part !== '');
    const joined = (of: (part: OutsideText) => string): string =>
      there.map((part) => (part instanceof OutsideText ? of(part) : part)).join(separator);
    const whole = new OutsideText(
      joined((part) => part.#raw),
      Number.POSITIVE_INFINITY,
    );
    whole.#plain = joined((part) => part.#shown());
    return whole;
  }

  static same(a: OutsideText | undefined, b: OutsideText | undefined): boolean {
    return a?.raw() === b?.raw();
  }

  /**
   * The original text. Only for the API, for a form that edits it, for exports and for comparisons
   * (enforced by lint). Use the other methods for everything shown, logged or stored.
   */
  raw(): string {
    return this.#raw;
  }

  /**
   * For plain text: tree items, tabs, titles, text of a page, accessibility labels, stored labels.
   */
  forTree(): string {
    return this.#shown();
  }

  /** For cells and sentences of a Markdown document or tooltip. */
  forMarkdown(): string {
    return markdownText(this.#shown());
  }

  /** For Markdown that is read as text, too: see `copiedText`. */
  forCopy(): string {
    return copiedText(this.#shown());
  }

  /** For notifications, modal dialogs, and error messages. */
  forNotification(): string {
    return escapeLinks(this.#shown());
  }

  /** For prompts, placeholders and items of a picker or an input box, and for the status bar. */
  forPrompt(): string {
    return withoutIcons(escapeLinks(this.#shown()));
  }

  /** For a line in a terminal or the log. */
  forTerminal(): string {
    return this.#shown();
  }

  /** Whether nothing of it is visible. */
  get isBlank(): boolean {
    return !VISIBLE.test(this.#shown());
  }

  /** Truncate first: never process more of a long text than is shown. */
  #shown(): string {
    return (this.#plain ??= cut(plainText(this.#raw.slice(0, 2 * this.#limit)), this.#limit));
  }
}

/** A text with at most `limit` characters. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
