import assert from 'node:assert/strict';
import { jobModel } from '../../../../../src/app/uploads/page/jobPage';
import type { JobPageInput } from '../../../../../src/app/uploads/page/jobPageFacts';
import { configureFormat } from '../../../../../src/common/format';
import type { WaitReason } from '../../../../../src/upload/jobTypes';
import type { UploadModel, UploadSection } from '../../../../../src/webview/uploadModel';
import { plan } from '../plan/plans';
import { ACCOUNT, at, job, NAMES, report, requests } from './jobs';

const page = (changes: Partial<JobPageInput> = {}): UploadModel =>
  jobModel({
    job: job(),
    requests: [],
    names: NAMES,
    account: ACCOUNT,
    readings: [],
    unnamed: 0,
    now: at('09:53:00'),
    ...changes,
  });

function section<T extends UploadSection['type']>(
  model: UploadModel,
  type: T,
): Extract<UploadSection, { type: T }> | undefined {
  return [...model.main, ...model.first, ...model.last].find(
    (one): one is Extract<UploadSection, { type: T }> => one.type === type,
  );
}

const legend = (model: UploadModel): string[] =>
  (section(model, 'rows')?.legend ?? []).map(({ count, text }) => `${count} ${text}`);
const rowsOf = (model: UploadModel): number =>
  (section(model, 'rows')?.shares ?? []).reduce((sum, { rows }) => sum + rows, 0);
const buttons = (model: UploadModel): string[] =>
  (model.bar?.buttons ?? []).map(({ label, look }) => `${label} (${look})`);
const starts = (model: UploadModel): string[] => (model.bar?.start ?? []).map(({ label }) => label);
const menus = (model: UploadModel): Record<string, string[]> =>
  Object.fromEntries(
    (model.bar?.start ?? []).map(({ label, menu = [] }) => [label, menu.map((one) => one.label)]),
  );
const intro = (model: UploadModel): string[] => model.intro.map(({ text }) => text);
const texts = (model: UploadModel): string[] =>
  (section(model, 'progress')?.texts ?? []).map(({ text }) => text);
const fact = (model: UploadModel, label: string): string | undefined =>
  section(model, 'facts')?.items.find((item) => item.label === label)?.text;
const times = (model: UploadModel): string[] =>
  (section(model, 'times')?.items ?? []).map(({ time, text, state }) => `${time} ${text} ${state}`);

const SENDING = {
  requests: requests('a2 p1 k1 u4 w12'),
  job: job({
    progress: { callsTotal: 20, callsDone: 3, inFlight: 4 },
    report: { accepted: 149_871, refused: 129, unknown: 50_000, sent: 200_000, unsent: 800_000 },
  }),
};

const OVERLAP = 'Adds may overlap with what is in already.';

describe('the page of an upload', () => {
  before(() => configureFormat('en', 'UTC'));

  describe('while it is sending', () => {
    it('says how far it is: a lost answer is unknown', () => {
      const model = page(SENDING);
      assert.deepEqual(model.heading, { text: 'Adding big-1m.csv to CRM Users 2025' });
      assert.deepEqual(model.context, {
        items: [
          { text: 'Email', icon: 'mail' },
          { text: 'Maple & Main' },
          { text: 'Northwind EU' },
        ],
        badge: { kind: 'live', text: 'Live account' },
      });
      const progress = section(model, 'progress');
      assert.equal(progress?.percent, '15%');
      assert.deepEqual(texts(model), ['about 6 min left', '3 of 20 requests answered, 1 unknown']);
      assert.equal(
        progress.cellsLabel,
        '20 requests: 2 accepted, 1 partly rejected, 1 unknown, 4 under way, 12 waiting',
      );
      assert.equal(progress.cells.length, 20);
      assert.deepEqual(progress.cells[3], {
        kind: 'unknown',
        title: 'Rows 150,001 to 200,000: unknown',
      });
      assert.equal(
        progress.hint,
        'It isn’t known whether 1 request took effect. It is sent again.',
      );
      assert.deepEqual(legend(model), [
        '149,871 accepted',
        '129 rejected',
        '50,000 unknown',
        '800,000 not answered yet',
      ]);
      assert.equal(rowsOf(model), 1_000_000);
      assert.equal(fact(model, 'Segment size'), '48,210 → at most 1,048,210');
      assert.deepEqual(times(model), [
        'now sending now',
        '12:00 computed later',
        'about 17:00 in campaigns later',
      ]);
      assert.equal(
        section(model, 'times')?.hint,
        'You can close this page. Closing VS Code pauses the upload.',
      );
      assert.equal(
        model.bar?.text,
        'What was sent stays in the segment. A cancelled upload can be resumed.',
      );
      assert.deepEqual(buttons(model), ['Cancel (secondary)']);
      assert.equal(model.announcement, '10% answered');
      assert.equal(model.callout, undefined);
    });

    it('shows 200 requests as 200 cells', () => {
      const model = page({ ...SENDING, requests: requests('a120 p3 k1 u4 w72') });
      assert.equal(section(model, 'progress')?.percent, '61%');
      assert.equal(section(model, 'progress')?.cells.length, 200);
      assert.deepEqual(texts(model).at(-1), '123 of 200 requests answered, 1 unknown');
      assert.equal(model.announcement, '60% answered');
    });

    it('puts several requests into a cell above 400, the worst of them', () => {
      const model = page({ ...SENDING, requests: requests('a500 r1 w499') });
      const progress = section(model, 'progress');
      assert.equal(progress?.cells.length, 334);
      assert.equal(
        progress.cellsLabel,
        '1,000 requests, up to 3 in each cell: 500 accepted, 1 rejected, 499 waiting',
      );
      assert.deepEqual(
        [progress.cells[165].kind, progress.cells[166].kind, progress.cells[167].kind],
        ['accepted', 'rejected', 'waiting'],
      );
      assert.equal(progress.cells[1].title, 'Rows 150,001 to 300,000: accepted');
    });

    it('rounds the percentage down, and leaves out short and unknown times', () => {
      const nearly = page({ ...SENDING, requests: requests('a199 w1') });
      assert.equal(section(nearly, 'progress')?.percent, '99%');
      assert.deepEqual(texts(nearly), ['199 of 200 requests answered']);
      const begun = page({ ...SENDING, requests: requests('u4 w16') });
      assert.deepEqual(texts(begun), ['0 of 20 requests answered']);
      assert.equal(begun.announcement, undefined);
    });

    it('goes by the pace of this run, not by the day that it was cancelled for', () => {
      const resumed = { ...SENDING, now: at('23:00:00'), requests: requests('a10 w10') };
      const pace = { at: at('22:59:00'), answered: 5 };
      assert.equal(texts(page({ ...resumed, pace }))[0], 'about 2 min left');
    });

    it('says that it may miss the next computation', () => {
      const late = { ...SENDING, now: at('11:59:00'), requests: requests('a10 w10') };
      assert.equal(
        section(page({ ...late, pace: { at: at('11:58:00'), answered: 5 } }), 'times')?.hint,
        'Part of it may miss the computation at 12:00. You can close this page. Closing VS Code pauses the upload.',
      );
    });

    it('names each operation', () => {
      const heading = (operation: 'remove' | 'replace'): string =>
        page({ job: job({ operation }) }).heading.text;
      assert.equal(heading('remove'), 'Removing the people in big-1m.csv from CRM Users 2025');
      assert.equal(heading('replace'), 'Replacing CRM Users 2025 with big-1m.csv');
      assert.equal(
        fact(page({ job: job({ operation: 'remove', report: { unsent: 600 } }) }), 'Segment size'),
        '48,210 → at least 47,610',
      );
    });

    it('says that the segment is being cleared, or that another upload comes first', () => {
      const [clear, ...others] = requests('u1 w20');
      const clearing = page({
        requests: [{ kind: clear.kind }, ...others],
        job: job({ operation: 'replace', progress: { phase: 'clearing', inFlight: 1 } }),
      });
      assert.deepEqual(texts(clearing), ['Clearing the segment…', '0 of 21 requests answered']);
      assert.equal(section(clearing, 'progress')?.cells[0].title, 'Clear: under way');
      assert.equal(times(clearing)[0], 'now clearing now');
      const queued = page({ job: job({ state: 'queued', progress: { phase: 'waiting' } }) });
      assert.deepEqual(texts(queued), ['Waiting for another upload to the same segment']);
      assert.deepEqual(buttons(queued), ['Cancel (secondary)']);
    });

    it('says why it is paused and until when, and moves no focus', () => {
      const paused = (wait: WaitReason, waitUntil?: number): UploadModel =>
        page({
          ...SENDING,
          requests: requests('a8 p1 k4 w7'),
          job: {
            ...SENDING.job,
            state: 'paused',
            progress: { ...SENDING.job.progress, wait, waitUntil },
          },
        });
      assert.deepEqual(paused('network', at('09:53:48')).callout, {
        tone: 'warning',
        icon: 'pause',
        title: 'Paused: no connection',
        text: 'Criteo can’t be reached from here: check the network, any VPN and the proxy. Tries again in 48 s: 4 unknown requests are sent again. Likely no one is counted twice, but that isn’t documented.',
        presses: [{ label: 'Try Now', action: 'tryNow' }],
      });
      assert.match(
        paused('limit', at('11:30:00')).callout?.text ?? '',
        /^All requests of this application share it\. Tries again at 11:30: 4 unknown requests/,
      );
      for (const wait of ['limit', 'cutOff', 'noResponse', 'serverError'] as const) {
        const { callout, announcement, step } = paused(wait, at('09:54:00'));
        assert.deepEqual(
          callout?.presses.map(({ action }) => action),
          wait === 'limit' ? [] : ['tryNow'],
          wait,
        );
        assert.equal(announcement, callout.title);
        assert.match(announcement ?? '', /^Paused: /);
        assert.equal(step, page(SENDING).step);
      }
      const model = paused('network', at('09:53:48'));
      assert.deepEqual(texts(model), ['9 of 20 requests answered, 4 unknown']);
      assert.equal(legend(model).at(-1), '800,000 not sent yet');
      assert.deepEqual(buttons(model), ['Cancel (secondary)']);
    });

    it('says what it waits for while it is being cancelled', () => {
      const model = page({
        ...SENDING,
        requests: requests('a7 p1 u4 w8'),
        job: {
          ...SENDING.job,
          progress: { ...SENDING.job.progress, inFlight: 4, stopping: 'cancelled' },
        },
      });
      assert.deepEqual(texts(model), [
        'Cancelling, waiting for 4 answers',
        '8 of 20 requests answered',
      ]);
      assert.equal(legend(model).at(-1), '800,000 not answered or not sent');
      assert.equal(model.bar?.text, 'Nothing more is sent. It ends in 10 s at the latest.');
      assert.equal(model.bar.buttons[0].label, 'Cancelling…');
      assert.equal(model.bar.buttons[0].missing, model.bar.text);
      assert.equal(model.announcement, 'Cancelling');
      assert.equal(model.step, page(SENDING).step);
    });

    it('can’t be controlled if it runs elsewhere, and says where', () => {
      const model = page({ ...SENDING, job: { ...SENDING.job, elsewhere: true } });
      assert.deepEqual(intro(model), [
        'It runs in another window or terminal on this computer. Control it there.',
      ]);
      assert.deepEqual([buttons(model), starts(model)], [[], []]);
      assert.equal(section(model, 'times')?.hint, undefined);
      assert.equal(section(model, 'progress')?.percent, '15%');
    });

    it('waits for a sign-in after a sign-out, then to be resumed', () => {
      const signedOut = {
        requests: requests('a10 w10'),
        job: job({
          state: 'paused',
          resumable: true,
          progress: { wait: 'signedOut' },
          report: { accepted: 500_000, sent: 500_000, unsent: 500_000 },
          error: { code: 'signed-out', source: 'tool', message: 'Signed out.' },
        }),
      };
      const model = page({ ...signedOut, account: undefined });
      assert.equal(model.heading.text, 'Adding big-1m.csv to CRM Users 2025');
      assert.equal(model.callout?.title, 'Paused: signed out');
      assert.equal(model.callout.text, 'Sign in with client ID c, then resume it.');
      assert.deepEqual(buttons(model), ['Sign In (primary)']);
      assert.deepEqual(menus(model).More[0], 'Start Over…');
      assert.equal(model.announcement, 'Paused: signed out');
      assert.equal(buttons(page(signedOut))[0], 'Resume: Send 500,000 (primary)');
    });
  });

  describe('once it has ended', () => {
    const DONE = {
      job: job({
        state: 'finished',
        finishedAt: '2026-11-25T09:52:04Z',
        files: [{ uri: 'file:///work/crm-export.csv', size: 1 }],
        report: {
          state: 'finished',
          finishedAt: '2026-11-25T09:52:04Z',
          rows: 120_001,
          accepted: 115_092,
          refused: 27,
          sent: 115_119,
          unsent: 0,
          duplicates: 3050,
          invalid: 1222,
          blank: 610,
          calls: 3,
        },
      }),
      plan: plan({ byRule: { 'email-two-addresses': 412, 'email-no-at': 810, duplicate: 3050 } }),
      requests: requests('a2 p1'),
      now: at('09:53:00'),
    };
    const withReport = (changes: Parameters<typeof report>[0]): typeof DONE => ({
      ...DONE,
      job: { ...DONE.job, report: report({ ...DONE.job.report, sides: undefined, ...changes }) },
    });

    it('shows and fixes rows only while they are known', () => {
      const pressesOf = (changes: Partial<JobPageInput>): unknown[] => {
        const kinds = section(page({ ...DONE, ...changes }), 'kinds');
        assert.equal(kinds?.items.length, 3);
        return [...kinds.presses, ...kinds.items.flatMap(({ fix, show }) => [fix, show])].filter(
          Boolean,
        );
      };
      assert.ok(pressesOf({}).length > 3);
      assert.deepEqual(pressesOf({ lacksRows: true }), []);
    });

    it('says what was accepted, and that this is no match', () => {
      const model = page({ ...DONE, unnamed: 3 });
      assert.deepEqual(model.heading, {
        text: '115,092 added to CRM Users 2025',
        icon: 'pass',
      });
      assert.notEqual(model.step, page(SENDING).step, 'the focus moves');
      assert.equal(model.announcement, '115,092 added to CRM Users 2025');
      assert.deepEqual(
        model.context.items.map(({ text }) => text),
        ['crm-export.csv', '09:52', 'Email', 'Maple & Main', 'Northwind EU'],
      );
      assert.deepEqual(legend(model), [
        '115,092 accepted',
        '27 rejected',
        '3,050 duplicates',
        '1,222 invalid',
        '610 blank',
      ]);
      assert.equal(rowsOf(model), 120_001);
      assert.equal(
        section(model, 'rows')?.hint,
        'Accepted means well-formed. Criteo doesn’t say whether an address matched a person.',
      );
      // Said in full once, then behind an icon.
      const explained = section(page({ ...DONE, isExplained: true }), 'rows');
      assert.deepEqual(
        [explained?.hint, explained?.legend.map(({ info }) => info?.slice(0, 26))],
        [undefined, ['Accepted means well-formed', undefined, undefined, undefined, undefined]],
      );
      assert.deepEqual(
        section(model, 'kinds')?.items.map(({ text, count }) => [text, count]),
        [
          ['Rejected by Criteo', '27'],
          ['No @ sign', '810'],
          ['Several addresses in one field', '412'],
        ],
      );
      assert.ok(section(model, 'kinds')?.items[0].show, '24 of them are known');
      assert.equal(section(model, 'progress'), undefined);
      const size = section(model, 'size');
      assert.deepEqual(
        [size?.before, size?.qualifier, size?.after, size?.texts],
        ['48,210', 'at most', '163,302', [OVERLAP, 'Expected. Read again after 12:00.']],
      );
      assert.deepEqual(times(model), [
        '09:52 sent past',
        '12:00 computed later',
        'about 17:00 in campaigns later',
      ]);
      assert.equal(fact(model, 'Requests'), '3 requests, including retries');
      assert.equal(fact(model, 'Column'), 'email');
      assert.equal(fact(model, 'Sent as'), 'plain');
      const time = section(model, 'facts')?.items.find(({ label }) => label === 'Time');
      assert.deepEqual(
        [time?.text, time?.tooltip],
        ['09:52:00 to 09:52:04 (UTC)', '2026-11-25 09:52:00 to 09:52:04 UTC'],
      );
      assert.deepEqual(model.context.items.map(({ tooltip }) => tooltip).filter(Boolean), [
        '2026-11-25 09:52 UTC',
      ]);
      assert.deepEqual(
        ['Segment ID', 'Account ID', 'Upload ID'].map((label) => fact(model, label)),
        ['2', '1', 'j'],
      );
      assert.deepEqual(section(model, 'facts')?.items[0].press, {
        label: 'crm-export.csv',
        action: 'openFile',
        value: 'file:///work/crm-export.csv',
      });
      assert.deepEqual(buttons(model), ['Find Rejected Rows… (secondary)']);
      assert.equal(model.bar?.start[0]?.label, 'Copy Report');
    });

    it('has what was read after the computation, and nothing from before it', () => {
      const readings = [
        { at: at('10:30:00'), identifiers: 48_210 },
        { at: at('12:20:00'), identifiers: 162_874 },
        { at: at('13:00:00'), identifiers: 5 },
      ];
      const model = page({ ...DONE, readings, now: at('13:01:00') });
      const size = section(model, 'size');
      assert.deepEqual(
        [size?.before, size?.qualifier, size?.after, size?.texts],
        ['48,210', undefined, '162,874', ['+114,664 since the upload, read at 12:20.']],
      );
      assert.equal(times(model)[1], '12:00 computed past');
      const unread = section(page({ ...DONE, now: at('13:01:00') }), 'size');
      assert.deepEqual(unread?.texts, [
        OVERLAP,
        'Expected. Not read since the computation at 12:00.',
      ]);
      assert.equal(model.step, page(DONE).step);
    });

    it('says how long it took from ten seconds on', () => {
      const long = { ...DONE, job: { ...DONE.job, finishedAt: '2026-11-25T09:53:00Z' } };
      assert.equal(page(long).context.items[1].text, '09:52, took 60 s');
    });

    it('does not pass where answers lack a count or nothing was accepted', () => {
      const unknown = page(withReport({ accepted: 100_000, refused: 0, unknown: 15_119 }));
      assert.deepEqual(unknown.heading, {
        text: '100,000 added to CRM Users 2025',
        icon: 'warning',
      });
      assert.match(
        section(unknown, 'rows')?.hint ?? '',
        /Unknown means that the answer was lost or had no count/,
      );
      assert.equal(rowsOf(unknown), 120_001);
      const none = page(withReport({ accepted: 0, refused: 115_119 }));
      assert.deepEqual(none.heading, {
        text: 'Criteo accepted none of 115,119 for CRM Users 2025',
        icon: 'warning',
      });
      assert.equal(section(none, 'size'), undefined);
    });

    it('calls a removal accepted, and shows the other hash formats', () => {
      const removed = page({
        ...DONE,
        job: job({
          state: 'finished',
          operation: 'remove',
          report: {
            state: 'finished',
            rows: 600,
            sent: 600,
            unsent: 0,
            accepted: 600,
            forms: [
              { form: 'md5', sent: 600, accepted: 600, refused: 0, unknown: 0 },
              { form: 'sha256', sent: 600, accepted: 590, refused: 4, unknown: 6 },
            ],
          },
        }),
      });
      assert.equal(removed.heading.text, 'Removal of 590 from CRM Users 2025 accepted');
      assert.match(section(removed, 'rows')?.hint ?? '', /whether they were in the segment/);
      const formats = section(removed, 'facts');
      assert.deepEqual(
        formats?.items.map(({ label, text }) => `${label}: ${text}`),
        ['MD5: 600 of 600 accepted', 'SHA-256: 590 of 600 accepted, 4 rejected, 6 unknown'],
      );
      const size = section(removed, 'size');
      // In each format, a person may have been in it.
      assert.deepEqual([size?.qualifier, size?.after], ['at least', '46,414']);
    });

    it('can be automated, and not without a path', () => {
      const [file] = plan().files;
      const offered = (files: (typeof file)[], changes: Partial<JobPageInput> = {}): unknown =>
        Object.entries(menus(page({ ...DONE, plan: plan({ files }), ...changes })))
          .filter(([label]) => label !== 'Copy Report')
          .flatMap(([label, entries]) => (entries.length > 0 ? entries : [label]));
      const away = { ...file, uri: 'vscode-vfs://work/a.csv' };
      const all = ['Add to Nightly File…', 'Copy as Command'];
      for (const files of [[file], [file, file]]) assert.deepEqual(offered(files), all);
      for (const files of [[away], [file, away], [{ ...file, uri: 'file:///work/%0A.csv' }]])
        assert.deepEqual(offered(files), []);
      assert.deepEqual(offered([file], { account: undefined }), []);
      const update = { job: { ...DONE.job, operation: 'update' } } as const;
      assert.deepEqual(offered([file], update), all);
      // Only one file can be kept for the next run of a command.
      assert.deepEqual(offered([file, file], update), [all[0]]);
    });

    const CUT = {
      requests: requests('a10 p1 k1 w8'),
      job: job({
        state: 'cancelled',
        operation: 'replace',
        resumable: true,
        cleared: '2026-11-25T09:52:10Z',
        readings: [{ when: 'before', at: at('09:51:00'), numberOfIdentifiers: 812_400 }],
        report: {
          state: 'cancelled',
          accepted: 549_871,
          refused: 129,
          unknown: 50_000,
          sent: 600_000,
          unsent: 400_000,
        },
      }),
    };

    it('says that a cancelled Replace left the list incomplete, and how long there is', () => {
      const model = page(CUT);
      assert.deepEqual(model.heading, { text: 'The segment is incomplete', icon: 'warning' });
      assert.deepEqual(intro(model), [
        '549,871 of 1,000,000 accepted since the segment was cleared at 09:52.',
        'Cancelled at 09:53.',
        'Resume before 12:00 and campaigns never see it; else from about 17:00.',
      ]);
      const size = section(model, 'size');
      assert.deepEqual(
        [size?.before, size?.qualifier, size?.after, size?.texts],
        ['812,400', undefined, '549,871 to 599,871', ['about 999,900 after Resume']],
      );
      assert.match(section(model, 'rows')?.hint ?? '', /Resume sends these again/);
      assert.equal(
        section(model, 'progress')?.cellsLabel,
        '20 requests: 10 accepted, 1 partly rejected, 1 unknown, 8 not sent',
      );
      assert.equal(times(model)[0], '09:53 cancelled past');
      assert.deepEqual([fact(model, 'Cleared'), fact(model, 'Cancelled')], ['09:52', '09:53']);
      assert.deepEqual(buttons(model), ['Resume: Send 450,000 (primary)']);
      assert.deepEqual(menus(model).More, ['Start Over…', 'Copy Report']);
      assert.equal(rowsOf(model), 1_000_000);
      assert.match(
        intro(page({ ...CUT, now: at('13:00:00') })).at(-1) ?? '',
        /^It was computed at 12:00: campaigns see it from about 17:00/,
      );
    });

    it('says how far a cancelled Add got', () => {
      const model = page({
        ...CUT,
        job: {
          ...CUT.job,
          operation: 'add',
          cleared: undefined,
          report: report({ ...CUT.job.report, operation: 'add' }),
        },
      });
      assert.deepEqual(model.heading, {
        text: '549,871 of 1,000,000 added to CRM Users 2025',
        icon: 'warning',
      });
      assert.deepEqual(intro(model), ['Cancelled at 09:53.']);
    });

    it('shows a failure with what support needs', () => {
      const failed = (code: string, resumable = true): UploadModel =>
        page({
          ...CUT,
          job: {
            ...CUT.job,
            state: 'failed',
            resumable,
            error: {
              code,
              source: 'tool',
              message: 'It broke.',
              operation: 'addRemove',
              status: 500,
              traceId: 'aa',
            },
          },
        });
      const model = failed('api');
      assert.deepEqual(model.callout, {
        tone: 'danger',
        icon: 'error',
        text: 'It broke.',
        presses: [],
        details: 'operation=addRemove code=api status=500 traceId=aa',
      });
      assert.deepEqual(model.heading, { text: 'The segment is incomplete', icon: 'error' });
      assert.equal(buttons(model)[0], 'Resume: Send 450,000 (primary)');
      assert.equal(times(model)[0], '09:53 stopped past');
      assert.deepEqual(buttons(failed('file-changed')), ['Start Over… (primary)']);
      const cleared = failed('list-emptied', false);
      assert.equal(buttons(cleared)[0], 'Start Over… (primary)');
      assert.equal(section(cleared, 'size'), undefined, 'what was sent is no longer in it');
      assert.ok(intro(cleared).every((text) => !text.includes('accepted since')));
    });

    it('offers to start over one that a later one superseded, however it ended', () => {
      for (const state of ['failed', 'cancelled', 'finished'] as const) {
        const model = page({
          ...CUT,
          job: {
            ...CUT.job,
            state,
            resumable: false,
            error: {
              code: 'superseded',
              source: 'tool',
              message: 'A later one has finished. Start over.',
            },
          },
        });
        assert.deepEqual(
          [model.callout?.tone, model.callout?.text],
          [state === 'failed' ? 'danger' : 'warning', 'A later one has finished. Start over.'],
          state,
        );
        assert.equal(buttons(model)[0], 'Start Over… (primary)', state);
        assert.ok(
          buttons(model).every((label) => !label.startsWith('Resume')),
          state,
        );
        assert.ok(intro(model).every((text) => !/Resume/.test(text)));
        assert.equal(section(model, 'size'), undefined);
      }
    });

    it('has a question behind Resume if it was checked long ago', () => {
      const model = page({ ...CUT, job: { ...CUT.job, checkedLongAgo: true } });
      assert.equal(buttons(model)[0], 'Resume: Send 450,000… (primary)');
    });

    it('says that the list may have been cleared', () => {
      const model = page({
        requests: requests('w20'),
        job: job({
          state: 'failed',
          operation: 'replace',
          resumable: true,
          maybeCleared: '2026-11-25T09:52:10Z',
          report: { maybeCleared: '2026-11-25T09:52:10Z' },
        }),
      });
      assert.equal(model.heading.text, 'The segment may have been cleared');
      assert.match(intro(model)[0], /may have been cleared at 09:52: the response .* was lost/);
      assert.equal(section(model, 'size'), undefined);
      assert.equal(buttons(model)[0], 'Resume: Send 1,000,000 (primary)');
    });

    it('says that it was interrupted, even before it began', () => {
      const interrupted = { ...CUT, job: { ...CUT.job, state: 'interrupted' as const } };
      assert.equal(
        intro(page(interrupted))[1],
        'Interrupted at 09:53: its window or terminal was closed.',
      );
      const before = page({
        requests: requests('w20'),
        job: job({ state: 'interrupted', resumable: true, startedAt: undefined }),
      });
      assert.deepEqual(before.heading, {
        text: 'Nothing was sent to CRM Users 2025',
        icon: 'warning',
      });
      assert.deepEqual(intro(before), ['Its window or terminal was closed before it began.']);
      assert.deepEqual(legend(before), ['1,000,000 not sent']);
      assert.equal(section(before, 'times'), undefined);
      assert.equal(section(before, 'size'), undefined);
    });

    it('warns of a later upload before it is resumed', () => {
      const model = page({
        ...CUT,
        laterUpload: { startedAt: '2026-11-25T10:40:00Z', plannedAt: '2026-11-25T10:39:00Z' },
      });
      assert.equal(buttons(model)[0], 'Resume: Send 450,000… (secondary)');
      assert.match(
        section(model, 'notes')?.items[0].text ?? '',
        /^A later upload went to the same segment \(Nov 25, 2026, 10:40.*as it is now\.$/,
      );
    });

    it('has its own notes and those of Criteo', () => {
      const model = page(
        withReport({
          warnings: [
            { code: 'sent-again', title: 'Sent again.' },
            { code: 'deprecated', title: 'Old', count: 3 },
          ],
        }),
      );
      assert.deepEqual(
        model.main.flatMap((one) =>
          one.type === 'notes' ? [[one.title, ...one.items.map(({ text }) => text)]] : [],
        ),
        [
          ['Notes', 'Sent again.'],
          ['Warnings from Criteo', 'deprecated: Old (3 times)'],
        ],
      );
    });

    it('needs a sign-in to be resumed', () => {
      const model = page({ ...CUT, account: undefined });
      assert.deepEqual(buttons(model), ['Sign In (primary)']);
      assert.equal(model.context.badge, undefined);
    });
  });

  it('of a plan that was never sent offers to start over', () => {
    const model = page({
      job: { ...job({ state: 'planned', startedAt: undefined }), report: undefined },
    });
    assert.equal(model.heading.text, 'big-1m.csv was checked, but not sent');
    assert.deepEqual(intro(model), ['Checked at 09:50. Nothing was sent.']);
    assert.deepEqual(legend(model), ['1,000,000 not sent']);
    assert.deepEqual(buttons(model), ['Start Over… (primary)']);
  });

  it('of a record that can’t be read says what is known', () => {
    const broken = {
      ...job({
        state: 'failed',
        operation: 'replace',
        cleared: '2026-11-25T09:52:10Z',
        error: { code: 'journal-broken', source: 'tool', message: 'The record is damaged.' },
        files: [],
      }),
      report: undefined,
    };
    const model = page({ job: broken });
    assert.deepEqual(model.heading, {
      text: 'The record of this upload can’t be read',
      icon: 'error',
    });
    assert.match(intro(model)[0], /^The segment was cleared at 09:52\./);
    assert.equal(model.callout?.text, 'The record is damaged.');
    assert.deepEqual(model.main, []);
    assert.deepEqual([starts(model), buttons(model)], [[], ['Show Segment (secondary)']]);
  });

  describe('of a Replace, which had another list before', () => {
    const REPLACED = job({
      state: 'finished',
      operation: 'replace',
      cleared: '2026-11-25T09:52:00Z',
      report: { accepted: 1_000_000, sent: 1_000_000, unsent: 0 },
    });
    const REPLACED_FILE = {
      jobId: 'before',
      files: [{ uri: 'file:///work/crm-2026-11.csv', size: 9 }],
      sentAt: at('08:15:00'),
      isUnchanged: true,
      isOutdated: false,
    };
    const offer = (changes: Partial<JobPageInput>): unknown =>
      page({ job: REPLACED, replacedFile: REPLACED_FILE, ...changes }).last.find(
        ({ title }) => title === 'Last full file',
      );

    it('puts the last full file back', () => {
      const press = { label: 'Put Back crm-2026-11.csv', action: 'putBack', value: 'before' };
      const of = (text: string): unknown => ({
        type: 'notes',
        title: 'Last full file',
        items: [{ text, press }],
      });
      assert.deepEqual(offer({}), of('crm-2026-11.csv, sent at 08:15.'));
      assert.deepEqual(
        offer({ replacedFile: { ...REPLACED_FILE, isOutdated: true } }),
        of('crm-2026-11.csv, sent at 08:15. What later uploads added or removed isn’t in it.'),
      );
    });

    it('says which one it was where it has changed or is gone', () => {
      assert.deepEqual(offer({ replacedFile: { ...REPLACED_FILE, isUnchanged: false } }), {
        type: 'notes',
        title: 'Last full file',
        items: [
          {
            text: 'crm-2026-11.csv, sent at 08:15. It has changed or moved since then, so it can’t be put back.',
          },
        ],
      });
    });

    it('offers nothing while it is sending, after a later upload, or without such a file', () => {
      assert.equal(offer({ job: job({ operation: 'replace' }) }), undefined);
      assert.equal(offer({ laterUpload: job() }), undefined);
      assert.equal(offer({ replacedFile: undefined }), undefined);
    });
  });

  describe('and its undo', () => {
    const ADDED = job({
      state: 'finished',
      report: { state: 'finished', accepted: 1_000_000, sent: 1_000_000, unsent: 0 },
    });
    const REMOVAL = job({
      jobId: 'removal',
      state: 'finished',
      operation: 'remove',
      undoes: 'j',
      startedAt: '2026-11-25T10:02:00Z',
      report: { state: 'finished', accepted: 1_000_000, sent: 1_000_000, unsent: 0 },
    });
    const later = { now: at('10:15:00') };
    const spaced = (model: UploadModel): string[] =>
      intro(model).map((text) => text.replace(/\s/g, ' '));

    it('is offered where it is possible, and signed in', () => {
      assert.deepEqual(buttons(page({ job: ADDED, canUndo: true })), ['Undo… (secondary)']);
      assert.deepEqual(buttons(page({ job: ADDED })), []);
      const rejected = page({ job: ADDED, canUndo: true, unnamed: 3 });
      assert.deepEqual(
        [buttons(rejected), menus(rejected).More[0]],
        [['Find Rejected Rows… (secondary)'], 'Undo…'],
      );
      assert.deepEqual(buttons(page({ job: ADDED, canUndo: true, account: undefined })), []);
    });

    it('is told on the page of the upload, once', () => {
      const model = page({ job: ADDED, undo: REMOVAL, laterUpload: REMOVAL, ...later });
      assert.deepEqual(intro(model), ['Undone at 10:02: what it added was removed.']);
      assert.equal(section(model, 'notes'), undefined);
      const other = page({ job: ADDED, undo: REMOVAL, laterUpload: job(), ...later });
      assert.match(section(other, 'notes')?.items[0].text ?? '', /^A later upload went/);
    });

    it('leaves nothing to expect of the upload, and neither does a later replace', () => {
      const model = (changes: Parameters<typeof page>[0]): UploadModel =>
        page({ job: ADDED, readings: [], ...later, ...changes });
      const expects = (of: UploadModel): boolean[] =>
        (['size', 'times'] as const).map((type) => section(of, type) !== undefined);
      assert.deepEqual(expects(model({ laterUpload: job() })), [true, true]);
      assert.deepEqual(expects(model({ undo: REMOVAL })), [false, false]);
      assert.deepEqual(expects(model({ isCleared: true })), [false, false]);
    });

    it('says what it undoes on its own page, in every state', () => {
      const undone = { sentAt: at('09:52:00') };
      const text = 'Undoes the upload of Nov 25, 2026, 09:52.';
      for (const state of ['planned', 'running', 'finished', 'cancelled'] as const)
        assert.equal(spaced(page({ job: { ...REMOVAL, state }, undone }))[0], text, state);
      assert.deepEqual(spaced(page({ job: REMOVAL })), ['Undoes an earlier upload.']);
      assert.deepEqual(intro(page({ job: ADDED })), []);
    });
  });
});
