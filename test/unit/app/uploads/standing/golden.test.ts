import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { batchResultText } from '../../../../../src/app/uploads/batch/batchResult';
import { batchJobsModel } from '../../../../../src/app/uploads/batchPage/batchJobsPage';
import { fileLenses } from '../../../../../src/app/uploads/fileLenses';
import {
  jobText,
  outcomeText,
  resultText,
  rowsEquation,
  tooManyInvalidText,
} from '../../../../../src/app/uploads/messages';
import { outcomeOf, severityOf, touchedList } from '../../../../../src/app/uploads/outcome';
import { uploadHeading } from '../../../../../src/app/uploads/page/draftBase';
import { jobModel } from '../../../../../src/app/uploads/page/jobPage';
import { receiptOf } from '../../../../../src/app/uploads/receipt/receipt';
import { reportDocument } from '../../../../../src/app/uploads/report/reportDocument';
import { countUnfinished, uploadRows } from '../../../../../src/app/uploads/rows/uploadRows';
import {
  rowDescription,
  rowLabel,
  rowSpoken,
  type UploadRowInput,
} from '../../../../../src/app/uploads/rows/uploadRowText';
import { rowTooltip } from '../../../../../src/app/uploads/rows/uploadRowTooltip';
import {
  canCancel,
  canDelete,
  canResume,
  contextOf,
  hasEnded,
  isBlocked,
  isOutdated,
  isSentCompletely,
  isShown,
  isUnderWay,
  isUnfinished,
  isWaiting,
} from '../../../../../src/app/uploads/standing';
import { undoObstacle } from '../../../../../src/app/uploads/undoUpload';
import { updateEquations } from '../../../../../src/app/uploads/update/updateReport';
import { WORDS } from '../../../../../src/app/uploads/words/operationWords';
import { EXIT_CODES } from '../../../../../src/cli/exitCodes';
import { configureFormat } from '../../../../../src/common/format';
import type { JobSummary, Report } from '../../../../../src/upload/jobTypes';
import { OPERATIONS } from '../../../../../src/upload/uploadTypes';
import type { UploadModel, UploadSection } from '../../../../../src/webview/uploadModel';
import { root } from '../../../../host/root';
import { ACCOUNT, at, NAMES, requests } from '../page/jobs';
import { GOLDEN_BATCHES, goldenJobs } from './goldenJobs';

// What both faces say of jobs of all kinds, and how they are classified; sizes have tests of
// their own. After an intended change, UPDATE_GOLDEN=1 writes the file anew: look at its difference.

const FILE = path.join(root, 'test/fixtures/golden/standing.json');
const NOW = at('10:00:00');

/** Each text stands once; a case is a list of indices into them. */
interface Golden {
  texts: string[];
  cases: Record<string, number[]>;
}

const flags = (job: JobSummary): string =>
  Object.entries({
    isShown,
    isWaiting,
    isUnderWay,
    hasEnded,
    canDelete,
    canCancel,
    canResume,
    canContinue: canResume,
    isBlocked,
    isOutdated,
    isSentCompletely,
    isUnfinished,
  })
    .filter(([, is]) => is(job))
    .map(([name]) => name)
    .join(' ');

function rowLines(jobs: readonly JobSummary[]): string[] {
  // Where it would stand among rows of each rank.
  const others: JobSummary[] = (['running', 'interrupted', 'queued', 'finished'] as const).map(
    (state) => ({
      ...jobs[0],
      jobId: state,
      batch: undefined,
      state,
      startedAt: 'x',
      elsewhere: false,
      resumable: state === 'interrupted',
    }),
  );
  const row = uploadRows(jobs)[0];
  if (!row) return [];
  const input: UploadRowInput = { row, names: row.jobs.map(() => NAMES), now: NOW };
  const rows = uploadRows([...jobs, ...others.filter((other) => other.report)]);
  return [
    `row: ${row.state}, place ${rows.findIndex(({ id }) => id === row.id)}, unfinished ${countUnfinished([row])}`,
    `label: ${rowLabel(input)}`,
    ...[input, { ...input, left: 4100 }].map((one) => `description: ${rowDescription(one)}`),
    `undone: ${rowDescription({ ...input, undoneAt: NOW })}`,
    `spoken: ${rowSpoken(input)}`,
    ...rowTooltip({ ...input, left: 4100, undoneAt: NOW }, 'UNDOES')
      .split('\n')
      .map((line) => `tooltip: ${line}`),
    ...[{}, { canUndo: true, hasFile: true, hasSegment: true }].map(
      (abilities) => `context: ${contextOf(row.jobs, abilities)}`,
    ),
  ];
}

function reportLines(report: Report, job: JobSummary): string[] {
  const outcome = outcomeOf(report, 0.05);
  return [
    `outcome: ${outcome}, ${outcomeOf(report, 1)}, exit code ${EXIT_CODES[outcome]}, ${severityOf([report])}, touched ${touchedList(report)}`,
    ...[1, 2].map((n) => `result: ${resultText(report, 'FILE', 'TARGET', NOW, n)}`),
    `outcome: ${outcomeText(report, 'TARGET')}`,
    ...[rowsEquation(report), ...updateEquations(report)].map((line) => `equation: ${line}`),
    `too many: ${tooManyInvalidText(report, 0.05)}`,
    ...(report.operation === 'update' || report.state === 'finished'
      ? reportDocument([
          {
            ...receiptOf(report, job, undefined, { readings: [], names: NAMES }),
            ...(report.fields && { byRule: { code: 3 } }),
          },
        ])
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('| ---'))
          .map((line) => `document: ${line}`)
      : []),
  ];
}

function sectionLines(section: UploadSection): string[] {
  const title = 'title' in section ? section.title : '';
  switch (section.type) {
    case 'size':
      return [];
    case 'facts':
      return section.items
        .filter(({ label }) => label !== 'Segment size')
        .map(({ label, text }) => `${title}: ${label}: ${text}`);
    case 'rows':
      return [
        `${title}: ${section.legend.map((one) => `${one.count} ${one.text}`).join(', ')} ${section.hint ?? ''}`,
      ];
    case 'progress':
      return [
        `${title}: ${section.percent ?? ''} ${section.texts.map(({ text }) => text).join(', ')}`,
        `${title}: ${section.cellsLabel} ${section.hint ?? ''}`,
      ];
    case 'times':
      return [
        `${title}: ${section.items.map(({ time, text, state }) => `${time} ${text} ${state}`).join(', ')}`,
      ];
    default:
      return [`${title}: ${JSON.stringify(section)}`];
  }
}

function pageLines({
  step,
  heading,
  callout,
  intro,
  bar,
  announcement,
  ...rest
}: UploadModel): string[] {
  return [
    `step: ${step}`,
    `heading: ${heading.icon ?? ''} ${heading.text}`,
    ...intro.map(({ text, strong }) => `intro: ${text}${strong ? ' !' : ''}`),
    ...(callout ? [`callout: ${JSON.stringify(callout)}`] : []),
    `bar: ${JSON.stringify(bar)}`,
    `announcement: ${announcement ?? ''}`,
    ...[...rest.main, ...rest.first, ...rest.last]
      .flatMap(sectionLines)
      .map((line) => `page: ${line}`),
  ];
}

const pageInput = (job: JobSummary) => ({
  job,
  requests: [],
  names: NAMES,
  account: ACCOUNT,
  readings: [],
  unnamed: job.report?.refused ?? 0,
  now: NOW,
});

async function linesOf(job: JobSummary): Promise<string[]> {
  const engine = { jobs: () => [job], planOf: () => Promise.reject(new Error()) };
  const obstacle = await undoObstacle(engine, job, async () => undefined).catch(() => 'none known');
  return [
    `flags: ${flags(job)}`,
    `list: ${jobText(job, NOW)}`,
    ...rowLines([job]),
    ...(job.report ? reportLines(job.report, job) : []),
    ...pageLines(jobModel(pageInput(job))),
    ...pageLines(jobModel({ ...pageInput(job), requests: requests('a1 p1 k1 w1') })).filter(
      (line) => /^(bar|heading|intro|announcement|page: Progress)/.test(line),
    ),
    `undo: ${obstacle}`,
  ];
}

function batchLines(jobs: readonly JobSummary[]): string[] {
  const batch = jobs.map((_, index) => `j${index}`);
  const all = jobs.map((job, index) => ({ ...job, jobId: batch[index], batch }));
  const ends = all.map(({ report, error }, index) => ({
    what: `FILE ${index}`,
    report,
    error: report ? undefined : error,
  }));
  return [
    ...(jobs.every(({ operation }) => operation === jobs[0].operation) ? rowLines(all) : []),
    `severity: ${severityOf(all.map(({ report }) => report))}`,
    `result: ${batchResultText(ends, NOW)}`,
    ...pageLines(
      batchJobsModel({
        jobs: all.map(pageInput),
        open: new Set(batch),
        hasProblems: true,
        now: NOW,
      }),
    ),
  ];
}

function operationLines(): string[] {
  return [...OPERATIONS, undefined].flatMap((operation) => [
    uploadHeading(operation, 'FILES', 'SEGMENT'),
    uploadHeading(operation, 'FILES', undefined),
    WORDS[operation ?? 'any'].sending('FILES', 'SEGMENT'),
    ...fileLenses({ segment: NAMES.segment, operation, isChecked: true, now: 0 }).map(
      ({ title }) => title,
    ),
    ...(operation
      ? [
          WORDS[operation].label(),
          WORDS[operation].detail(),
          WORDS[operation].send('1,200'),
          WORDS[operation].sendAnyway('1,200'),
        ]
      : []),
  ]);
}

async function actual(): Promise<Map<string, string[]>> {
  const jobs = goldenJobs();
  const cases = new Map([['operations', operationLines()]]);
  for (const [name, job] of jobs) cases.set(name, await linesOf(job));
  for (const names of GOLDEN_BATCHES)
    cases.set(
      names.join(' + '),
      batchLines(
        names.map((name) => {
          const job = jobs.get(name);
          assert.ok(job, name);
          return job;
        }),
      ),
    );
  return cases;
}

function write(cases: ReadonlyMap<string, readonly string[]>): void {
  const indices = new Map<string, number>();
  const golden: Golden = { texts: [], cases: {} };
  for (const [name, lines] of cases)
    golden.cases[name] = lines.map((line) => {
      const index = indices.get(line) ?? golden.texts.push(line) - 1;
      indices.set(line, index);
      return index;
    });
  const { texts, cases: all } = golden;
  fs.mkdirSync(path.dirname(FILE), { recursive: true });
  fs.writeFileSync(
    FILE,
    `{"texts":[\n${texts.map((text) => JSON.stringify(text)).join(',\n')}\n],"cases":{\n${Object.entries(
      all,
    )
      .map(([name, list]) => `${JSON.stringify(name)}:${JSON.stringify(list)}`)
      .join(',\n')}\n}}\n`,
  );
}

describe('how uploads stand, in all texts', () => {
  before(() => configureFormat('en', 'UTC'));
  after(() => configureFormat('en'));

  it('is as it was before', async function () {
    this.timeout(60_000);
    const cases = await actual();
    if (process.env.UPDATE_GOLDEN) write(cases);
    const golden = JSON.parse(fs.readFileSync(FILE, 'utf8')) as Golden;
    assert.deepEqual([...cases.keys()], Object.keys(golden.cases));
    for (const [name, lines] of cases)
      assert.deepEqual(
        lines,
        golden.cases[name].map((index) => golden.texts[index]),
        name,
      );
  });
});
