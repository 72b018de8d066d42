import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../../host/root';
import { readJson } from './sources';
import { checkNls, checkTranslation, readTexts } from './texts';

const languagesOf = (folder: string, name: RegExp): string[] =>
  fs.existsSync(path.join(root, folder))
    ? fs.readdirSync(path.join(root, folder)).flatMap((file) => name.exec(file)?.[1] ?? [])
    : [];

/** The keys of an object in JSON that it has more than once. */
function doubleKeys(json: string): string[] {
  const [{ expression }] = ts.parseJsonText('a.json', json).statements;
  assert.ok(ts.isObjectLiteralExpression(expression));
  const keys = expression.properties.map(({ name }) => {
    assert.ok(name && ts.isStringLiteral(name));
    return name.text;
  });
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}

const complaintsAbout = (code: string): string[] =>
  readTexts(
    new Map([
      [
        'a.ts',
        ts.createSourceFile(
          'a.ts',
          `import { t } from '@vscode/l10n';\n${code}`,
          ts.ScriptTarget.Latest,
          true,
        ),
      ],
    ]),
  ).complaints;

describe('the texts for people', () => {
  const { texts, complaints } = readTexts();
  const keys = new Set(texts.map(({ key }) => key));

  it('can all be translated: literals, whole sentences, one value per placeholder', () => {
    assert.ok(keys.size > 200, `${keys.size} found`);
    assert.deepEqual(complaints, []);
  });

  it('contain no accidental piece of a source file', () => {
    for (const { key, place } of texts) {
      assert.ok(key.trim() !== '', place);
      assert.doesNotMatch(key, /\$\{|\bundefined\b|\[object /, place);
    }
  });

  it('have each key once in a file: of two, only the last would count', () => {
    assert.deepEqual(doubleKeys('{"a": {"b": 1}, "b": 2, "a": 3}'), ['a']);
    const files = [
      ...languagesOf('l10n', /^(.+\.json)$/).map((file) => `l10n/${file}`),
      ...languagesOf('.', /^(package.*\.json)$/),
    ];
    assert.ok(files.length >= 4, files.join());
    for (const file of files)
      assert.deepEqual(doubleKeys(fs.readFileSync(path.join(root, file), 'utf8')), [], file);
  });

  it('exist in every translation, none is stale, and placeholders are kept', () => {
    const languages = languagesOf('l10n', /^bundle\.l10n\.(.+)\.json$/);
    assert.deepEqual(
      languages.sort(),
      languagesOf('.', /^package\.nls\.(.+)\.json$/).sort(),
      'a language is in both places or in neither',
    );
    for (const language of languages) {
      assert.deepEqual(
        checkTranslation(keys, readJson(`l10n/bundle.l10n.${language}.json`)),
        [],
        language,
      );
      assert.deepEqual(
        checkNls(readJson('package.nls.json'), readJson(`package.nls.${language}.json`)),
        [],
        language,
      );
    }
  });
});

describe('the text check', () => {
  const wrong: Record<string, string> = {
    'a text that is computed': 't(name)',
    'a template': 't(`Upload ${name}`)',
    'too few values': "t('{0} of {1}', a)",
    'too many values': "t('Done', a)",
    'a gap in the placeholders': "t('{0} of {2}', a, b)",
    'a sentence from pieces': "const a = t('Uploaded') + ' ' + n",
    'a sentence in a template': "const a = `${t('Uploaded')} rows of ${n}`",
    'a bare message': "window.showErrorMessage('No such file')",
    'a bare button': "window.showErrorMessage(t('No such file'), 'Try Again')",
    'a bare choice': "window.showInformationMessage(ok ? t('Done') : 'Not done')",
    'a bare title': "pick({ title: 'Pick one' })",
    'a bare prompt in a template': 'pick({ prompt: `Id of ${name}` })',
    'a bare failure': "new Failure('code', 'It failed', 'upload')",
    'words in markup': 'html`<p>Hello ${name}</p>`',
    'words in an attribute': 'html`<input aria-label="Name of it" .value=${name}>`',
    'an assigned text': "item.text = 'Uploading now'",
    'a bare help text': "command.option('--out <file>', 'file to write')",
    'a bare note': "terminal.note('Could not write it')",
    'another translator': "vscode.l10n.t('Hello')",
    'one people': "t('{0} people would be removed', count(n))",
    'one kind of rows': "t('{0} of {1} invalid rows', count(n), count(all))",
  };
  for (const [what, code] of Object.entries(wrong))
    it(`finds ${what}`, () => assert.equal(complaintsAbout(code).length >= 1, true));

  it('accepts correct texts', () => {
    const right = [
      "window.showErrorMessage(t('No file {0}', name), t('Retry'))",
      "pick({ title: t('Pick'), placeHolder: ok ? t('A') : t('B'), label: segment.name })",
      "const a = `${t('Account')} · ${name} (${id})`",
      'html`<p class="hint">${t(\'Hello\')}</p><br>`',
      "new Failure('code', t('It failed'), 'upload')",
      "log.info('upload started')",
      "plural(n, { one: t('{0} row', n), other: t('{0} rows', n) })",
      "t('{0} from {1}', peopleText(n), segmentsText(all))",
      "command.option('--progress <how>', t('how to show it'), 'auto')",
    ];
    for (const code of right) assert.deepEqual(complaintsAbout(code), []);
  });

  it('finds what a translation lacks', () => {
    const keys = ['Hello {0}', 'Done'];
    assert.deepEqual(checkTranslation(keys, { 'Hello {0}': 'Bonjour {0}', Done: 'Fini' }), []);
    assert.deepEqual(checkTranslation(keys, { 'Hello {0}': 'Bonjour', Old: 'Vieux' }), [
      'missing: Done',
      'other placeholders: Hello {0}',
      'stale: Old',
    ]);
    assert.deepEqual(checkNls({ a: '[Go](command:x) `id`' }, { a: '[Aller](command:y) `nom`' }), [
      'other links: a',
      'other code: a',
    ]);
  });
});
