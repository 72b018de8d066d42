import {
  closeSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { t } from '@vscode/l10n';
import { notWritten } from '../../app/writeParts';
import { badArgument } from '../../common/failure';
import { fileNameOf } from '../../common/messageText';
import { isMissing, replacePrivateFileSync } from '../../common/privateFiles';
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
      write(linkedFrom(this.path));
    } catch (error) {
      throw notWritten(this.uri, error);
    }
  }

  /** Also at the end: the run itself may have written there, as what `--out` or `--keep` names. */
  #requireReplaceable(): void {
    let isFile: boolean;
    try {
      isFile = statSync(this.path).isFile();
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    if (!isFile)
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

/**
 * What a symbolic link names in the end, also where that was deleted; the path itself if it is no link.
 * Links in a circle can't be looked at, and are refused before.
 */
function linkedFrom(path: string): string {
  let named: string;
  try {
    named = resolve(realpathSync(dirname(path)), readlinkSync(path));
  } catch {
    return path;
  }
  return linkedFrom(named);
}

/** Whether a file is empty, or a report that was written here. */
function isReport(path: string): boolean {
  const start = startOf(path);
  if (start === '') return true;
  // Not all of a large file is read that can't be one.
  if (!start.startsWith('{')) return false;
  try {
    const { version, exitCode } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    return version === 1 && typeof exitCode === 'number';
  } catch {
    return false;
  }
}

function startOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(1);
    return bytes.toString('utf8', 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}
