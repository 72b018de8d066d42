import { t } from '@vscode/l10n';
import { fieldsText, requestsText, rowsText } from '../../common/counts';
import { fileNames } from '../../common/fileName';
import { clock, count, dateTime } from '../../common/format';
import { bullets, joinSections, table } from '../../common/markdown';
import { markdownText } from '../../common/outsideText';
import { present } from '../../common/records';
import { formatLabel } from '../../identifiers/formatLabel';
import { valuesIn } from '../../upload/fieldsRead';
import type { JobSummary, Report } from '../../upload/jobTypes';
import { isOwnNote } from '../../upload/journal/report';
import { liveAround, nextComputation } from '../../upload/schedule';
import { leftOutList } from './leftOutFiles';
import { maybeClearedText, targetLabel, type TargetNames } from './messages';
import { touchedList } from './outcome';
import { comparedNotes, updateSums } from './update/updateReport';
import { WORDS } from './words/operationWords';
import { problemText } from './words/reportNotes';
import { valueWords } from './words/valueWords';

/**
 * The report as JSON: the document that the command line prints with `--json`, so that each can open
 * the other's. Counts, times and codes, but no identifiers.
 */
export function reportJson(report: Report): string {
  return `${JSON.stringify({ version: 1, report }, undefined, 2)}\n`;
}

/**
 * The report as Markdown, to be copied: names, counts, times and codes, but no identifiers.
 * `byRule`: title, code, and number of rows per problem.
 */
export function reportDocument(
  report: Report,
  job: JobSummary | undefined,
  names: TargetNames,
  byRule: readonly [string, string, number][],
): string {
  const finished = Date.parse(report.finishedAt);
  const values = valueWords(report);
  return joinSections([
    `# ${t('Upload report')}`,
    `**${fileNames(job?.files ?? []).forMarkdown()} → ${targetLabel(names).forMarkdown()}**`,
    bullets(
      present([
        t('Operation: {0}', WORDS[report.operation].label()),
        t('State: {0}', stateLabel(report.state)),
        t('From {0} to {1}', dateTime(Date.parse(report.startedAt)), dateTime(finished)),
        report.cleared && t('The segment was cleared at {0}.', clock(Date.parse(report.cleared))),
        report.maybeCleared && maybeClearedText(report.maybeCleared),
        t('{0}, including retries', requestsText(report.calls)),
        touchedList(report) &&
          t('In campaigns from about {0}', dateTime(liveAround(nextComputation(finished)))),
      ]),
    ),
    // Of several uploads, the copy of their reports begins with it.
    job?.batch === undefined && leftOutList(job?.leftOut),
    report.error && `> ${markdownText(report.error.message)}${details(report.error)}`,
    `## ${values.title()}`,
    report.fields !== undefined &&
      t('{0} in {1}', fieldsText(report.fields), rowsText(report.rows)),
    equation(
      [
        [t('Sent'), report.sent],
        [t('Valid, not sent'), report.unsent],
        [t('Invalid'), report.invalid],
        [t('Duplicates'), report.duplicates],
        [t('Blank'), report.blank],
      ],
      values.all(),
      valuesIn(report),
    ),
    `## ${t('Of those sent')}`,
    equation(
      [
        [
          t('Accepted: well-formed; Criteo doesn’t say whether they match or were in the segment'),
          report.accepted,
        ],
        [t('Rejected: not well-formed, according to Criteo'), report.refused],
        [t('Unknown: no count or no response from Criteo'), report.unknown],
      ],
      t('Sent'),
      report.sent,
    ),
    ...comparedNotes(report),
    ...updateSums(report).flatMap(({ heading, note, parts, name, total }) => [
      `## ${heading}`,
      note,
      equation(parts, name, total),
    ]),
    formatsTable(report),
    tableSection(
      t('Problems by kind'),
      [t('What'), t('Code'), values.title()],
      byRule.map(([text, rule, n]) => [markdownText(text), `\`${rule}\``, count(n)]),
      [2],
    ),
    readingsTable(job),
    problemList(t('Notes'), report.warnings.filter(isOwnNote)),
    problemList(
      t('Warnings from Criteo'),
      report.warnings.filter((warning) => !isOwnNote(warning)),
    ),
  ]);
}

/** A table under its heading; undefined without rows. */
function tableSection(heading: string, ...of: Parameters<typeof table>): string | undefined {
  const [, rows] = of;
  return rows.length > 0 ? `## ${heading}\n\n${table(...of)}` : undefined;
}

function problemList(heading: string, problems: Report['warnings']): string | undefined {
  if (problems.length === 0) return undefined;
  return `## ${heading}\n\n${bullets(problems.map((problem) => markdownText(problemText(problem))))}`;
}

function equation(
  parts: readonly (readonly [string, number])[],
  name: string,
  total: number,
): string {
  return table(
    ['', t('Count')],
    [...parts.map(([label, n]) => [label, count(n)]), [`**${name}**`, `**${count(total)}**`]],
    [1],
  );
}

function formatsTable({ forms = [] }: Report): string | undefined {
  return tableSection(
    t('Same people in other hash formats'),
    [t('Hash format'), t('Sent'), t('Accepted'), t('Rejected'), t('Unknown')],
    forms.map(({ form, sent, accepted, refused, unknown }) => [
      formatLabel(form),
      ...[sent, accepted, refused, unknown].map(count),
    ]),
    [1, 2, 3, 4],
  );
}

function readingsTable(job: JobSummary | undefined): string | undefined {
  const rows = (job?.readings ?? []).map(({ when, at, numberOfIdentifiers }) => [
    when === 'before' ? t('Before the first request') : t('After the last request'),
    dateTime(at),
    numberOfIdentifiers === undefined ? t('not available') : count(numberOfIdentifiers),
  ]);
  const heads = ['', t('Time'), t('Identifiers')];
  return tableSection(t('Segment size reported by Criteo'), heads, rows, [2]);
}

function details(error: NonNullable<Report['error']>): string {
  const parts = present([error.code, error.status?.toString(), error.system, error.traceId]);
  return parts.length > 0 ? ` (${markdownText(parts.join(', '))})` : '';
}

function stateLabel(state: Report['state']): string {
  return { finished: t('finished'), cancelled: t('cancelled'), failed: t('not finished') }[state];
}
