import assert from 'node:assert/strict';
import { audienceViewText } from '../../../../src/app/audiences/audienceViewTexts';
import { audience, leaf, UNCLEAR } from './audiences';

describe('what the Audiences view says about its filter', () => {
  const known = [audience('1', leaf('7')), audience('2', UNCLEAR, { name: 'Odd [x](y)' })];
  const text = (filter: { text?: string; segmentIds?: string[] }, matches: number) =>
    audienceViewText({ text: '', segmentIds: [], ...filter }, known, matches, (id) => `S${id}`);

  it('is nothing without need', () => {
    assert.equal(text({}, 2), undefined);
    assert.equal(text({ text: 'a' }, 1), undefined);
  });

  it('is why the view is short', () => {
    assert.equal(text({ segmentIds: ['7'] }, 1), 'Only audiences that use “S7”.');
    assert.equal(text({ segmentIds: ['7', '8'] }, 1), 'Only audiences that use “S7” or “S8”.');
    assert.equal(
      text({ segmentIds: ['1', '2', '3', '4'] }, 1),
      'Only audiences that use any of 4 segments.',
    );
  });

  it('is where nothing was found, and that an empty answer proves nothing', () => {
    assert.equal(
      text({ segmentIds: ['9'] }, 0),
      'No audience in this view uses “S9”. Criteo doesn’t say which segments these audiences use: “Odd [x] (y)”. Audiences of other accounts that use a shared segment aren’t visible from here.',
    );
    assert.equal(
      text({ text: `${'x'.repeat(150)}` }, 0),
      `No audience matches “${'x'.repeat(100)}…”. Looked in name, description, retailer, channel, ID and segments of 2 audiences.`,
    );
    assert.match(
      text({ text: 'a', segmentIds: ['9'] }, 0) ?? '',
      /“a”.* Only audiences that use “S9”\.$/,
    );
    assert.ok(!/[\n\u202e\u001b]/.test(text({ text: 'a\n\u202eb\u001b[31m' }, 0) ?? '\n'));
  });
});
