import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import { config, packTexts, t } from '../../../../src/common/translation/packagedTexts';
import { readJson } from '../../product/sources';

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
    config({ contents: packTexts(french) });
    both();
    assert.notEqual(t('Cancel'), 'Cancel');
    config({ contents: JSON.stringify(packTexts(french)) });
    both();
  });

  it('are in English if the bundle lacks them', () => {
    config({ contents: packTexts(french) });
    assert.equal(t('No such text of {0}', 'ours'), 'No such text of ours');
  });

  it('are in English for nearly every text that the bundle lacks, and none is in the place of another', () => {
    config({ contents: packTexts(french) });
    const others = Object.keys(french).map((text) => `${text} – not translated`);
    const mistaken = others.filter((text) => t(text) !== text).length;
    assert.ok(mistaken < others.length / 100, `${mistaken} of ${others.length}`);
  });

  it('take few bytes, in files of any size', () => {
    const { gaps, ...packed } = packTexts(french);
    assert.equal(gaps.length, 2 * Object.keys(french).length);
    assert.match(gaps, /^[#-b]+$/);
    for (const value of Object.values(packed)) assert.equal(typeof value, 'string');
    config({ contents: packTexts({ Cancel: 'Annuler' }) });
    assert.equal(t('Cancel'), 'Annuler');
    config({ contents: packTexts({}) });
    assert.equal(t('Cancel'), 'Cancel');
    assert.throws(() => packTexts({ a: 'b^c' }), /can’t have “\^”/);
  });
});
