import { t } from '@vscode/l10n';
import { Uri, workspace } from 'vscode';
import { DisposableOwner } from '../../common/disposableOwner';
import { PAGE_SCHEME } from './names';

/** The address of what explains a rule. */
export function ruleUri(key: string): Uri {
  return Uri.from({ scheme: PAGE_SCHEME, path: `/${key}.md`, query: `rule=${key}` });
}

/** Read-only documents: problem explanations, which survive a reload, and one side of a diff. */
export class UploadDocuments extends DisposableOwner {
  private readonly texts = new Map<string, string>();

  /**
   * `onChange` must make the editor read the document again. `explain`: the explanation of a rule
   * as Markdown.
   */
  constructor(
    private readonly onChange: (uri: Uri) => void,
    private readonly explain: (rule: string) => string | undefined,
  ) {
    super();
    this.register(workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())));
  }

  textOf(uri: Uri): string {
    const rule = new URLSearchParams(uri.query).get('rule');
    return (
      this.texts.get(uri.toString()) ??
      (rule ? this.explain(rule) : undefined) ??
      t('This page was available only in the window that created it.')
    );
  }

  /**
   * Adds a text for one side of a diff. `name` is that of the file it would replace, `key`
   * distinguishes texts of one name.
   */
  keep(name: string, key: string, text: string): Uri {
    const uri = Uri.from({ scheme: PAGE_SCHEME, path: `/${name}`, query: key });
    this.texts.set(uri.toString(), text);
    this.onChange(uri);
    return uri;
  }
}
