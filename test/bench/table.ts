import os from 'node:os';
import type { BenchFile } from './data';
import { bounds, goalOfStarts, goalsOf, type Goal } from './goals';
import { median, type Measured } from './measured';
import { COMMAND_LINE_ROWS, DELAYS, FLOOR, HOST_ROWS, PAIR, scriptKey } from './rows';
import type { Starts } from './starts';

/** All measurements of one file: per row of the table, one measurement a round. */
export interface FileResults {
  file: BenchFile;
  measured: Map<string, Measured[]>;
  /** Why a script was not run. */
  skipped: Map<string, string>;
  scripts: string[];
}

export interface Medians {
  wall: number;
  cpu: number;
  peak?: number;
  ratio?: number;
  loopP99?: number;
  loopMax?: number;
  requests: number;
  sinkCpu: number;
}

export function mediansOf(measured: ReadonlyMap<string, Measured[]>): Map<string, Medians> {
  return new Map(
    [...measured].map(([key, all]) => {
      const of = (figure: (one: Measured) => number | undefined): number | undefined => {
        const values = all.flatMap((one) => figure(one) ?? []);
        return values.length > 0 ? median(values) : undefined;
      };
      const sure = (figure: (one: Measured) => number): number => median(all.map(figure));
      return [
        key,
        {
          wall: sure(({ wall }) => wall),
          cpu: sure(({ cpu }) => cpu),
          peak: of(({ peak }) => peak),
          ratio: of(({ ratio }) => ratio),
          loopP99: of(({ loop }) => loop?.p99),
          loopMax: of(({ loop }) => loop?.max),
          requests: sure(({ sink }) => sink.requests),
          sinkCpu: sure(({ sink }) => sink.cpu),
        },
      ];
    }),
  );
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');

/** The table of one file, in Markdown. */
export function tableOf({ file, measured, skipped, scripts }: FileResults): string {
  const medians = mediansOf(measured);
  const labels = [
    ...[...HOST_ROWS, PAIR.host, PAIR.commandLine, ...COMMAND_LINE_ROWS].map(({ key, label }) => [
      key,
      label,
    ]),
    ...DELAYS.flatMap((delay) =>
      scripts.map((name) => [scriptKey(name, delay), `${name}, ${delay} ms`]),
    ),
    [FLOOR, 'Floor: read the file, send the same bytes over loopback, 0 ms'],
  ];
  const shown = (value: number | undefined, digits = 1): string =>
    value === undefined ? '–' : value.toFixed(digits);
  const lines = labels.flatMap(([key, label]) => {
    const why = skipped.get(key);
    if (why !== undefined) return [`| ${label} | skipped: ${why} | | | | | |`];
    const one = medians.get(key);
    if (!one) return [];
    const { wall, cpu, peak, loopP99, loopMax } = one;
    return [
      `| ${label} | ${shown(wall, 2)} | ${whole(file.rows / wall)} | ${shown(cpu)} | ${peak === undefined ? '–' : whole(peak / 1e6)} | ${shown(loopP99)} | ${shown(loopMax)} |`,
    ];
  });
  const requests = (medians.get('both-0') ?? medians.get(PAIR.commandLine.key))?.requests ?? 0;
  const forGoals = file.shape === 'crm' && file.rows === 10_000_000;
  const goals = goalsOf(medians, file.rows).map((one) =>
    goalLine(forGoals ? one : { ...one, met: undefined }),
  );
  return [
    `## ${title(file)}`,
    '',
    `| | wall, s | rows/s | CPU, s | peak, MB | loop p99, ms | loop max, ms |`,
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...lines,
    '',
    `### Goals${forGoals ? '' : ' (set for 10,000,000 rows of 8 columns; fixed costs weigh more here, so no goal is met or missed)'}`,
    '',
    ...GOAL_HEADER,
    ...goals,
    '',
    ...bounds(medians).map((line) => `- ${line}`),
    `- The real API allows 250 requests a minute, 12.5 million identifiers: this file's ${requests} requests need ${minutes(requests)}. The sink says in its rate-limit headers that a million requests are left, so pacing holds nothing back here; beyond the first 250 requests the quota is the limit, however fast the rest is.`,
    '',
  ].join('\n');
}

const GOAL_HEADER = ['| goal | measured | met |', '| --- | --- | --- |'];

function goalLine({ goal, measured, met }: Goal): string {
  return `| ${goal} | ${measured} | ${met === undefined ? '–' : met ? 'yes' : '**no**'} |`;
}

/** How long the command line takes to start, in Markdown. */
export function startsTable(starts: Starts): string {
  return [
    '## Start of the command line',
    '',
    ...GOAL_HEADER,
    goalLine(goalOfStarts(starts)),
    '',
  ].join('\n');
}

/** The first 250 requests go out at once, each further 250 a minute later. */
function minutes(requests: number): string {
  const wait = Math.max(0, Math.ceil(requests / 250) - 1);
  return wait === 0 ? 'no waiting' : `at least ${wait} min of waiting`;
}

function title({ shape, rows, size, invalid, duplicates, blank }: BenchFile): string {
  const mb = `${whole(size / 1e6)} MB`;
  if (shape === 'column') return `${whole(rows)} rows, one column (${mb})`;
  return `${whole(rows)} rows, CRM export of 8 columns (${mb}; ${whole(invalid)} invalid, ${whole(duplicates)} duplicate, ${whole(blank)} blank)`;
}

export function heading(
  rounds: number,
  load: readonly number[],
  idle: { p99: number; max: number } | undefined,
): string {
  const loads = load.map((one) => one.toFixed(1)).join(', ');
  return [
    `# Bench: medians of ${rounds} round${rounds === 1 ? '' : 's'}, contenders interleaved`,
    '',
    `${os.cpus().length} × ${os.cpus()[0]?.model.trim() ?? 'CPU'}, Node ${process.version}; load average before: ${loads}.`,
    ...(idle
      ? [
          `Event-loop delay of the idle extension host: p99 ${idle.p99.toFixed(1)} ms, max ${idle.max.toFixed(1)} ms.`,
        ]
      : []),
    ...((load[0] ?? 0) > 1
      ? [
          '**The machine was under other load: only ratios within this run are meaningful, and delays are too long.**',
        ]
      : []),
    'Own rows: the public commands in a real extension host, a fresh one each, 4 requests in flight; peak memory is that of the extension host above idle. Scripts: their processes as a whole, one request at a time. The editor’s window, server and sink run on the same cores.',
    'Command line: a process of its own with the extension host’s Node, from its start to its end, 4 requests in flight; peak memory is that of the process above one that only lists accounts.',
    'The “Sending” rows resume an upload that was judged in the same host just before, so their memory includes what the system has not yet reclaimed.',
    'The scripts only trim, lowercase and drop values without @: no duplicate check, no positions of invalid rows, no journal, no resume.',
    '',
  ].join('\n');
}
