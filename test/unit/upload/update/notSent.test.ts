import assert from 'node:assert/strict';
import type { ListedContent } from '../../../../src/upload/journal/listContents';
import { notSentReason } from '../../../../src/upload/update/notSent';
import type { PlannedFile } from '../../../../src/upload/uploadTypes';
import { fileOf } from '../support/plans';

const URI = 'file:///crm.csv';
const file = (contentHash: string | undefined, uri = URI): PlannedFile =>
  fileOf(1, { uri, contentHash });
const content = (contentHash: string | undefined, uri = URI): ListedContent =>
  ({ uri, contentHash }) as ListedContent;

describe('why it isn’t known that a previous file is in the segment', () => {
  const reason = (sent: readonly PlannedFile[], contents: readonly ListedContent[] = []) =>
    notSentReason([URI], [file('now')], sent, contents);

  it('is that it was never sent, as far as is known', () => {
    assert.equal(reason([]), 'never');
    assert.equal(reason([file('other', 'file:///news.csv')]), 'never');
  });

  it('is that it has changed, or that another file has taken its place', () => {
    assert.equal(reason([file('before')]), 'changed');
    assert.equal(reason([], [content('before')]), 'changed');
    assert.equal(reason([file('before'), file('now', 'file:///copy.csv')]), 'replaced');
  });

  it('is that it was read in another way, if it is there', () => {
    assert.equal(reason([file('now')], [content('now')]), 'otherwise');
  });

  it('isn’t said where records have no hash, or where it differs by file', () => {
    assert.equal(reason([file(undefined)]), undefined);
    assert.equal(notSentReason([URI], [file(undefined)], [file('now')], []), undefined);
    const two = [file('now'), file('x', 'file:///b.csv')];
    assert.equal(notSentReason(['file:///b.csv', URI], two, [file('now')], []), undefined);
    assert.equal(notSentReason(undefined, two, [], []), undefined);
  });
});
