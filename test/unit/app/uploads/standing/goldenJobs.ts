import type { ToolCode } from '../../../../../src/common/codes/toolCodes';
import type { StoredFailure } from '../../../../../src/common/failure';
import { pick } from '../../../../../src/common/records';
import type { JobSummary, Progress, Report, WaitReason } from '../../../../../src/upload/jobTypes';
import { OPERATIONS, type Operation } from '../../../../../src/upload/uploadTypes';
import { job } from '../page/jobs';
import { suppressedReport } from '../suppression/suppressions';
import { PREVIOUS, removed } from '../update/updates';

type Changes = Omit<NonNullable<Parameters<typeof job>[0]>, 'report'> & {
  report?: Partial<Report> | 'none';
};

const CLEARED = '2026-11-25T09:52:01Z';
const ENDED = '2026-11-25T09:53:00Z';
const WAITS: WaitReason[] = [
  'limit',
  'network',
  'cutOff',
  'noResponse',
  'serverError',
  'queue',
  'signedOut',
];
const CODES: ToolCode[] = [
  ...([
    'network',
    'stalled',
    'signed-out',
    'permission',
    'too-many-refused',
    'nothing-to-send',
  ] as const),
  ...(['superseded', 'list-emptied', 'file-changed', 'adds-open', 'incomplete'] as const),
  ...(['not-kept', 'journal-full', 'locked'] as const),
];

const failure = (code: ToolCode, more: Partial<StoredFailure> = {}): StoredFailure => ({
  code,
  source: 'tool',
  message: `Why: ${code}.`,
  ...more,
});

/** What a job of any operation can be like, by name. `codes`: of its failures. */
function variants(codes = CODES): Record<string, Changes> {
  const some = { sent: 400, accepted: 390, refused: 10, unsent: 600, calls: 2 };
  const all = { sent: 1000, accepted: 1000, unsent: 0, calls: 3 };
  const progress: Partial<Progress> = { callsDone: 2, callsTotal: 3, sent: 400, inFlight: 1 };
  const ended = (state: Report['state'], report: Partial<Report>, rest: Changes = {}): Changes => ({
    state,
    finishedAt: ENDED,
    calls: 2,
    progress: { ...progress, inFlight: 0 },
    ...rest,
    report: { state, ...report },
  });
  const failed = (error: StoredFailure, report: Partial<Report>, rest: Changes = {}): Changes =>
    ended('failed', { error, ...report }, { error, ...rest });
  const batch = ['j', 'k'];
  const unstarted = { startedAt: undefined, report: 'none' as const };
  return {
    planned: { state: 'planned', ...unstarted },
    'planned, in a batch': { state: 'planned', batch, ...unstarted },
    queued: { state: 'queued', progress },
    'queued elsewhere': { state: 'queued', progress, elsewhere: true },
    running: { progress, report: some },
    'running, nothing answered': { progress: { callsTotal: 3 } },
    'running, reading': { progress: { phase: 'reading', rowsRead: 1 } },
    'running, waiting': { progress: { phase: 'waiting' } },
    'running, clearing': { progress: { ...progress, phase: 'clearing' } },
    'running elsewhere': { progress, elsewhere: true, report: some },
    'cancelling, one in flight': { progress: { ...progress, stopping: 'cancelled' }, report: some },
    'cancelling, none in flight': { progress: { ...progress, inFlight: 0, stopping: 'cancelled' } },
    'stopping, two in flight': { progress: { ...progress, inFlight: 2, stopping: 'disposed' } },
    'stopping, none in flight': { progress: { ...progress, inFlight: 0, stopping: 'disposed' } },
    ...Object.fromEntries(
      WAITS.flatMap((wait): [string, Changes][] => [
        [`paused, ${wait}`, { state: 'paused', progress: { ...progress, wait }, report: some }],
        [
          `running, ${wait} for a minute`,
          { progress: { ...progress, wait, waitUntil: Date.parse('2026-11-25T10:01:00Z') } },
        ],
      ]),
    ),
    'paused, resumable': {
      state: 'paused',
      resumable: true,
      progress: { ...progress, wait: 'signedOut' },
      report: some,
    },
    'paused elsewhere': { state: 'paused', elsewhere: true, progress, report: some },
    'paused, cancelling': { state: 'paused', progress: { ...progress, stopping: 'cancelled' } },
    finished: ended('finished', all),
    'finished, left out': ended('finished', {
      ...all,
      rows: 1030,
      invalid: 5,
      duplicates: 20,
      blank: 5,
    }),
    'finished, partly': ended('finished', { ...all, accepted: 950, refused: 50 }),
    'finished, slightly partly': ended('finished', {
      ...all,
      accepted: 998,
      refused: 1,
      unknown: 1,
    }),
    'finished, rejected': ended('finished', { ...all, accepted: 0, refused: 1000 }),
    'finished, unknown': ended('finished', { ...all, accepted: 0, unknown: 1000 }),
    'finished, fields': ended('finished', {
      ...all,
      rows: 520,
      fields: 1040,
      invalid: 39,
      blank: 1,
    }),
    'finished, too many fields invalid': ended('finished', {
      ...all,
      rows: 600,
      fields: 1200,
      invalid: 200,
    }),
    'finished, resumable': ended(
      'finished',
      { ...all, accepted: 600, refused: 400 },
      { resumable: true },
    ),
    'finished, nothing sent': ended('finished', { sent: 0, unsent: 0, rows: 0, calls: 0 }),
    'finished, warned': ended('finished', {
      ...all,
      warnings: [{ code: 'w', title: 'Criteo warns', type: undefined, count: 3 }],
    }),
    'finished, no report': { state: 'finished', finishedAt: ENDED, report: 'none' },
    'finished, then superseded': ended('finished', all, { error: failure('superseded') }),
    'finished, then emptied': ended('finished', all, { error: failure('list-emptied') }),
    cancelled: ended('cancelled', some, { resumable: true }),
    'cancelled, not resumable': ended('cancelled', some),
    'cancelled, nothing sent': ended('cancelled', { unsent: 1000 }, { resumable: true }),
    'cancelled, unknown': ended(
      'cancelled',
      { ...some, accepted: 300, unknown: 90 },
      { resumable: true },
    ),
    'cancelled, superseded': ended('cancelled', some, { error: failure('superseded') }),
    'cancelled, old': ended('cancelled', some, { resumable: true, checkedLongAgo: true }),
    ...Object.fromEntries(
      codes.flatMap((code): [string, Changes][] => [
        [`failed, ${code}`, failed(failure(code), some, { resumable: true })],
        [`failed, ${code}, nothing sent`, failed(failure(code), { unsent: 1000 })],
      ]),
    ),
    'failed, rejected by status': failed(failure('api', { source: 'api', status: 400 }), some),
    'failed, without access': failed(failure('api', { source: 'api', status: 403 }), some),
    'failed, server error': failed(failure('api', { source: 'api', status: 503 }), some, {
      resumable: true,
    }),
    'failed, a word of ours by Criteo': failed(failure('superseded', { source: 'api' }), some),
    'failed, all accepted': failed(failure('network'), all, { resumable: true }),
    'failed, none accepted': failed(failure('network'), { ...some, accepted: 0, unknown: 390 }),
    unreadable: { state: 'failed', error: failure('journal-broken'), report: 'none' },
    interrupted: {
      ...ended('failed', some, { resumable: true }),
      state: 'interrupted',
      finishedAt: undefined,
    },
    'interrupted, never began': { state: 'interrupted', startedAt: undefined, resumable: true },
  };
}

/** Those that only a replace can be. */
function clearedVariants(): Record<string, Changes> {
  const of = variants();
  return Object.fromEntries(
    (['cleared', 'maybeCleared'] as const).flatMap((key) =>
      [
        'running',
        'finished',
        'cancelled',
        'cancelled, not resumable',
        'cancelled, unknown',
        'failed, network',
        'failed, list-emptied',
        'failed, signed-out',
        'failed, all accepted',
        'interrupted',
        'unreadable',
        'running elsewhere',
      ].map((name) => {
        const { report, ...rest } = of[name];
        const withTime =
          report === undefined || report === 'none' ? report : { ...report, [key]: CLEARED };
        return [`${name}, ${key}`, { ...rest, [key]: CLEARED, report: withTime }];
      }),
    ),
  );
}

/** Those that only an update can be. */
function updateVariants(): Record<string, Changes> {
  const of = variants();
  const leavers: Record<string, Partial<Report>> = {
    'all removed': { removed: removed() },
    'one removal unknown': { removed: removed({ accepted: 679, unknown: 1 }) },
    'removals rejected': { removed: removed({ accepted: 600, refused: 80 }) },
    'none removed yet': { removed: removed({ sent: 0, accepted: 0, unsent: 680 }) },
    'first run': { removed: removed({ rows: 0, sent: 0, accepted: 0 }), firstRun: true },
    'after a clear': {
      removed: removed({ rows: 0, sent: 0, accepted: 0 }),
      firstRun: true,
      afterClear: true,
      leftSince: '2026-11-01T00:00:00Z',
      allowed: ['previous-unknown', 'remove-shared'],
    },
    fields: { removed: removed(), previous: { ...PREVIOUS, rows: 24_190, fields: 48_380 } },
  };
  return Object.fromEntries(
    Object.entries(leavers).flatMap(([name, report]) =>
      ['finished', 'cancelled', 'failed, network', 'failed, not-kept', 'running'].map((base) => {
        const { report: before, ...rest } = of[base];
        const changes = before === undefined || before === 'none' ? {} : before;
        return [
          `${base}, ${name}`,
          { ...rest, report: { previous: PREVIOUS, unchanged: 800, ...changes, ...report } },
        ];
      }),
    ),
  );
}

/** Those with suppression lists. An update may also remove people who left. */
function suppressedVariants(operation: 'add' | 'update' | 'replace'): Record<string, Changes> {
  const of = variants();
  const whole = { rows: 37, sent: 74, accepted: 74 };
  const ends: Record<string, Parameters<typeof suppressedReport>[1]> = {
    'suppressed removed': { removed: removed(whole) },
    'suppressed not removed yet': {
      removed: removed({ ...whole, sent: 0, accepted: 0, unsent: 74 }),
    },
    'suppressed partly rejected': { removed: removed({ ...whole, accepted: 60, refused: 14 }) },
    'suppressed unknown': { removed: removed({ ...whole, accepted: 73, unknown: 1 }) },
    'suppressed allowed': {
      removed: removed(whole),
      allowed: ['suppression-stale', 'suppression-missing'],
      lacking: [{ path: '/lists/old.csv' }],
    },
  };
  const none = { removed: removed({ rows: 0, sent: 0, accepted: 0 }) };
  const shown = operation === 'replace' ? { 'suppressed left out': none } : ends;
  const left = { removed: removed(), previous: PREVIOUS, unchanged: 800 };
  return Object.fromEntries(
    Object.entries(shown).flatMap(([name, suppression]) =>
      ['finished', 'cancelled', 'failed, network', 'running'].map((base) => {
        const { report: before, ...rest } = of[base];
        const report = {
          ...pick(suppressedReport({}, suppression), ['suppression']),
          ...(operation === 'update' && left),
          ...{ rows: 1037, suppressed: 37 },
          ...(before === undefined || before === 'none' ? {} : before),
        };
        return [`${base}, ${name}`, { ...rest, report }];
      }),
    ),
  );
}

/** Of whose files everyone is suppressed. */
function onlySuppressed(): Record<string, Changes> {
  const { finished } = variants();
  const { report } = finished;
  return {
    'finished, all suppressed': {
      ...finished,
      report: {
        ...suppressedReport(),
        ...(report as object),
        ...{ rows: 37, suppressed: 37, duplicates: 0, invalid: 0, blank: 0 },
        ...{ sent: 0, accepted: 0, unsent: 0 },
      },
    },
  };
}

/** Those that only a removal can be. */
function removalVariants(): Record<string, Changes> {
  const { finished } = variants();
  const forms: Report['forms'] = [
    { form: 'sha256', sent: 1000, accepted: 900, refused: 60, unknown: 40 },
    { form: 'md5', sent: 1000, accepted: 1000, refused: 0, unknown: 0 },
  ];
  const { report, ...rest } = finished;
  return { 'finished, in all formats': { ...rest, report: { ...(report as object), forms } } };
}

function jobOf(operation: Operation, { report, ...changes }: Changes): JobSummary {
  const made = job({
    operation,
    files: [{ uri: 'file:///work/crm-2026.csv', size: 1 }],
    ...changes,
    report: { rows: 1000, unsent: 1000, ...(report === 'none' ? {} : report) },
  });
  return report === 'none' ? { ...made, report: undefined } : made;
}

/** Jobs of each state, operation and end, by what they are. */
export function goldenJobs(): Map<string, JobSummary> {
  const extra: Record<Operation, Record<string, Changes>> = {
    add: { ...suppressedVariants('add'), ...onlySuppressed() },
    remove: removalVariants(),
    update: { ...updateVariants(), ...suppressedVariants('update') },
    replace: { ...clearedVariants(), ...suppressedVariants('replace') },
  };
  const jobs = new Map<string, JobSummary>();
  for (const operation of OPERATIONS)
    for (const [name, changes] of Object.entries({
      // How it ends depends on the code as much for the others.
      ...variants(operation === 'add' || operation === 'update' ? CODES : ['network']),
      ...extra[operation],
    }))
      jobs.set(`${operation}: ${name}`, jobOf(operation, changes));
  return jobs;
}

/** Names of jobs that were sent together. */
export const GOLDEN_BATCHES: readonly (readonly string[])[] = [
  ['add: finished', 'add: finished'],
  ['add: finished', 'add: finished, partly'],
  ['add: finished, rejected', 'add: finished, partly'],
  ['add: finished', 'add: planned, in a batch'],
  ['add: planned, in a batch', 'add: planned, in a batch'],
  ['add: running', 'add: planned, in a batch'],
  ['add: finished', 'add: running', 'add: queued'],
  ['add: paused, network', 'add: planned, in a batch'],
  ['add: cancelling, one in flight', 'add: planned, in a batch'],
  ['add: cancelled', 'add: cancelled, nothing sent'],
  ['add: cancelled, superseded', 'add: failed, superseded'],
  ['add: failed, superseded', 'add: failed, list-emptied'],
  ['add: failed, network', 'add: finished'],
  ['add: failed, permission, nothing sent', 'add: finished'],
  ['add: interrupted, never began', 'add: finished, slightly partly'],
  ['add: interrupted', 'add: cancelled'],
  ['add: unreadable', 'add: finished'],
  ['add: running elsewhere', 'add: planned, in a batch'],
  ['remove: finished', 'remove: finished, left out'],
  ['remove: running', 'remove: queued'],
  ['update: finished, all removed', 'update: finished, first run'],
  ['update: finished, one removal unknown', 'update: failed, network, none removed yet'],
  ['replace: finished, cleared', 'replace: finished, cleared'],
  ['replace: cancelled, cleared', 'replace: failed, network, maybeCleared'],
  ['add: finished', 'remove: finished'],
  ['add: finished, suppressed removed', 'add: finished, suppressed not removed yet'],
  ['add: running', 'replace: running, clearing'],
  ['add: failed, signed-out', 'add: failed, signed-out, nothing sent'],
];
