import assert from 'node:assert/strict';
import { jobView, type JobPageInput } from '../../../../../src/app/uploads/page/jobPageFacts';
import { jobLineHeads, jobLines } from '../../../../../src/app/uploads/page/jobRows';
import { configureFormat } from '../../../../../src/common/format';
import type { JobState } from '../../../../../src/upload/jobTypes';
import type { RequestState } from '../../../../../src/upload/journal/requestStates';
import type { Line } from '../../../../../src/webview/uploadModel';
import { planOf } from '../batchPage/batches';
import { ACCOUNT, at, job, NAMES } from './jobs';

const FILES = ['a.csv', 'b.csv'];

/** A request of a file for ten rows. */
function request(
  kind: RequestState['kind'],
  { file = 0, refused = 0, unknown = 0, format = 'given' as 'given' | 'md5' } = {},
): RequestState {
  const content = { file, firstRow: 0, lastRow: 9, identifiers: 10, refused, unknown, format };
  return { kind, content };
}

function linesOf(
  requests: RequestState[],
  {
    elsewhere = true,
    ...changes
  }: Partial<JobPageInput> & { state?: JobState; files?: string[]; elsewhere?: boolean } = {},
): Line[] {
  const { state = 'running', files = FILES, ...rest } = changes;
  return jobLines(
    jobView({
      job: job({
        state,
        files: files.map((name) => ({ uri: `file:///work/${name}`, size: 1 })),
        report: { sent: 20, unsent: 0 },
      }),
      plan: planOf(Object.fromEntries(files.map((name) => [name, [10, 2, 1]]))),
      requests,
      names: NAMES,
      account: ACCOUNT,
      readings: [],
      unnamed: 0,
      now: at('09:53:00'),
      ...rest,
    }),
    elsewhere,
  );
}

const told = ({ state, numbers, notes }: Line): string =>
  [state?.icon, state?.text, ...numbers, ...notes.map(({ text }) => text)].join(' | ');

describe('the lines of files that are sent', () => {
  before(() => configureFormat('en', 'UTC'));

  it('have a state in place of the box', () => {
    const { state, ...heads } = jobLineHeads();
    assert.equal(state, 'State');
    assert.deepEqual(heads, {
      name: 'File',
      shares: 'Rows',
      numbers: [{ label: 'Sent' }, { label: 'Left out' }],
      notes: 'Notes',
    });
  });

  it('have what became of each file’s rows', () => {
    const [first, second] = linesOf([request('accepted'), request('underWay', { file: 1 })]);
    assert.deepEqual(first, {
      id: 'j/0',
      name: 'a.csv',
      state: { icon: 'pass', text: 'accepted' },
      shares: [
        { kind: 'accepted', rows: 10 },
        { kind: 'invalid', rows: 2 },
        { kind: 'duplicates', rows: 1 },
      ],
      numbers: ['10', '2'],
      notes: [{ text: 'accepted' }],
    });
    assert.deepEqual(second.shares?.[0], { kind: 'unsent', rows: 10 });
    assert.equal(told(second), 'sync | under way | 0 | 2 | under way');
  });

  it('say what is still to come', () => {
    assert.deepEqual(
      linesOf([request('accepted'), request('waiting'), request('waiting', { file: 1 })]).map(told),
      ['waiting | waiting | 10 | 2 | waiting', 'waiting | waiting | 0 | 2 | waiting'],
    );
    assert.deepEqual(
      linesOf([request('underWay'), request('waiting', { file: 1 })], { state: 'cancelled' }).map(
        told,
      ),
      ['error | not sent | 0 | 2 | not sent', 'error | not sent | 0 | 2 | not sent'],
    );
  });

  it('tell rejected and unknown rows apart, and show the upload', () => {
    const [partly, rejected] = linesOf([
      request('partly', { refused: 4 }),
      request('rejected', { file: 1 }),
    ]);
    assert.equal(told(partly), 'warning | partly rejected | 10 | 6 | 4 rejected');
    assert.equal(told(rejected), 'error | rejected | 10 | 12 | 10 rejected');
    assert.deepEqual(partly.notes[0], {
      text: '4 rejected',
      icon: 'warning',
      press: {
        label: 'Show',
        action: 'openUpload',
        value: 'j',
        description: 'Show the upload to CRM Users 2025',
      },
    });
    const [lost, uncounted] = linesOf([
      request('unknown'),
      request('partly', { file: 1, unknown: 3 }),
    ]);
    assert.equal(told(lost), 'question | unknown | 10 | 2 | 10 unknown');
    assert.equal(told(uncounted), 'question | unknown | 10 | 2 | 3 unknown');
  });

  it('count people once, whatever formats they are removed in', () => {
    const [line] = linesOf([request('accepted'), request('rejected', { format: 'md5' })], {
      files: ['a.csv'],
    });
    assert.equal(told(line), 'pass | accepted | 10 | 2 | accepted');
  });

  it('say of a file whose rows were all in another one that there was nothing to send', () => {
    const [, second] = linesOf([request('accepted')]);
    assert.equal(told(second), 'pass | nothing to send | 0 | 2 | nothing to send');
  });

  it('never pass where the requests can’t be read', () => {
    assert.deepEqual(linesOf([], { state: 'finished' }).map(told), [
      'question | unknown |  |  | unknown',
      'question | unknown |  |  | unknown',
    ]);
    const alone = job({
      state: 'finished',
      report: { accepted: 9, refused: 1, sent: 10, unsent: 0 },
    });
    const [line] = linesOf([], { job: alone, plan: undefined });
    assert.equal(told(line), 'warning | partly rejected | 10 |  | 1 rejected');
    const unreadable = linesOf([], { job: { ...alone, state: 'failed', report: undefined } });
    assert.equal(unreadable[0].state?.text, 'the upload record can’t be read');
  });
});
