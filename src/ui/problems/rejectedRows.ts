import type { Finding } from '../../upload/uploadTypes';
import { followEdits, type Edit } from './followEdits';

/** A file as it was on disk at a time: another program's change shows by it. */
export interface FileStamp {
  size: number;
  /** Milliseconds since 1970; absent where the file's system has none. */
  modifiedAt?: number;
}

/**
 * The rows of one file that the API refused: all of them, whatever the window shows. Only the API
 * knows them, so that they cannot be found again by judging; they follow the edits of the file's
 * document, and its saving.
 */
export class RejectedRows {
  #saved: readonly Finding[];
  /**
   * Undefined once another program changed the file unseen: then nothing tells where its rows are.
   */
  #stamp: Promise<FileStamp | undefined>;

  /** `stamp`: of the file that the findings are of. */
  constructor(
    private findings: readonly Finding[],
    stamp: FileStamp,
  ) {
    this.#saved = findings;
    this.#stamp = Promise.resolve(stamp);
  }

  /** As they stand in the document. */
  get inDocument(): readonly Finding[] {
    return this.findings;
  }

  follow(edit: Edit): void {
    this.replace(
      this.findings.flatMap((finding) => {
        const place = followEdits(finding.place, edit);
        return place ? [{ ...finding, place }] : [];
      }),
    );
  }

  /** After an edit that they could not follow by themselves. */
  replace(findings: readonly Finding[]): void {
    this.findings = findings;
  }

  /**
   * The document is what is on disk: it was saved, or read anew after another program's change,
   * which it then followed.
   */
  saved(stampNow: () => Promise<FileStamp | undefined>): void {
    this.#saved = this.findings;
    this.#stamp = this.#stamp.then((stamp) => stamp && stampNow());
  }

  /**
   * A document of the file is opened: its edits can be followed if nothing has happened to the file
   * before, else no row of it is known.
   */
  opened(stampNow: () => Promise<FileStamp | undefined>): void {
    this.#stamp = this.#stamp.then(async (stamp) => {
      if (isSame(stamp, await stampNow())) return stamp;
      this.findings = this.#saved = [];
      return undefined;
    });
  }

  /** What `inDocument` gives is of the document that was opened last. */
  async settled(): Promise<void> {
    await this.#stamp;
  }

  /** The document is closed: edits that were not saved are gone. */
  closed(): void {
    this.findings = this.#saved;
  }

  /** As they stand in the file on disk; undefined where that cannot be told any more. */
  async onDisk(
    stampNow: () => Promise<FileStamp | undefined>,
  ): Promise<readonly Finding[] | undefined> {
    return isSame(await this.#stamp, await stampNow()) ? this.#saved : undefined;
  }
}

/** File systems round times. */
function isSame(before: FileStamp | undefined, now: FileStamp | undefined): boolean {
  if (before === undefined || now === undefined || before.size !== now.size) return false;
  return (
    before.modifiedAt === undefined ||
    now.modifiedAt === undefined ||
    Math.abs(before.modifiedAt - now.modifiedAt) < 1000
  );
}
