import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { deferred } from '../../../src/common/deferred';
import { Emitter } from '../../../src/common/events';
import { JobHost } from '../../../src/ui/uploads/page/jobHost';
import type { RowActions } from '../../../src/ui/uploads/page/rowActions';
import type { UploadSources } from '../../../src/ui/uploads/page/sentUpload';
import type { JobSummary } from '../../../src/upload/jobTypes';
import type { Line, LinesSection, UploadModel } from '../../../src/webview/uploadModel';
import { waitUntil } from '../../support/waitUntil';
import { ACCOUNT, at, job, NAMES, requests } from '../../unit/app/uploads/page/jobs';

const sent = (jobId: string, file: string, changes: Parameters<typeof job>[0] = {}): JobSummary =>
  job({
    jobId,
    state: 'finished',
    files: [{ uri: `file:///work/${file}`, size: 1 }],
    report: { state: 'finished', sent: 50_000, accepted: 50_000, unsent: 0 },
    ...changes,
  });
const paused = sent('c', 'c.csv', {
  state: 'running',
  progress: { wait: 'network', waitUntil: at('09:53:20') },
  report: { unsent: 50_000 },
});

const none = { onDidChange: () => ({ dispose: () => undefined }) };

/** The host of a page of these uploads, and what it did. */
function hostOf(jobs: readonly JobSummary[], running?: Promise<unknown>) {
  const shown: UploadModel[] = [];
  const did: string[] = [];
  const asked: string[] = [];
  let size = 1234;
  let all = jobs;
  const refreshed = new Emitter<void>();
  const reading = new Emitter<{ accountKey: string; segmentId: string }>();
  const sources = {
    events: {
      ...none,
      onDidRefresh: refreshed.event,
      engine: () => ({
        job: (jobId: string) => all.find((one) => one.jobId === jobId),
        jobs: () => all,
        planOf: () => Promise.reject(new Error('no plan')),
        requests: () => requests('a1'),
        serverFindings: () => [],
        retryNow: (jobId: string) => did.push(`retryNow ${jobId}`),
      }),
    },
    accounts: {
      ...none,
      shown: () => [{ ...ACCOUNT, ...paused.target, key: 'k', label: NAMES.account }],
    },
    segments: { ...none, find: () => undefined },
    history: {
      onDidChange: reading.event,
      of: () => Promise.resolve([{ at: at('12:30:00'), kind: 'reading', identifiers: size }]),
    },
    isUndoable: ({ jobId }: JobSummary) => {
      asked.push(jobId);
      return Promise.resolve(all === jobs);
    },
  } as unknown as UploadSources;
  const rows = {
    hasRows: () => false,
    run: (uris: readonly vscode.Uri[], action: string, rule: string) =>
      void did.push(`${action} ${rule} of ${uris.join()}`),
  } as unknown as RowActions;
  const host = new JobHost(
    jobs.map(({ jobId }) => jobId),
    {
      show: (model) => shown.push(model),
      fail: (error) => assert.fail(String(error)),
      startUpload: () => assert.fail('nothing else is uploaded'),
    },
    sources,
    rows,
    running,
  );
  return {
    ...{ host, did, asked, shown },
    /** The records on disk are these now. */
    refresh: (now: readonly JobSummary[]) => {
      all = now;
      refreshed.fire();
    },
    last: () => shown.at(-1) ?? assert.fail('nothing is shown'),
    read: (identifiers: number) => {
      size = identifiers;
      reading.fire({ accountKey: 'k', segmentId: '2' });
    },
  };
}

const linesOf = ({ main }: UploadModel): LinesSection =>
  main.find((section) => section.type === 'lines') ?? assert.fail('no table');
const groupOf = (model: UploadModel, id: string): LinesSection['groups'][number] =>
  linesOf(model).groups.find((group) => group.id === id) ?? assert.fail(id);
const buttonsOf = ({ detail }: Pick<Line, 'detail'>): string[] =>
  (detail?.presses ?? []).map(({ label }) => label);

describe('the page of uploads that were sent', () => {
  const run: unknown[][] = [];
  const { executeCommand } = vscode.commands;
  before(() => {
    Object.assign(vscode.commands, {
      executeCommand: (...args: unknown[]) => Promise.resolve(void run.push(args)),
    });
  });
  after(() => Object.assign(vscode.commands, { executeCommand }));
  beforeEach(() => run.splice(0));

  it('reads files only for the uploads that are open, and opens them one by one', async () => {
    const { host, asked, last } = hostOf([sent('a', 'a.csv'), sent('b', 'b.csv')]);
    try {
      await host.draw();
      assert.deepEqual(asked, []);
      assert.equal(groupOf(last(), 'a').head?.expand?.open, false);
      await host.press('expand', 'b');
      await waitUntil('it can be undone', () => buttonsOf(groupOf(last(), 'b')).includes('Undo…'));
      assert.deepEqual([...new Set(asked)], ['b']);
      assert.deepEqual(buttonsOf(groupOf(last(), 'a')), []);
      await host.press('expand', 'b');
      await waitUntil('it is closed', () => groupOf(last(), 'b').detail === undefined);
    } finally {
      host.dispose();
    }
  });

  it('carries out what is pressed in a detail for its upload, else for all', async () => {
    const { host, did } = hostOf([sent('a', 'a.csv'), sent('b', 'b.csv'), paused]);
    try {
      await host.press('undo', undefined, 'b');
      await host.press('resume', undefined, 'a');
      await host.press('findRejected', 'b');
      await host.press('resume', undefined);
      await host.press('openUpload', 'b', 'b');
      await host.press('showSegment', undefined, 'b');
      await host.press('openFile', 'file:///work/b.csv', 'b');
      // Of another upload.
      await host.press('openFile', 'file:///work/a.csv', 'b');
      assert.deepEqual(JSON.parse(JSON.stringify(run)), [
        ['criteoAudiences.undoUpload', { kind: 'job', jobId: 'b' }],
        ['criteoAudiences.resumeUpload', { kind: 'job', jobId: 'a' }],
        ['criteoAudiences.findRefusedRows', { kind: 'job', jobId: 'b' }],
        ['criteoAudiences.resumeUpload', { kind: 'job', jobId: 'a', jobIds: ['a', 'b', 'c'] }],
        ['criteoAudiences.openReport', { kind: 'job', jobId: 'b' }],
        ['criteoAudiences.showUploadSegment', { kind: 'job', jobId: 'b' }],
        ['vscode.open', JSON.parse(JSON.stringify(vscode.Uri.parse('file:///work/b.csv')))],
      ]);
      await host.press('fix', 'no-at', 'b');
      await host.press('tryNow', undefined);
      assert.deepEqual(did, ['fix no-at of file:///work/b.csv', 'retryNow c']);
    } finally {
      host.dispose();
    }
  });

  it('carries out everything for the only upload', async () => {
    const { host, did, last } = hostOf([paused]);
    try {
      await host.draw();
      assert.equal(last().step, 'sending');
      await host.press('tryNow', undefined);
      await host.press('cancel', undefined);
      assert.deepEqual(did, ['retryNow c']);
      assert.deepEqual(run, [['criteoAudiences.cancelUpload', { kind: 'job', jobId: 'c' }]]);
    } finally {
      host.dispose();
    }
  });

  it('shows the size that was read last', async () => {
    const { host, last, read } = hostOf([sent('a', 'a.csv'), sent('b', 'b.csv')]);
    const sizes = (): boolean[] =>
      ['a', 'b'].map((id) => groupOf(last(), id).head?.text?.endsWith('→ 1,234') ?? false);
    try {
      await host.draw();
      assert.deepEqual(sizes(), [true, true]);
      read(5678);
      await waitUntil('it is drawn anew', () => !sizes()[0]);
      assert.match(groupOf(last(), 'b').head?.text ?? '', /→ 5,678$/);
    } finally {
      host.dispose();
    }
  });

  it('has a short title that says what it does', () => {
    const title = (...jobs: JobSummary[]): string => {
      const { host } = hostOf(jobs);
      host.dispose();
      return host.title;
    };
    assert.equal(title(sent('a', 'a.csv')), 'Upload a.csv');
    assert.equal(title(sent('a', 'a.csv'), sent('b', 'b.csv')), 'Upload 2 files');
    assert.equal(title(sent('a', 'a.csv'), sent('b', 'a.csv')), 'Upload a.csv');
    assert.equal(title(sent('a', 'a.csv', { operation: 'remove', undoes: 'x' })), 'Undo a.csv');
    assert.equal(title(), 'Upload');
  });

  it('says nothing of what it is about to begin, and that it didn’t begin once that is known', async () => {
    const planned = job({ jobId: 'a', state: 'planned', report: undefined });
    const running = deferred<undefined>();
    const { host, shown, last } = hostOf([planned], running.promise);
    try {
      await host.draw();
      assert.deepEqual(shown, []);
      running.resolve(undefined);
      await waitUntil('it is drawn', () => shown.length > 0);
      assert.equal(last().step, 'planned');
    } finally {
      host.dispose();
    }
  });

  it('follows what another window or terminal sends to the segment', async () => {
    const one = sent('a', 'a.csv', { operation: 'add' });
    const { host, last, refresh } = hostOf([one]);
    const canUndo = (): boolean => JSON.stringify(last().bar).includes('"undo"');
    const hasNote = (): boolean => JSON.stringify(last().main).includes('A later upload went');
    try {
      await host.draw();
      await waitUntil('it can be undone', canUndo);
      assert.equal(hasNote(), false);
      refresh([one, sent('b', 'b.csv', { startedAt: '2030-01-01T00:00:00Z' })]);
      await waitUntil('it no longer can', () => !canUndo());
      assert.equal(hasNote(), true, JSON.stringify(last().main));
    } finally {
      host.dispose();
    }
  });
});
