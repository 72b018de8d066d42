import assert from 'node:assert/strict';
import { sizeToFilterBy, type KnownSize } from '../../../../../src/app/segments/sizes/knownSize';
import { effectOf, segmentSize, type SizeChange } from '../../../../../src/upload/segmentSize';

describe('the size that a list is filtered by', () => {
  const known = (identifiers?: number, ...changes: SizeChange[]): KnownSize => ({
    size: segmentSize(
      { ...(identifiers !== undefined && { earlier: { identifiers, at: 0 } }), now: 2 },
      changes,
    ),
    isReading: false,
  });
  const sent = (operation: SizeChange['operation'], identifiers: number): SizeChange => ({
    ...{ operation, begin: 1, end: 1, sent: identifiers, missing: 0 },
    effect: effectOf(operation, identifiers),
  });

  it('is what a segment has at most, with what was sent since', () => {
    assert.equal(sizeToFilterBy(known(5_000)), 5_000);
    assert.equal(sizeToFilterBy(known(0)), 0);
    assert.equal(sizeToFilterBy(known(5_000, sent('add', 4_263))), 9_263);
    assert.equal(sizeToFilterBy(known(1_204, sent('replace', 960))), 960);
    assert.equal(sizeToFilterBy(known(31_077, sent('remove', 600))), 31_077);
  });

  it('is what it has at least where it was never read, and unknown otherwise', () => {
    assert.equal(sizeToFilterBy(known(undefined, sent('add', 4_263))), 4_263);
    assert.equal(sizeToFilterBy(known()), undefined);
    assert.equal(sizeToFilterBy({ isReading: false }), undefined);
  });
});
