import assert from 'node:assert/strict';
import { noteLines } from '../../../../../src/app/uploads/words/reportNotes';

describe('what a report says that concerns no row', () => {
  it('is a note of this extension or a warning of Criteo, as plain text', () => {
    const notes = noteLines({
      warnings: [
        { code: 'sent-again', title: 'Sent again.' },
        { code: 'soon-gone', title: 'Use\u001b[31m the next version', count: 3 },
        {},
      ],
    });
    assert.equal(notes[0], 'Note: Sent again.');
    assert.match(notes[1], /^Warning from Criteo: soon-gone: Use.*version \(3 times\)$/);
    assert.ok(!notes[1].includes('\u001b'));
    assert.match(notes[2], /^Warning from Criteo: \(text not kept/);
  });

  it('is at most 20 lines', () => {
    const warnings = Array.from({ length: 30 }, () => ({ code: 'more' }));
    assert.equal(noteLines({ warnings }).length, 20);
    assert.deepEqual(noteLines({ warnings: [] }), []);
  });
});
