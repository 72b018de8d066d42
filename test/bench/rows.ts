import type { HostTask } from './measured';

/** One row of the table, measured in the extension host. */
export interface HostRow {
  key: string;
  label: string;
  task: HostTask;
}

const row = (
  key: string,
  label: string,
  kind: HostTask['kind'],
  task: Partial<HostTask> = {},
): HostRow => ({
  key,
  label,
  task: { kind, dedupe: true, hash: 'none', delay: 0, ...task },
});

export const DELAYS = [0, 200] as const;

export const HOST_ROWS: readonly HostRow[] = [
  row('judge-nodedupe', 'Judging, without dedupe', 'judging', { dedupe: false }),
  row('judge', 'Judging, with dedupe', 'judging'),
  row('judge-suppress', 'Judging, with a suppression list', 'judging', { suppresses: true }),
  row('send-0', 'Sending, 0 ms', 'sending'),
  row('both-nodedupe-0', 'Judging + sending, without dedupe, 0 ms', 'both', { dedupe: false }),
  row('both-0', 'Judging + sending, 0 ms', 'both'),
  row('sha256-0', 'Judging + sending as SHA-256, 0 ms', 'both', { hash: 'sha256' }),
  row('send-200', 'Sending, 200 ms', 'sending', { delay: 200 }),
  row('both-200', 'Judging + sending, 200 ms', 'both', { delay: 200 }),
  row('replace-200', 'Replace, 200 ms', 'both', { delay: 200, operation: 'replace' }),
  row('update-200', 'Update, as many rows before, 200 ms', 'both', {
    delay: 200,
    operation: 'update',
  }),
];

/** One row of the table, measured on the command line. */
export interface CommandLineRow {
  key: string;
  label: string;
  dedupe: boolean;
}

export const COMMAND_LINE_ROWS: readonly CommandLineRow[] = [
  {
    key: 'cli-nodedupe-0',
    label: 'Command line: judging + sending, without dedupe, 0 ms',
    dedupe: false,
  },
];

/** The same upload in the extension host and on the command line, in turn. */
export const PAIR = {
  host: row('cli-host-both-0', 'Judging + sending, 0 ms, in turn with the next', 'both'),
  commandLine: {
    key: 'cli-both-0',
    label: 'Command line: judging + sending, 0 ms',
    dedupe: true,
  },
} as const satisfies { host: HostRow; commandLine: CommandLineRow };

/** Not part of any file's table: how long `--version` takes. */
export const VERSION = 'version';

export const FLOOR = 'floor-0';
export const PYTHON = 'Python 3 script';
export const scriptKey = (name: string, delay: number): string => `${name}-${delay}`;
