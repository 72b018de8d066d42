import { t } from '@vscode/l10n';
import {
  EventEmitter,
  languages,
  Uri,
  window,
  workspace,
  type TextDocument,
  type TextDocumentContentProvider,
} from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { nameOf } from '../../app/segments/labels';
import type { SegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';

const SCHEME = 'criteo-segments';

/** Read-only documents: segments as the API sent them, and the outcome of bulk operations. */
export class SegmentDocuments extends DisposableOwner implements TextDocumentContentProvider {
  private readonly changed = this.register(new EventEmitter<Uri>());
  readonly onDidChange = this.changed.event;
  private readonly outcomes = new Map<string, string>();
  private counter = 0;

  constructor(
    private readonly accounts: Accounts,
    private readonly list: SegmentList,
  ) {
    super();
    this.register(workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.register(
      workspace.onDidCloseTextDocument(({ uri }) => this.outcomes.delete(uri.toString())),
    );
  }

  /** Also works for a tab restored in a later window: the URI names the segment. */
  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const outcome = this.outcomes.get(uri.toString());
    if (outcome !== undefined) return outcome;
    const query = new URLSearchParams(uri.query);
    const [accountId, key] = [query.get('accountId'), query.get('account')];
    const segmentId = query.get('segment');
    if (!accountId || !key || !segmentId)
      return t(
        'This text is no longer available: it was kept only for the window that created it.',
      );
    await this.accounts.require(accountId);
    const account = this.accounts.byKey(key);
    if (!account) return t('The account of this text is no longer shown.');
    const segment =
      this.list.find(account, segmentId) ??
      (await this.list.search(account, { segmentIds: [segmentId] }))[0];
    return segment?.json() ?? t('This segment no longer exists.');
  }

  /** Opens a segment's JSON in a read-only tab. */
  openSegment(account: AccountHandle, segment: Segment): Promise<TextDocument> {
    const { key, accountId } = account;
    const uri = Uri.from({
      scheme: SCHEME,
      path: `/${fileName(nameOf(segment).forTree())} ${segment.id}.json`,
      query: new URLSearchParams({ account: key, accountId, segment: segment.id }).toString(),
    });
    // A tab that is already open may show an older version.
    this.changed.fire(uri);
    return open(uri, 'json');
  }

  /** Opens the outcome of a bulk operation, one line per item. Lost once the tab is closed. */
  openOutcome(title: string, lines: readonly string[]): Promise<TextDocument> {
    const uri = Uri.from({
      scheme: SCHEME,
      path: `/${fileName(title)}.txt`,
      query: String(++this.counter),
    });
    this.outcomes.set(uri.toString(), `${lines.join('\n')}\n`);
    return open(uri, 'plaintext');
  }
}

async function open(uri: Uri, language: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(uri);
  const typed =
    document.languageId === language
      ? document
      : await languages.setTextDocumentLanguage(document, language);
  await window.showTextDocument(typed, { preview: false });
  return typed;
}

/** A name from the API, without the characters that a path can't contain. */
function fileName(text: string): string {
  return (
    text
      .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
      .trim()
      .slice(0, 60) || '-'
  );
}
