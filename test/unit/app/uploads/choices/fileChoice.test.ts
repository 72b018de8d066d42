import assert from 'node:assert/strict';
import {
  fileChoice,
  readingOf,
  type FileChoice,
} from '../../../../../src/app/uploads/choices/fileChoice';

describe('how a file is read', () => {
  it('is what was chosen, in arguments and for the engine', () => {
    const dialect = { header: false, delimiter: '\t', encoding: 'utf-16le' } as const;
    for (const [reading, file] of [
      [{}, {}],
      [{ columns: ['home', 2] }, { columns: ['home', 2] }],
      [{ header: false }, { dialect: { header: false } }],
      [
        { columns: [0], ...dialect },
        { columns: [0], dialect },
      ],
    ] as const) {
      const choice: FileChoice = { uri: 'file:///a.csv', ...file };
      assert.deepEqual(fileChoice('file:///a.csv', reading), choice);
      assert.deepEqual(readingOf(choice), reading);
    }
  });
});
