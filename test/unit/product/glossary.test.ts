import assert from 'node:assert/strict';
import { pages, readDocument } from '../../docs/pages';
import { bannedIn } from './glossary';
import { readJson } from './sources';
import { readTexts } from './texts';

const violationsIn = (texts: Iterable<readonly [place: string, text: string]>): string[] =>
  [...texts].flatMap(([place, text]) =>
    bannedIn(text).map((found) => `${place}: ${found}: ${text}`),
  );

/** The descriptions written in the manifest itself. */
function* literals(value: unknown, at: string): Generator<[string, string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === 'string' && /[dD]escription$/.test(key)) yield [`${at}.${key}`, item];
    else yield* literals(item, `${at}.${key}`);
  }
}

describe('the glossary', () => {
  it('is followed by every message, label and button', () => {
    const { texts } = readTexts();
    assert.deepEqual(violationsIn(texts.map(({ key, place }) => [place, key] as const)), []);
  });

  it('is followed by the manifest', () => {
    const nls = Object.entries(readJson<Record<string, string>>('package.nls.json'));
    assert.deepEqual(violationsIn(nls), []);
    const { contributes } = readJson<{ contributes: unknown }>('package.json');
    assert.deepEqual(violationsIn(literals(contributes, 'contributes')), []);
  });

  it('is followed by the READMEs and the pages of the documentation', () => {
    for (const file of ['README.md', 'src/cli/README.md', ...pages()]) {
      const lines = readDocument(file)
        .replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, ''))
        .split('\n');
      assert.deepEqual(
        violationsIn(lines.map((line, index) => [`${file}:${index + 1}`, line] as const)),
        [],
      );
    }
  });

  it('requires no-break spaces in French', () => {
    const french = ['package.nls.fr.json', 'l10n/bundle.l10n.fr.json'].flatMap((file) =>
      Object.values(readJson<Record<string, string>>(file)),
    );
    assert.ok(french.length > 1000);
    const withoutCode = (text: string): string =>
      text.replace(/`[^`]*`|https?:\S*|\b(minKept|mailto):/g, '');
    assert.deepEqual(
      french.filter((text) => /[^\u00a0][:;!?»](\s|$)|«[^\u00a0]/.test(withoutCode(text))),
      [],
    );
  });

  it('finds a banned word in any letter case, but not inside another word or a name', () => {
    assert.deepEqual(bannedIn('Mend the row'), ['“Mend”: write fix']);
    assert.deepEqual(bannedIn('The list was emptied.'), ['“emptied”: write clear']);
    assert.deepEqual(bannedIn('Copy the id'), ['“id”: write ID']);
    assert.deepEqual(bannedIn('Recommended: amend the segment ID'), []);
    assert.deepEqual(bannedIn('Use “forms” or `refused`, see criteoAudiences.job'), []);
  });
});
