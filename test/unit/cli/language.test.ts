import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import { configureLanguage } from '../../../src/cli/language';
import { configureFormat, count } from '../../../src/common/format';

describe('the language of the command line', () => {
  afterEach(() => {
    configureFormat('en');
    l10n.config({ contents: {} });
  });

  it('is that of LC_ALL, LC_MESSAGES or LANG, whichever is set first', () => {
    const texts = configureLanguage({ LC_ALL: '', LC_MESSAGES: 'fr_FR.UTF-8', LANG: 'C' }, 'l10n');
    assert.equal(
      (JSON.parse(texts ?? '') as Record<string, string>)['No uploads to copy'],
      'Aucun envoi à copier',
    );
    assert.match(count(1234), /^1\s234$/);
    assert.equal(configureLanguage({ LC_ALL: 'en_GB', LANG: 'fr_FR' }, 'l10n'), undefined);
    assert.equal(count(1234), '1,234');
  });

  it('is English, numbers as well, where there are no texts', () => {
    for (const LANG of [undefined, '', 'C', 'POSIX', 'C.UTF-8', 'de_DE.UTF-8@euro']) {
      assert.equal(configureLanguage({ LANG }, 'l10n'), undefined);
      assert.equal(count(1234), '1,234');
    }
  });
});
