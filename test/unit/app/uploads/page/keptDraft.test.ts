import assert from 'node:assert/strict';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import { choicesOfKept, keptDraftOf } from '../../../../../src/app/uploads/page/keptDraft';
import { account } from '../../segments/segments';

const ACCOUNT = account({});
const byKey = (key: string) => (key === ACCOUNT.key ? ACCOUNT : undefined);

const PERSON = { by: 'person', command: 'uploadCsv' } as const;

const CHOICES: Choices = {
  files: [
    {
      uri: 'file:///work/a.csv',
      columns: ['email'],
      dialect: { header: true, delimiter: ';', encoding: 'utf-16le' },
    },
    { uri: 'file:///work/b.csv', columns: [0] },
  ],
  into: { account: ACCOUNT, segmentId: '5' },
  operation: 'remove',
  hash: 'md5',
  formats: 'all',
  remember: { isOff: true, patterns: ['crm-*.csv'] },
};

describe('what a page keeps of a draft', () => {
  it('is its choices, as plain JSON', () => {
    const kept: unknown = JSON.parse(
      JSON.stringify(keptDraftOf({ choices: CHOICES, options: PERSON })),
    );
    assert.deepEqual(choicesOfKept(kept, byKey), { choices: CHOICES, checks: false });
    const check: Choices = { files: [CHOICES.files[1]], identifierType: 'CustomerId' };
    assert.deepEqual(
      choicesOfKept(keptDraftOf({ choices: check, options: { ...PERSON, checks: true } }), byKey),
      {
        choices: check,
        checks: true,
      },
    );
  });

  it('has several columns', () => {
    const files = [{ uri: 'file:///work/a.csv', columns: ['email', 2] }];
    const kept = keptDraftOf({ choices: { ...CHOICES, files }, options: PERSON });
    assert.deepEqual(choicesOfKept(kept, byKey)?.choices.files, files);
    for (const columns of [['email', null], [[]], 'email', []])
      assert.deepEqual(
        choicesOfKept({ files: [{ uri: 'file:///work/a.csv', columns }] }, byKey)?.choices.files,
        [{ uri: 'file:///work/a.csv' }],
      );
  });

  it('has the previous files of an Update, and what else it compares with', () => {
    const update = {
      previous: [{ uri: 'file:///work/old.csv', columns: ['email'], dialect: { header: true } }],
      allow: ['remove-shared'] as const,
    };
    for (const of of [update, { previous: [] }, {}]) {
      const keep = 'file:///work/kept.csv';
      const choices: Choices = { ...CHOICES, operation: 'update', ...of, keep };
      const kept: unknown = JSON.parse(JSON.stringify(keptDraftOf({ choices, options: PERSON })));
      assert.deepEqual(choicesOfKept(kept, byKey)?.choices, choices);
    }
  });

  it('has to be told the previous file again unless it is valid: an empty one would keep everyone', () => {
    const files = [{ uri: 'file:///work/a.csv' }];
    for (const previous of ['x', {}, [null], [{ uri: 5 }], [{ uri: 'file:///a.csv' }, {}]]) {
      const kept = { files, previous, allow: 'yes', keep: 'http://x' };
      const { choices } = choicesOfKept(kept, byKey) ?? assert.fail();
      assert.deepEqual(choices, { files }, JSON.stringify(previous));
    }
  });

  it('has nothing of what was confirmed, and no limit of a program', () => {
    const kept = keptDraftOf({
      choices: { ...CHOICES, confirm: '77', minKept: 0, maxInvalid: 1 },
      options: PERSON,
    });
    assert.doesNotMatch(JSON.stringify(kept), /confirm|"77"|minKept|maxInvalid/);
  });

  it('has the upload that it undoes', () => {
    const undoes = { jobId: 'j', sentAt: 1, accepted: 2 };
    const kept = keptDraftOf({ choices: CHOICES, options: { ...PERSON, undoes } });
    assert.equal(kept.undoes, 'j');
    assert.equal(keptDraftOf({ choices: CHOICES, options: PERSON }).undoes, undefined);
  });

  it('gives no choices without all of its files', () => {
    for (const kept of [
      undefined,
      null,
      'x',
      [],
      {},
      { files: 'a' },
      { files: [] },
      { files: [{ uri: 5 }] },
      { files: [{ uri: '' }] },
      { files: [{ uri: 'file:///a.csv' }, {}] },
      { files: [null] },
    ])
      assert.equal(choicesOfKept(kept, byKey), undefined, JSON.stringify(kept));
  });

  it('leaves out whatever is not valid', () => {
    const uri = 'file:///a.csv';
    const kept = {
      files: [
        { uri, column: -1, dialect: { header: 'yes', delimiter: '#', encoding: 'ebcdic', x: 1 } },
        { uri, column: 1.5, dialect: [] },
        { uri, column: 'x'.repeat(2000), dialect: 'x' },
        { uri, column: {} },
      ],
      checks: 'yes',
      accountKey: ACCOUNT.key,
      segmentId: 5,
      identifierType: 'Cookies',
      operation: 'drop',
      hash: 'sha1',
      formats: 'none',
      confirm: true,
    };
    assert.deepEqual(choicesOfKept(kept, byKey), {
      choices: { files: [{ uri }, { uri }, { uri }, { uri }] },
      checks: false,
    });
  });

  it('leaves out the segment of an account that is no longer shown', () => {
    const kept = { ...keptDraftOf({ choices: CHOICES, options: PERSON }), accountKey: 'other' };
    assert.equal(choicesOfKept(kept, byKey)?.choices.into, undefined);
  });
});
