import type { SourceFile } from '../../../upload/uploadTypes';
import type { UploadSettings } from '../choices/choices';

/** Where files are, and whether they are still there. */
export interface FilesOnDisk {
  /** Where the engine reads a file. Rejects with `Failure` if it doesn't exist. */
  sourceOf(uri: string, command: string): Promise<SourceFile>;
  /** A file's current size and time (milliseconds since 1970); undefined if it no longer exists. */
  stampOf(uri: string): Promise<{ size: number; modifiedAt?: number } | undefined>;
}

/** Files and their settings, as provided by the window or the terminal. */
export interface Workspace extends FilesOnDisk {
  /** Whether a file has unsaved changes, so that its content on disk isn't what the user sees. */
  isUnsaved(uri: string): boolean;
  settingsOf(uri: string): UploadSettings;
  /** Whether git may run in a file's folder. */
  readonly isTrusted: boolean;
}

/** The bytes of virtual files, by URI. The engine doesn't keep them on disk. */
export function virtualFileBytes(files: readonly SourceFile[]): ReadonlyMap<string, Uint8Array> {
  return new Map(files.flatMap(({ uri, bytes }) => (bytes ? [[uri, bytes] as const] : [])));
}
