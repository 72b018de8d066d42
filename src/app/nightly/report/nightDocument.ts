import { t } from '@vscode/l10n';
import { inUtc } from '../../../common/format';
import { bullets, joinSections, table } from '../../../common/markdown';
import { OutsideText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import { utcSpan } from '../../uploads/words/timeSpan';
import { doneText, kindOf } from './nightKinds';
import type { NightEntry, NightReport } from './nightReport';
import { acceptedText, endText, listText, needsPerson, nightHeading, whyOf } from './nightTexts';

/**
 * What a night left as Markdown: names, IDs, counts, times in UTC and codes, but no identifiers. `rendered`: it
 * is shown as a page, such as the summary of a run on GitHub; otherwise, it is read as text, too.
 */
export function nightDocument(night: NightReport, exitCode?: number, rendered = false): string {
  const escape = (text: string): string =>
    rendered ? OutsideText.text(text).forMarkdown() : OutsideText.text(text).forCopy();
  return inUtc(() => {
    const { account, entries, startedAt, finishedAt, suppress, removals = [] } = night;
    const name = account.name === undefined ? '' : `${account.name} `;
    return joinSections([
      `# ${night.isCheck ? t('Check of a nightly file') : t('Run of a nightly file')}`,
      `**${nightHeading(entries, removals)}**`,
      bullets(
        present([
          t('File: {0}', escape(night.file)),
          t('Account: {0}', escape(`${name}(${account.id})`)),
          t('Time: {0}', utcSpan(Date.parse(startedAt), Date.parse(finishedAt))),
          t('Ended: {0}', endText(night, exitCode)),
          ...suppress.map((list) =>
            t('Suppression list: {0}', `${escape(list.path)}, ${listText(list, startedAt)}`),
          ),
          ...removals.map(({ text }) => escape(text)),
        ]),
      ),
      table(
        [t('Segment'), t('State'), t('Details'), t('Sent')],
        [...entries.filter(needsPerson), ...entries.filter((one) => !needsPerson(one))].map(
          (entry) => rowOf(entry, escape),
        ),
        [3],
      ),
    ]);
  });
}

function rowOf(entry: NightEntry, escape: (text: string) => string): string[] {
  const { segment, segmentId } = entry;
  const name = segment === undefined ? segmentId : `${segment} (${segmentId})`;
  const { text, by } = whyOf(entry);
  return [
    escape(name),
    ...(needsPerson(entry)
      ? [`**${t('Needs you')}**`, escape(`${text} ${by}`.trim())]
      : [kindOf(entry).name, escape(doneText(entry))]),
    acceptedText(entry),
  ];
}
