import { t } from '@vscode/l10n';
import { commands, Uri, workspace } from 'vscode';
import { DisposableOwner } from '../../common/disposableOwner';
import { PAGE_SCHEME } from './names';

/** Recreates pages after a reload of the window; undefined if that is no longer possible. */
export interface PageSources {
  /** Markdown. */
  report(jobId: string): Promise<string | undefined>;
  /** Markdown. */
  rule(key: string): string | undefined;
}

/**
 * Read-only documents: plans, reports, problem explanations, and one side of a diff. Reports and
 * explanations can be recreated after a reload of the window.
 */
export class UploadDocuments extends DisposableOwner {
  private readonly texts = new Map<string, string>();

  /** `onChange` must make the editor read the document again. */
  constructor(
    private readonly onChange: (uri: Uri) => void,
    private readonly sources: PageSources,
  ) {
    super();
    this.register(workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())));
  }

  async textOf(uri: Uri): Promise<string> {
    const current = this.texts.get(uri.toString());
    if (current !== undefined) return current;
    const query = new URLSearchParams(uri.query);
    const [jobId, rule] = [query.get('job'), query.get('rule')];
    const text = jobId
      ? await this.sources.report(jobId)
      : rule
        ? this.sources.rule(rule)
        : undefined;
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

  /**
   * Adds a text for one side of a diff. `name` is that of the file it would replace, `key`
   * distinguishes texts of one name.
   */
  keep(name: string, key: string, text: string): Uri {
    const uri = Uri.from({ scheme: PAGE_SCHEME, path: `/${name}`, query: key });
    this.put(uri, text);
    return uri;
  }

  /** Sets the text of a document. */
  put(uri: Uri, text: string): void {
    this.texts.set(uri.toString(), text);
    this.onChange(uri);
  }

  /** Sets the text of a document, and opens its Markdown preview. */
  async show(uri: Uri, text: string): Promise<void> {
    this.put(uri, text);
    await commands.executeCommand('markdown.showPreview', uri);
  }
}
