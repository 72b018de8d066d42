import assert from 'node:assert/strict';
import { batchJobsModel } from '../../../../../src/app/uploads/batch/batchJobsPage';
import type { JobPageInput } from '../../../../../src/app/uploads/page/jobPageFacts';
import { configureFormat } from '../../../../../src/common/format';
import { OutsideText } from '../../../../../src/common/outsideText';
import type { JobSummary } from '../../../../../src/upload/jobTypes';
import type { UploadModel } from '../../../../../src/webview/uploadModel';
import { ACCOUNT, at, job, NAMES, requests } from '../page/jobs';
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

const model = (jobs: JobPageInput[], hasProblems = false): UploadModel =>
  batchJobsModel({ jobs, hasProblems, now: at('09:53:00') });
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
  ...(message !== undefined && { error: { code: 'network', message } }),
});

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

    it('has a line a file under its segment, with a way to its upload', () => {
      const section = sectionOf(sending(), 'lines');
      assert.deepEqual(
        section?.groups.map(({ head, lines }) => [
          head?.title,
          head?.text,
          head?.press?.description,
          ...lines.map(({ name, state }) => `${name} ${state?.text}`),
        ]),
        [
          ['CRM', 'Maple & Main · Add', 'Open the upload to CRM', 'a.csv accepted'],
          ['CRM', 'Maple & Main · Add', 'Open the upload to CRM', 'b.csv under way'],
          ['VIP', 'Maple & Main · Add', 'Open the upload to VIP', 'c.csv waiting'],
        ],
      );
    });

    it('says that it is paused and why, and that it is being cancelled', () => {
      const paused = model([
        upload({ ...RUNNING, progress: { wait: 'network', waitUntil: at('09:53:20') } }),
        upload(QUEUED, { file: 'b.csv', requests: 'w2' }),
      ]);
      assert.equal(texts(paused)[0], 'Paused: no connection, retrying in 20 s');
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
      assert.equal(sectionOf(page, 'progress'), undefined);
      assert.deepEqual(
        page.bar?.start.map(({ label }) => label),
        ['Copy Report'],
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
        'Accepted means well-formed. Criteo doesn’t say whether an address matched a person. Unknown means that the answer was lost.',
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
      assert.deepEqual(
        line.notes.map(({ text, press }) => [text, press?.description]),
        [
          ['accepted', undefined],
          ['', 'Open the upload to CRM'],
        ],
      );
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
