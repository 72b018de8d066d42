import { isDeepStrictEqual } from 'node:util';
import { t } from '@vscode/l10n';
import { fieldsText, requestsText, rowsText } from '../../common/counts';
import { fileName, fileNames } from '../../common/fileName';
import { clock, count, dateTime, inUtc } from '../../common/format';
import { bullets, joinSections, table } from '../../common/markdown';
import { OutsideText } from '../../common/outsideText';
import { present } from '../../common/records';
import { formatLabel } from '../../identifiers/formatLabel';
import { valuesIn } from '../../upload/fieldsRead';
import type { JobSummary, Report } from '../../upload/jobTypes';
import { isOwnNote } from '../../upload/journal/report';
import { liveAround, nextComputation } from '../../upload/schedule';
import type { Plan } from '../../upload/uploadTypes';
import { leftOutList } from './leftOutFiles';
import { maybeClearedText, targetLabel, type TargetNames } from './messages';
import { touchedList } from './outcome';
import { fileFigures } from './plan/fileFigures';
import { columnsSent, formatsNotSent, formatsRemoved, formatsSent } from './plan/sentFormats';
import type { ReceiptFacts } from './report/receipt';
import { isInProgress } from './standing';
import { comparedNotes, updateSums } from './update/updateReport';
import { WORDS } from './words/operationWords';
import { problemText } from './words/reportNotes';
import { utcSpan } from './words/timeSpan';
import { valueWords } from './words/valueWords';

/**
 * The report as JSON: the document that the command line prints with `--json`, so that each can open
 * the other's. Counts, times and codes, but no identifiers.
 */
export function reportJson(report: Report & ReceiptFacts): string {
  return `${JSON.stringify({ version: 1, report }, undefined, 2)}\n`;
}

/** What a document says of one upload. */
export interface ReportedUpload {
  report: Report;
  job?: JobSummary;
  /** Absent if it can't be read any more. */
  plan?: Plan;
  names: TargetNames;
  /** Title, code, and number of rows per problem. */
  byRule: readonly [string, string, number][];
  /** See `reportedSizeLines`. */
  size?: readonly string[];
}

/** Escapes a text from outside for where the document goes. */
type Escape = (text: OutsideText) => string;

const ESCAPES = {
  /** It is shown as a page, such as the summary of a run on GitHub. */
  rendered: (text) => text.forMarkdown(),
  /** It is read as text, too. */
  copied: (text) => text.forCopy(),
} satisfies Record<string, Escape>;

/** A part of a document, with its heading. */
interface Block {
  heading?: string;
  text: string;
}

/**
 * The report of uploads that were sent together, at least one, as Markdown: names, IDs, counts, times in
 * UTC and codes, but no identifiers. What is the same of all of them is said once.
 */
export function reportDocument(
  uploads: readonly ReportedUpload[],
  to: keyof typeof ESCAPES = 'copied',
): string {
  return inUtc(() => documentOf(uploads, ESCAPES[to]));
}

function documentOf(uploads: readonly ReportedUpload[], escape: Escape): string {
  const parts = uploads.map((upload) => ({
    title: `${escape(fileNames(upload.job?.files ?? []))} → ${escape(targetLabel(upload.names))}`,
    facts: factsOf(upload, escape),
    blocks: blocksOf(upload, escape),
  }));
  const [first, ...others] = parts;
  const facts = first.facts.filter((fact) => others.every((other) => other.facts.includes(fact)));
  const blocks = first.blocks.filter((block) =>
    others.every((other) => other.blocks.some((one) => isDeepStrictEqual(one, block))),
  );
  const own = others.length === 0 ? [] : parts;
  return joinSections([
    `# ${t('Upload report')}`,
    others.length === 0 && `**${first.title}**`,
    // Each has it on record.
    leftOutList(uploads.find(({ job }) => job?.leftOut)?.job?.leftOut, escape),
    facts.length > 0 && bullets(facts),
    ...blocks.map((block) => blockText(block, '##')),
    ...own.flatMap((part) => [
      `## ${part.title}`,
      bullets(part.facts.filter((fact) => !facts.includes(fact))),
      ...part.blocks
        .filter(
          (block) =>
            !blocks.includes(block) && !blocks.some((one) => isDeepStrictEqual(one, block)),
        )
        .map((block) => blockText(block, '###')),
    ]),
  ]);
}

function blockText({ heading, text }: Block, level: '##' | '###'): string {
  return heading === undefined ? text : `${level} ${heading}\n\n${text}`;
}

/** What was done, where, when and how. */
function factsOf(upload: ReportedUpload, escape: Escape): string[] {
  const { report, plan, names, size = [] } = upload;
  const { accountId, segmentId, jobId, startedAt, calls } = report;
  const finished = Date.parse(report.finishedAt);
  const fact = (label: string, value: string | undefined): string | undefined =>
    value && t('{0}: {1}', label, value);
  const named = (name: OutsideText | undefined, id: string): string =>
    name === undefined || name.forTree() === id ? id : `${escape(name)} (${id})`;
  return present([
    t('Operation: {0}', WORDS[report.operation].label()),
    t('State: {0}', stateLabel(report.state)),
    fact(t('Time'), utcSpan(Date.parse(startedAt), finished)),
    fact(t('Account'), named(names.account, accountId)),
    fact(t('Retailer'), names.retailer && escape(names.retailer)),
    fact(t('Segment'), named(names.segment, segmentId)),
    fact(t('Upload'), jobId),
    ...(plan ? planFacts(plan, upload, escape) : []),
    ...size,
    report.cleared && t('The segment was cleared at {0}.', clock(Date.parse(report.cleared))),
    report.maybeCleared && maybeClearedText(report.maybeCleared),
    t('{0}, including retries', requestsText(calls)),
    touchedList(report) &&
      t('In campaigns from about {0}', dateTime(liveAround(nextComputation(finished)))),
  ]);
}

function planFacts(plan: Plan, { report, job }: ReportedUpload, escape: Escape): string[] {
  const { update, fields } = plan;
  const facts: [string, string | undefined][] = [
    [fields === undefined ? t('Column') : t('Columns'), escape(columnsSent(plan))],
    [t('Sent as'), formatsSent(plan, report)],
    [t('Not sent as'), formatsNotSent(plan, report, !job || !isInProgress(job))],
    [
      t('Previous file'),
      update && (update.files.length > 0 ? escape(fileNames(update.files)) : t('none, first run')),
    ],
    [t('People who left'), formatsRemoved(plan, report)],
  ];
  return facts.flatMap(([label, value]) => (value ? t('{0}: {1}', label, value) : []));
}

function blocksOf({ report, job, plan, byRule }: ReportedUpload, escape: Escape): Block[] {
  const values = valueWords(report);
  const text = (outside: string): string => escape(OutsideText.text(outside));
  return present<Block>([
    report.error && { text: `> ${text(report.error.message)}${details(report.error, text)}` },
    {
      heading: values.title(),
      text: present([
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
      ]).join('\n\n'),
    },
    plan && filesTable(plan, escape),
    report.sent > 0 && {
      heading: t('Of those sent'),
      text: equation(
        [
          [
            t(
              'Accepted: well-formed; Criteo doesn’t say whether they match or were in the segment',
            ),
            report.accepted,
          ],
          [t('Rejected: not well-formed, according to Criteo'), report.refused],
          [t('Unknown: no count or no usable response from Criteo'), report.unknown],
        ],
        t('Sent'),
        report.sent,
      ),
    },
    ...comparedNotes(report).map((note) => ({ text: note })),
    ...updateSums(report).map(({ heading, note, parts, name, total }) => ({
      heading,
      text: present([note, equation(parts, name, total)]).join('\n\n'),
    })),
    formatsTable(report),
    tableBlock(
      t('Problems by kind'),
      [t('What'), t('Code'), values.title()],
      byRule.map(([what, rule, n]) => [text(what), `\`${rule}\``, count(n)]),
      [2],
    ),
    readingsTable(job),
    problemList(t('Notes'), report.warnings.filter(isOwnNote), text),
    problemList(
      t('Warnings from Criteo'),
      report.warnings.filter((warning) => !isOwnNote(warning)),
      text,
    ),
  ]);
}

/** What was sent and left out of each of several files. */
function filesTable(plan: Plan, escape: Escape): Block | undefined {
  if (plan.files.length < 2) return undefined;
  const heads = [t('File'), t('Valid'), t('Invalid'), t('Duplicates'), t('Blank')];
  const rows = plan.files.map(({ uri }, index) => {
    const { good, invalid, duplicates, blank } = fileFigures(plan, index);
    return [escape(fileName(uri)), ...[good, invalid, duplicates, blank].map(count)];
  });
  return tableBlock(t('Files'), heads, rows, [1, 2, 3, 4]);
}

/** A table under its heading; undefined without rows. */
function tableBlock(heading: string, ...of: Parameters<typeof table>): Block | undefined {
  const [, rows] = of;
  return rows.length > 0 ? { heading, text: table(...of) } : undefined;
}

function problemList(
  heading: string,
  problems: Report['warnings'],
  text: (outside: string) => string,
): Block | undefined {
  if (problems.length === 0) return undefined;
  return { heading, text: bullets(problems.map((problem) => text(problemText(problem)))) };
}

/** The parts of a sum that aren't zero, and the sum. */
function equation(
  parts: readonly (readonly [string, number])[],
  name: string,
  total: number,
): string {
  return table(
    ['', t('Count')],
    [
      ...parts.filter(([, n]) => n > 0).map(([label, n]) => [label, count(n)]),
      [`**${name}**`, `**${count(total)}**`],
    ],
    [1],
  );
}

function formatsTable({ forms = [] }: Report): Block | undefined {
  return tableBlock(
    t('Same people in other hash formats'),
    [t('Hash format'), t('Sent'), t('Accepted'), t('Rejected'), t('Unknown')],
    forms.map(({ form, sent, accepted, refused, unknown }) => [
      formatLabel(form),
      ...[sent, accepted, refused, unknown].map(count),
    ]),
    [1, 2, 3, 4],
  );
}

function readingsTable(job: JobSummary | undefined): Block | undefined {
  const rows = (job?.readings ?? []).map(({ when, at, numberOfIdentifiers }) => [
    when === 'before' ? t('Before the first request') : t('After the last request'),
    dateTime(at),
    numberOfIdentifiers === undefined ? t('not available') : count(numberOfIdentifiers),
  ]);
  const heads = ['', t('Time'), t('Identifiers')];
  return tableBlock(t('Segment size reported by Criteo'), heads, rows, [2]);
}

function details(error: NonNullable<Report['error']>, text: (outside: string) => string): string {
  const parts = present([error.code, error.status?.toString(), error.system, error.traceId]);
  return parts.length > 0 ? ` (${text(parts.join(', '))})` : '';
}

function stateLabel(state: Report['state']): string {
  return { finished: t('finished'), cancelled: t('cancelled'), failed: t('not finished') }[state];
}
