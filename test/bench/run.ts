/**
 * `npm run bench`: measures how fast a file becomes an upload in the real extension host, compared
 * with what a user would write instead. Prints a table and writes out/bench/results.json.
 *
 *   npm run bench -- [--rows 1000000,10000000] [--shape crm,column] [--rounds 3]
 *                    [--only TEXT,TEXT] [--quick]
 *
 * `--quick`: 100,000 rows, one round. `--only`: rows of the table whose key contains one of the
 * texts (judge, send-0, both, sha256, python, floor, cli, version, …).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { editorVersion, install, newest } from '../host/install';
import { root } from '../host/root';
import { byCommandLine, floorFor, inExtensionHost, measureScript, scriptsFor } from './contenders';
import { benchFile, type Shape } from './data';
import { median, type Measured } from './measured';
import { COMMAND_LINE_ROWS, DELAYS, FLOOR, HOST_ROWS, PAIR, scriptKey, VERSION } from './rows';
import { startSink } from './sinkClient';
import { measureStarts, type Starts } from './starts';
import { heading, mediansOf, startsTable, tableOf, type FileResults } from './table';

const OUT = path.join(root, 'out', 'bench');

const PAIRS = 5;

interface Options {
  rows: number[];
  shapes: Shape[];
  rounds: number;
  /** How often the extension and the command line upload in turn. */
  pairs: number;
  only?: string[];
  isQuick: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string' },
      shape: { type: 'string' },
      rounds: { type: 'string' },
      only: { type: 'string' },
      quick: { type: 'boolean' },
    },
  });
  const rows = (values.rows ?? (values.quick ? '100000' : '1000000,10000000'))
    .split(',')
    .map((text) => Number(text.replaceAll('_', '')));
  const shapes = (values.shape ?? 'column,crm').split(',');
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  if (rows.some((count) => !Number.isInteger(count) || count < 1))
    throw new Error('--rows takes row counts, separated by commas.');
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error('--rounds takes a number of 1 or more.');
  if (!shapes.every((shape): shape is Shape => shape === 'crm' || shape === 'column'))
    throw new Error('--shape takes crm, column, or both separated by a comma.');
  return {
    rows,
    shapes: shapes as Shape[],
    rounds,
    pairs: values.quick ? 1 : PAIRS,
    only: values.only?.toLowerCase().split(','),
    isQuick: values.quick === true,
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  fs.mkdirSync(OUT, { recursive: true });
  const load = os.loadavg();
  const starts = isWanted(VERSION, options) ? measureStarts(OUT) : undefined;
  if (starts) console.log(`\n${startsTable(starts)}`);
  if (options.only?.every((text) => VERSION.includes(text))) return;
  const { node } = await install(editorVersion(newest));
  const sink = await startSink(__dirname);
  const results: FileResults[] = [];
  try {
    for (const rows of options.rows) {
      for (const shape of options.shapes) {
        say(`Data: ${rows.toLocaleString('en')} rows, ${shape}`);
        const file = await benchFile(path.join(OUT, 'data'), shape, rows);
        // Read the file once, so that every contender finds it in the file system cache.
        for await (const block of fs.createReadStream(file.path, { highWaterMark: 1 << 20 }))
          void block;
        const result: FileResults = { file, measured: new Map(), skipped: new Map(), scripts: [] };
        results.push(result);
        for (let round = 1; round <= options.rounds; round++) {
          await measureRound(result, options, node, sink.url, round);
          save(results, options, load, starts);
        }
        for (let pair = 1; pair <= options.pairs; pair++) {
          await measurePair(result, options, node, sink.url, pair);
          save(results, options, load, starts);
        }
      }
    }
  } finally {
    sink.stop();
  }
  const idle = [...results.flatMap(({ measured }) => [...measured.values()].flat())].flatMap(
    ({ idleLoop }) => idleLoop ?? [],
  );
  const idleLoop =
    idle.length > 0
      ? { p99: median(idle.map(({ p99 }) => p99)), max: median(idle.map(({ max }) => max)) }
      : undefined;
  const text = [
    heading(options.rounds, load, idleLoop),
    ...(starts ? [startsTable(starts)] : []),
    ...results.map(tableOf),
  ].join('\n');
  fs.writeFileSync(path.join(OUT, 'results.md'), text);
  console.log(`\n${text}`);
  say(`Written: ${path.relative(process.cwd(), OUT)}/results.json and results.md`);
}

function isWanted(key: string, { only }: Options): boolean {
  return only === undefined || only.some((text) => key.toLowerCase().includes(text));
}

function add({ file, measured }: FileResults, when: string, key: string, one: Measured): void {
  measured.set(key, [...(measured.get(key) ?? []), one]);
  say(`${when}  ${file.shape} ${file.rows.toLocaleString('en')}  ${key}: ${one.wall.toFixed(2)} s`);
}

async function measureRound(
  result: FileResults,
  options: Options,
  node: string,
  url: string,
  round: number,
): Promise<void> {
  const { file, measured, skipped } = result;
  const wanted = (key: string): boolean => isWanted(key, options);
  const note = async (key: string, measure: () => Promise<Measured>): Promise<void> =>
    add(result, `round ${round}/${options.rounds}`, key, await measure());

  const scripts = scriptsFor(file);
  result.scripts = scripts.map(({ name }) => name);
  // Alternate rows and scripts, so that other load on the machine affects all of them equally.
  const rows = HOST_ROWS.filter(
    ({ key, task }) => wanted(key) && (task.operation !== 'update' || file.previous !== undefined),
  );
  const own = rows.map(
    ({ key, task }) =>
      () =>
        note(key, () => inExtensionHost(file, task, url, OUT)),
  );
  const others = DELAYS.flatMap((delay) =>
    scripts.flatMap(({ name, skipped: why, argv }) => {
      const key = scriptKey(name, delay);
      if (!wanted(key)) return [];
      if (why === undefined) return [() => note(key, () => measureScript(argv(url), url, delay))];
      skipped.set(key, why);
      return [];
    }),
  );
  for (const row of COMMAND_LINE_ROWS)
    if (wanted(row.key))
      others.push(() => note(row.key, () => byCommandLine(file, row, node, url, OUT)));
  while (own.length + others.length > 0) {
    await own.shift()?.();
    await others.shift()?.();
  }
  const sent = measured.get('both-0')?.at(-1)?.sink;
  if (sent && wanted(FLOOR))
    await note(FLOOR, () =>
      measureScript(floorFor(file, sent.bytes, sent.requests).argv(url), url, 0),
    );
}

/** The extension and the command line upload the same file, each of them first in turn. */
async function measurePair(
  result: FileResults,
  options: Options,
  node: string,
  url: string,
  pair: number,
): Promise<void> {
  const { file } = result;
  const { host, commandLine } = PAIR;
  if (file.shape !== 'crm' || !isWanted(commandLine.key, options)) return;
  const inHost = (): Promise<Measured> => inExtensionHost(file, host.task, url, OUT);
  const first = pair % 2 === 1 ? await inHost() : undefined;
  const byItself = await byCommandLine(file, commandLine, node, url, OUT);
  const other = first ?? (await inHost());
  const when = `pair ${pair}/${options.pairs}`;
  add(result, when, host.key, other);
  add(result, when, commandLine.key, { ...byItself, ratio: byItself.wall / other.wall });
}

function save(
  results: readonly FileResults[],
  { rounds, pairs }: Options,
  load: readonly number[],
  starts: Starts | undefined,
): void {
  const machine = {
    cpus: os.cpus().map(({ model }) => model),
    memory: os.totalmem(),
    node: process.version,
    load,
  };
  const files = results.map(({ file, measured, skipped }) => ({
    file: { ...file, path: path.basename(file.path) },
    medians: Object.fromEntries(mediansOf(measured)),
    measured: Object.fromEntries(measured),
    skipped: Object.fromEntries(skipped),
  }));
  fs.writeFileSync(
    path.join(OUT, 'results.json'),
    JSON.stringify(
      { at: new Date().toISOString(), rounds, pairs, machine, starts, files },
      undefined,
      2,
    ),
  );
}

function say(line: string): void {
  console.log(line);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
