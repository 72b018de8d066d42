import { commands, EventEmitter, Uri, workspace, type TextDocumentContentProvider } from 'vscode';
import { t } from '@vscode/l10n';
import { Owner } from '../base/lifecycle';

const SCHEME = 'criteo-uploads';

/** Read-only pages (plan, report) and the other side of a diff. What can be made again is, after a reload of the window. */
export class UploadDocuments extends Owner implements TextDocumentContentProvider {
  private readonly changed = this.register(new EventEmitter<Uri>());
  readonly onDidChange = this.changed.event;
  private readonly texts = new Map<string, string>();

  /** `again` makes a job's report, or gives undefined. */
  constructor(private readonly again: (jobId: string) => string | undefined) {
    super();
    this.register(workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.register(workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())));
  }

  provideTextDocumentContent(uri: Uri): string {
    const kept = this.texts.get(uri.toString());
    if (kept !== undefined) return kept;
    const jobId = new URLSearchParams(uri.query).get('job');
    return (jobId && this.again(jobId)) || t('This page was kept for the window that made it, and is gone.');
  }

  reportUri(jobId: string): Uri {
    return Uri.from({ scheme: SCHEME, path: `/${t('Upload Report')}.md`, query: `job=${jobId}` });
  }

  planUri(jobId: string): Uri {
    return Uri.from({ scheme: SCHEME, path: `/${t('Upload Plan')}.md`, query: `plan=${jobId}` });
  }

  /** A text for one side of a diff, named as the file it would replace. */
  keep(name: string, key: string, text: string): Uri {
    const uri = Uri.from({ scheme: SCHEME, path: `/${name}`, query: key });
    this.put(uri, text);
    return uri;
  }

  put(uri: Uri, text: string): void {
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
  }

  async show(uri: Uri, text: string): Promise<void> {
    this.put(uri, text);
    await commands.executeCommand('markdown.showPreview', uri);
  }
}
