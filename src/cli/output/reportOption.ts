import { closeSync, lstatSync, openSync, readSync, rmSync } from 'node:fs';
import { t } from '@vscode/l10n';
import { notWritten } from '../../app/writeParts';
import { badArgument } from '../../common/failure';
import { fileNameOf } from '../../common/messageText';
import { replacePrivateFileSync } from '../../common/privateFiles';
import type { Terminal } from '../terminal';
import { jsonLine } from './safeText';

/**
 * The file of `--report`. Everything is done at once, without waiting, so that a signal that ends the
 * process finds a whole report or none.
 */
export class ReportFile {
  private constructor(
    private readonly path: string,
    private readonly uri: string,
  ) {}

  /**
   * Call it before anything else is done. Deletes the report of an earlier run, so that one that is
   * killed leaves none. Throws `Failure` 'bad-argument' if there is another file, or 'not-written' if
   * none can be written there.
   */
  static prepare(name: string, terminal: Pick<Terminal, 'resolve' | 'uriOf'>): ReportFile {
    const file = new ReportFile(terminal.resolve(name), terminal.uriOf(name));
    file.#writing((path) => {
      // What the folder doesn't allow is known before the file that is there is deleted.
      replacePrivateFileSync(path, '');
      rmSync(path);
    });
    return file;
  }

  /** Writes the document of the run. Throws as `prepare`. */
  write(exitCode: number, document: object): void {
    this.#writing((path) =>
      replacePrivateFileSync(path, `${jsonLine({ exitCode, ...document })}\n`),
    );
  }

  #writing(write: (path: string) => void): void {
    try {
      this.#requireReplaceable();
      write(this.path);
    } catch (error) {
      throw notWritten(this.uri, error);
    }
  }

  /** Also at the end: the run itself may have written there, as what `--out` or `--keep` names. */
  #requireReplaceable(): void {
    const found = lstatSync(this.path, { throwIfNoEntry: false });
    // As `--out` does, it replaces a link itself, which anybody may have put there.
    if (!found || found.isSymbolicLink()) return;
    if (!found.isFile())
      throw badArgument(
        'report',
        t(
          '“{0}” must be the path of a file, and {1} isn’t a regular file.',
          '--report',
          fileNameOf(this.uri),
        ),
      );
    if (!isReport(this.path))
      throw badArgument(
        'report',
        t(
          '“{0}” would replace {1}, which isn’t a report. Choose another file, or delete it.',
          '--report',
          fileNameOf(this.uri),
        ),
      );
  }
}

/** Whether a file is empty, or begins like a report that was written here. */
function isReport(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(99);
    const start = bytes.toString('utf8', 0, readSync(file, bytes));
    return start === '' || /^\{\s*"version":\s*1,\s*"exitCode":\s*\d+\s*[,}]/.test(start);
  } finally {
    closeSync(file);
  }
}
