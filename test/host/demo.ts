/**
 * `npm run demo`: the main user journey in a real editor, against the sandbox. Prints the report
 * and the problems, compares the sandbox's list with the file and the report with that of the command
 * line, and saves screenshots to out/demo.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { JobSummary } from '../../src/upload/jobTypes';
import { startCommandLine, type CommandLineDocument } from '../support/commandLine';
import { comparableReport } from '../support/comparableReport';
import { launch, type Launched } from '../workbench/fixture';
import { pageText, startUpload, uploadPage } from '../workbench/uploadPage';
import { writeCrmExport, type Written } from './crmExport';
import { expectedEmails } from './expectedEmails';
import { defaultVsix, root } from './root';
import { embeddedSandbox, storageOf } from './sandbox';
import { interrupted, serve } from './serve';

const ROWS = 120_001;
const FILE = 'crm-export.csv';
const SEGMENT = 'Empty so far';
const OUT = path.join(root, 'out', 'demo');

async function main(): Promise<void> {
  fs.rmSync(OUT, { recursive: true, force: true });
  fs.mkdirSync(OUT, { recursive: true });
  const csv = path.join(OUT, FILE);
  say(
    `Writing ${FILE}: ${ROWS.toLocaleString('en')} rows as a CRM exports them, some of them invalid…`,
  );
  const written = await writeCrmExport(csv, { rows: ROWS, seed: 2026 });

  say('Starting the editor…');
  const launched = await launch({
    files: { [FILE]: fs.readFileSync(csv) },
    folderName: 'crm',
    screenshots: OUT,
  });
  try {
    const { report, problems } = await upload(launched);
    await checkList(launched, csv, report);
    checkReport(written, report, problems);
    await checkCommandLine(launched, csv, written);
  } finally {
    await launched.close();
  }
  say(`Screenshots: ${path.relative(process.cwd(), OUT)}/*.png`);
}

/** What the window reported. */
async function upload({ workbench }: Launched): Promise<{ report: string; problems: string[] }> {
  await workbench.trySandbox(SEGMENT);
  await workbench.screenshot('1-segments');

  say(`Uploading ${FILE} to the segment "${SEGMENT}" through the Explorer's menu…`);
  const page = await startUpload(workbench, FILE, SEGMENT);
  const button = page.getByRole('button', { name: /^Add [\d,]+$/ });
  await button.waitFor();
  await workbench.screenshot('2-plan');
  await button.click();
  await uploadPage(workbench, new RegExp(`added to ${SEGMENT}$`));
  const report = await pageText(page);
  say(`\nReport:  ${/Rows (.*?) Accepted means/.exec(report)?.[1] ?? ''}\n`);
  await workbench
    .uploads(SEGMENT)
    .getByText(/\+[\d,]+ · just now/)
    .waitFor();
  await workbench.screenshot('3-report');
  const problems = await workbench.problems();
  for (const problem of problems.slice(0, 8)) say(`  ${problem}`);
  await workbench.screenshot('4-problems');
  return { report, problems };
}

/** Compares the sandbox's list with the set that ten lines of script read from the file. */
async function checkList({ server }: Launched, csv: string, report: string): Promise<void> {
  const sandbox = embeddedSandbox(server);
  const segment = (await sandbox.segments()).find(({ name }) => name === SEGMENT);
  const list = new Set(await sandbox.list(segment?.id ?? ''));
  const expected = expectedEmails(csv);
  const missing = [...expected].filter((email) => !list.has(email)).length;
  const extra = [...list].filter((email) => !expected.has(email)).length;
  const { calls, received, accepted, refused, duplicates } = (await sandbox.counts()).segments[
    segment?.id ?? ''
  ].add;
  say(
    `\nThe sandbox counted ${calls} requests, ${received} identifiers, ${accepted} accepted, ${refused} rejected, ${duplicates} sent twice.`,
  );
  say(
    `Its list has ${list.size}; the file has ${expected.size} unique valid addresses: ${missing} missing, ${extra} unexpected.`,
  );
  if (list.size === 0 || missing > 0 || extra > 0 || duplicates > 0)
    throw new Error('The list differs from the file.');
  const reported = ['accepted', 'rejected'].map((words) => figure(report, words));
  if (reported.join() !== [accepted, refused].join() || accepted + refused !== received)
    throw new Error(
      `The report says ${reported.join(', ')} accepted and rejected, which differs from the sandbox's counts.`,
    );
}

/** Compares the rest of the report, and the Problems panel, with what was written to the file. */
function checkReport(
  { invalid, duplicates, blank }: Written,
  report: string,
  problems: readonly string[],
): void {
  const reported = ['invalid', 'duplicates', 'blank'].map((words) => figure(report, words));
  if (reported.join() !== [invalid, duplicates, blank].join())
    throw new Error(
      `The report says ${reported.join(', ')} invalid, duplicates and blank; the file has ${invalid} invalid rows, ${duplicates} duplicates and ${blank} blank ones.`,
    );
  if (!problems.some((row) => row.startsWith(`Problems: ${invalid.toLocaleString('en')},`)))
    throw new Error('The Problems panel does not list all invalid rows.');
  if (!problems.some((row) => /\[Ln \d+, Col \d+\]/.test(row)))
    throw new Error('The Problems panel shows no position of a row.');
}

/**
 * Uploads the file by the command line, to a sandbox of its own, and compares both reports, and what
 * they say is left out with what was written to the file.
 */
async function checkCommandLine(
  { server }: Launched,
  csv: string,
  { invalid, duplicates, blank }: Written,
): Promise<void> {
  const upload = ['add', FILE, '--segment', SEGMENT, '--sandbox'];
  say(
    `\nThe same on the command line: criteo-audiences ${upload.map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ')}`,
  );
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-demo-'));
  try {
    const started = performance.now();
    const { report } = await succeeds([...upload, '--state-dir', folder], path.dirname(csv));
    const seconds = (performance.now() - started) / 1000;
    // The window's record of its upload, which the command line reads too.
    const { uploads } = await succeeds(['uploads', 'list', '--state-dir', storageOf(server)]);
    const [{ jobId }] = uploads as JobSummary[];
    const { upload: shown } = await succeeds([
      ...['uploads', 'show', jobId, '--state-dir', storageOf(server)],
    ]);
    const byWindow = (shown as JobSummary).report;
    if (!report || !byWindow) throw new Error('The command line printed no report.');
    assert.deepEqual(comparableReport(report), comparableReport(byWindow));
    assert.deepEqual(
      [report.invalid, report.duplicates, report.blank],
      [invalid, duplicates, blank],
    );
    const { rows, sent, accepted, refused } = report;
    const figures = { rows, blank, invalid, duplicates, sent, accepted, rejected: refused };
    const text = Object.entries(figures).map(
      ([name, value]) => `${value.toLocaleString('en')} ${name}`,
    );
    say(`The command line reports the same: ${text.join(', ')} (${seconds.toFixed(1)} s).`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The document that a command of the command line prints. `folder`: where it runs. */
async function succeeds(args: readonly string[], folder = OUT): Promise<CommandLineDocument> {
  const { exitCode, document, stderr } = await startCommandLine([...args, '--json'], {}, folder)
    .ended;
  if (exitCode === 0 && document) return document;
  throw new Error(`The command line ended with ${exitCode}: ${document?.error?.message ?? stderr}`);
}

/** The number before the given words; 0 if they don't appear. */
function figure(sentence: string, words: string): number {
  return Number((new RegExp(`([\\d,]+) ${words}`).exec(sentence)?.[1] ?? '0').replaceAll(',', ''));
}

/** On a terminal: offers to open the same editor in your own browser, like `npm start`. */
async function offerToStay(): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Open the editor in your own browser? [y/N] ');
  terminal.close();
  if (!/^y/i.test(answer)) return;
  const ended = interrupted();
  const { server, address } = await serve({ folder: OUT, vsix: defaultVsix });
  say(`Open ${address}\nPress Ctrl+C to stop.`);
  await ended;
  await server.stop();
}

function say(line: string): void {
  console.log(line);
}

main()
  .then(offerToStay)
  .then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
