import { t } from '@vscode/l10n';
import { commands, Uri, workspace } from 'vscode';
import { DisposableOwner } from '../../common/disposableOwner';
import { PAGE_SCHEME } from './names';

/**
 * Makes again what a page showed before the window was reloaded; undefined where that cannot be
 * told any more.
 */
export interface PageSources {
  report(jobId: string): Promise<string | undefined>;
  rule(key: string): string | undefined;
}

/**
 * Read-only pages (plan, report, what a problem means) and the other side of a diff. What can be
 * made again is, after a reload of the window.
 */
export class UploadDocuments extends DisposableOwner {
  private readonly texts = new Map<string, string>();

  /** `changed` has the editor ask for a page's text again. */
  constructor(
    private readonly changed: (uri: Uri) => void,
    private readonly again: PageSources,
  ) {
    super();
    this.register(workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())));
  }

  async textOf(uri: Uri): Promise<string> {
    const kept = this.texts.get(uri.toString());
    if (kept !== undefined) return kept;
    const query = new URLSearchParams(uri.query);
    const [jobId, rule] = [query.get('job'), query.get('rule')];
    const text = jobId ? await this.again.report(jobId) : rule ? this.again.rule(rule) : undefined;
    return text ?? t('This page was available only in the window that created it.');
  }

  reportUri(jobId: string): Uri {
    return Uri.from({
      scheme: PAGE_SCHEME,
      path: `/${t('Upload Report')}.md`,
      query: `job=${jobId}`,
    });
  }

  ruleUri(key: string): Uri {
    return Uri.from({ scheme: PAGE_SCHEME, path: `/${key}.md`, query: `rule=${key}` });
  }

  planUri(jobId: string): Uri {
    return Uri.from({
      scheme: PAGE_SCHEME,
      path: `/${t('Upload Plan')}.md`,
      query: `plan=${jobId}`,
    });
  }

  /** A text for one side of a diff, named as the file it would replace. */
  keep(name: string, key: string, text: string): Uri {
    const uri = Uri.from({ scheme: PAGE_SCHEME, path: `/${name}`, query: key });
    this.put(uri, text);
    return uri;
  }

  put(uri: Uri, text: string): void {
    this.texts.set(uri.toString(), text);
    this.changed(uri);
  }

  async show(uri: Uri, text: string): Promise<void> {
    this.put(uri, text);
    await commands.executeCommand('markdown.showPreview', uri);
  }
}
