import assert from 'node:assert/strict';
import type { ReceiptFacts } from '../../../../../src/app/uploads/receipt/receipt';
import {
  briefLines,
  leftOutLines,
  receiptLines,
  sentTexts,
} from '../../../../../src/app/uploads/receipt/receiptTexts';
import type { OutsideText } from '../../../../../src/common/outsideText';
import type { Report } from '../../../../../src/upload/jobTypes';
import { report } from '../page/jobs';

const plain = (text: OutsideText): string => text.forTerminal();
const SIZE: ReceiptFacts['size'] = {
  before: {
    read: { identifiers: 500, at: '2026-11-25T00:12:00Z' },
    pending: { added: 0, removed: 0, uploads: 0 },
    ...{ atLeast: 500, atMost: 500 },
  },
  ...{ added: 20, removed: 0 },
  after: { atLeast: 500, atMost: 520 },
};

describe('a receipt in words', () => {
  it('says what was sent, compared with what, and in which formats', () => {
    const shown = (facts: ReceiptFacts, of?: Partial<Report>): string[][] =>
      sentTexts(facts, of && report(of)).map(({ label, text, uri }) => [
        ...[label, typeof text === 'string' ? text : text.forTree()],
        ...(uri === undefined ? [] : [uri]),
      ]);
    assert.deepEqual(shown({}), []);
    assert.deepEqual(shown({ previousFiles: [], columnNames: ['email'] }), [
      ['Previous file', 'none, first run'],
      ['Column', 'email'],
    ]);
    assert.deepEqual(
      shown({
        previousFiles: ['file:///a.csv'],
        columnNames: ['email', '3'],
        formatsSent: ['plain', 'sha256'],
        formatsRemoved: ['md5'],
      }),
      [
        ['Previous file', 'a.csv', 'file:///a.csv'],
        ['Columns', 'email, 3'],
        ['Sent as', 'plain, SHA-256'],
        ['People who left', 'removed as MD5'],
      ],
    );
    assert.deepEqual(shown({ previousFiles: ['file:///a.csv', 'file:///b.csv'] }), [
      ['Previous file', 'a.csv, b.csv'],
    ]);
    const notSent = { formatsNotSent: ['md5' as const] };
    const stay = ['Not sent as', 'MD5: people in these formats stay'];
    assert.deepEqual(shown(notSent), [stay]);
    assert.deepEqual(shown(notSent, { sent: 0 }), [stay]);
    assert.deepEqual(shown(notSent, { sent: 1, forms: [] }), [stay]);
    assert.match(shown(notSent, { sent: 1 })[0][1], /^MD5: removed in the format of the file only/);
  });

  it('has the times, the IDs and the size in lines', () => {
    const receipt = { ...report(), columnNames: ['email'], size: SIZE, segmentName: 'CRM' };
    assert.deepEqual(receiptLines(receipt, plain), [
      'Time: 2026-11-25 09:52:00 to 09:53:00 UTC',
      'Account: 1',
      'Segment: CRM (2)',
      'Upload: j',
      'Column: email',
      'Segment size: 500 (read Nov 25, 2026, 00:12 UTC) · +20 now → at most 520',
    ]);
    const named = { ...receipt, accountName: 'Northwind', retailerName: 'Maple' };
    assert.deepEqual(receiptLines(named, plain).slice(1, 3), [
      'Account: Northwind (1)',
      'Retailer: Maple',
    ]);
    const brief = briefLines({ ...receipt, formatsNotSent: ['md5'] }, plain);
    assert.deepEqual(
      brief.map((line) => line.split(':')[0]),
      ['Not sent as', 'Segment size'],
    );
    assert.deepEqual(briefLines(report(), plain), []);
  });

  it('says what was left out, in which neither name nor reason is markup', () => {
    const leftOut = [
      { uri: 'file:///work/%3Cb%3E*a*.csv', reason: 'In [x](y).' },
      { uri: 'file:///b.csv', segment: { id: '7', name: 'CRM' }, reason: 'Not selected.' },
      { uri: 'file:///b.csv', segment: { id: '7', name: '' }, reason: 'Not selected.' },
    ];
    assert.deepEqual(
      leftOutLines({ leftOut }, (text) => text.forMarkdown()),
      [
        '&#60;b&#62;&#42;a&#42;&#46;csv: In &#91;x&#93;&#40;y&#41;&#46;',
        'CRM: Not selected&#46;',
        '7: Not selected&#46;',
      ],
    );
    assert.equal(
      leftOutLines({ leftOut }, (text) => text.forCopy())[0],
      '\\<b>\\*a\\*.csv: In \\[x\\](y).',
    );
    assert.deepEqual(leftOutLines({}, plain), []);
  });
});
