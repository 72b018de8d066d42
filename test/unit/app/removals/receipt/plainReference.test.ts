import assert from 'node:assert/strict';
import {
  receiptFileName,
  receiptMessage,
  receiptName,
  requirePlainReference,
} from '../../../../../src/app/removals/receipt/plainReference';
import { Failure } from '../../../../../src/common/failure';

const LEFT_OUT = '(name left out)';
const IDENTIFIERS = [
  'jane@example.com',
  'jane%40example.com',
  'jane[at]example.com',
  '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d',
  'd41d8cd98f00b204e9800998ecf8427e',
  '0xD41D8CD98F00B204E9800998ECF8427E',
  '38400000-8cf0-11bd-b23e-10b96e40000d',
  '+33612345678',
  '+33 6 12 34 56 78',
];
/** What doesn't look like one inside of a longer name. */
const BARE = [
  '0612345678',
  '06 12 34 56 78',
  '(212) 555-0147',
  'XY1005wXyWPB1SgpMUKIpzA0I3UaLEz2lg0wFAr1PWK7FMhsz',
];

describe('the reference of a removal', () => {
  const isRefused = (reference: string): boolean => {
    try {
      assert.equal(requirePlainReference(reference), reference.trim());
      return false;
    } catch (error) {
      assert.ok(error instanceof Failure);
      assert.equal(error.code, 'bad-argument');
      assert.equal(error.operation, 'removePeople');
      // It isn't repeated either.
      for (const word of reference.trim().split(/\s+/))
        if (word.length > 2) assert.ok(!error.message.includes(word), error.message);
      return true;
    }
  };

  it('is the name of a request', () => {
    for (const reference of [
      ...[
        'TICKET-4711',
        ' GDPR 2026/117 ',
        'CASE-0012345678',
        'INC0012345678',
        '4711',
        'Löschung №7',
      ],
      ...['2026-0000123', '20261201', '202612011200', '2026-12-01 12:00', '#12345678'],
      'x y '.repeat(25),
    ])
      assert.ok(!isRefused(reference), reference);
  });

  it('isn’t what may be an identifier, alone or in a sentence', () => {
    for (const identifier of [...IDENTIFIERS, ...BARE]) {
      assert.ok(isRefused(identifier), identifier);
      assert.ok(isRefused(` ${identifier} `), identifier);
    }
    for (const wide of ['ｊａｎｅ＠example.com', '０６１２３４５６７８'])
      assert.ok(isRefused(wide), wide);
    for (const identifier of IDENTIFIERS) {
      assert.ok(isRefused(`erasure of ${identifier}, urgent`), identifier);
      assert.ok(isRefused(`erasure:<${identifier}>`), identifier);
    }
  });

  it('is one short line', () => {
    for (const reference of ['', '  ', 'a\nb', 'a\u0007', 'a\u202eb', 'x y '.repeat(26)])
      assert.ok(isRefused(reference), JSON.stringify(reference));
  });
});

describe('a name in a receipt', () => {
  it('of a file is its own, without folders', () => {
    const names = (uris: string[]): string[] => uris.map((uri) => receiptFileName(uri).forTree());
    assert.deepEqual(
      names([
        'file:///home/jane%40example.com/erasure-2026-11.csv',
        '/home/jane@example.com/erasure 2026-11-28.csv.gz',
        'C:\\Users\\jane@example.com\\Désinscrits (2).csv',
        'file:///work/20261128120000.csv',
        'file:///work/erasure_requests_2026-11-28_customer_service_europe.csv',
        'file:///work/100%.csv',
      ]),
      [
        ...['erasure-2026-11.csv', 'erasure 2026-11-28.csv.gz', 'Désinscrits (2).csv'],
        ...['20261128120000.csv', 'erasure_requests_2026-11-28_customer_service_europe.csv'],
        '100%.csv',
      ],
    );
  });

  it('of a file is left out where it may be an identifier', () => {
    for (const identifier of [...IDENTIFIERS, ...BARE])
      for (const name of [`${identifier}.csv`, identifier, `${identifier}.csv.gz`]) {
        assert.equal(receiptFileName(`/work/${name}`).forTree(), LEFT_OUT, name);
        const uri = `file:///work/${encodeURIComponent(name)}`;
        assert.equal(receiptFileName(uri).forTree(), LEFT_OUT, uri);
      }
    for (const identifier of IDENTIFIERS)
      assert.equal(receiptFileName(`/work/opt-out_${identifier}_2.csv`).forTree(), LEFT_OUT);
  });

  it('and a message, too, but not for its digits', () => {
    for (const identifier of IDENTIFIERS) {
      assert.equal(receiptName(`Test ${identifier}`).forTree(), LEFT_OUT);
      assert.equal(receiptMessage(`“${identifier}” is no ID.`).forTree(), '(message left out)');
    }
    for (const name of ['Campaign 4711000123', 'CRM_Users_2025_Newsletter_Subscribers_France'])
      assert.equal(receiptName(name).forTree(), name);
    assert.equal(receiptMessage('Status 403.').forTree(), 'Status 403.');
  });
});
