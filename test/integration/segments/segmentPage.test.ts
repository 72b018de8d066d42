import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { AccountHandle } from '../../../src/app/accounts/account';
import { AudienceList } from '../../../src/app/audiences/audienceList';
import { createHistory } from '../../../src/app/segments/history';
import { SegmentList } from '../../../src/app/segments/segmentList';
import { takeReading } from '../../../src/app/segments/statistics';
import type { VerifiedSegment } from '../../../src/app/verify/verifyTypes';
import { Failure } from '../../../src/common/failure';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Commands } from '../../../src/ui/base/command';
import { viewType } from '../../../src/ui/base/names';
import { Panel } from '../../../src/ui/panels/panel';
import { SegmentHost, type UploadRecords } from '../../../src/ui/panels/segmentHost';
import { SegmentPages } from '../../../src/ui/panels/segmentPages';
import type { JobSummary } from '../../../src/upload/jobTypes';
import type { SegmentState, SegmentToPage } from '../../../src/webview/protocol';
import type { SegmentModel } from '../../../src/webview/segmentModel';
import { startSandbox } from '../../support/sandboxes';
import { waitUntil } from '../../support/waitUntil';
import { inEveryEditor } from '../everyEditor';
import { handleOf, Shown } from './fakeAccounts';
import { requestCount } from './signedIn';

const CRM = /^CRM Users 2025$/;

/** The host of a segment's page over a sandbox; the test is its page. */
describe('the page of a segment', () => {
  let server: Sandbox;
  let folder: string;
  let account: AccountHandle;
  let accounts: Shown;
  let list: SegmentList;
  let history: ReturnType<typeof createHistory>;
  let jobs: JobSummary[];
  let jobChanged: vscode.EventEmitter<string>;
  let openedJobs: string[];
  let openedPages: string[][];
  let leftSince: number | undefined;
  let verified: VerifiedSegment | undefined;
  let explained: string[];
  let closes: number;
  let audiences: AudienceList;
  const panels: Panel<SegmentState, SegmentToPage>[] = [];

  before(async () => {
    server = await startSandbox();
  });
  after(() => server.close());
  beforeEach(async () => {
    await server.control.reset();
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'criteo-audiences-page-'));
    account = handleOf(server);
    accounts = new Shown();
    list = new SegmentList(accounts);
    history = createHistory(folder, () => undefined);
    jobs = [];
    jobChanged = new vscode.EventEmitter();
    openedJobs = [];
    openedPages = [];
    leftSince = undefined;
    verified = undefined;
    explained = [];
    closes = 0;
    audiences = new AudienceList(accounts);
    accounts.show(account);
  });
  afterEach(async () => {
    for (const panel of panels.splice(0)) panel.dispose();
    for (const item of [list, history, jobChanged]) item.dispose();
    await fs.rm(folder, { recursive: true, force: true });
  });

  /** The segment of the first account with a name like this. */
  const find = async (name: RegExp): Promise<{ id: string; name: string }> =>
    (await server.control.segments()).find(
      (one) => name.test(one.name) && one.accountId === server.accountId,
    ) ?? assert.fail(String(name));
  const idLike = async (name: RegExp): Promise<string> => (await find(name)).id;

  const records = (): UploadRecords => ({
    onDidChange: jobChanged.event,
    of: async () => jobs,
    leftSince: async () => leftSince,
    open: async (jobId) => void openedJobs.push(jobId),
    verify: async () => ({
      of: async () => verified,
      explain: async (_, { state }) => {
        explained.push(state);
        verified = undefined;
      },
      show: () => undefined,
      again: async (_, jobId) => void openedJobs.push(`again ${jobId}`),
    }),
  });

  const hostOf = (panel: Panel<SegmentState, SegmentToPage>): SegmentHost =>
    new SegmentHost(panel, accounts, list, history, audiences, records(), {
      read: (of, segmentId) => takeReading(history, of, segmentId),
    });

  /** Opens a page, and returns what it was sent. */
  const open = (...segmentIds: string[]) => {
    const sent: (SegmentToPage | { type: string })[] = [];
    const view = {
      title: '',
      webview: { postMessage: async (message: SegmentToPage) => sent.push(message) },
      dispose: () => void closes++,
    };
    const panel = new Panel<SegmentState, SegmentToPage>(
      view as unknown as vscode.WebviewPanel,
      { accountKey: account.key, segmentIds },
      (other) => openedPages.push(other.segmentIds),
    );
    panels.push(panel);
    const host = hostOf(panel);
    const model = (): SegmentModel | undefined =>
      sent.flatMap((message) => ('model' in message ? [message.model] : [])).at(-1);
    /** The last model, once it is as wanted. */
    const shows = async (
      what: string,
      wanted: (shown: SegmentModel) => boolean,
    ): Promise<SegmentModel> => {
      await waitUntil(what, () => {
        const last = model();
        return last !== undefined && wanted(last);
      });
      return model() ?? assert.fail();
    };
    return { host, panel, sent, view, shows };
  };
  const value = ({ figures }: SegmentModel): string | undefined => figures?.items[0]?.value;
  const isAtRest = ({ refresh, audiences }: SegmentModel): boolean =>
    !refresh.busy && audiences?.text !== 'Looking up…';

  inEveryEditor(
    it('takes one reading when it is opened, and none when it is shown again', async () => {
      const id = await idLike(CRM);
      const { host, shows, view } = open(id);
      await host.ready();
      const model = await shows('figures', (shown) => value(shown) === '5,000' && isAtRest(shown));
      assert.match(model.heading.text, CRM);
      assert.equal(view.title, model.heading.text);
      assert.equal(requestCount(server, 'statistics'), 1);
      assert.equal(requestCount(server, 'audiences'), 1);
      await host.ready();
      assert.equal(requestCount(server, 'statistics'), 1);
      await host.receive({ type: 'press', action: 'refresh' });
      assert.equal(requestCount(server, 'statistics'), 2);
      await shows(
        'the second reading',
        ({ history: shown }) => shown?.chart.segments[0]?.readings.length === 2,
      );
    }),
  );

  it('says which audiences use it, with the names of the other segments', async () => {
    const { host, shows } = open(await idLike(CRM));
    await host.ready();
    const { audiences } = await shows('names', ({ audiences: used }) =>
      /opt-outs/i.test(JSON.stringify(used)),
    );
    const texts = audiences?.items.map(({ name, sentence }) => [
      name.toLowerCase(),
      sentence.map(({ text }) => text).join(''),
    ]);
    assert.deepEqual(texts, [
      ['win back', 'Combines this segment with 3 other segments.'],
      ['crm without buyers', 'In this segment, but not in Bought Coffee, 90 Days or Opt-outs.'],
      ['new customers only', 'In this segment or Newsletter Subscribers, but not in Opt-outs.'],
    ]);
  });

  it('follows the list of audiences, and says why there are none', async () => {
    const id = await idLike(CRM);
    const texts = ({ audiences: used }: SegmentModel) => [
      used?.title,
      used?.text,
      used?.asOf?.text,
    ];
    server.control.addFaults({ fault: 'forbidden', operation: 'audiences', times: 1 });
    const { host, shows } = open(id);
    await host.ready();
    const denied = await shows('no permission', (shown) => shown.audiences?.press !== undefined);
    assert.match(denied.audiences?.text ?? '', /“Audiences Read” permission/);
    assert.equal(requestCount(server, 'audiences'), 1);
    // Another part of the window reads them again.
    await audiences.refresh(account);
    const { audiences: users } = await shows('its users', (shown) =>
      /^Used by \d/.test(shown.audiences?.title ?? ''),
    );
    assert.equal(
      users?.note,
      'Audiences of other accounts that use a shared segment aren’t visible from here.',
    );
    server.control.addFaults({ fault: '500', operation: 'audiences', times: 9 });
    await assert.rejects(audiences.refresh(account));
    const old = await shows('how old they are', (shown) => shown.audiences?.asOf !== undefined);
    assert.match(old.audiences?.asOf?.text ?? '', /^As of .*: reading them again failed\.$/);
    assert.deepEqual(old.audiences?.items, users?.items);
    server.control.clearFaults();
    await host.receive({ type: 'press', action: 'refresh' });
    await shows(
      'them as of now',
      (shown) => shown.audiences?.asOf === undefined && isAtRest(shown),
    );
    // None is left, as another client left it.
    account.client.searchAudiences = async () => ({
      items: [],
      count: 0,
      total: 0,
      offset: 0,
      limit: 500,
    });
    await audiences.refresh(account);
    const none = await shows('none', (shown) => shown.audiences?.items.length === 0);
    assert.deepEqual(texts(none), [
      'Used by audiences',
      'No audience of this account uses it. Audiences of other accounts that use a shared segment aren’t visible from here.',
      undefined,
    ]);
  });

  it('keeps the figures beside the failure of a reading, until one succeeds', async () => {
    const id = await idLike(CRM);
    await history.add(account, id, { at: 1, kind: 'reading', numberOfIdentifiers: 7 });
    server.control.addFaults({ fault: '403', operation: 'statistics', times: 1 });
    const { host, shows } = open(id);
    await host.ready();
    const { callout, figures } = await shows('a failure', (shown) => shown.callout !== undefined);
    assert.equal(figures?.items[0]?.value, '7');
    assert.match(callout?.details ?? '', /operation=statistics .*status=403/);
    await host.receive({ type: 'press', action: 'refresh' });
    await shows('no failure', (shown) => shown.callout === undefined && value(shown) === '5,000');
  });

  it('asks for no figures of what isn’t a contact list', async () => {
    const { host, shows } = open(await idLike(/^viewed coffee/i));
    await host.ready();
    const { noFigures, details } = await shows('the details', isAtRest);
    assert.equal(noFigures, 'Criteo gives figures only for contact lists.');
    assert.ok(details?.items.some(({ label }) => label === 'Activity'));
    assert.equal(requestCount(server, 'statistics'), 0);
  });

  it('follows its segment, its history and its uploads', async () => {
    const id = await idLike(CRM);
    const { host, shows, view } = open(id);
    await host.ready();
    const segment = list.find(account, id) ?? assert.fail();
    const [renamed] = await account.client
      .updateSegments(account.accountId, [{ id, name: 'Renamed' }])
      .then(() => list.search(account, { segmentIds: [id] }));
    assert.ok(renamed && segment !== renamed);
    await shows('the new name', ({ heading }) => heading.text === 'Renamed');
    assert.equal(view.title, 'Renamed');
    const files = [{ uri: 'file:///people.csv', size: 1 }];
    const target = { origin: account.origin, segmentId: id };
    jobs = [{ jobId: 'job', files, target } as JobSummary];
    await history.add(account, id, {
      ...{ at: Date.now(), kind: 'upload', operation: 'add', accepted: 30, jobId: 'job' },
    });
    const { uploads } = await shows('the upload', (shown) => shown.uploads?.rows.length === 1);
    assert.deepEqual(
      [uploads?.rows[0]?.file, uploads?.rows[0]?.identifiers],
      ['people.csv', '+30'],
    );
    await host.receive({ type: 'press', action: 'openUpload', value: 'job' });
    assert.deepEqual(openedJobs, ['job']);
    leftSince = Date.now();
    jobChanged.fire('job');
    await shows('who may be left', ({ callout }) =>
      /^People who left before .* may still be in/.test(callout?.text ?? ''),
    );
    leftSince = undefined;
    jobs = [];
    jobChanged.fire('job');
    const after = await shows('no link', (shown) => shown.uploads?.rows[0]?.press === undefined);
    assert.equal(after.uploads?.rows[0]?.file, 'Record deleted');
    await history.forget(account.key);
    await shows('no history', (shown) => shown.uploads?.rows.length === 0);
  });

  it('says what isn’t as expected, until a person has explained it', async () => {
    const id = await idLike(CRM);
    const { host, shows, sent } = open(id);
    const now = Date.now();
    const at = now - 3600_000;
    await history.add(account, id, { at: at - 1, kind: 'reading', numberOfIdentifiers: 9000 });
    await history.add(account, id, { at, kind: 'reading', numberOfIdentifiers: 5000 });
    const entry = { kind: 'upload', operation: 'add', accepted: 30, jobId: 'job' } as const;
    await history.add(account, id, { ...entry, at: at - 2 });
    const target = { origin: account.origin, segmentId: id };
    jobs = [{ jobId: 'job', files: [{ uri: 'file:///crm.csv', size: 1 }], target } as JobSummary];
    verified = {
      segmentId: id,
      state: 'unexplained-fall',
      read: { identifiers: 5000, at: new Date(at).toISOString() },
      before: { identifiers: 9000, at: new Date(at - 1).toISOString() },
      since: new Date(at).toISOString(),
    };
    await host.ready();
    const { around } = await shows('the fall', (shown) => shown.around !== undefined);
    assert.deepEqual(
      around?.presses.map(({ action, value: of }) => [action, of]),
      [
        ['copyQuestion', undefined],
        ['uploadAgain', 'job'],
        ['explain', undefined],
      ],
    );
    await host.receive({ type: 'press', action: 'uploadAgain', value: 'job' });
    assert.deepEqual(openedJobs, ['again job']);
    await host.receive({ type: 'press', action: 'copyQuestion' });
    assert.match(await vscode.env.clipboard.readText(), /^# Unexplained fall\n[^]*Read: 9,000/);
    assert.ok(sent.some((message) => 'message' in message && message.message === 'Copied.'));
    await host.receive({ type: 'press', action: 'explain' });
    await shows('no fall', (shown) => !shown.around && !shown.history?.note);
    assert.deepEqual(explained, ['unexplained-fall']);
  });

  it('says that the segment was deleted, here or elsewhere', async () => {
    const id = await idLike(/^empty so far$/i);
    const { host, shows } = open(id);
    await host.ready();
    await account.client.deleteSegments(account.accountId, [id]);
    // The list still has it.
    await host.receive({ type: 'press', action: 'refresh' });
    const { callout, buttons } = await shows(
      'that it is gone',
      (shown) => shown.buttons.length === 0,
    );
    assert.match(callout?.text ?? '', /^This segment no longer exists/);
    assert.deepEqual(buttons, []);
    await host.receive({ type: 'press', action: 'close' });
    assert.equal(closes, 1);

    // One that no audience uses.
    const other = await idLike(/^test contacts$/i);
    const second = open(other);
    await second.host.ready();
    await account.client.deleteSegments(account.accountId, [other]);
    list.remove(account, [other]);
    await second.shows('that it is gone', (shown) => shown.callout !== undefined);
  });

  it('says that nobody is signed in, and comes back', async () => {
    const { host, panel, sent, shows } = open(await idLike(CRM));
    await host.ready();
    const signedIn = accounts.require.bind(accounts);
    accounts.require = () => Promise.reject(new Failure('signed-out', 'You aren’t signed in.'));
    accounts.show();
    await waitUntil('the failure', () => sent.some(({ type }) => type === 'unavailable'));
    assert.equal(panel.unavailable, true);
    accounts.require = signedIn;
    accounts.show(account);
    sent.length = 0;
    await host.ready();
    await shows('the page', ({ heading }) => CRM.test(heading.text));
    assert.equal(panel.unavailable, false);
  });

  it('runs the commands of the view with its segment', async () => {
    const id = await idLike(CRM);
    const { host } = open(id);
    await host.ready();
    await host.receive({ type: 'press', action: 'copyId' });
    assert.equal(await vscode.env.clipboard.readText(), id);
    const { executeCommand } = vscode.commands;
    const called: unknown[][] = [];
    Object.assign(vscode.commands, {
      executeCommand: async (...command: unknown[]) => void called.push(command),
    });
    try {
      await host.receive({ type: 'press', action: 'edit' });
    } finally {
      Object.assign(vscode.commands, { executeCommand });
    }
    const segment = list.find(account, id);
    assert.deepEqual(called, [
      ['criteoAudiences.updateSegment', { kind: 'segment', account, segment }],
    ]);
    await host.receive({ type: 'press', action: 'copySummary' });
    assert.match(
      await vscode.env.clipboard.readText(),
      /^Main · Retailer \d+ · CRM Users 2025 \(\d+\)\nIdentifiers: 5,000\n/,
    );
  });

  it('compares several, one reading each, and opens the page of one', async () => {
    const ids = [await idLike(CRM), await idLike(/^app users$/i)];
    const { host, shows } = open(...ids);
    await host.ready();
    const { comparison, history: chart } = await shows(
      'both',
      (shown) => !shown.refresh.busy && shown.comparison?.rows[1]?.identifiers === '3,000',
    );
    assert.deepEqual(
      comparison?.rows.map(({ press }) => press.value),
      ids,
    );
    assert.equal(chart?.chart.segments.length, 2);
    assert.equal(requestCount(server, 'statistics'), 2);
    assert.equal(requestCount(server, 'audiences'), 0);
    await host.receive({ type: 'press', action: 'openSegment', value: ids[1] });
    assert.deepEqual(openedPages, [[ids[1]]]);
  });

  inEveryEditor(
    it('is restored with its segments, and closed without any', async () => {
      const id = await idLike(CRM);
      const pages = new SegmentPages(
        { extensionUri: vscode.Uri.file(folder) },
        accounts,
        list,
        { report: (error: unknown) => assert.fail(String(error)) } as unknown as Commands,
        hostOf,
      );
      try {
        for (const [state, isRestored] of [
          [{ accountKey: account.key, segmentIds: [id] }, true],
          [{ accountKey: account.key, segmentIds: [] }, false],
          [undefined, false],
        ] as const) {
          const view = vscode.window.createWebviewPanel(
            viewType('segment'),
            'CRM',
            vscode.ViewColumn.Active,
          );
          let isOpen = true;
          view.onDidDispose(() => (isOpen = false));
          await pages.deserializeWebviewPanel(view, { state });
          assert.equal(isOpen, isRestored, JSON.stringify(state));
          if (!isRestored) continue;
          assert.match(view.webview.html, /segment\.js/);
          assert.equal(view.title, id);
          // The same segment is shown there, not on a second page.
          const before = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length;
          pages.open(account, [id]);
          assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length, before);
          view.dispose();
        }
      } finally {
        pages.dispose();
      }
    }),
  );
});
