import assert from 'node:assert/strict';
import { batchJobsModel } from '../../../../../src/app/uploads/batchPage/batchJobsPage';
import type { JobPageInput } from '../../../../../src/app/uploads/page/jobPageFacts';
import { configureFormat } from '../../../../../src/common/format';
import { OutsideText } from '../../../../../src/common/outsideText';
import type { JobSummary } from '../../../../../src/upload/jobTypes';
import type { Detail, UploadModel } from '../../../../../src/webview/uploadModel';
import { ACCOUNT, at, job, NAMES, requests } from '../page/jobs';
import { plan } from '../plan/plans';
import { sectionOf } from './batches';

interface Of {
  file?: string;
  segment?: string;
  /** As in `requests`, of 50,000 rows each. */
  requests?: string;
  input?: Partial<JobPageInput>;
}

function upload(changes: Parameters<typeof job>[0], of: Of = {}): JobPageInput {
  const { file = 'a.csv', segment = 'CRM', input } = of;
  const made = job({
    jobId: `${file} ${segment}`,
    files: [{ uri: `file:///work/${file}`, size: 1 }],
    ...changes,
  });
  return {
    job: { ...made, target: { ...made.target, segmentId: segment } },
    requests: requests(of.requests ?? 'a2'),
    names: { ...NAMES, segment: OutsideText.name(segment) },
    account: { ...ACCOUNT, key: 'k', label: NAMES.account },
    readings: [],
    unnamed: 0,
    now: at('09:53:00'),
    ...input,
  };
}

const model = (jobs: JobPageInput[], hasProblems = false, open: string[] = []): UploadModel =>
  batchJobsModel({ jobs, hasProblems, open: new Set(open), now: at('09:53:00') });
const legend = (of: UploadModel): string[] =>
  (sectionOf(of, 'rows')?.legend ?? []).map(({ count, text }) => `${count} ${text}`);
const texts = (of: UploadModel): string[] =>
  (sectionOf(of, 'progress')?.texts ?? []).map(({ text }) => text);
const intro = (of: UploadModel): string[] => of.intro.map(({ text }) => text);
const buttons = ({ bar }: UploadModel): string[] =>
  (bar?.buttons ?? []).map(({ label, look }) => `${label} (${look})`);

const DONE = { accepted: 100_000, sent: 100_000, unsent: 0, rows: 100_000 };
const FINISHED = { state: 'finished', report: { ...DONE, state: 'finished' } } as const;
const RUNNING = {
  state: 'running',
  report: { accepted: 50_000, sent: 50_000, unsent: 50_000 },
} as const;
const QUEUED = { state: 'queued', report: { unsent: 100_000 } } as const;
const PLANNED: Partial<Omit<JobSummary, 'progress' | 'report'>> = { state: 'planned' };
const stopped = (state: 'cancelled' | 'failed', message?: string): Parameters<typeof job>[0] => ({
  state,
  resumable: true,
  report: { state, accepted: 50_000, sent: 50_000, unsent: 50_000 },
  ...(message !== undefined && { error: { code: 'network', source: 'tool', message } }),
});

const CLEARED = '2026-11-25T09:52:01Z';

describe('the page of several uploads that are sent', () => {
  before(() => configureFormat('en', 'UTC'));

  describe('while they are sent', () => {
    const sending = (): UploadModel =>
      model([
        upload(FINISHED),
        upload(RUNNING, { file: 'b.csv', requests: 'a1 u1' }),
        upload(QUEUED, { file: 'c.csv', segment: 'VIP', requests: 'w2' }),
      ]);

    it('says how far all of them are, and which file is under way', () => {
      const page = sending();
      assert.equal(page.step, 'batch-sending');
      assert.deepEqual(page.heading, { text: 'Adding 3 files to 2 segments' });
      assert.deepEqual(page.context, {
        items: [{ text: 'Northwind EU' }],
        badge: { kind: 'live', text: 'Live account' },
      });
      assert.deepEqual(page.intro, []);
      assert.equal(sectionOf(page, 'progress')?.percent, '50%');
      assert.deepEqual(texts(page), [
        'about 60 s left',
        '3 of 6 requests answered',
        'file 2 of 3: b.csv',
      ]);
      assert.deepEqual(legend(page), ['150,000 accepted', '150,000 not answered yet']);
      assert.equal(
        page.bar?.text,
        'You can close this page. The uploads continue and stay in the Uploads view.',
      );
      assert.deepEqual(buttons(page), ['Cancel (secondary)']);
      assert.equal(page.announcement, '50% answered');
    });

    it('has a line a file under its segment, whose size is to be expected', () => {
      const section = sectionOf(sending(), 'lines');
      assert.deepEqual(
        section?.groups.map(({ head, lines }) => [
          head?.title,
          head?.text,
          head?.expand?.label,
          ...lines.map(({ name, state }) => `${name} ${state?.text}`),
        ]),
        [
          [
            'CRM',
            'Maple & Main · Add · 48,210 → at most 148,210',
            'More about CRM',
            'a.csv accepted',
          ],
          [
            'CRM',
            'Maple & Main · Add · 48,210 → at most 148,210',
            'More about CRM',
            'b.csv under way',
          ],
          [
            'VIP',
            'Maple & Main · Add · 48,210 → at most 148,210',
            'More about VIP',
            'c.csv waiting',
          ],
        ],
      );
    });

    it('says that it is paused and why, and that it is being cancelled', () => {
      const paused = model([
        upload({ ...RUNNING, progress: { wait: 'network', waitUntil: at('09:53:20') } }),
        upload(QUEUED, { file: 'b.csv', requests: 'w2' }),
      ]);
      assert.deepEqual(paused.callout, {
        tone: 'warning',
        icon: 'pause',
        title: 'Paused: no connection',
        text: 'Criteo can’t be reached from here: check the network, any VPN and the proxy. Tries again in 20 s.',
        presses: [{ label: 'Try Now', action: 'tryNow' }],
      });
      assert.deepEqual(texts(paused), ['2 of 4 requests answered']);
      assert.equal(sending().callout, undefined);
      assert.equal(paused.announcement, 'Paused: no connection');
      const cancelling = model([
        upload({ ...RUNNING, progress: { stopping: 'cancelled', inFlight: 2 } }),
        upload(QUEUED, { file: 'b.csv' }),
      ]);
      assert.equal(cancelling.announcement, 'Cancelling');
      assert.equal(cancelling.bar?.text, 'Nothing more is sent. It ends in 10 s at the latest.');
      assert.deepEqual(
        cancelling.bar.buttons.map(({ label, missing }) => [label, missing]),
        [['Cancelling…', 'Nothing more is sent. It ends in 10 s at the latest.']],
      );
    });

    it('can’t be cancelled where another window sends them', () => {
      const page = model([
        upload({ ...RUNNING, elsewhere: true }),
        upload({ ...QUEUED, elsewhere: true }, { file: 'b.csv' }),
      ]);
      assert.deepEqual(page.bar, { text: 'In another window or terminal', start: [], buttons: [] });
    });
  });

  describe('once they have ended', () => {
    it('says what was done where all is whole, and when campaigns see it', () => {
      const page = model(
        [upload(FINISHED), upload(FINISHED, { file: 'b.csv', segment: 'VIP' })],
        true,
      );
      assert.equal(page.step, 'batch-ended');
      assert.deepEqual(page.heading, { text: '2 files added to 2 segments', icon: 'pass' });
      assert.deepEqual(intro(page), ['Computed at 12:00, in campaigns about 17:00.']);
      const [when] = page.context.items;
      assert.match(when.text, /^09:52:00 to 09:5\d:\d\d \(UTC\)$/);
      assert.match(when.tooltip ?? '', /^2026-11-25 09:52:00 to 09:5\d:\d\d UTC$/);
      assert.equal(sectionOf(page, 'progress'), undefined);
      assert.deepEqual(
        page.bar?.start.map(({ label }) => label),
        ['Copy Report', 'Automate'],
      );
      assert.deepEqual(
        page.bar?.start[1].menu?.map(({ label }) => label),
        ['Add to Nightly File…', 'Copy as Command'],
      );
      assert.deepEqual(buttons(page), ['Show Problems (secondary)']);
      assert.equal(page.announcement, '2 files added to 2 segments');
    });

    it('names the segment where there is only one, and the operation if it is the same', () => {
      const heading = (...operations: ('add' | 'remove' | 'replace')[]): string =>
        model(
          operations.map((operation, index) =>
            upload({ ...FINISHED, operation }, { file: `${index}.csv` }),
          ),
        ).heading.text;
      assert.equal(heading('add', 'add'), '2 files added to CRM');
      assert.equal(
        heading('remove', 'remove'),
        'Removal of the people in 2 files from CRM accepted',
      );
      assert.equal(heading('replace', 'replace'), 'CRM replaced with 2 files');
      assert.equal(heading('add', 'remove'), '2 files uploaded to CRM');
    });

    it('says that one failed and why, and resumes what is left', () => {
      const page = model([
        upload(FINISHED),
        upload(stopped('failed', 'No network.'), { file: 'b.csv', requests: 'a1 w1' }),
      ]);
      assert.deepEqual(page.heading, { text: '1 of 2 uploads finished', icon: 'error' });
      assert.deepEqual(
        sectionOf(page, 'lines')?.groups.map(({ head }) => head?.warnings),
        [[], [{ text: 'No network.' }]],
      );
      assert.deepEqual(legend(page), ['150,000 accepted', '50,000 not sent']);
      assert.deepEqual(buttons(page), ['Resume: Send 50,000 (primary)']);
      const signedOut = model([
        upload(FINISHED),
        upload(stopped('failed'), { file: 'b.csv', input: { account: undefined } }),
      ]);
      assert.deepEqual(buttons(signedOut), ['Sign In (primary)']);
    });

    it('counts an upload without a whole answer as finished, but doesn’t pass', () => {
      const unknown = { ...DONE, accepted: 50_000, unknown: 50_000, state: 'finished' } as const;
      const page = model([
        upload(FINISHED),
        upload({ state: 'finished', report: unknown }, { file: 'b.csv', requests: 'a1 k1' }),
      ]);
      assert.deepEqual(page.heading, { text: '2 of 2 uploads finished', icon: 'warning' });
      assert.deepEqual(legend(page), ['150,000 accepted', '50,000 unknown']);
      assert.equal(
        sectionOf(page, 'rows')?.hint,
        'Accepted means well-formed. Criteo doesn’t say whether an address matched a person. Unknown means that the answer was lost or had no count.',
      );
    });

    it('says that one was cancelled, and resumes none that never began', () => {
      const page = model([
        upload(stopped('cancelled'), { requests: 'a1 w1' }),
        upload({ ...PLANNED, report: { unsent: 100_000 } }, { file: 'b.csv', requests: 'w2' }),
      ]);
      assert.deepEqual(page.heading, { text: '0 of 2 uploads finished', icon: 'warning' });
      assert.deepEqual(
        sectionOf(page, 'lines')?.groups.flatMap(({ lines }) =>
          lines.map(({ state }) => state?.text),
        ),
        ['not sent', 'not sent'],
      );
      assert.deepEqual(buttons(page), ['Resume: Send 50,000 (primary)']);
    });

    it('says that nothing was sent', () => {
      const none = { ...stopped('cancelled'), report: { state: 'cancelled' } } as const;
      const page = model([upload(none, { requests: 'w2' }), upload(none, { file: 'b.csv' })]);
      assert.deepEqual(intro(page), ['Nothing was sent.']);
    });

    it('warns of a list that was cleared and not filled', () => {
      const cleared = {
        ...stopped('failed'),
        operation: 'replace',
        cleared: '2026-11-25T09:52:10Z',
      } as const;
      const page = model([
        upload(cleared, { requests: 'a1 w1' }),
        upload(FINISHED, { file: 'b.csv' }),
      ]);
      assert.deepEqual(sectionOf(page, 'lines')?.groups[0].head?.warnings, [
        { text: 'The segment is incomplete' },
      ]);
    });
  });

  describe('with more about an upload', () => {
    const detail = (jobs: JobPageInput[]): Detail => {
      const page = model(jobs, false, [jobs[0].job.jobId]);
      const [open, closed] = sectionOf(page, 'lines')?.groups ?? [];
      assert.deepEqual([open.head?.expand?.open, closed.head?.expand?.open], [true, false]);
      assert.equal(closed.detail, undefined);
      assert.ok(open.detail);
      return open.detail;
    };
    const types = ({ sections }: Detail): string[] => sections.map(({ type }) => type);
    const labels = ({ presses }: Detail): string[] => presses.map(({ label }) => label);
    const other = upload(FINISHED, { file: 'b.csv' });

    it('shows what its own page does, but not its line once more', () => {
      const whole = detail([upload(FINISHED), other]);
      assert.deepEqual(types(whole), ['size', 'facts']);
      // Its report is copied on its own page, and with the others.
      assert.deepEqual(labels(whole), ['Open']);
      const report = { ...FINISHED.report, duplicates: 21, rows: 100_021 };
      assert.deepEqual(types(detail([upload({ ...FINISHED, report }), other])), [
        'size',
        'rows',
        'facts',
      ]);
      const files = ['a.csv', 'c.csv'].map((name) => ({ uri: `file:///work/${name}`, size: 1 }));
      assert.deepEqual(types(detail([upload({ ...FINISHED, files }), other])), [
        'size',
        'rows',
        'facts',
      ]);
    });

    it('can undo, resume and start over', () => {
      const done = upload(FINISHED, { input: { canUndo: true } });
      assert.ok(labels(detail([done, other])).includes('Undo…'));
      const stoppedOne = detail([upload(stopped('cancelled'), { requests: 'a1 w1' }), other]);
      assert.deepEqual(labels(stoppedOne), ['Resume: Send 50,000', 'Start Over…', 'Open']);
      assert.deepEqual(stoppedOne.sections[0], {
        type: 'notes',
        title: 'State',
        items: [{ text: 'Cancelled at 09:53.' }],
      });
    });

    it('can cancel it while it is sent, once', () => {
      const running = detail([upload(RUNNING, { requests: 'a1 u1' }), other]);
      assert.deepEqual(labels(running), ['Cancel', 'Open']);
      const cancelling = { ...RUNNING, progress: { stopping: 'cancelled', inFlight: 1 } } as const;
      assert.deepEqual(labels(detail([upload(cancelling), other])), ['Open']);
    });

    it('fixes rows, and puts back what a Replace took out', () => {
      const fixed = detail([
        upload(FINISHED, { input: { plan: plan({ byRule: { 'no-at': 3 } }) } }),
        other,
      ]);
      assert.ok(types(fixed).includes('kinds'));
      const replacedFile: JobPageInput['replacedFile'] = {
        jobId: 'old',
        files: [{ uri: 'file:///work/old.csv', size: 1 }],
        sentAt: at('09:00:00'),
        isUnchanged: true,
        isOutdated: false,
      };
      const replace = upload({ ...FINISHED, operation: 'replace' }, { input: { replacedFile } });
      assert.deepEqual(
        detail([replace, other]).sections.flatMap((section) =>
          section.type === 'notes' ? section.items.map(({ press }) => press?.label) : [],
        ),
        ['Put Back old.csv'],
      );
    });
  });

  describe('with rejected rows', () => {
    const rejected = (unnamed: number): UploadModel =>
      model([
        upload(
          { ...FINISHED, report: { ...DONE, accepted: 99_999, refused: 1, state: 'finished' } },
          { requests: 'a1 p1', input: { unnamed } },
        ),
        upload(FINISHED, { file: 'b.csv' }),
      ]);
    const press = (page: UploadModel) =>
      sectionOf(page, 'lines')?.groups[0].lines[0].notes[0].press;

    it('finds those that Criteo didn’t name', () => {
      assert.deepEqual(press(rejected(1)), {
        label: 'Find Rejected Rows…',
        action: 'findRejected',
        value: 'a.csv CRM',
        description: 'Find Rejected Rows…: CRM',
      });
      assert.equal(press(rejected(0))?.action, 'openUpload');
    });
  });

  it('says of an upload that it was undone', () => {
    const undo = { startedAt: '2026-11-25T09:52:30Z', plannedAt: '2026-11-25T09:52:20Z' };
    const page = model([
      upload(FINISHED, { input: { undo } }),
      upload(FINISHED, { file: 'b.csv' }),
    ]);
    assert.deepEqual(sectionOf(page, 'lines')?.groups[0].lines[0].notes[1], {
      text: 'Undone at 09:52: what it added was removed.',
      icon: 'info',
    });
  });

  it('says in red how many a Replace lost', () => {
    const report = { ...DONE, accepted: 5800, sent: 5800, rows: 5800, state: 'finished' } as const;
    const page = model([
      upload({ ...FINISHED, operation: 'replace', cleared: CLEARED, report }),
      upload(FINISHED, { file: 'b.csv' }),
    ]);
    assert.deepEqual(
      sectionOf(page, 'lines')?.groups.map(({ head }) => [head?.text, head?.loss]),
      [
        ['Maple & Main · Replace · 48,210 → 5,800 (−88%)', true],
        ['Maple & Main · Add · 48,210 → at most 148,210', undefined],
      ],
    );
  });

  describe('of one file for several segments', () => {
    const removed = {
      ...FINISHED,
      operation: 'remove' as const,
      report: { ...FINISHED.report, rows: 100_003, invalid: 3 },
    };
    const optout = (...segments: string[]): JobPageInput[] =>
      segments.map((segment) => upload(removed, { file: 'optout.csv', segment }));

    it('names the file, says who stays in, and counts only what was sent', () => {
      const page = model(optout('CRM', 'VIP'));
      assert.equal(
        page.heading.text,
        'Removal of the people in optout.csv from 2 segments accepted',
      );
      assert.deepEqual(intro(page), [
        '3 rows can’t be read: these people stay in the segment.',
        'Computed at 12:00, in campaigns about 17:00.',
      ]);
      assert.equal(sectionOf(page, 'rows')?.title, 'Rows for 2 segments');
      assert.deepEqual(legend(page), ['200,000 accepted']);
    });

    it('has a line a segment, with a way to its upload', () => {
      const [line] = sectionOf(model(optout('CRM', 'VIP')), 'lines')?.groups[0].lines ?? [];
      assert.deepEqual(
        [line.id, line.name, line.text, line.icon, line.state?.text],
        ['optout.csv CRM', 'CRM', 'Maple & Main', 'mail', 'accepted'],
      );
      assert.deepEqual(line.expand, { label: 'More about CRM', open: false });
      assert.deepEqual(line.notes, [{ text: 'accepted' }]);
    });

    it('says the size after, and that people are lost', () => {
      const section = sectionOf(
        model([
          upload({ ...removed, operation: 'replace', cleared: CLEARED }, { file: 'optout.csv' }),
          upload(
            { ...FINISHED, operation: 'remove', report: { accepted: 40_000, sent: 40_000 } },
            { file: 'optout.csv', segment: 'VIP' },
          ),
        ]),
        'lines',
      );
      assert.deepEqual(
        section?.heads.numbers.map(({ label }) => label),
        ['Sent', 'Left out', 'After'],
      );
      assert.deepEqual(
        section?.groups[0].lines.map(({ numbers, loss }) => [...numbers, loss]),
        [
          ['100,000', '', '100,000', undefined],
          ['100,000', '', 'at least 8,210 (−83%)', true],
        ],
      );
    });

    it('shows the upload of the line that is open', () => {
      const page = model(optout('CRM', 'VIP'), false, ['optout.csv VIP']);
      const [closed, open] = sectionOf(page, 'lines')?.groups[0].lines ?? [];
      assert.equal(closed.detail, undefined);
      assert.deepEqual(open.expand, { label: 'Less about VIP', open: true });
      assert.deepEqual(open.detail?.presses.at(-1), {
        label: 'Open',
        action: 'openUpload',
        value: 'optout.csv VIP',
        description: 'Open the upload to VIP',
      });
    });

    it('says which segment is under way', () => {
      const page = model([
        upload({ ...RUNNING, operation: 'remove' }, { file: 'optout.csv', requests: 'a1 u1' }),
        upload({ ...QUEUED, operation: 'remove' }, { file: 'optout.csv', segment: 'VIP' }),
      ]);
      assert.equal(page.heading.text, 'Removing the people in optout.csv from 2 segments');
      assert.equal(texts(page).at(-1), 'segment 1 of 2: CRM');
    });
  });
});
