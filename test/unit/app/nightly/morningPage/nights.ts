import type { MorningInput, NightView } from '../../../../../src/app/nightly/morningPage/nightView';
import type { NightEntry, NightReport } from '../../../../../src/app/nightly/report/nightReport';
import type { Report } from '../../../../../src/upload/jobTypes';
import { account } from '../../segments/segments';
import { report as uploadReport } from '../../uploads/page/jobs';

// The night of the mock: 60 segments, of which two need somebody.

/** When the page is drawn: the next morning. */
export const NOW = Date.UTC(2026, 10, 28, 7, 30);

export function entry(changes: Partial<NightEntry> = {}): NightEntry {
  return {
    ...{ segmentId: '738406688413290496', segment: 'CRM Users 2025', operation: 'update' },
    ...{ files: ['/srv/exports/crm.csv'], state: 'sent', outcome: 'finished' },
    ...changes,
  };
}

/** One that sent as many, all accepted unless `changes` says otherwise. */
export function sentEntry(
  segmentId: string,
  rows: number,
  changes: Partial<Report> = {},
  rest: Partial<NightEntry> = {},
): NightEntry {
  const report = uploadReport({
    ...{ state: 'finished', jobId: `job-${segmentId}`, segmentId, operation: 'add' },
    ...{ startedAt: '2026-11-27T20:44:00Z', finishedAt: '2026-11-27T21:12:08Z' },
    ...{ rows, sent: rows, accepted: rows, unsent: 0, calls: 1 },
    ...changes,
  });
  return entry({ segmentId, segment: `Segment ${segmentId}`, report, ...rest });
}

export const LAPSED = entry({
  ...{ segmentId: '1001', segment: 'Lapsed Customers', state: 'stopped', outcome: 'failed' },
  files: ['/srv/exports/lapsed-*.csv'],
  error: {
    ...{ code: 'not-found', source: 'tool', operation: 'run' },
    message: 'Export missing. exports/lapsed-*.csv: the newest is 43 h old, the limit is 26 h.',
  },
});

export const APP_USERS = entry({
  ...{ segmentId: '1002', segment: 'App Users', state: 'stopped', outcome: 'blocked' },
  error: {
    ...{ code: 'max-removed', source: 'tool', operation: 'run' },
    message:
      '18% would leave, the limit is 5%. 2,246 of 12,480 people are only in the last export.',
  },
});

const many = (from: number, to: number, of: (id: string) => NightEntry): NightEntry[] =>
  Array.from({ length: to - from }, (_, index) => of(String(from + index)));

export const NIGHT: NightReport = {
  file: '/srv/night.criteo.jsonc',
  account: { id: '48210', name: 'Northwind EU' },
  startedAt: '2026-11-27T20:40:00Z',
  finishedAt: '2026-11-27T21:12:08Z',
  suppress: [
    {
      path: 'optouts/all.csv',
      people: 18_204,
      writtenAt: '2026-11-27T14:40:00Z',
      maxAge: '26h',
    },
  ],
  nothingNew: 0,
  entries: [
    ...many(1, 52, (id) => sentEntry(id, id === '1' ? 412_854 : 1)),
    sentEntry('52', 48_210, { accepted: 48_204, refused: 6 }, { segment: 'CRM Users 2025' }),
    LAPSED,
    ...many(53, 55, (id) =>
      sentEntry(id, 900, {}, { state: 'resumed', notes: ['Lost connection at 20:58.'] }),
    ),
    APP_USERS,
    ...many(55, 59, (id) =>
      entry({
        ...{ segmentId: id, segment: `Segment ${id}`, state: 'up-to-date' },
        sentAt: '2026-11-26T20:44:00Z',
      }),
    ),
  ],
};

const ACCOUNT = account({}, { accountId: '48210' });

/** The night on the machine of its nightly file. */
export function here(report: NightReport = NIGHT, changes: Partial<NightView> = {}): NightView {
  return {
    report,
    declared: new Set(report.entries.map(({ segmentId }) => segmentId)),
    account: ACCOUNT,
    jobs: new Set(),
    ...changes,
  };
}

export function morning(
  nights: readonly NightView[] = [here()],
  changes: Partial<MorningInput> = {},
): MorningInput {
  return {
    ...{ nights, exitCode: 3, name: 'last-night.json', uri: 'file:///srv/last-night.json' },
    ...{ open: new Set<string>(), now: NOW },
    ...changes,
  };
}
