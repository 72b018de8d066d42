import { t } from '@vscode/l10n';
import {
  DocumentLink,
  Hover,
  MarkdownString,
  Range,
  Uri,
  type CancellationToken,
  type Position,
  type TextDocument,
} from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { History } from '../../../app/segments/history';
import {
  findSegmentIds,
  LONGEST_TEXT,
  segmentIdAt,
} from '../../../app/segments/ids/findSegmentIds';
import { KnownSegments, type KnownSegment } from '../../../app/segments/ids/knownSegments';
import { accountKind, kindLabel, nameOf, retailerOf } from '../../../app/segments/labels';
import type { Readings } from '../../../app/segments/readings/readings';
import type { RecentSegments } from '../../../app/segments/recentSegments';
import type { SegmentList } from '../../../app/segments/segmentList';
import { sizeTooltip } from '../../../app/segments/segmentSummary';
import { markdownText, OutsideText } from '../../../common/outsideText';
import { LINKED } from '../commands/goToSegment';

/** What the editor asks about IDs in a document. */
export class SegmentIdProviders {
  readonly known: KnownSegments;

  constructor(
    private readonly accounts: Pick<Accounts, 'shown' | 'retailerName'>,
    list: SegmentList,
    recent: RecentSegments,
    history: History,
    private readonly readings: Pick<Readings, 'load' | 'sizeOf'>,
  ) {
    this.known = new KnownSegments(accounts, list, recent, history);
  }

  async links(document: TextDocument, token: CancellationToken): Promise<DocumentLink[]> {
    const find = await this.known.lookUp();
    if (token.isCancellationRequested) return [];
    const text = document.getText();
    if (text.length > LONGEST_TEXT) return [];
    return findSegmentIds(text, (id) => find(id) !== undefined).map(({ id, start, end }) => {
      const link = new DocumentLink(
        new Range(document.positionAt(start), document.positionAt(end)),
        Uri.parse(openUri(id, find(id))),
      );
      // Without its name: the editor would show icons and links in it.
      link.tooltip = t('Open Segment');
      return link;
    });
  }

  async hover(
    document: TextDocument,
    position: Position,
    token: CancellationToken,
  ): Promise<Hover | undefined> {
    const place = segmentIdAt(document.lineAt(position).text, position.character);
    if (!place || document.getText().length > LONGEST_TEXT) return undefined;
    const known = (await this.known.lookUp())(place.id);
    if (!known || token.isCancellationRequested) return undefined;
    const text = await this.describe(place.id, known);
    const { line } = position;
    return new Hover(text, new Range(line, place.start, line, place.end));
  }

  private async describe(id: string, known: KnownSegment): Promise<MarkdownString> {
    const { account, segment } = known;
    await this.readings.load(account).catch(() => undefined);
    const size = this.readings.sizeOf(account, id);
    const where = OutsideText.join([account.label, accountKind(account).word], ' · ');
    const facts = segment && [
      retailerOf(segment, this.accounts.retailerName(account, segment.retailerId)),
      kindLabel(segment),
    ];
    const text = new MarkdownString();
    text.isTrusted = {
      enabledCommands: ['criteoAudiences.goToSegment', 'criteoAudiences.copySegmentId'],
    };
    const title = segment ? nameOf(segment) : OutsideText.name(t('Segment {0}', id));
    text.appendMarkdown(`**${title.forMarkdown()}**`);
    for (const line of [
      OutsideText.join([...(facts ?? []), where], ' · ').forMarkdown(),
      ...sizeTooltip(size, undefined, Date.now()).map(markdownText),
      [
        `[${t('Open')}](${openUri(id, known)})`,
        `[${t('Copy ID')}](${commandUri('copySegmentId', { ids: [id] })})`,
      ].join(' · '),
    ])
      if (line) text.appendMarkdown(`\n\n${line}`);
    return text;
  }
}

function openUri(id: string, known: KnownSegment | undefined): string {
  return commandUri('goToSegment', { id, accountId: known?.account.accountId }, LINKED);
}

function commandUri(command: string, ...args: unknown[]): string {
  return `command:criteoAudiences.${command}?${encodeURIComponent(JSON.stringify(args))}`;
}
