import assert from 'node:assert/strict';
import {
  addEntries,
  emptyNightly,
  type NewEntry,
} from '../../../../../src/app/nightly/file/addEntries';
import { parseNightly } from '../../../../../src/app/nightly/file/parseNightly';
import { Random } from '../../../upload/support/random';

const URI = 'file:///srv/night/night.criteo.jsonc';
const APP: NewEntry = {
  id: '7',
  name: 'App Users',
  operation: 'add',
  files: ['/srv/night/exports/app.csv'],
};
const WEB: NewEntry = { id: '8', operation: 'remove', files: ['/srv/night/web.csv'] };

const edited = (text: string, ...entries: NewEntry[]): string =>
  addEntries(text, entries, URI) ?? assert.fail('it can’t be edited');

/** The text between the lines of a template, without its first line break. */
const lines = (text: string): string => text.replace(/^\n/, '');

describe('an entry that is added to a nightly file', () => {
  it('is the first of a new one, which has no mistake', () => {
    const text = edited(emptyNightly('48210'), APP, WEB);
    assert.equal(
      text,
      lines(`
{
  "version": 1,
  "account": "48210",
  "suppress": [],
  "segments": [
    { "id": "7", "name": "App Users", "operation": "add", "file": "exports/app.csv" },
    { "id": "8", "operation": "remove", "file": "web.csv" }
  ]
}
`),
    );
    assert.deepEqual(parseNightly(text, URI).problems, []);
  });

  it('is the last one, and all that was there stays as it was, with its comments', () => {
    const before = lines(`
// Every night.
{ "version": 1, "account": "48210", // ours
  "suppress": [],
  "segments": [
    { "id": "5", "operation": "add",   "file": "a.csv" }, // the first
    /* not yet: { "id": "9" }, */
    { "id": "6", "operation": "add", "file": "b.csv" } // the last, [sic]
    // more to come
  ],
  /* the end */ }
`);
    assert.equal(
      edited(before, APP),
      before
        .replace('"b.csv" } //', '"b.csv" }, //')
        .replace(
          '// more to come\n',
          '// more to come\n    { "id": "7", "name": "App Users", "operation": "add", "file": "exports/app.csv" }\n',
        ),
    );
  });

  it('has a comma after it where the others have one', () => {
    const before = '{\n  "segments": [\n    { "id": "5" }, // a, b\n  ],\n}\n';
    assert.equal(
      edited(before, WEB),
      '{\n  "segments": [\n    { "id": "5" }, // a, b\n    { "id": "8", "operation": "remove", "file": "web.csv" },\n  ],\n}\n',
    );
  });

  it('is written as the others are: with their line ends and indentation, on one line or several', () => {
    assert.equal(
      edited('{\r\n\t"segments": [\r\n\t\t{\r\n\t\t\t"id": "5"\r\n\t\t}\r\n\t]\r\n}', WEB),
      '{\r\n\t"segments": [\r\n\t\t{\r\n\t\t\t"id": "5"\r\n\t\t},\r\n\t\t{\r\n\t\t\t"id": "8",\r\n\t\t\t"operation": "remove",\r\n\t\t\t"file": "web.csv"\r\n\t\t}\r\n\t]\r\n}',
    );
    assert.equal(
      edited('{\n    "segments": []\n}', { id: '8' }),
      '{\n    "segments": [\n        { "id": "8" }\n    ]\n}',
    );
    assert.equal(
      edited('{ "segments": [{ "id": "5" }] }', { id: '8' }),
      '{ "segments": [{ "id": "5" },\n  { "id": "8" }\n] }',
    );
    assert.equal(
      edited('{\n  "segments": [ /* none */ ] }', { id: '8' }),
      '{\n  "segments": [ /* none */\n    { "id": "8" }\n  ] }',
    );
    const name =
      'A name that makes the line longer than a hundred characters, with all that follows';
    assert.equal(
      edited('{\n  "segments": []\n}', { ...WEB, name }),
      `{\n  "segments": [\n    {\n      "id": "8",\n      "name": "${name}",\n      "operation": "remove",\n      "file": "web.csv"\n    }\n  ]\n}`,
    );
  });

  it('has paths relative to the file unless that is far away, and nothing that the file says already', () => {
    const before = lines(`
{
  "version": 1, "account": "48210",
  "suppress": ["out.csv"],
  "defaults": { "column": "email", "maxAge": "26h" },
  "segments": []
}
`);
    const added = edited(
      before,
      {
        id: '7',
        operation: 'update',
        files: ['/srv/night/exports/crm-*.csv'],
        maxAge: '26h',
        keep: true,
        choices: {
          columns: ['email'],
          delimiter: '\t',
          maxRemoved: 0.05,
          suppress: [
            { file: 'file:///srv/night/out.csv' },
            { file: 'file:///srv/lists/legal.csv', maxAge: '7d' },
          ],
        },
      },
      {
        id: '8',
        operation: 'add',
        files: ['/srv/web.csv', '/data/web.csv'],
        maxAge: '7d',
        keep: false,
      },
      { id: '9', choices: { suppress: [{ file: 'file:///srv/night/out.csv' }] } },
    );
    assert.equal(
      added,
      before.replace(
        '[]\n}',
        `[
    {
      "id": "7",
      "operation": "update",
      "file": "exports/crm-*.csv",
      "keep": true,
      "maxRemoved": 0.05,
      "suppress": {
        "file": "../lists/legal.csv",
        "maxAge": "7d"
      },
      "delimiter": "tab"
    },
    { "id": "8", "operation": "add", "file": ["../web.csv", "/data/web.csv"], "maxAge": "7d" },
    { "id": "9" }
  ]
}`,
      ),
    );
  });

  it('isn’t written a second time', () => {
    const once = edited(emptyNightly('48210'), APP);
    assert.equal(edited(once, APP), once);
    assert.equal(edited(once, APP, WEB), edited(once, WEB));
  });

  it('isn’t written where there is no place for it', () => {
    for (const text of ['', '{', '[]', '{}', '{ "segments": {} }', '{ "segments": [] '])
      assert.equal(addEntries(text, [APP], URI), undefined, text);
  });

  it('says what is to be filled in, if it isn’t known', () => {
    const text = edited(emptyNightly('48210'), { id: '7', name: 'App Users' });
    assert.deepEqual(
      parseNightly(text, URI).problems.map(({ message }) => message),
      [
        '“operation” must be one of: add, remove, update, replace.',
        '“file” must be a path, or an array of paths.',
      ],
    );
  });

  it('leaves any text as it was but for what is added', () => {
    const random = new Random(5);
    const space = (): string =>
      random.pick(['', ' ', '\n', '\n    ', '\t', ' // x, ]\n', '/* , [ */', '\r\n\t']);
    for (let n = 0; n < 500; n++) {
      const items = Array.from({ length: random.int(0, 3) }, (_, index) =>
        [space(), `{${space()}"id":${space()}"${index}"${space()}}`, space()].join(''),
      );
      const tail = items.length > 0 ? random.pick(['', ',']) + space() : space();
      const before = `${space()}{${space()}"segments"${space()}:${space()}[${items.join(',')}${tail}]${space()}}${space()}`;
      const after = edited(before, APP, WEB);
      const marks = (text: string): string => text.replace(/\s/g, '');
      const at = [...after].findIndex((sign, index) => sign !== before[index]);
      assert.ok(at >= 0 && marks(before).startsWith(marks(after.slice(0, at))), after);
      const ids = [...after.matchAll(/"id":\s*(?:\/\/.*\s*|\/\*[^]*?\*\/)?\s*"(\d)"/g)];
      assert.deepEqual(
        ids.map(([, id]) => id),
        [...items.map((_, index) => String(index)), '7', '8'],
        after,
      );
      assert.notEqual(addEntries(after, [], URI), undefined, `it is JSON: ${after}`);
      // Nothing is lost: without what was added, it is the same.
      let rest = marks(after);
      for (const entry of [
        '{"id":"7","name":"AppUsers","operation":"add","file":"exports/app.csv"}',
        '{"id":"8","operation":"remove","file":"web.csv"}',
      ]) {
        assert.ok(rest.includes(entry), after);
        rest = rest.replace(entry, '');
      }
      assert.equal(rest.replace(/,/g, ''), marks(before).replace(/,/g, ''), after);
    }
  });
});
