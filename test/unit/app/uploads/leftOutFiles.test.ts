import assert from 'node:assert/strict';
import {
  filesLeftOut,
  leftOutGroup,
  leftOutOf,
  leftOutSection,
  withLeftOut,
  type LeftOutView,
} from '../../../../src/app/uploads/leftOutFiles';
import { configureFormat } from '../../../../src/common/format';
import type { JobSummary, LeftOutFile } from '../../../../src/upload/jobTypes';
import { at, job } from './page/jobs';

const A = 'file:///work/a.csv';
const B = 'file:///work/b.csv';
const leftOut = (uri: string, reason = 'Not selected.'): LeftOutFile => ({
  uri,
  reason,
  draft: { files: [{ uri }] },
});
const SENT = { sent: 1, accepted: 1, unsent: 0 };
const own = [
  job({ jobId: 'one', batch: ['one', 'two'], leftOut: [leftOut(A), leftOut(B)] }),
  job({ jobId: 'two', batch: ['one', 'two'], leftOut: [leftOut(A), leftOut(B)] }),
];
const later = (changes: Parameters<typeof job>[0] = {}): JobSummary =>
  job({
    jobId: 'later',
    files: [{ uri: A, size: 1 }],
    startedAt: '2026-11-25T09:52:30Z',
    report: SENT,
    ...changes,
  });

describe('what was left out of uploads', () => {
  before(() => configureFormat('en', 'UTC'));

  it('is listed once, whichever of the uploads are left', () => {
    const none = job({ jobId: 'three' });
    for (const jobs of [own, [own[1]], [none, own[0]]])
      assert.deepEqual(leftOutOf(jobs, jobs), [
        { uri: A, reason: 'Not selected.', way: 'send' },
        { uri: B, reason: 'Not selected.', way: 'send' },
      ]);
    assert.deepEqual(leftOutOf([none], [none]), []);
    assert.deepEqual(filesLeftOut([none, own[1]]), own[1].leftOut);
  });

  it('was sent since by the newest upload of the file that sent anything', () => {
    const sentSince = (...others: JobSummary[]): (string | undefined)[] =>
      leftOutOf(own, [...others, ...own]).map((file) => file.sentSince?.jobId);
    assert.deepEqual(sentSince(later({ jobId: 'newer' }), later()), ['newer', undefined]);
    assert.deepEqual(sentSince(later({ report: { sent: 0 } })), [undefined, undefined]);
    assert.deepEqual(sentSince(later({ undoes: 'x', operation: 'remove' })), [
      undefined,
      undefined,
    ]);
    assert.deepEqual(sentSince(later({ startedAt: '2026-11-25T09:51:00Z' })), [
      undefined,
      undefined,
    ]);
    const sentToo = { ...later(), jobId: 'two', leftOut: own[1].leftOut };
    assert.deepEqual(
      leftOutOf([own[0], sentToo], [sentToo, own[0]]).map((file) => file.sentSince),
      [undefined, undefined],
      'one of them, to another segment',
    );
    assert.deepEqual(leftOutOf(own, [later()])[0].sentSince, {
      jobId: 'later',
      at: at('09:52:30'),
    });
  });

  it('is in the heading until it is sent, which then needs no look', () => {
    const sent: LeftOutView = { uri: A, reason: '', sentSince: { jobId: 'j', at: 0 } };
    const open: LeftOutView = { uri: B, reason: '' };
    const heading = { text: '9 files added to 3 segments', icon: 'pass' } as const;
    assert.deepEqual(withLeftOut(heading, [open, open, sent]), {
      text: '9 files added to 3 segments, 2 files left out',
      icon: 'warning',
    });
    assert.equal(withLeftOut({ text: 'Failed', icon: 'error' }, [open]).icon, 'error');
    assert.deepEqual(withLeftOut(heading, [sent]), heading);
    assert.deepEqual(withLeftOut(heading), heading);
  });

  it('has a line for each file, with the reason and the way to send it', () => {
    const { head, lines } = leftOutGroup(
      [{ uri: A, reason: '33% invalid: left out.', way: 'send' }],
      {
        numbers: [{ label: 'Sent' }, { label: 'Left out' }],
      },
    );
    assert.deepEqual(head, {
      icon: 'circleSlash',
      title: 'Not sent',
      text: '1 file',
      warnings: [],
    });
    assert.deepEqual(lines, [
      {
        id: 'left-out/0',
        name: 'a.csv',
        state: { icon: 'circleSlash', text: 'left out' },
        numbers: ['', ''],
        notes: [
          {
            text: '33% invalid: left out.',
            press: {
              label: 'Send It Now…',
              action: 'sendLeftOut',
              value: '0',
              description: 'a.csv: Send It Now…',
            },
          },
        ],
      },
    ]);
  });

  it('never offers to remove people from what keeps them out, nor what can’t be done', () => {
    const press = (draft: object | undefined, operation: 'add' | 'remove'): string | undefined => {
      const jobs = [job({ operation, leftOut: [{ uri: A, reason: 'Why.', draft }] })];
      const { lines } = leftOutGroup(leftOutOf(jobs, []), { numbers: [] });
      return lines[0].notes[0].press?.label;
    };
    assert.equal(press({ operation: 'add' }, 'remove'), 'Add Them There…');
    assert.equal(press({ operation: 'add' }, 'add'), 'Send It Now…');
    assert.equal(press({ operation: 'remove' }, 'remove'), 'Send It Now…');
    assert.equal(press(undefined, 'remove'), undefined);
  });

  it('names the segments to which one file wasn’t sent', () => {
    const segment = (id: string, name: string): LeftOutView => ({
      uri: A,
      segment: { id, name },
      reason: 'Not selected.',
      way: 'send',
    });
    const files = [segment('5', 'VIP'), segment('6', '')];
    const { head, lines } = leftOutGroup(files, { numbers: [] });
    assert.equal(head?.text, '2 segments');
    assert.deepEqual(
      lines.map(({ name, notes: [{ press }] }) => [name, press?.value]),
      [
        ['VIP', '0'],
        ['6', '1'],
      ],
    );
    assert.equal(
      withLeftOut({ text: 'Removed', icon: 'pass' }, files).text,
      'Removed, 2 segments left out',
    );
  });

  it('leads to the upload that sent it since', () => {
    const sentSince = { jobId: 'later', at: at('09:52:30') };
    const [line] = leftOutGroup([{ uri: A, reason: '', sentSince }], { numbers: [] }).lines;
    const [{ text, press }] = line.notes;
    assert.match(text, /^Sent since, Nov 25, 2026, 09:52/);
    assert.deepEqual([press?.label, press?.action, press?.value], ['Show', 'openUpload', 'later']);
  });

  it('tells files of one name apart by their folders', () => {
    const files = ['file:///nord/a.csv', 'file:///sud%20est/a.csv', B];
    const { lines } = leftOutGroup(
      files.map((uri) => ({ uri, reason: '' })),
      { numbers: [] },
    );
    assert.deepEqual(
      lines.map(({ id, name, text }) => [id, name, text]),
      [
        ['left-out/0', 'a.csv', 'nord'],
        ['left-out/1', 'a.csv', 'sud est'],
        ['left-out/2', 'b.csv', undefined],
      ],
    );
  });

  it('is a table of its own only if there is something', () => {
    assert.equal(leftOutSection([]), undefined);
    const section = leftOutSection([{ uri: A, reason: '' }]);
    assert.equal(section?.title, 'Not sent');
    assert.equal(section.groups[0].lines[0].numbers.length, section.heads.numbers.length);
  });
});
