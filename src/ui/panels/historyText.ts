import { t } from '@vscode/l10n';
import { env, Uri, window, workspace } from 'vscode';
import type { HistoryEntry } from '../../app/segments/history';
import { matchRate } from '../../common/format';
import type { Mark, SegmentFigures } from '../../webview/protocol';

/** What was done to a list from here, for the chart and the table; undefined for a reading. */
export function markOf({ at, kind, operation, accepted }: HistoryEntry): Mark | undefined {
  if (kind === 'reading') return undefined;
  if (kind === 'clear') return { at, kind, label: t('All identifiers removed') };
  const count = new Intl.NumberFormat(env.language).format(accepted ?? 0);
  switch (operation) {
    case 'remove':
      return { at, kind, label: t('Removal of {0} accepted', count) };
    case 'replace':
      return { at, kind, label: t('Replaced: {0} accepted', count) };
    default:
      return { at, kind, label: t('Addition of {0} accepted', count) };
  }
}

/** Plain text for a message or a ticket: figures as the API sent them. */
export function summaryOf(segments: readonly SegmentFigures[]): string {
  const number = new Intl.NumberFormat(env.language);
  const none = t('no figure given');
  return segments
    .map(({ title, segmentId, latest }) =>
      [
        `${title} (${segmentId})`,
        t(
          'Identifiers: {0}',
          latest?.numberOfIdentifiers === undefined
            ? none
            : number.format(latest.numberOfIdentifiers),
        ),
        t(
          'Matches: {0}',
          latest?.numberOfMatches === undefined ? none : number.format(latest.numberOfMatches),
        ),
        t('Match rate: {0}', matchRate(latest?.matchRate)),
        t('Read: {0}', latest ? new Date(latest.at).toISOString() : '–'),
      ].join('\n'),
    )
    .join('\n\n');
}

/**
 * Asks where to, and writes one line per reading, upload and clear, times in ISO 8601. Gives the
 * file's name, undefined when cancelled.
 */
export async function exportHistory(
  segmentId: string,
  entries: readonly HistoryEntry[],
): Promise<string | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    defaultUri: folder && Uri.joinPath(folder, `segment-${segmentId}-history.csv`),
    filters: { CSV: ['csv'] },
  });
  if (!target) return undefined;
  await workspace.fs.writeFile(target, new TextEncoder().encode(historyCsv(entries)));
  return workspace.asRelativePath(target);
}

/** Column names are for programs: the same in every language. An absent figure is an empty cell. */
function historyCsv(entries: readonly HistoryEntry[]): string {
  const lines = entries.map(
    ({ at, kind, operation, accepted, numberOfIdentifiers, numberOfMatches, matchRate }) =>
      [
        new Date(at).toISOString(),
        kind,
        operation,
        accepted,
        numberOfIdentifiers,
        numberOfMatches,
        matchRate,
      ]
        .map((cell) => cell ?? '')
        .join(','),
  );
  return ['time,kind,operation,accepted,identifiers,matches,matchRate', ...lines, ''].join('\n');
}
