import assert from 'node:assert/strict';
import {
  deletionOutcome,
  deletionQuestion,
  deletionWords,
} from '../../../../../src/app/segments/changes/deletion';
import { OutsideText } from '../../../../../src/common/outsideText';

describe('the deletion of segments', () => {
  const named = ['1', '2', '3'].map((id) => ({ id, name: OutsideText.name(`S${id}`) }));
  const inUse = {
    code: 'segment-must-not-be-used-in-audience',
    message: 'Segment must not be used',
    traceId: 'abc',
  };

  it('is asked about by number', () => {
    assert.equal(deletionQuestion(1), 'Delete this segment?');
    assert.equal(deletionQuestion(3), 'Delete 3 segments?');
  });

  it('is told in one sentence where all went', () => {
    const words = deletionWords(named, { deleted: ['1', '2', '3'], problems: [] });
    assert.equal(words, '3 segments deleted.');
  });

  it('is told with the first that did not go and how to go on, and one by one', () => {
    const deletion = {
      deleted: ['1'],
      problems: [
        { id: '2', ...inUse },
        { id: '3', ...inUse },
      ],
    };
    assert.match(
      deletionWords(named, deletion),
      /^1 of 3 deleted\. S2: Segment must not be used\. … and 1 more A segment cannot be deleted while/,
    );
    const { lines, hint } = deletionOutcome(named, deletion);
    assert.deepEqual(lines, [
      'S1 (1): deleted',
      'S2 (2): not deleted | Segment must not be used | code=segment-must-not-be-used-in-audience | trace id abc',
      'S3 (3): not deleted | Segment must not be used | code=segment-must-not-be-used-in-audience | trace id abc',
    ]);
    assert.match(hint ?? '', /Detach it from all audiences/);
  });
});
