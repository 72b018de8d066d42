import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { FileSystemError, FileType, Uri, window, workspace, type TextDocument } from 'vscode';
import { Cancelled, Failure } from '../../common/failure';
import { fileName } from '../../common/fileName';
import type { SourceFile } from '../../upload/uploadTypes';

const CSV_NAME = /\.(csv|tsv|txt)(\.gz)?$/i;

export function isCsvName(path: string): boolean {
  return CSV_NAME.test(path);
}

/** Size in bytes and modification time (milliseconds since 1970); undefined if the file is gone. */
export async function stampOf(uri: Uri): Promise<{ size: number; modifiedAt: number } | undefined> {
  try {
    const { size, mtime } = await workspace.fs.stat(uri);
    return { size, modifiedAt: mtime };
  } catch {
    return undefined;
  }
}

/**
 * A file as the engine reads it: the path of a `file:` URI, else the content (`workspace.fs` can't
 * stream). Throws `Failure` 'directory', 'not-found' or 'unreadable'.
 */
export async function sourceOf(uri: Uri, operation: string): Promise<SourceFile> {
  if (uri.scheme === 'file') return { uri: uri.toString(), path: uri.fsPath };
  try {
    const { type } = await workspace.fs.stat(uri);
    if (type & FileType.Directory)
      throw new Failure(
        'directory',
        t('"{0}" is a folder. Choose a CSV file in it.', fileName(uri).forNotification()),
        operation,
      );
    return { uri: uri.toString(), bytes: await workspace.fs.readFile(uri) };
  } catch (error) {
    throw error instanceof Failure ? error : readingFailure(error, uri, operation);
  }
}

/** Why the editor couldn't read a file: 'not-found' or 'unreadable'. */
export function readingFailure(error: unknown, uri: Uri, operation: string): Failure {
  const name = fileName(uri).forNotification();
  const code = error instanceof FileSystemError ? error.code : 'Unknown';
  if (code === 'FileNotFound')
    return new Failure(
      'not-found',
      t('"{0}" wasn’t found. Choose the file again.', name),
      operation,
    );
  return new Failure(
    'unreadable',
    t(
      '"{0}" couldn’t be read ({1}). Check that its location is connected and that you have permission to read it, then try again.',
      name,
      code,
    ),
    operation,
  );
}

/** The document of a file, if it has unsaved changes. */
export function unsavedDocument(uri: Uri): TextDocument | undefined {
  return workspace.textDocuments.find(
    (document) => document.isDirty && document.uri.toString() === uri.toString(),
  );
}

/**
 * Offers to save a file with unsaved changes: the version on disk is never sent silently. Throws
 * `Cancelled` if the user declines, `Failure` 'not-saved' if saving fails.
 */
export async function offerSave(uri: Uri, operation: string): Promise<void> {
  const document = unsavedDocument(uri);
  if (document === undefined) return;
  const save = t('Save and Continue');
  const choice = await window.showWarningMessage(
    t('"{0}" has unsaved changes.', fileName(uri).forNotification()),
    { modal: true, detail: t('Only the saved version is read and sent.') },
    save,
  );
  if (choice !== save) throw new Cancelled();
  if (!(await document.save()))
    throw new Failure(
      'not-saved',
      t(
        '"{0}" couldn’t be saved, so nothing was read. Save it, then try again.',
        fileName(uri).forNotification(),
      ),
      operation,
    );
}

/** The file at a path that is absolute, or relative to a folder; undefined without one. */
export function pathIn(folder: Uri | undefined, file: string): Uri | undefined {
  if (path.isAbsolute(file) && (!folder || folder.scheme === 'file')) return Uri.file(file);
  return folder && Uri.joinPath(folder, file);
}

/** Parses a `Uri`, its string or JSON form, or an absolute path; undefined for anything else. */
export function uriOf(value: unknown): Uri | undefined {
  if (value instanceof Uri) return value;
  if (typeof value === 'string' && value !== '')
    return /^[a-z][a-z0-9+.-]+:/i.test(value) ? Uri.parse(value) : Uri.file(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const { scheme, path } = value as Record<string, unknown>;
  return typeof scheme === 'string' && typeof path === 'string'
    ? Uri.from(value as { scheme: string; path: string })
    : undefined;
}
