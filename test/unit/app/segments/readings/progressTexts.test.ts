import assert from 'node:assert/strict';
import { progressRow } from '../../../../../src/app/segments/readings/progressTexts';

describe('the row about sizes that aren’t read', () => {
  it('says how many are read', () => {
    const { label, description, tooltip } = progressRow({
      ...{ unread: 22, isOnScreen: true },
      reading: { done: 10, total: 32 },
    });
    assert.equal(`${label} · ${description}`, 'Reading sizes · 10 of 32');
    assert.equal(tooltip, 'In the background, at most 20 a minute. Click to read all now.');
  });

  it('offers to read them', () => {
    const { label, description, tooltip } = progressRow({ unread: 32, isOnScreen: true });
    assert.equal(`${label} · ${description}`, 'Sizes not read · Read 32');
    assert.equal(
      tooltip,
      '32 segments have no size since the last computation. Click to read all now.',
    );
    assert.match(
      progressRow({ unread: 1, isOnScreen: true }).tooltip,
      /^1 segment has no size since the last computation\. /,
    );
  });
});
