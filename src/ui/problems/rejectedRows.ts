import type { Finding } from '../../upload/uploadTypes';
import { followEdits, type Edit } from './followEdits';

/** Identifies a version of a file on disk, to detect changes by other programs. */
export interface FileStamp {
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970; absent if the file system has no times. */
  modifiedAt?: number;
}

/**
 * All rows of one file that the API rejected, listed in Problems or not. Validation can't find them
 * again, so their places follow the edits and saves of the file's document.
 */
export class RejectedRows {
  #saved: readonly Finding[];
  /** Undefined once another program changed the file unnoticed: the places are unknown then. */
  #stamp: Promise<FileStamp | undefined>;

  /** `stamp` is of the version of the file that the findings are from. */
  constructor(
    private findings: readonly Finding[],
    stamp: FileStamp,
  ) {
    this.#saved = findings;
    this.#stamp = Promise.resolve(stamp);
  }

  /** At their places in the document. */
  get inDocument(): readonly Finding[] {
    return this.findings;
  }

  /** At their places in the document as it was last saved, or read. */
  get lastSaved(): readonly Finding[] {
    return this.#saved;
  }

  follow(edit: Edit): void {
    this.replace(
      this.findings.flatMap((finding) => {
        const place = followEdits(finding.place, edit);
        return place ? [{ ...finding, place }] : [];
      }),
    );
  }

  /** Sets the places after an edit that `follow` can't handle. */
  replace(findings: readonly Finding[]): void {
    this.findings = findings;
  }

  /**
   * The document has the same content as the file on disk: it was saved, or reloaded after a change
   * by another program (an edit that was followed).
   */
  documentSaved(stampNow: () => Promise<FileStamp | undefined>): void {
    this.#saved = this.findings;
    this.#stamp = this.#stamp.then((stamp) => stamp && stampNow());
  }

  /**
   * A document of the file was opened. If the file has changed since the last stamp, the places are
   * unknown and the rows are dropped.
   */
  documentOpened(stampNow: () => Promise<FileStamp | undefined>): void {
    this.#stamp = this.#stamp.then(async (stamp) => {
      if (isSameVersion(stamp, await stampNow())) return stamp;
      this.findings = this.#saved = [];
      return undefined;
    });
  }

  /** Resolves once `inDocument` is about the document opened last. */
  async settled(): Promise<void> {
    await this.#stamp;
  }

  /** The document was closed, or its unsaved edits were undone. */
  discardEdits(): void {
    this.findings = this.#saved;
  }

  /** At their places in the file on disk; undefined if these are no longer known. */
  async onDisk(
    stampNow: () => Promise<FileStamp | undefined>,
  ): Promise<readonly Finding[] | undefined> {
    return isSameVersion(await this.#stamp, await stampNow()) ? this.#saved : undefined;
  }
}

/** Tolerates a difference of less than a second: file systems round times. */
export function isSameVersion(before: FileStamp | undefined, now: FileStamp | undefined): boolean {
  if (before === undefined || now === undefined || before.size !== now.size) return false;
  return (
    before.modifiedAt === undefined ||
    now.modifiedAt === undefined ||
    Math.abs(before.modifiedAt - now.modifiedAt) < 1000
  );
}
