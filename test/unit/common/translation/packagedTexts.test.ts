import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import { config, keyOfText, t } from '../../../../src/common/translation/packagedTexts';
import { readJson } from '../../product/sources';

/** By keys, as a build writes them. */
const keyed = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([text, french]) => [keyOfText(text), french]));

describe('the texts of a package', () => {
  const french = readJson<Record<string, string>>('l10n/bundle.l10n.fr.json');
  const values = ['a', 2, true, '$&', '{0}'] as const;

  afterEach(() => {
    config({ contents: {} });
    l10n.config({ contents: {} });
  });

  it('are those of @vscode/l10n, for every text with and without values', () => {
    const texts = Object.keys(french);
    assert.ok(texts.length > 1000);
    const both = (): void => {
      for (const text of texts) {
        assert.equal(t(text), l10n.t(text));
        assert.equal(t(text, ...values), l10n.t(text, ...values));
        assert.equal(t(text, 'a'), l10n.t(text, 'a'), 'one value, and more placeholders');
      }
    };
    both();
    l10n.config({ contents: french });
    config({ contents: keyed(french) });
    both();
    assert.notEqual(t('Cancel'), 'Cancel');
    config({ contents: JSON.stringify(keyed(french)) });
    both();
  });

  it('are in English if the bundle lacks them', () => {
    config({ contents: keyed(french) });
    assert.equal(t('No such text of {0}', 'ours'), 'No such text of ours');
  });

  it('have a short key each, and no two the same', () => {
    const keys = Object.keys(french).map(keyOfText);
    assert.equal(new Set(keys).size, keys.length);
    for (const key of keys) assert.match(key, /^[0-9a-z]{1,6}$/);
  });
});
