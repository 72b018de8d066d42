import assert from 'node:assert/strict';
import {
  asSentence,
  deletionHint,
  itemsNotDone,
  problemText,
} from '../../../../../src/app/segments/changes/itemOutcome';
import { OutsideText } from '../../../../../src/common/outsideText';
import { bulk } from '../segments';

describe('the outcome of an item', () => {
  it('is a problem if the API rejected the item or didn’t mention it', () => {
    const result = bulk<string>({
      done: [{ index: 0, item: '1' }],
      failed: [
        {
          index: 2,
          problem: {
            code: 'segment-must-not-be-used-in-audience',
            title: OutsideText.text('Segment must not be used.'),
            detail: OutsideText.text('Remove it first'),
            traceId: 't',
          },
        },
      ],
      missing: [1],
    });
    const items = itemsNotDone(result);
    assert.deepEqual(
      items.map(({ index, code }) => [index, code]),
      [
        [1, 'no-answer'],
        [2, 'segment-must-not-be-used-in-audience'],
      ],
    );
    assert.equal(items[1].message, 'Segment must not be used. Remove it first');
    assert.equal(items[1].traceId, 't');
    assert.match(deletionHint(items[1].code) ?? '', /served impressions/);
    assert.equal(deletionHint('segment-not-found'), undefined);
    assert.equal(problemText({ code: 'odd' }), 'odd');
  });

  it('is a sentence with one end mark', () => {
    for (const [text, sentence] of [
      ['Not unique', 'Not unique.'],
      ['Not unique. ', 'Not unique.'],
      ['Really?', 'Really?'],
      ['… and 1 more', '… and 1 more.'],
    ])
      assert.equal(asSentence(text), sentence);
  });
});
