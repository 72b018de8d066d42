import assert from 'node:assert/strict';
import { progressRow } from '../../../../../src/app/segments/readings/progressTexts';

describe('the row about sizes that aren’t read', () => {
  it('says how many are read, and how long the rest takes', () => {
    const row = (perMinute: number, isAsked: boolean) =>
      progressRow({
        ...{ unread: 22, isOnScreen: true },
        reading: { done: 10, total: 32, minutes: 3, perMinute, isAsked },
      });
    const { label, description, tooltip } = row(10, false);
    assert.equal(`${label} · ${description}`, 'Reading sizes · 10 of 32, 3 min left');
    assert.equal(tooltip, 'In the background, at most 10 a minute. Click to read all now.');
    assert.match(row(60, false).tooltip, /at most 60 a minute/, 'in the sandbox');
    assert.equal(row(180, true).tooltip, 'All sizes are being read, at most 180 a minute.');
  });

  it('offers to read them, and says why they aren’t read by themselves for now', () => {
    const { label, description, tooltip } = progressRow({ unread: 32, isOnScreen: true });
    assert.equal(`${label} · ${description}`, 'Sizes not read · Read 32');
    assert.equal(
      tooltip,
      '32 segments have no size since the last computation. Click to read all now.',
    );
    for (const [waitsFor, reason] of [
      ['upload', 'They are read once no upload or clear is in progress.'],
      ['quota', 'They are read once half of the API’s limit is left.'],
      ['refused', 'They are read an hour after the API’s limit was reached.'],
    ] as const)
      assert.equal(
        progressRow({ unread: 1, isOnScreen: true, waitsFor }).tooltip,
        `1 segment has no size since the last computation. ${reason} Click to read all now.`,
      );
  });
});
