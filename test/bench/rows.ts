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
  row('send-0', 'Sending, 0 ms', 'sending'),
  row('both-nodedupe-0', 'Judging + sending, without dedupe, 0 ms', 'both', { dedupe: false }),
  row('both-0', 'Judging + sending, 0 ms', 'both'),
  row('sha256-0', 'Judging + sending as SHA-256, 0 ms', 'both', { hash: 'sha256' }),
  row('send-200', 'Sending, 200 ms', 'sending', { delay: 200 }),
  row('both-200', 'Judging + sending, 200 ms', 'both', { delay: 200 }),
];

export const FLOOR = 'floor-0';
export const PYTHON = 'Python 3 script';
export const scriptKey = (name: string, delay: number): string => `${name}-${delay}`;
