import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import { requestsText, rowCountsText } from '../../../src/common/counts';
import { configureFormat, plural } from '../../../src/common/format';
import { readJson } from '../product/sources';

describe('numbers in sentences', () => {
  afterEach(() => {
    configureFormat('en', 'UTC');
    l10n.config({ contents: {} });
  });

  it('have the wording that the language uses for them', () => {
    configureFormat('en', 'UTC');
    assert.deepEqual([0, 1, 2, 1200].map(requestsText), [
      '0 requests',
      '1 request',
      '2 requests',
      '1,200 requests',
    ]);
    assert.equal(
      rowCountsText({ rows: 1, good: 0, invalid: 0, duplicates: 1, blank: 0 }),
      '1 row: 0 to send, 0 invalid, 1 duplicate, 0 blank.',
    );
    assert.equal(
      rowCountsText({ rows: 2, fields: 4, good: 1, invalid: 1, duplicates: 0, blank: 2 }),
      '4 fields in 2 rows: 1 to send, 1 invalid, 0 duplicates, 2 blank.',
    );
    const some = { rows: 1, good: 1, suppressed: 0, invalid: 0, duplicates: 0, blank: 0 };
    assert.match(rowCountsText({ ...some, suppression: {} }), /1 to send, 0 suppressed, 0 invalid/);
    assert.doesNotMatch(rowCountsText(some), /suppressed/);
  });

  it('are written in one way in French, whatever they count', () => {
    configureFormat('fr', 'UTC');
    l10n.config({ contents: readJson('l10n/bundle.l10n.fr.json') });
    const text = (duplicates: number): string =>
      rowCountsText({ rows: 1100, good: 940, invalid: 140, duplicates, blank: 20 })
        .replaceAll('\u00a0', ' ')
        .replace('\u202f', ' ');
    assert.equal(
      text(1),
      '1 100 lignes. À envoyer : 940, non valides : 140, doublons : 1, vides : 20.',
    );
    assert.equal(text(20), text(1).replace('doublons : 1', 'doublons : 20'));
    assert.match(
      rowCountsText({ rows: 9, good: 7, suppressed: 2, invalid: 0, duplicates: 0, blank: 0 }),
      /7, exclues\u00a0: 2, non valides/,
    );
  });

  it('take the form that the language has for them', () => {
    const chosen = (n: number): string => plural(n, { one: 'one', other: 'other' });
    configureFormat('fr', 'UTC');
    assert.deepEqual([0, 1, 2, 1_000_000].map(chosen), ['one', 'one', 'other', 'other']);
  });
});
