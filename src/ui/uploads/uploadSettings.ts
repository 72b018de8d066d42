import type { Uri } from 'vscode';
import type { UploadSettings } from '../../app/uploads/options';
import { settings } from '../base/settings';

/** What the settings say of uploading a file. */
export function uploadSettings(uri: Uri): UploadSettings {
  return {
    hash: settings.hashEmails(uri),
    dedupe: settings.dedupe(uri),
    chunkSize: settings.chunkSize(),
    concurrency: settings.concurrency(),
  };
}
