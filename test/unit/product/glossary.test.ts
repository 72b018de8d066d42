import assert from 'node:assert/strict';
import { pages, readDocument } from '../../docs/pages';
import { bannedIn, bareWhoIn, listsIn } from './glossary';
import { readJson } from './sources';
import { readTexts } from './texts';

type Check = (text: string) => string[];

const violationsIn = (
  texts: Iterable<readonly [place: string, text: string]>,
  ...checks: readonly Check[]
): string[] =>
  [...texts].flatMap(([place, text]) =>
    checks.flatMap((check) => check(text)).map((found) => `${place}: ${found}: ${text}`),
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
  let texts: (readonly [place: string, text: string])[];
  before(() => {
    texts = readTexts().texts.map(({ key, place }) => [place, key] as const);
  });

  it('is followed by every message, label and button', () => {
    assert.deepEqual(violationsIn(texts, bannedIn, bareWhoIn), []);
    // Of the API, what is read page by page is a list.
    const ofPages = texts.filter(([place]) => !place.startsWith('src/api/'));
    assert.ok(ofPages.length > 1000);
    assert.deepEqual(violationsIn(ofPages, listsIn), []);
  });

  it('says “left out” of rows and fields only where they are invalid or rejected', () => {
    const ofRows = texts.filter(
      ([, text]) => /\bleft out\b/.test(text) && /\b(row|field)s?\b/.test(text),
    );
    assert.ok(ofRows.length > 0);
    assert.deepEqual(
      ofRows.filter(([, text]) => !/invalid|rejected/.test(text)),
      [],
    );
  });

  it('is followed by the manifest', () => {
    const nls = Object.entries(readJson<Record<string, string>>('package.nls.json'));
    assert.deepEqual(violationsIn(nls, bannedIn, bareWhoIn, listsIn), []);
    const { contributes } = readJson<{ contributes: unknown }>('package.json');
    assert.deepEqual(
      violationsIn(literals(contributes, 'contributes'), bannedIn, bareWhoIn, listsIn),
      [],
    );
  });

  it('is followed by the READMEs and the pages of the documentation', () => {
    for (const file of ['README.md', 'src/cli/README.md', ...pages()]) {
      const lines = readDocument(file)
        .replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, ''))
        .split('\n');
      assert.deepEqual(
        violationsIn(
          lines.map((line, index) => [`${file}:${index + 1}`, line] as const),
          bannedIn,
          bareWhoIn,
        ),
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

  it('says segment in French, too, where the English text has no list', () => {
    const bundle = readJson<Record<string, string>>('l10n/bundle.l10n.fr.json');
    const english = readJson<Record<string, string>>('package.nls.json');
    const french = readJson<Record<string, string>>('package.nls.fr.json');
    const pairs = [
      ...Object.entries(bundle),
      ...Object.entries(french).map(([key, text]) => [english[key] ?? '', text] as const),
    ];
    assert.ok(pairs.length > 1000);
    assert.deepEqual(
      pairs.filter(([key, text]) => /\blistes?\b/i.test(text) && !/\blist/i.test(key)),
      [],
    );
  });

  it('finds a list that is a segment, and no other list', () => {
    for (const text of [
      'List size',
      'Clears the list, then adds the file: empty or incomplete in between.',
      'Takes these people out of the list.',
      'Replace the List with {0}',
      'Everyone in the list stays in it.',
      '{0} left is in {1}, which went to this list, too.',
      'its people leave your lists',
    ])
      assert.equal(listsIn(text).length, 1, text);
    for (const text of [
      'Contact list',
      'Criteo gives figures only for contact lists.',
      'List audience segments',
      'List the accounts that the application has access to',
      'This application can’t list retailers. Type the ID.',
      'See the list of uploads.',
      'It Is Another List',
      'Manage uploads: list, show, resume',
      'Problems: {0}, listed here: {1}.',
      'In “lists” or `list`',
    ])
      assert.deepEqual(listsIn(text), [], text);
  });

  it('finds a “who” without its people, and no other', () => {
    for (const text of [
      'Who left',
      '{0} who left',
      'Removing {0} who left',
      'Who is in it, but not in the new file, is removed.',
      'For refresh: the path. Who is in it is removed.',
      'Adds the file, then removes who left',
      'It may be cut off, and who is missing would be removed.',
      'Some who left would stay in the segment.',
      'Resume removes the rest of who left.',
      'Whoever isn’t found stays.',
    ])
      assert.equal(bareWhoIn(text).length, 1, text);
    for (const text of [
      'It isn’t known who left, so no one is removed.',
      'To know who left, “{0}” is required.',
      '{0} people who left',
      'Removes the people who are no longer in the file',
      'Everyone who uses the same application shares it.',
      'The segment may have people from an earlier version of this file, who would stay.',
      'Who uses this segment?',
    ])
      assert.deepEqual(bareWhoIn(text), [], text);
  });

  it('finds a banned word in any letter case, but not inside another word or a name', () => {
    assert.deepEqual(bannedIn('Mend the row'), ['“Mend”: write fix']);
    assert.deepEqual(bannedIn('The list was emptied.'), ['“emptied”: write clear']);
    assert.deepEqual(bannedIn('Copy the id'), ['“id”: write ID']);
    assert.deepEqual(bannedIn('Recommended: amend the segment ID'), []);
    assert.deepEqual(bannedIn('Use “forms” or `refused`, see criteoAudiences.job'), []);
  });
});
