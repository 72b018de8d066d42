import assert from 'node:assert/strict';
import { doneText, WORDS } from '../../../../../src/app/uploads/words/operationWords';
import { OPERATIONS } from '../../../../../src/upload/uploadTypes';

describe('the words of an operation', () => {
  it('say what a button does', () => {
    assert.equal(WORDS.add.send('49,002'), 'Add 49,002');
    assert.equal(WORDS.replace.send('49,002'), 'Replace with 49,002');
    assert.equal(WORDS.remove.sendAnyway('41,000'), 'Remove the Other 41,000 Anyway');
    assert.equal(WORDS.replace.sendSegments('12', '3'), 'Replace 3 Segments with 12');
    assert.equal(WORDS.any.sendFiles('12', '3'), 'Send 12 from 3 Files');
  });

  it('name files and segments, whichever comes first', () => {
    for (const operation of [...OPERATIONS, 'any'] as const) {
      const { heading, sending } = WORDS[operation];
      for (const text of [heading, sending, doneText.bind(undefined, operation)])
        assert.match(text('FILES', 'SEGMENT'), /FILES.*SEGMENT|SEGMENT.*FILES/, operation);
    }
  });

  it('call a removal accepted: Criteo doesn’t say who was in the segment', () => {
    assert.equal(WORDS.remove.done('600', 'CRM'), 'Removal of 600 from CRM accepted');
    assert.equal(
      doneText('remove', 'a.csv', 'CRM'),
      'Removal of the people in a.csv from CRM accepted',
    );
  });
});
