import assert from 'node:assert/strict';
import type { RememberChoice } from '../../../../../src/app/uploads/choices/choices';
import type { FileChoice } from '../../../../../src/app/uploads/choices/fileChoice';
import type { Pairing } from '../../../../../src/app/uploads/pairings/pairing';
import {
  pairingsToKeep,
  proposePairings,
  type PlannedUpload,
  type ProposedPairing,
} from '../../../../../src/app/uploads/pairings/proposal';
import {
  DEFAULT_OPTIONS,
  type Plan,
  type UploadOptions,
} from '../../../../../src/upload/uploadTypes';
import { account, segment } from '../../segments/segments';
import { CRM_PAIRING } from './crmPairing';

const ACCOUNT = account({}, { key: 'k', accountId: '18' });

interface Sent {
  options?: Partial<UploadOptions>;
  formats?: UploadOptions['forms'];
  columns?: string[];
  column?: number;
  remember?: RememberChoice;
  segmentId?: string;
  files?: Partial<FileChoice>;
}

const upload = (
  names: readonly string[],
  { options, formats, columns, column = 1, remember, segmentId = '7', files }: Sent = {},
): PlannedUpload => ({
  choices: {
    files: names.map((name) => ({ uri: `file:///work/${encodeURIComponent(name)}`, ...files })),
    formats,
    remember,
  },
  into: { account: ACCOUNT, segment: segment(segmentId, { name: 'CRM Users' }) },
  plan: {
    options: { ...DEFAULT_OPTIONS, operation: 'add', ...options },
    files: names.map(() => ({
      columns,
      column,
      width: columns?.length ?? 2,
      dialect: { delimiter: ',', header: columns !== undefined },
    })),
  } as Plan,
});
const HEADER = ['id', 'mail'];
const NEW: Pairing = {
  ...CRM_PAIRING,
  columns: ['mail'],
  read: { delimiter: ',', header: true, columns: 2 },
};

describe('what an upload proposes for the next time', () => {
  let known: Pairing[];
  beforeEach(() => void (known = []));
  const store = { fitting: () => known, own: () => known.filter(({ accountKey }) => accountKey) };
  const propose = (...uploads: PlannedUpload[]): ProposedPairing[] =>
    proposePairings(uploads, store);
  const one = (...uploads: PlannedUpload[]): ProposedPairing => {
    const [first, ...others] = propose(...uploads);
    assert.equal(others.length, 0);
    assert.ok(first);
    return first;
  };

  it('is the segment, the operation, and how the file is read', () => {
    const { pairing, names, segment, isNew } = one(upload(['crm-1.csv'], { columns: HEADER }));
    assert.deepEqual(pairing, NEW);
    assert.deepEqual(
      [names.map((name) => name.forTree()), segment.forTree(), isNew],
      [['crm-1.csv'], 'CRM Users', true],
    );
  });

  it('has the column by its name, where that is one and no identifier', () => {
    const columnsOf = (columns: string[] | undefined, column = 1): Pairing['columns'] =>
      one(upload(['crm-1.csv'], { columns, column })).pairing.columns;
    assert.deepEqual(columnsOf(['id', 'mail']), ['mail']);
    assert.deepEqual(columnsOf(['mail', 'mail']), [1]);
    assert.deepEqual(columnsOf(['id', ' ']), [1]);
    assert.deepEqual(columnsOf(['id', 'ann@example.com']), [1]);
    assert.deepEqual(columnsOf(undefined), [1]);
  });

  it('has what was chosen about reading, hash and formats', () => {
    const { pairing } = one(
      upload(['crm-1.csv'], {
        columns: HEADER,
        options: { operation: 'update', hash: 'md5' },
        formats: 'all',
        files: { dialect: { delimiter: ';' } },
      }),
    );
    assert.deepEqual(
      [pairing.operation, pairing.hash, pairing.formats, pairing.delimiter],
      ['update', 'md5', 'all', ';'],
    );
  });

  it('is of a Replace only the segment', () => {
    const replaced = upload(['crm-1.csv'], { columns: HEADER, options: { operation: 'replace' } });
    assert.equal('operation' in one(replaced).pairing, false);
    // Of a segment that such files are added to, one Replace changes nothing.
    known = [NEW];
    assert.deepEqual([one(replaced).pairing.operation, one(replaced).isNew], ['add', false]);
    known = [{ ...NEW, segmentId: '8' }];
    assert.deepEqual(['operation' in one(replaced).pairing, one(replaced).isNew], [false, true]);
  });

  it('is nothing of a Remove, whatever such files did before', () => {
    const removed = upload(['crm-1.csv'], { columns: HEADER, options: { operation: 'remove' } });
    for (const before of [[], [NEW], [{ ...NEW, segmentId: '8' }]]) {
      known = before;
      assert.deepEqual(propose(removed), []);
    }
  });

  it('is one for each pattern, that of the most files first', () => {
    const proposed = propose(
      upload(['loyalty-1.csv', 'crm-1.csv', 'crm-2.csv'], { columns: HEADER }),
      upload(['crm-3.csv'], { columns: HEADER }),
    );
    assert.deepEqual(
      proposed.map(({ pairing, names }) => [pairing.pattern, names.length]),
      [
        ['crm-*.csv', 3],
        ['loyalty-*.csv', 1],
      ],
    );
  });

  it('is nothing for opt-outs and the like', () => {
    assert.deepEqual(propose(upload(['opt-out-1.csv', 'Unsubscribed.csv'])), []);
    assert.deepEqual(
      propose(upload(['optout.csv', 'crm-1.csv'])).map(({ pairing }) => pairing.pattern),
      ['crm-*.csv'],
    );
  });

  it('is for an edited pattern, or for one’s own that such files fit already', () => {
    const dated = upload(['crm-2026-11-05.csv'], { columns: HEADER });
    assert.equal(one(dated).pairing.pattern, 'crm-*.csv');
    const remember = { patterns: ['crm-*.csv'] };
    assert.equal(
      one(upload(['crm-2026-11-05.csv'], { columns: HEADER, remember })).pairing.pattern,
      'crm-*.csv',
    );
    // Of no file here.
    const other = { patterns: ['loyalty-*.csv'] };
    assert.equal(one(upload(['crm-1.csv'], { remember: other })).pairing.pattern, 'crm-*.csv');
    known = [{ ...NEW, segmentId: '8' }];
    assert.deepEqual([one(dated).pairing.pattern, one(dated).isNew], ['crm-*.csv', true]);
    known = [{ ...NEW, pattern: 'crm-*-*-*.csv' }];
    assert.equal(
      one(upload(['crm-2026-11-05.csv'], { columns: HEADER, remember })).isNew,
      true,
      'another pattern',
    );
  });

  it('is new only if it changes something', () => {
    const sent = (changes: Sent = {}): boolean =>
      one(upload(['crm-1.csv'], { columns: HEADER, ...changes })).isNew;
    assert.equal(sent(), true);
    known = [NEW];
    assert.equal(sent(), false);
    assert.equal(sent({ columns: ['mail', 'ID'], column: 0 }), false, 'another place');
    assert.equal(sent({ segmentId: '8' }), true);
    assert.equal(sent({ options: { operation: 'update' } }), true);
    assert.equal(sent({ options: { hash: 'md5' } }), true);
    assert.equal(sent({ columns: ['id', 'work'] }), true);
    assert.equal(sent({ columns: undefined }), true);
    assert.equal(sent({ files: { dialect: { delimiter: ',' } } }), true);
    known = [{ ...NEW, accountKey: 'other' }];
    assert.equal(sent(), true, 'another session');
    // An older version kept nothing about how a file was read.
    known = [{ ...NEW, read: undefined }];
    assert.equal(sent(), false);
  });

  it('is not new if a team’s pairing says as much, also if it leaves things open', () => {
    const shared = {
      pattern: 'crm-*.csv',
      accountId: '18',
      segmentId: '7',
      operation: 'add',
    } as const;
    const sent = (changes: Sent = {}): boolean =>
      one(upload(['crm-1.csv'], { columns: HEADER, ...changes })).isNew;
    known = [shared];
    assert.equal(sent({ options: { hash: 'md5' } }), false);
    assert.equal(sent({ segmentId: '8' }), true);
    assert.equal(sent({ options: { operation: 'update' } }), true);
    known = [{ ...shared, columns: ['work'] }];
    assert.equal(sent(), true);
  });

  it('is kept with the person’s consent, and what it says already without', () => {
    const proposed = propose(upload(['crm-1.csv'], { columns: HEADER }));
    assert.deepEqual(pairingsToKeep(proposed, store, true), [NEW]);
    assert.deepEqual(pairingsToKeep(proposed, store, false), []);
    known = [{ ...NEW, segment: 'Old name' }];
    const again = propose(upload(['crm-1.csv'], { columns: HEADER }));
    assert.deepEqual(pairingsToKeep(again, store, false), [NEW]);
    // A team's stays the team's.
    const { accountKey, ...shared } = NEW;
    assert.equal(accountKey, 'k');
    known = [shared];
    const ofTeam = propose(upload(['crm-1.csv'], { columns: HEADER }));
    assert.deepEqual(pairingsToKeep(ofTeam, store, true), []);
  });
});
