/**
 * Runs inside the extension host: one measurement through the public commands, in a host of its own
 * so that nothing from another measurement is in its memory.
 */
import fs from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { HostJob, LoopDelay, Measured } from './measured';
import { resetSink, sinkCounts } from './sinkClient';

interface Report {
  removed?: { sent: number };
  state: string;
  jobId: string;
  rows: number;
  blank: number;
  invalid: number;
  duplicates: number;
  sent: number;
  accepted: number;
  error?: { code: string; status?: number };
}

/** Milliseconds. The histogram includes the timer's own interval, which is subtracted. */
const RESOLUTION = 1;
const SETTLE = 3_000;

const command = <T>(name: string, ...args: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(`criteoAudiences.${name}`, ...args);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function run(): Promise<void> {
  const job = JSON.parse(
    fs.readFileSync(process.env.CRITEO_AUDIENCES_TEST_BENCH ?? '', 'utf8'),
  ) as HostJob;
  const { task, url, segmentId, column } = job;
  const uri = vscode.Uri.file(job.file);
  await command('signIn', { clientId: 'bench', clientSecret: 'bench' });
  await command('listSegments', { segmentIds: [segmentId] });
  await sleep(SETTLE);
  const idle = process.memoryUsage.rss();
  const idleLoop = await delaysDuring(() => sleep(SETTLE));

  const upload = (): Thenable<Report> =>
    command<Report>('uploadCsv', uri, {
      segmentId,
      operation: task.operation ?? 'add',
      column,
      hash: task.hash,
      confirm: false,
      ...(task.operation && { minKept: 0 }),
      ...(task.operation === 'update' && {
        previous: vscode.Uri.file(job.previous ?? '').toString(),
        allow: ['previous-unknown'],
      }),
    });
  let go: () => Promise<void>;
  /** By an update. */
  let removed = 0;
  if (task.kind === 'judging') {
    go = async () => {
      check(job, await command<Report>('checkCsv', uri, { identifierType: 'Email', column }));
    };
  } else if (task.kind === 'both') {
    go = async () => {
      const report = await upload();
      finished(job, report);
      removed = report.removed?.sent ?? 0;
    };
  } else {
    await resetSink(url, { delay: 0, reject: true });
    const { state, jobId, error } = await upload();
    if (state !== 'failed' || error?.status !== 403)
      throw new Error(
        `The upload should have been rejected, but is ${state} (${error?.code ?? 'no error'}).`,
      );
    await sleep(SETTLE);
    go = async () => finished(job, await command<Report>('resumeUpload', { jobId }));
  }

  await resetSink(url, { delay: task.delay });
  const peak = peakMemory();
  const cpu = process.cpuUsage();
  const started = performance.now();
  const loop = await delaysDuring(go);
  const wall = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const sink = await sinkCounts(url);
  const identifiers = validOf(job) + removed;
  if (task.kind !== 'judging' && sink.identifiers !== identifiers)
    throw new Error(`The sink counted ${sink.identifiers} identifiers, not ${identifiers}.`);
  const measured: Measured = {
    wall,
    cpu: (user + system) / 1e6,
    peak: Math.max(0, peak() - idle),
    loop: loop.delay,
    idleLoop: idleLoop.delay,
    sink,
  };
  fs.writeFileSync(job.result, JSON.stringify(measured));
}

const validOf = ({ task, expected }: HostJob): number =>
  expected.good + (task.dedupe ? 0 : expected.duplicates);

/** A figure only counts if the work was done correctly. */
function check(job: HostJob, { rows, blank, invalid, duplicates }: Report): void {
  const { expected, task } = job;
  const reported = [rows, blank, invalid, duplicates].join();
  const right = [
    expected.rows,
    expected.blank,
    expected.invalid,
    task.dedupe ? expected.duplicates : 0,
  ].join();
  if (reported !== right)
    throw new Error(
      `Rows, blank, invalid, duplicates: reported ${reported}, but the file has ${right}.`,
    );
}

function finished(job: HostJob, report: Report): void {
  if (report.state !== 'finished' || report.accepted !== validOf(job))
    throw new Error(
      `The upload is ${report.state} (${report.error?.code ?? 'no error'}) with ${report.accepted} accepted.`,
    );
  check(job, report);
}

async function delaysDuring(work: () => Promise<void>): Promise<{ delay: LoopDelay }> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  await work();
  histogram.disable();
  const beyond = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION);
  return { delay: { p99: beyond(histogram.percentile(99)), max: beyond(histogram.max) } };
}

/**
 * Peak memory of this process from now on, worker threads included, in bytes: the kernel's
 * high-water mark where available.
 */
function peakMemory(): () => number {
  try {
    fs.writeFileSync('/proc/self/clear_refs', '5');
    return () =>
      Number(/VmHWM:\s*(\d+) kB/.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    let most = process.memoryUsage.rss();
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
    return () => {
      clearInterval(timer);
      return most;
    };
  }
}
