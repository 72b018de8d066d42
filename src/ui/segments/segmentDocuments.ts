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
import type { AudienceList } from '../../app/audiences/audienceList';
import { nameOf } from '../../app/segments/labels';
import type { SegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import type { OutsideText } from '../../common/outsideText';

const SCHEME = 'criteo-segments';

/** Read-only documents: segments and audiences as the API sent them, and the outcome of bulk operations. */
export class SegmentDocuments extends DisposableOwner implements TextDocumentContentProvider {
  private readonly changed = this.register(new EventEmitter<Uri>());
  readonly onDidChange = this.changed.event;
  private readonly outcomes = new Map<string, string>();
  private counter = 0;

  constructor(
    private readonly accounts: Accounts,
    private readonly list: SegmentList,
    private readonly audiences: Pick<AudienceList, 'find'>,
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
    const [segmentId, audienceId] = [query.get('segment'), query.get('audience')];
    if (!accountId || !key || !(segmentId || audienceId))
      return t(
        'This text is no longer available: it was kept only for the window that created it.',
      );
    await this.accounts.require(accountId);
    const account = this.accounts.byKey(key);
    if (!account) return t('The account of this text is no longer shown.');
    if (audienceId) {
      const audience =
        this.audiences.find(account, audienceId) ??
        (await account.client.allAudiences(accountId, { audienceIds: [audienceId] }))[0];
      return audience?.json() ?? t('This audience no longer exists.');
    }
    const id = segmentId ?? '';
    const segment =
      this.list.find(account, id) ?? (await this.list.search(account, { segmentIds: [id] }))[0];
    return segment?.json() ?? t('This segment no longer exists.');
  }

  /** Opens a segment's JSON in a read-only tab. */
  openSegment(account: AccountHandle, segment: Segment): Promise<TextDocument> {
    return this.openItem(account, nameOf(segment), { segment: segment.id });
  }

  /** Opens an audience's JSON in a read-only tab. */
  openAudience(account: AccountHandle, id: string, name: OutsideText): Promise<TextDocument> {
    return this.openItem(account, name, { audience: id });
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

  private openItem(
    { key, accountId }: AccountHandle,
    name: OutsideText,
    id: Record<string, string>,
  ): Promise<TextDocument> {
    const uri = Uri.from({
      scheme: SCHEME,
      path: `/${fileName(name.forTree())} ${Object.values(id).join('')}.json`,
      query: new URLSearchParams({ account: key, accountId, ...id }).toString(),
    });
    // A tab that is already open may show an older version.
    this.changed.fire(uri);
    return open(uri, 'json');
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
