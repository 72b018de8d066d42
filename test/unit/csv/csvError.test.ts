import assert from 'node:assert/strict';
import { CsvError, DIALECT_ERRORS } from '../../../src/csv/csvError';

describe('A CSV error', () => {
  it('keeps its code and line when it gets another message', () => {
    const error = new CsvError('quote-not-closed', 'A quote is open.', 7);
    const named = error.withMessage('people.csv: A quote is open.');
    assert.ok(named instanceof CsvError);
    assert.deepEqual(
      { code: named.code, line: named.line, message: named.message, name: named.name },
      {
        code: 'quote-not-closed',
        line: 7,
        message: 'people.csv: A quote is open.',
        name: 'CsvError',
      },
    );
  });

  it('may depend on the dialect if it is about the syntax, not if the file cannot be read', () => {
    for (const code of ['encoding', 'delimiter', 'quote-not-closed', 'record-too-long'])
      assert.ok(DIALECT_ERRORS.has(code), code);
    for (const code of ['not-found', 'no-permission', 'empty', 'binary', 'no-column'])
      assert.ok(!DIALECT_ERRORS.has(code), code);
  });
});
