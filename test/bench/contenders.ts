import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../host/root';
import { accessVariables, COMMAND_LINE } from '../support/commandLine';
import type { BenchFile } from './data';
import type { HostJob, HostTask, Measured } from './measured';
import type { CommandLineRow } from './rows';
import { resetSink, sinkCounts } from './sinkClient';
import { ACCOUNT, ADD_REMOVE, SEGMENT } from './wire';

const source = (name: string): string => path.join(root, 'test', 'bench', name);
const built = (name: string): string => path.join(__dirname, name);

/** One measurement in a fresh extension host, with the settings the task needs. */
export async function inExtensionHost(
  file: BenchFile,
  task: HostTask,
  url: string,
  folder: string,
): Promise<Measured> {
  const run = fs.mkdtempSync(path.join(folder, 'run-'));
  try {
    const user = path.join(run, 'user');
    const workspace = path.join(run, 'workspace');
    fs.mkdirSync(workspace);
    write(path.join(user, 'Machine', 'settings.json'), { 'criteoAudiences.apiUrl': url });
    write(path.join(user, 'User', 'settings.json'), {
      'criteoAudiences.upload.dedupe': task.dedupe,
      'criteoAudiences.upload.concurrency': 4,
      ...(task.suppresses && { 'criteoAudiences.suppress': [file.suppression] }),
    });
    const job: HostJob = {
      task,
      url,
      segmentId: SEGMENT,
      file: file.path,
      column: file.column,
      previous: file.previous,
      expected: file,
      result: path.join(run, 'result.json'),
    };
    write(path.join(run, 'job.json'), job);
    await resetSink(url, { delay: 0 });
    const args = [
      path.join(__dirname, '..', 'host', 'code.js'),
      workspace,
      `--user-data-dir=${user}`,
      `--extensionDevelopmentPath=${root}`,
    ];
    args.push(`--extensionTestsPath=${built('inHost.js')}`);
    await succeeds(process.execPath, args, {
      ...process.env,
      CRITEO_AUDIENCES_TEST_BENCH: path.join(run, 'job.json'),
    });
    return JSON.parse(fs.readFileSync(job.result, 'utf8')) as Measured;
  } finally {
    fs.rmSync(run, { recursive: true, force: true });
  }
}

function write(file: string, value: unknown): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(value));
}

function succeeds(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (output = (output + text.toString()).slice(-20_000)));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`The run in the extension host failed:\n${output}`)),
    );
  });
}

export interface Script {
  name: string;
  /** Why it can't run here on this file; undefined if it can. */
  skipped?: string;
  argv(url: string): string[];
}

/** What a user would write instead, each in its simplest form. */
export function scriptsFor(file: BenchFile): Script[] {
  const python = works('python3', ['-c', 'import csv, json, http.client']);
  const shell = ['split', 'jq', 'curl'].find((tool) => !works(tool, ['--version']));
  return [
    {
      name: 'Python 3 script',
      skipped: python ? undefined : 'no python3 here',
      argv: (url) => [
        'python3',
        source('upload.py'),
        file.path,
        new URL(url).host,
        ADD_REMOVE,
        file.column,
      ],
    },
    {
      name: 'csv-parse + fetch script',
      argv: (url) => [process.execPath, built('plainScript.js'), file.path, url, file.column],
    },
    {
      name: 'split + jq + curl',
      skipped:
        file.shape === 'crm'
          ? 'split breaks quoted line ends'
          : shell
            ? `no ${shell} here`
            : undefined,
      argv: (url) => ['sh', source('upload.sh'), file.path, `${url}${ADD_REMOVE}`],
    },
  ];
}

/** The floor: reads the file and sends as many bytes in as many requests as an upload does. */
export function floorFor(file: BenchFile, bytes: number, requests: number): Script {
  return {
    name: 'Floor: read the file, send the bytes',
    argv: (url) => [
      process.execPath,
      built('floor.js'),
      file.path,
      url,
      String(bytes),
      String(requests),
      '4',
    ],
  };
}

function works(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/**
 * One upload by the command line, in a process and a state folder of its own. `node`: the extension
 * host's, so that the two are compared, not two versions of Node.
 */
export async function byCommandLine(
  file: BenchFile,
  { dedupe }: CommandLineRow,
  node: string,
  url: string,
  folder: string,
): Promise<Measured> {
  const run = fs.mkdtempSync(path.join(folder, 'run-'));
  const measure = (...args: string[]): Promise<Measured> =>
    measureScript([node, COMMAND_LINE, ...args, '--state-dir', run], url, 0, {
      env: accessVariables({
        url,
        clientId: 'bench',
        clientSecret: 'bench',
        accountId: ACCOUNT,
      }),
      memoryOf: highestOfGroup,
    });
  try {
    const { peak: idle } = await measure('accounts');
    const measured = await measure(
      ...['add', file.path, '--segment', SEGMENT, '--column', file.column],
      ...['--concurrency', '4', ...(dedupe ? [] : ['--no-dedupe'])],
    );
    const valid = file.good + (dedupe ? 0 : file.duplicates);
    if (measured.sink.identifiers !== valid)
      throw new Error(`The sink counted ${measured.sink.identifiers} identifiers, not ${valid}.`);
    const { peak } = measured;
    return {
      ...measured,
      peak: peak === undefined || idle === undefined ? undefined : peak - idle,
    };
  } finally {
    fs.rmSync(run, { recursive: true, force: true });
  }
}

/**
 * Runs a command to its end and measures wall time, CPU time (children included), and peak memory:
 * `memoryOf` is called again and again with its process group, by default for the sum of it.
 */
export async function measureScript(
  argv: readonly string[],
  url: string,
  delay: number,
  {
    env,
    memoryOf = memoryOfGroup,
  }: { env?: NodeJS.ProcessEnv; memoryOf?: (group: number) => number } = {},
): Promise<Measured> {
  await resetSink(url, { delay });
  const started = performance.now();
  // bash reports the CPU time of all its child processes.
  const child = spawn('bash', ['-c', 'TIMEFORMAT="cpu %U %S"; time "$@"', 'bench', ...argv], {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  let peak = 0;
  const sampler = setInterval(() => (peak = Math.max(peak, memoryOf(child.pid ?? 0))), 50);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  const wall = (performance.now() - started) / 1000;
  clearInterval(sampler);
  const times = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(output);
  if (code !== 0 || !times) throw new Error(`${argv.slice(0, 2).join(' ')} failed:\n${output}`);
  return {
    wall,
    cpu: Number(times[1]) + Number(times[2]),
    ...(peak > 0 && { peak }),
    sink: await sinkCounts(url),
  };
}

function memoryOfGroup(group: number): number {
  return processesOf(group).reduce((sum, { resident }) => sum + resident, 0);
}

/** The largest high-water mark of a process of the group, as the kernel keeps it. */
function highestOfGroup(group: number): number {
  return Math.max(0, ...processesOf(group).map(({ highest }) => highest));
}

interface ProcessMemory {
  /** Bytes, now and at most so far. */
  resident: number;
  highest: number;
}

function processesOf(group: number): ProcessMemory[] {
  if (!fs.existsSync('/proc/self/stat')) return [];
  const found: ProcessMemory[] = [];
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // pgrp and rss (pages) of proc(5).
      if (Number(fields[2]) !== group) continue;
      const status = fs.readFileSync(`/proc/${name}/status`, 'latin1');
      found.push({
        resident: Number(fields[21]) * 4096,
        highest: Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0) * 1024,
      });
    } catch {
      // It ended.
    }
  }
  return found;
}
