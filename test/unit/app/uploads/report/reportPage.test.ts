import assert from 'node:assert/strict';
import type { Receipt } from '../../../../../src/app/uploads/receipt/receipt';
import { reportModel } from '../../../../../src/app/uploads/report/reportPage';
import { configureFormat } from '../../../../../src/common/format';
import type { Report } from '../../../../../src/upload/jobTypes';
import type { UploadModel } from '../../../../../src/webview/uploadModel';
import { at, report } from '../page/jobs';

const NOW = at('13:00:00');
const SENT: Partial<Report> = {
  ...{ state: 'finished', rows: 620, invalid: 12, duplicates: 5, blank: 3 },
  ...{ sent: 600, accepted: 598, refused: 2, unsent: 0, calls: 1 },
};
const page = (changes: Partial<Receipt>): UploadModel =>
  reportModel({ ...report(changes), ...changes }, 'night.json', NOW);

/** Everything that can be pressed. */
function actionsIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const { action } = part as { action?: unknown };
  return [
    ...(typeof action === 'string' ? [action] : []),
    ...Object.values(part).flatMap(actionsIn),
  ];
}

describe('the page of a report that is a file', () => {
  before(() => configureFormat('en', 'UTC'));

  it('has the figures, times and facts of the report', () => {
    const model = page(SENT);
    assert.deepEqual(model.heading, { text: '598 added to 2', icon: 'pass' });
    assert.deepEqual(
      model.context.items.map(({ text }) => text),
      ['Report night.json', '09:52, took 60 s'],
    );
    const rows = model.main.find((section) => section.type === 'rows');
    assert.deepEqual(
      rows?.legend.map(({ count, text }) => `${count} ${text}`),
      ['598 accepted', '2 rejected', '5 duplicates', '12 invalid', '3 blank'],
    );
    const times = model.last.find((section) => section.type === 'times');
    assert.deepEqual(
      times?.items.map(({ time, text }) => `${time} ${text}`),
      ['09:53 sent', '12:00 computed', 'about 17:00 in campaigns'],
    );
    const facts = model.last.find((section) => section.type === 'facts');
    assert.deepEqual(
      facts?.items.map(({ label, text }) => [label, text]),
      [
        ['Segment', '2'],
        ['Time', '09:52:00 to 09:53:00 (UTC)'],
        ['Requests', '1 request, including retries'],
        ['Segment ID', '2'],
        ['Account ID', '1'],
        ['Upload ID', 'j'],
      ],
    );
  });

  it('names the files and the segment if it knows them', () => {
    const model = page({
      ...SENT,
      files: [{ uri: 'file:///work/crm.csv' }],
      segmentName: 'CRM Users 2025',
      identifierType: 'Email',
    });
    assert.equal(model.heading.text, '598 added to CRM Users 2025');
    assert.deepEqual(
      model.context.items.map(({ text }) => text),
      ['Report night.json', 'crm.csv', '09:52, took 60 s', 'Email'],
    );
  });

  it('shows what a receipt shows: columns, formats, size, and what was left out', () => {
    const model = page({
      ...SENT,
      columnNames: ['email', 'mail 2'],
      formatsSent: ['plain', 'md5'],
      previousFiles: ['file:///work/crm-old.csv'],
      size: {
        before: {
          read: { identifiers: 5000, at: '2026-11-25T09:51:00Z' },
          pending: { added: 0, removed: 0, uploads: 0 },
          ...{ atLeast: 5000, atMost: 5000 },
        },
        ...{ added: 598, removed: 0 },
        after: { atLeast: 5000, atMost: 5598 },
      },
      leftOut: [{ uri: 'file:///work/week-45.csv', reason: 'Not selected.' }],
    });
    const facts = model.last.find((section) => section.type === 'facts');
    assert.deepEqual(
      facts?.items.slice(0, 3).map(({ label, text }) => [label, text]),
      [
        ['Previous file', 'crm-old.csv'],
        ['Columns', 'email, mail 2'],
        ['Sent as', 'plain, MD5'],
      ],
    );
    const size = model.first.find((section) => section.type === 'size');
    assert.deepEqual([size?.before, size?.qualifier, size?.after], ['5,000', 'at most', '5,598']);
    const lines = model.main.find((section) => section.type === 'lines');
    const [{ name, notes }] = lines?.groups[0].lines ?? [];
    assert.deepEqual([name, notes.map(({ text }) => text)], ['week-45.csv', ['Not selected.']]);
    assert.equal(model.heading.text, '598 added to 2, 1 file left out');
  });

  it('can only be copied, whatever happened', () => {
    const leftOut = [{ uri: 'file:///b.csv', reason: 'Not selected.' }];
    const error = {
      code: 'file-changed',
      source: 'tool' as const,
      message: 'It changed.',
      operation: 'upload',
    };
    for (const changes of [
      SENT,
      { state: 'cancelled' },
      { state: 'failed', error },
      { operation: 'replace', state: 'cancelled', cleared: '2026-11-25T09:52:01Z' },
      { operation: 'replace', state: 'failed', maybeCleared: '2026-11-25T09:52:01Z' },
    ] as Partial<Report>[])
      assert.deepEqual(
        [...new Set(actionsIn(page({ ...changes, files: [{ uri: 'file:///a.csv' }], leftOut })))],
        ['copyReport'],
        JSON.stringify(changes),
      );
  });

  it('says what went wrong, and what became of the list', () => {
    const model = page({
      ...{ operation: 'replace', state: 'failed', cleared: '2026-11-25T09:52:01Z' },
      error: {
        code: 'network',
        source: 'tool',
        message: 'The line broke.',
        operation: 'addRemove',
      },
    });
    assert.deepEqual(model.heading, { text: 'The segment is incomplete', icon: 'error' });
    assert.equal(model.callout?.text, 'The line broke.');
    assert.equal(
      model.intro[0].text,
      '0 of 1,000,000 accepted since the segment was cleared at 09:52.',
    );
  });
});
