import { Uri, workspace } from 'vscode';
import { listsOfSetting } from '../../app/uploads/choices/suppressionChoice';
import type { Workspace } from '../../app/uploads/draft/workspace';
import { pathIn, sourceOf, stampOf, unsavedDocument } from './editorSource';
import { settings } from './settings';

/** The editor's files, documents and settings, for drafts. */
export const editorFiles: Workspace = {
  sourceOf: (uri, command) => sourceOf(Uri.parse(uri), command),
  stampOf: (uri) => stampOf(Uri.parse(uri)),
  isUnsaved: (uri) => unsavedDocument(Uri.parse(uri)) !== undefined,
  settingsOf: (uri) => ({
    hash: settings.hashEmails(Uri.parse(uri)),
    dedupe: settings.dedupe(Uri.parse(uri)),
    chunkSize: settings.chunkSize(),
    concurrency: settings.concurrency(),
    ...listsOfSetting(
      settings.suppress(Uri.parse(uri)).map(({ written, folder }) => ({
        written,
        uriOf: (file) => pathIn(folder, file)?.toString(),
      })),
    ),
  }),
  get isTrusted() {
    return workspace.isTrusted;
  },
};
