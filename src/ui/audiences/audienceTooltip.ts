import { t } from '@vscode/l10n';
import { MarkdownString } from 'vscode';
import { audienceName } from '../../app/audiences/audienceUsage';
import { timeText } from '../../app/segments/labels';
import { markdownText, type OutsideText } from '../../common/outsideText';
import { channelsText } from './audienceItems';
import type { AudienceNode } from './audienceNodes';

/** What an audience's row has no room for. Every text is escaped. */
export function audienceTooltip(
  { account, audience }: AudienceNode,
  retailer: OutsideText | undefined,
  sentence: string,
): MarkdownString {
  const { description, retailerId, channels, createdAt, updatedAt, id } = audience;
  const lines = (...parts: string[]): string => parts.filter(Boolean).join('  \n');
  const time = (label: string, at: number | undefined): string =>
    at === undefined ? '' : markdownText(t('{0}: {1}', label, timeText(at)));
  const sections = [
    lines(`**${audienceName(audience).forMarkdown()}**`, markdownText(sentence)),
    description && !description.isBlank ? description.forMarkdown() : '',
    lines(
      markdownText(
        [retailer?.forTree() ?? retailerId ?? t('no retailer'), channelsText(channels), id]
          .filter(Boolean)
          .join(' · '),
      ),
      time(t('Created'), createdAt),
      time(t('Updated'), updatedAt),
      account.sandbox ? markdownText(t('Local sandbox: nothing is sent to Criteo')) : '',
    ),
  ];
  return new MarkdownString(sections.filter(Boolean).join('\n\n---\n\n'));
}
