import { t } from '@vscode/l10n';
import { count, inUtc, utcDateTime } from '../../common/format';
import { bullets, joinSections, table } from '../../common/markdown';
import { OutsideText } from '../../common/outsideText';
import { present } from '../../common/records';
import { stateName, verifiedTexts, verifyHeading } from './verifyTexts';
import { needsSomebody, type VerifiedSegment, type VerifyReport } from './verifyTypes';

/**
 * What was verified as Markdown: names, IDs, counts and times in UTC, but no identifiers. `rendered`: it is shown
 * as a page, such as the summary of a run on GitHub; otherwise, it is read as text, too.
 */
export function verifyDocument(report: VerifyReport, rendered = false): string {
  const escape = (text: string): string =>
    rendered ? OutsideText.text(text).forMarkdown() : OutsideText.text(text).forCopy();
  return inUtc(() => {
    const { account, at, file, segments } = report;
    const name = account.name === undefined ? '' : `${account.name} `;
    const needs = segments.filter(needsSomebody);
    return joinSections([
      `# ${t('Verified uploads')}`,
      segments.length > 0 && `**${verifyHeading(report)}**`,
      bullets(
        present([
          file !== undefined && t('File: {0}', escape(file)),
          t('Account: {0}', escape(`${name}(${account.id})`)),
          t('Time: {0}', utcDateTime(Date.parse(at))),
        ]),
      ),
      segments.length > 0 &&
        table(
          [t('Segment'), t('State'), t('Details'), t('Read now')],
          [...needs, ...segments.filter((one) => !needsSomebody(one))].map((one) =>
            rowOf(one, escape),
          ),
          [3],
        ),
    ]);
  });
}

function rowOf(one: VerifiedSegment, escape: (text: string) => string): string[] {
  const { segment, segmentId, state, read } = one;
  const { text, by } = verifiedTexts(one);
  const name = stateName(state);
  return [
    escape(segment === undefined ? segmentId : `${segment} (${segmentId})`),
    needsSomebody(one) ? `**${name}**` : name,
    escape(present([text, by]).join('. ')),
    read?.identifiers === undefined ? '' : count(read.identifiers),
  ];
}
