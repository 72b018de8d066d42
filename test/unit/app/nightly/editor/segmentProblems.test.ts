import assert from 'node:assert/strict';
import type { Segment } from '../../../../../src/api/apiTypes';
import { segmentProblems } from '../../../../../src/app/nightly/editor/segmentProblems';
import { writtenFile } from '../../../../../src/app/nightly/editor/writtenFile';
import { account, segment } from '../../segments/segments';

const ACCOUNT = account({});

/** The problems of a text as lines: severity, what they are at, and the message. */
function problems(
  text: string,
  segments: readonly Segment[],
  { isComplete = true, isShown = true } = {},
): string[] {
  const list = {
    find: (_: unknown, id: string) => segments.find((one) => one.id === id),
    complete: () => isComplete,
  };
  return segmentProblems(writtenFile(text), isShown ? ACCOUNT : undefined, list).map(
    ({ severity, at, message }) =>
      `${severity} ${text.slice(at.offset, at.offset + at.length)} ${message}`,
  );
}

describe('what a nightly file says of segments', () => {
  it('is looked up by ID, also while the rest of the file is broken', () => {
    const text = '{ "account": "77", "segments": [{ "id": "9", "name": "CRM" }, { "id": "5" ';
    const unknown = 'Account Grocer has no segment 9. Check the ID, or choose another segment.';
    assert.deepEqual(problems(text, [segment('5')]), [`error "9" ${unknown}`]);
    assert.deepEqual(problems(text, [segment('5')], { isComplete: false }), []);
  });

  it('is wrong if the segment takes no identifiers', () => {
    const text = '{ "segments": [{ "id": "5" }, { "id": "6" }, { "id": 7 }, { "id": "x" }, 8] }';
    const readOnly = segment('5', { contactList: { isReadOnly: true, identifierType: 'Email' } });
    const events = segment('6', { contactList: undefined, type: 'Events' });
    const [first, second, ...others] = problems(text, [readOnly, events]);
    assert.match(first, /^error "5" “Segment 5” is read-only/);
    assert.match(second, /^error "6" “Segment 6” is an Events segment/);
    assert.deepEqual(others, []);
  });

  it('is noted if the segment has another name, which nobody has to change', () => {
    const text = '{ "segments": [{ "id": "5", "name": "CRM" }, { "id": "6", "name": "VIP" }] }';
    const named = [segment('5', { name: 'CRM 2026' }), segment('6', { name: 'VIP' })];
    assert.deepEqual(problems(text, named), ['note "CRM" The segment is called “CRM 2026”.']);
  });

  it('can’t be looked up in an account that isn’t shown', () => {
    const text = '{ "account": "48210", "segments": [{ "id": "5" }] }';
    const hidden = 'Account 48210 isn’t one of the accounts shown. Select it first.';
    assert.deepEqual(problems(text, [], { isShown: false }), [`warning "48210" ${hidden}`]);
    assert.deepEqual(problems('{}', [], { isShown: false }), []);
  });
});
