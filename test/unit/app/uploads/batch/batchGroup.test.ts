import assert from 'node:assert/strict';
import { undoOneAnother } from '../../../../../src/app/uploads/batch/batchGroup';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import { OPERATIONS } from '../../../../../src/upload/uploadTypes';
import { account } from '../../segments/segments';
import { ACCOUNT } from '../batchPage/batches';

describe('two uploads to one segment', () => {
  const to = (
    operation: Choices['operation'],
    segmentId = '5',
    of = ACCOUNT,
  ): Pick<Choices, 'into' | 'operation'> => ({ operation, into: { account: of, segmentId } });

  it('undo one another unless both add or both remove', () => {
    for (const one of OPERATIONS)
      for (const other of OPERATIONS)
        assert.equal(
          undoOneAnother(to(one), to(other)),
          one !== other || one === 'replace' || one === 'update',
          `${one} and ${other}`,
        );
  });

  it('don’t if one of them has no segment or operation, or they are of two segments or APIs', () => {
    assert.ok(!undoOneAnother(to('replace'), { operation: 'replace' }));
    assert.ok(!undoOneAnother({ operation: 'replace' }, to('replace')));
    assert.ok(!undoOneAnother(to('replace'), to(undefined)));
    assert.ok(!undoOneAnother(to('replace'), to('replace', '6')));
    const elsewhere = account({}, { key: 'n', origin: 'https://other.example' });
    assert.ok(!undoOneAnother(to('replace'), to('replace', '5', elsewhere)));
    const other = account({}, { key: 'm', accountId: '88' });
    assert.ok(undoOneAnother(to('replace'), to('add', '5', other)));
  });
});
