import { t } from '@vscode/l10n';
import { fileName } from '../../../common/fileName';
import { count, dateTime, size } from '../../../common/format';
import { bullets, joinSections, table } from '../../../common/markdown';
import { markdownText } from '../../../common/outsideText';
import type { Dialect } from '../../../csv/csvTypes';
import { headerName } from '../../../csv/header';
import type { Finding, Plan, PlannedFile } from '../../../upload/uploadTypes';
import { operationDetail, operationLabel, targetLabel } from '../messages';
import { byRuleOf, isDuplicate } from './planProblems';
import { formatsText, planWarnings, sendingLines, sizeLines } from './planReview';
import type { PlanView } from './planView';

/** An example row: where it is, and its value mostly masked. */
export interface Example {
  file: number;
  /** 0-based. */
  line: number;
  masked?: string;
  /** For a duplicate: where the same identifier came first. */
  first?: { file: number; line: number };
}

const EXAMPLES = 3;
export const DUPLICATES_SHOWN = 10;

/** The plan as a read-only Markdown page, with values only masked. `reasons`: see `DraftPlan`. */
export function planDocument(
  view: PlanView,
  examples: ReadonlyMap<string, readonly Example[]>,
  reasons: readonly string[],
): string {
  const { plan } = view;
  const { operation } = plan.options;
  const checking = plan.target.segmentId === '';
  const warnings = planWarnings(view);
  return joinSections([
    `# ${checking ? t('Upload check') : t('Upload plan')}`,
    checking ? undefined : `**${targetLabel(view.names).forMarkdown()}**`,
    checking ? undefined : `${operationLabel(operation)} – ${operationDetail(operation)}.`,
    reasons.length > 0 &&
      `## ${checking ? t('An upload would need confirmation') : t('Needs confirmation')}\n\n${bullets(reasons.map(markdownText))}`,
    warnings.length > 0 && `## ${t('Warnings')}\n\n${bullets(warnings.map(markdownText))}`,
    `## ${t('Rows')}`,
    countsTable(plan),
    formatsText(plan),
    problemsSection(plan, examples),
    duplicatesSection(plan, examples),
    `## ${t('How the file is read')}`,
    ...plan.files.map((file, index) => fileTable(file, plan.files.length > 1 ? index : undefined)),
    `## ${t('Sending')}`,
    bullets([...sizeLines(view), ...sendingLines(view)].map(markdownText)),
    `*${t('Planned on {0}.', dateTime(view.now))}*`,
  ]);
}

function countsTable(plan: Plan): string {
  const rows: [string, number][] = [
    [t('To send'), plan.good],
    [t('Invalid'), plan.invalid],
    [t('Duplicates'), plan.duplicates],
    [t('Blank'), plan.blank],
    [`**${t('All rows')}**`, plan.rows],
    [t('Unique identifiers'), plan.distinct],
  ];
  return table(
    ['', t('Count')],
    rows.map(([name, n]) => [name, count(n)]),
    [1],
  );
}

function problemsSection(
  plan: Plan,
  examples: ReadonlyMap<string, readonly Example[]>,
): string | undefined {
  const rules = byRuleOf(plan);
  if (rules.length === 0) return undefined;
  const rows = rules.map(([title, rule, n]) => {
    const shown =
      examples.get(rule) ?? plan.findings.filter((finding) => finding.rule === rule).map(exampleAt);
    return [
      markdownText(title),
      `\`${rule}\``,
      count(n),
      shown
        .slice(0, EXAMPLES)
        .map((example) => exampleText(plan, example))
        .join('; '),
    ];
  });
  return `## ${t('Problems by kind')}\n\n${table([t('What'), t('Code'), t('Rows'), t('Examples')], rows, [2])}`;
}

export function exampleAt(finding: Finding): Example {
  return { file: finding.file, line: finding.place.line };
}

function exampleText(plan: Plan, example: Example): string {
  const where = whereText(plan, example);
  return example.masked === undefined ? where : t('{0}: {1}', where, markdownText(example.masked));
}

/** Not a link: the Markdown preview doesn't follow links to files. */
function whereText(plan: Plan, { file, line }: { file: number; line: number }): string {
  return plan.files.length > 1
    ? t('file {0}, line {1}', count(file + 1), count(line + 1))
    : t('line {0}', count(line + 1));
}

function duplicatesSection(
  plan: Plan,
  examples: ReadonlyMap<string, readonly Example[]>,
): string | undefined {
  const findings = plan.findings
    .filter((finding) => isDuplicate(finding.rule))
    .slice(0, DUPLICATES_SHOWN);
  if (findings.length === 0) return undefined;
  const shown = examples.get(findings[0].rule) ?? findings.map(exampleAt);
  const items = shown.map((example) =>
    example.first
      ? t('{0}: same as {1}', whereText(plan, example), whereText(plan, example.first))
      : whereText(plan, example),
  );
  const rest = plan.duplicates - shown.length;
  if (rest > 0) items.push(t('{0} more', count(rest)));
  return `## ${t('Duplicates')}\n\n${bullets(items)}`;
}

function fileTable(file: PlannedFile, index: number | undefined): string {
  const name = fileName(file.uri).forMarkdown();
  const rows: [string, string][] = [
    [t('Size'), size(file.size)],
    [t('Rows'), count(file.rows)],
    [t('Column'), headerName(file.columns?.[file.column], file.column).forMarkdown()],
    ...dialectRows(file.dialect).map(([label, value]): [string, string] => [
      label,
      markdownText(value),
    ]),
  ];
  return table(
    [t('File'), index === undefined ? name : markdownText(`${index + 1}. `) + name],
    rows,
  );
}

/** How a file is read, as labels and values. */
function dialectRows(dialect: Dialect): [string, string][] {
  return [
    [t('Encoding'), encodingLabel(dialect)],
    [t('Delimiter'), delimiterLabel(dialect.delimiter)],
    [t('Header'), dialect.header ? t('the first row has the column names') : t('none')],
    ...(dialect.sepLine ? [[t('First line'), 'sep='] as [string, string]] : []),
    ...(dialect.recordEnd === 'cr' ? [[t('Line endings'), 'CR'] as [string, string]] : []),
    ...(dialect.gzip ? [[t('Compression'), 'gzip'] as [string, string]] : []),
  ];
}

function encodingLabel({ encoding, bomLength }: Dialect): string {
  const name = {
    'utf-8': 'UTF-8',
    'utf-16le': 'UTF-16 LE',
    'utf-16be': 'UTF-16 BE',
    'windows-1252': 'Windows-1252',
  }[encoding];
  return bomLength > 0 ? t('{0} with a byte order mark', name) : name;
}

export function delimiterLabel(delimiter: Dialect['delimiter']): string {
  return { ',': t('comma'), ';': t('semicolon'), '\t': t('tab'), '|': t('vertical bar') }[
    delimiter
  ];
}
