import { isDeepStrictEqual } from 'node:util';
import { t } from '@vscode/l10n';
import { fieldsText, requestsText, rowsText } from '../../../common/counts';
import { fileName, fileNames } from '../../../common/fileName';
import { clock, count, dateTime, inUtc } from '../../../common/format';
import { bullets, joinSections, table } from '../../../common/markdown';
import { OutsideText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import { formatLabel } from '../../../identifiers/formatLabel';
import { valuesIn } from '../../../upload/fieldsRead';
import type { Report } from '../../../upload/jobTypes';
import { liveAround, nextComputation } from '../../../upload/schedule';
import { maybeClearedText, targetLabel } from '../messages';
import { touchedList } from '../outcome';
import { byRuleOf } from '../plan/planProblems';
import { namesOf, type Receipt } from '../receipt/receipt';
import { leftOutLines, receiptLines, type Escape } from '../receipt/receiptTexts';
import { undoesText } from '../undoUpload';
import { comparedNotes, updateSums } from '../update/updateReport';
import { WORDS } from '../words/operationWords';
import { notesOf } from '../words/reportNotes';
import { valueWords } from '../words/valueWords';

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
  receipts: readonly Receipt[],
  to: keyof typeof ESCAPES = 'copied',
): string {
  return inUtc(() => documentOf(receipts, ESCAPES[to]));
}

function documentOf(receipts: readonly Receipt[], escape: Escape): string {
  const parts = receipts.map((receipt) => ({
    title: `${escape(fileNames(receipt.files ?? []))} → ${escape(targetLabel(namesOf(receipt)))}`,
    facts: factsOf(receipt, escape),
    blocks: blocksOf(receipt, escape),
  }));
  const [first, ...others] = parts;
  const facts = first.facts.filter((fact) => others.every((other) => other.facts.includes(fact)));
  const isCommon = (block: Block): boolean =>
    parts.every((part) => part.blocks.some((one) => isDeepStrictEqual(one, block)));
  const own = others.length === 0 ? [] : parts;
  // Each has it on record.
  const [notSent] = receipts.flatMap((receipt) =>
    listOf(t('Not sent'), leftOutLines(receipt, escape)),
  );
  return joinSections([
    `# ${t('Upload report')}`,
    others.length === 0 && `**${first.title}**`,
    notSent && blockText(notSent, '##'),
    facts.length > 0 && bullets(facts),
    ...first.blocks.filter(isCommon).map((block) => blockText(block, '##')),
    ...own.flatMap((part) => [
      `## ${part.title}`,
      bullets(part.facts.filter((fact) => !facts.includes(fact))),
      ...part.blocks.filter((block) => !isCommon(block)).map((block) => blockText(block, '###')),
    ]),
  ]);
}

function blockText({ heading, text }: Block, level: '##' | '###'): string {
  return heading === undefined ? text : `${level} ${heading}\n\n${text}`;
}

/** What was done, where, when and how. */
function factsOf(receipt: Receipt, escape: Escape): string[] {
  const { operation, state, cleared, maybeCleared, calls, finishedAt, undoes } = receipt;
  return present([
    t('Operation: {0}', WORDS[operation].label()),
    undoes !== undefined && undoesText(undefined),
    t('State: {0}', stateLabel(state)),
    ...receiptLines(receipt, escape),
    cleared && t('The segment was cleared at {0}.', clock(Date.parse(cleared))),
    maybeCleared && maybeClearedText(maybeCleared),
    requestsText(calls),
    touchedList(receipt) &&
      t(
        'In campaigns from about {0}',
        dateTime(liveAround(nextComputation(Date.parse(finishedAt)))),
      ),
  ]);
}

function blocksOf(report: Receipt, escape: Escape): Block[] {
  const values = valueWords(report);
  const notes = notesOf(report);
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
            [t('Suppressed'), report.suppressed ?? 0],
            [t('Invalid'), report.invalid],
            [t('Duplicates'), report.duplicates],
            [t('Blank'), report.blank],
          ],
          values.all(),
          valuesIn(report),
        ),
      ]).join('\n\n'),
    },
    filesTable(report, escape),
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
      byRuleOf({ byRule: report.byRule ?? {} }).map(([what, rule, n]) => [
        text(what),
        `\`${rule}\``,
        count(n),
      ]),
      [2],
    ),
    ...listOf(t('Notes'), notes.own.map(escape)),
    ...listOf(t('Warnings from Criteo'), notes.criteos.map(escape)),
  ]);
}

/** What was sent and left out of each of several files. */
function filesTable({ files = [] }: Receipt, escape: Escape): Block | undefined {
  const hasSuppressed = files.some(({ suppressed }) => suppressed);
  const heads = present([
    t('File'),
    t('Valid'),
    hasSuppressed && t('Suppressed'),
    ...[t('Invalid'), t('Duplicates'), t('Blank')],
  ]);
  const rows = files.flatMap(
    ({ uri, good, suppressed = 0, invalid = 0, duplicates = 0, blank = 0 }) => {
      if (good === undefined) return [];
      const figures = [good, ...(hasSuppressed ? [suppressed] : []), invalid, duplicates, blank];
      return [[escape(fileName(uri)), ...figures.map(count)]];
    },
  );
  const numbers = heads.slice(1).map((_, index) => index + 1);
  return tableBlock(t('Files'), heads, rows, numbers);
}

/** A table under its heading; undefined without rows. */
function tableBlock(heading: string, ...of: Parameters<typeof table>): Block | undefined {
  const [, rows] = of;
  return rows.length > 0 ? { heading, text: table(...of) } : undefined;
}

/** A list under its heading; none without items. */
function listOf(heading: string, items: readonly string[]): Block[] {
  return items.length > 0 ? [{ heading, text: bullets(items) }] : [];
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

function details(error: NonNullable<Report['error']>, text: (outside: string) => string): string {
  const parts = present([error.code, error.status?.toString(), error.system, error.traceId]);
  return parts.length > 0 ? ` (${text(parts.join(', '))})` : '';
}

function stateLabel(state: Report['state']): string {
  return { finished: t('finished'), cancelled: t('cancelled'), failed: t('not finished') }[state];
}
