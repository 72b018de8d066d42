/** Characters of a text that are shown; of a name. */
const TEXT_LIMIT = 2_000;
const NAME_LIMIT = 300;

/** Escape sequences of terminals, with their parameters: `ESC [ 31 m`, `ESC ] 0 ; title BEL`. */
const ESCAPE_SEQUENCES =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?/gu;
/** Whatever begins a new line or column. */
const BREAKS = /[ \t\n\v\f\r\u0085\u2028\u2029]+/gu;
/**
 * What changes how the text around it is read, or is not seen at all: controls, marks of direction,
 * tags, half of a pair.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * Letters that show nothing, such as fillers of Hangul and blank Braille, are no more than spaces.
 */
const VISIBLE = /[^\s\u2800\p{Default_Ignorable_Code_Point}]/u;

/**
 * A text in one line, without control characters, escape sequences and marks that turn the
 * direction of what stands around them.
 */
export function plainText(text: string): string {
  return text.replace(ESCAPE_SEQUENCES, '').replace(BREAKS, ' ').replace(INVISIBLE, '');
}

/** In a notification `[words](address)` is a link: here it is text. */
export function escapeLinks(text: string): string {
  return text.replace(/\]\(/g, '] (');
}

/** In a picker, a prompt and the status bar `$(name)` is an icon: here it is text. */
function withoutIcons(text: string): string {
  return text.replace(/\$\([\w-]+(?:~\w+)?\)/g, '\\$&');
}

/** As text in Markdown, never as markup. */
export function markdownText(text: string): string {
  return plainText(text).replace(
    /[\\`*_{}[\]()#+\-.!|<>&~$:"']/g,
    (sign) => `&#${sign.charCodeAt(0)};`,
  );
}

/**
 * A name or a sentence that the API, a proxy, a file or a setting handed over. No string, so that
 * none gets anywhere by accident: who shows it says where, and gets it cut, in one line, without
 * anything that a screen would obey, and escaped for that place.
 */
export class OutsideText {
  readonly #raw: string;
  readonly #limit: number;
  #plain: string | undefined;

  private constructor(raw: string, limit: number) {
    this.#raw = raw;
    this.#limit = limit;
  }

  /** At most 2,000 characters of it are shown. */
  static text(raw: string): OutsideText {
    return new OutsideText(raw, TEXT_LIMIT);
  }

  /** At most 300 characters of it are shown. */
  static name(raw: string): OutsideText {
    return new OutsideText(raw, NAME_LIMIT);
  }

  /** Several, and words of this product, as one. Each is cut by itself. */
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
   * As it came: for the API, a form that edits it, an export and comparisons only (lint holds it).
   * Everything that is shown, logged or kept comes from one of the others.
   */
  raw(): string {
    return this.#raw;
  }

  /**
   * Where text is text: a row of a tree, a tab, a title, a page's text, an accessibility label, a
   * stored label.
   */
  forTree(): string {
    return this.#shown();
  }

  /** For the cells and sentences of a Markdown document or tooltip. */
  forMarkdown(): string {
    return markdownText(this.#shown());
  }

  /** For a notification, a modal question, and the message of an error. */
  forNotification(): string {
    return escapeLinks(this.#shown());
  }

  /**
   * For the prompt, the placeholder and the items of a picker or an input box, and for the status
   * bar.
   */
  forPrompt(): string {
    return withoutIcons(escapeLinks(this.#shown()));
  }

  /** For a line of a terminal or of the log. */
  forTerminal(): string {
    return this.#shown();
  }

  /** Whether there is anything to be seen. */
  get isBlank(): boolean {
    return !VISIBLE.test(this.#shown());
  }

  /** Cut first: of a text without an end no more is looked at than is shown. */
  #shown(): string {
    return (this.#plain ??= cut(plainText(this.#raw.slice(0, 2 * this.#limit)), this.#limit));
  }
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
