import { setTimeout as sleep } from 'node:timers/promises';
import { t } from '@vscode/l10n';
import { ColorThemeKind, MarkdownString, window, type CancellationToken } from 'vscode';
import type { Audience } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import { keepsOutText, roleOf } from '../../app/audiences/keepsOut';
import type { History, HistoryEntry } from '../../app/segments/history';
import { accessOf, kindLabel, nameOf, retailerOf } from '../../app/segments/labels';
import type { Readings } from '../../app/segments/readings/readings';
import {
  lastUploadText,
  ruleText,
  sizeTooltip,
  trendText,
  usedByLines,
} from '../../app/segments/segmentSummary';
import { sizeTrend, TREND_HEIGHT, TREND_WIDTH, trendSvg } from '../../app/segments/sizeTrend';
import { toFailure } from '../../common/failure';
import { markdownText, OutsideText } from '../../common/outsideText';
import { linkTo, type SegmentNode } from './segmentNode';

/** Milliseconds that a tooltip waits for a response; what comes later is in the next one. */
const MOST_WAIT = 2_000;

/** Commands that a tooltip may run, and no others. */
const COMMANDS = {
  open: 'criteoAudiences.showStatistics',
  upload: 'criteoAudiences.addFromCsv',
  copyId: 'criteoAudiences.copySegmentId',
};

/** What tooltips are made of. */
export interface TooltipSources {
  readings: Pick<Readings, 'isFresh' | 'read' | 'sizeOf'>;
  history: Pick<History, 'of'>;
  audiences: Pick<AudienceList, 'all' | 'complete' | 'state'>;
  /** The file of an upload, if that is known without reading anything. */
  fileOf: (jobId: string) => OutsideText | undefined;
}

/**
 * What a segment's row has no room for. Reads a contact list that wasn't since the last computation. Never rejects; undefined once the token is cancelled.
 */
export async function segmentTooltip(
  { account, segment }: SegmentNode,
  retailer: OutsideText | undefined,
  token: CancellationToken,
  { readings, history, audiences: audienceList, fileOf }: TooltipSources,
): Promise<MarkdownString | undefined> {
  const [note, audiences] = await Promise.all([
    segment.contactList ? takeReading(readings, account, segment.id, token) : undefined,
    atMost(knownAudiences(audienceList, account), undefined, token),
  ]);
  if (token.isCancellationRequested) return undefined;
  const entries = await history.of(account, segment.id).catch((): readonly HistoryEntry[] => []);
  const now = Date.now();
  const known = segment.contactList && readings.sizeOf(account, segment.id);
  const trend = known?.reading && sizeTrend(entries, now);
  const sizeLines = known ? sizeTooltip(known, trend, now) : [];
  const upload = entries.findLast(({ kind }) => kind === 'upload');
  const line = (...parts: (string | undefined)[]): string =>
    parts.filter((part) => part !== undefined && part !== '').join('  \n');
  const sections = [
    line(
      `**${nameOf(segment).forMarkdown()}**`,
      ...[sizeLines.at(0) ?? ruleText(segment)].map(markdownText),
      trend && image(trendSvg(trend, now, lineColor()), trendText(trend)),
      ...sizeLines.slice(1).map(markdownText),
      note && markdownText(note),
    ),
    line(
      segment.contactList && roleOf(segment, audiences) === 'keepOut'
        ? markdownText(keepsOutText())
        : undefined,
      ...(audiences ? usedByLines(audiences, segment.id).map(markdownText) : []),
      upload &&
        markdownText(lastUploadText(upload, upload.jobId ? fileOf(upload.jobId) : undefined, now)),
    ),
    line(
      OutsideText.join(
        [kindLabel(segment), retailerOf(segment, retailer), segment.id],
        ' · ',
      ).forMarkdown(),
      account.sandbox ? markdownText(t('Local sandbox: nothing is sent to Criteo')) : undefined,
      links(account, segment.id, accessOf(segment) === 'writable'),
    ),
  ];
  const text = new MarkdownString(sections.filter(Boolean).join('\n\n---\n\n'));
  text.isTrusted = { enabledCommands: Object.values(COMMANDS) };
  return text;
}

/**
 * The account's audiences; undefined if they couldn't be read. After a failure, no hover reads them
 * again: what reports failures does, such as the view and a segment's page.
 */
async function knownAudiences(
  audiences: TooltipSources['audiences'],
  account: AccountHandle,
): Promise<readonly Audience[] | undefined> {
  const { load, items } = audiences.state(account);
  if (audiences.complete(account)) return items;
  return load === 'failed' ? undefined : audiences.all(account).catch(() => undefined);
}

/** Resolves with what is to be said about it: that it failed, or that it takes long. */
async function takeReading(
  readings: Pick<Readings, 'isFresh' | 'read'>,
  account: AccountHandle,
  segmentId: string,
  token: CancellationToken,
): Promise<string | undefined> {
  if (readings.isFresh(account, segmentId) || token.isCancellationRequested) return undefined;
  const reading = readings.read(account, segmentId).then(
    () => undefined,
    (error: unknown) => t('Couldn’t read the size: {0}', toFailure(error, 'statistics').message),
  );
  return atMost(reading, t('The size is still being read.'), token);
}

/** What it resolves with, or `late` once that takes too long or nobody wants it any longer. */
async function atMost<T>(promise: Promise<T>, late: T, token: CancellationToken): Promise<T> {
  const ending = new AbortController();
  const listener = token.onCancellationRequested(() => ending.abort());
  try {
    return await Promise.race([
      promise,
      sleep(MOST_WAIT, late, { signal: ending.signal }).catch(() => late),
    ]);
  } finally {
    listener.dispose();
    ending.abort();
  }
}

/** An image can't use the theme's colors: `charts.blue` of the default themes. */
function lineColor(): string {
  const { kind } = window.activeColorTheme;
  return kind === ColorThemeKind.Light || kind === ColorThemeKind.HighContrastLight
    ? '#0069cc'
    : '#59a4f9';
}

function image(svg: string, description: string): string {
  const data = Buffer.from(svg).toString('base64');
  return `![${markdownText(description)}](data:image/svg+xml;base64,${data}|width=${TREND_WIDTH},height=${TREND_HEIGHT})`;
}

function links(account: AccountHandle, segmentId: string, isWritable: boolean): string {
  const args = encodeURIComponent(JSON.stringify([linkTo(account, segmentId)]));
  const link = (label: string, command: string): string =>
    `[${markdownText(label)}](command:${command}?${args})`;
  return [
    link(t('Open'), COMMANDS.open),
    isWritable ? link(t('Upload CSV…'), COMMANDS.upload) : '',
    link(t('Copy ID'), COMMANDS.copyId),
  ]
    .filter(Boolean)
    .join(' &nbsp; ');
}
