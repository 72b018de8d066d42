import assert from 'node:assert/strict';
import { positionIn } from '../../../../../src/app/nightly/file/jsonTree';
import type { NightlyEntry, NightlyFile } from '../../../../../src/app/nightly/file/nightlyFile';
import { parseNightly } from '../../../../../src/app/nightly/file/parseNightly';
import { configureOptionNames } from '../../../../../src/common/optionNames';
import { OPERATIONS } from '../../../../../src/upload/uploadTypes';
import { Random } from '../../../upload/support/random';

const URI = 'file:///srv/night/night.criteo.jsonc';

/** The example of the documentation. */
const EXAMPLE = `// Every night at 20:40 UTC.
{
  "version": 1,
  "account": "48210",
  "suppress": [{ "file": "optouts/all.csv", "maxAge": "26h" }],
  "defaults": { "column": "email", "maxAge": "26h", "maxRemoved": 0.05 },
  "segments": [
    { "id": "738406688413290496", "name": "CRM Users 2025", "operation": "update", "file": "exports/crm-*.csv" },
    /* the app's own */
    { "id": "738406688413290511", "name": "App Users", "operation": "add", "file": "exports/app.csv" },
  ],
}
`;

function fileOf(text: string): NightlyFile {
  const { file, problems } = parseNightly(text, URI);
  assert.deepEqual(problems, []);
  return file ?? assert.fail();
}

/** A file with these entries, and what else it has. */
function nightly(segments: string, more = '"suppress": []'): string {
  return `{ "version": 1, "account": "48210", ${more}, "segments": [${segments}] }`;
}

/** An entry of segment 5, with what else it has. */
const entry = (more: string): string => nightly(`{ "id": "5", ${more} }`);

const entryOf = (more: string): NightlyEntry => fileOf(entry(more)).entries[0];

/** Each problem: what is marked in the text, and what is said. */
function problemsOf(text: string): [marked: string, message: string][] {
  const { file, problems } = parseNightly(text, URI);
  assert.equal(
    file === undefined,
    problems.some(({ severity }) => severity === 'error'),
  );
  return problems.map(({ at, message }) => [text.slice(at.offset, at.offset + at.length), message]);
}

describe('a nightly file', () => {
  it('says which file goes to which segment, with the defaults that mean something there', () => {
    const suppress = [{ file: 'file:///srv/night/optouts/all.csv', maxAge: '26h' }];
    const { entries, ...file } = fileOf(EXAMPLE);
    assert.deepEqual(file, { uri: URI, accountId: '48210', suppress });
    assert.deepEqual(
      entries.map(({ at, ...rest }) => ({ ...rest, line: positionIn(EXAMPLE, at.offset).line })),
      [
        {
          id: '738406688413290496',
          name: 'CRM Users 2025',
          operation: 'update',
          files: ['/srv/night/exports/crm-*.csv'],
          maxAge: '26h',
          keep: false,
          choices: { maxRemoved: 0.05, suppress, columns: ['email'] },
          defaults: ['maxRemoved', 'columns'],
          line: 8,
        },
        {
          id: '738406688413290511',
          name: 'App Users',
          operation: 'add',
          files: ['/srv/night/exports/app.csv'],
          maxAge: '26h',
          keep: false,
          choices: { suppress, columns: ['email'] },
          defaults: ['columns'],
          line: 10,
        },
      ],
    );
  });

  it('may have a byte order mark, line ends of Windows, a schema, and a name in any language', () => {
    const { entries } = fileOf(EXAMPLE);
    const windows = `\uFEFF${EXAMPLE.replaceAll('\n', '\r\n')}`;
    assert.deepEqual(
      fileOf(windows).entries.map(({ id, files }) => ({ id, files })),
      entries.map(({ id, files }) => ({ id, files })),
    );
    const [{ at }] = fileOf(windows).entries;
    assert.equal(windows.slice(at.offset).startsWith('{ "id": "738406688413290496"'), true);
    assert.equal(
      entryOf('"name": "été 😀 \\u00e9", "operation": "add", "file": "a.csv"').name,
      'été 😀 é',
    );
    fileOf(EXAMPLE.replace('"version"', '"$schema": "https://x", "version"'));
  });

  it('has the entry’s own choices before the defaults, and those that add up together', () => {
    const text = nightly(
      `{ "id": "5", "operation": "update", "file": "a.csv", "maxRemoved": 0.1, "columns": ["a", 2],
         "keep": false, "maxAge": "90m", "suppress": ["own.csv#mail", "all.csv"], "delimiter": "tab" }`,
      `"suppress": [{ "file": "all.csv", "maxAge": "7d" }],
       "defaults": { "maxRemoved": 0.2, "column": "email", "keep": true, "maxAge": "26h", "formats": "all" }`,
    );
    const [{ choices, keep, maxAge, defaults }] = fileOf(text).entries;
    assert.deepEqual(choices, {
      maxRemoved: 0.1,
      suppress: [
        { file: 'file:///srv/night/own.csv', columns: ['mail'] },
        { file: 'file:///srv/night/all.csv', maxAge: '7d' },
      ],
      columns: ['a', 2],
      delimiter: '\t',
    });
    assert.deepEqual([keep, maxAge, defaults], [false, '90m', []]);
  });

  it('uses of the defaults only what means something: nothing is kept of an Add, and no one suppressed in a Remove', () => {
    const defaults = '"keep": true, "maxRemoved": 0.2, "formats": "all", "minKept": 0.5';
    for (const operation of OPERATIONS) {
      const text = nightly(
        `{ "id": "5", "operation": "${operation}", "file": "a.csv" },
         { "id": "6", "operation": "${operation}", "file": ["a.csv", "b.csv"] }`,
        `"suppress": ["x.csv"], "defaults": { ${defaults} }`,
      );
      const [{ choices, keep }, several] = fileOf(text).entries;
      assert.equal(keep, operation === 'update' || operation === 'replace', operation);
      assert.equal(several.keep, false);
      assert.deepEqual(
        Object.keys(choices).sort(),
        [
          ...(operation === 'remove' ? ['formats'] : ['suppress']),
          ...(operation === 'update' ? ['maxRemoved'] : []),
          'minKept',
        ].sort(),
      );
    }
  });

  it('finds paths from its own folder, with / or as this machine writes them', () => {
    const files = (written: string): readonly string[] =>
      entryOf(`"operation": "add", "file": ${written}`).files;
    assert.deepEqual(files('"a.csv"'), ['/srv/night/a.csv']);
    assert.deepEqual(files('["../x/a b.csv", "/data/b.csv", "./c#1%20.csv"]'), [
      '/srv/x/a b.csv',
      '/data/b.csv',
      '/srv/night/c#1%20.csv',
    ]);
    assert.deepEqual(problemsOf(entry('"operation": "add", "file": "exports\\\\a.csv"')), [
      ['"exports\\\\a.csv"', 'Write / between folders: \\ is part of a name on this machine.'],
    ]);
  });

  it('says what is missing, at the object that lacks it', () => {
    assert.deepEqual(problemsOf('{}'), [
      ['{', '“version” must be 1. For another one, update this tool.'],
      ['{', '“account” is required: an ID, as a string.'],
      ['{', '“suppress” is missing: the suppression lists, or [] if there are none.'],
      ['{', '“segments” must be an array with an object for each segment.'],
    ]);
    assert.deepEqual(problemsOf(nightly('{}')), [
      ['{', '“id” is required: an ID, as a string.'],
      ['{', '“operation” must be one of: add, remove, update, replace.'],
      ['{', '“file” must be a path, or an array of paths.'],
    ]);
    assert.deepEqual(problemsOf(nightly('')), [
      ['[]', '“segments” must be an array with an object for each segment.'],
    ]);
  });

  const OK = '"operation": "add", "file": "a.csv"';
  /** Of each text, one problem. */
  const WRONG: Readonly<Record<string, readonly [text: string, marked: string, message: RegExp]>> =
    {
      'an ID that is a number': [
        nightly(`{ "id": 738406688413290496, ${OK} }`),
        '738406688413290496',
        /^“id” must be an ID: digits, as a string \(IDs are too large for a number\)\./,
      ],
      'an ID that is none': [nightly(`{ "id": "x5", ${OK} }`), '"x5"', /^“id” must be an ID/],
      'an account that is a number': [
        nightly(`{ "id": "5", ${OK} }`).replace('"48210"', '48210'),
        '48210',
        /^“account” must be an ID: digits, as a string/,
      ],
      'a second account': [
        entry(`${OK}, "account": "7"`),
        '"account"',
        /^A nightly file is for one account: write “account” once, at its top\.$/,
      ],
      'several accounts': [
        entry(OK).replace('"48210"', '["48210", "7"]'),
        '["48210", "7"]',
        /^“account” must be an ID/,
      ],
      'another version': [
        entry(OK).replace('1,', '2,'),
        '2',
        /^“version” must be 1\. For another one, update this tool\. Given: 2\.$/,
      ],
      'a version as text': [entry(OK).replace('1,', '"1",'), '"1"', /^“version” must be 1/],
      'another operation': [
        entry('"operation": "sync", "file": "a.csv"'),
        '"sync"',
        /^“operation” must be one of: add, remove, update, replace\. Given: “sync”\.$/,
      ],
      'a default operation': [
        nightly(`{ "id": "5", ${OK} }`, '"suppress": [], "defaults": { "operation": "add" }'),
        '"operation"',
        /^“operation” can’t be a default\.$/,
      ],
      'a default file': [
        nightly(`{ "id": "5", ${OK} }`, '"suppress": [], "defaults": { "file": "a.csv" }'),
        '"file"',
        /^“file” can’t be a default\.$/,
      ],
      'defaults that are none': [
        nightly(`{ "id": "5", ${OK} }`, '"suppress": [], "defaults": []'),
        '[]',
        /^This must be an object, in braces\.$/,
      ],
      'what is allowed once': [
        entry(`${OK}, "allow": ["cut-off"]`),
        '"allow"',
        /^“allow” is for one upload, by a person: every night, it would allow everything\.$/,
      ],
      'a key that isn’t known': [
        entry(`${OK}, "collumn": "a"`),
        '"collumn"',
        /^“collumn” isn’t known\. Did you mean “column”\?$/,
      ],
      'a key of a command': [
        entry(`${OK}, "segmentId": "7"`),
        '"segmentId"',
        /Did you mean “id”\?$/,
      ],
      'a key in other letters': [entry(`${OK}, "MAXAGE": "7d"`), '"MAXAGE"', /mean “maxAge”\?$/],
      'a key like no other': [
        entry(`${OK}, "colour": "red"`),
        '"colour"',
        /^“colour” isn’t known\. It can be: id, name, operation, file, maxAge, keep, formats, /,
      ],
      'an old name': [
        entry('"operation": "remove", "file": "a.csv", "forms": "all"'),
        '"forms"',
        /mean “formats”\?$/,
      ],
      'a key twice': [
        entry(`${OK}, "hash": "md5",\n "hash": "none"`),
        '"hash"',
        /^“hash” is in line 1 already\. Delete one of them\.$/,
      ],
      'a segment twice': [
        nightly(`{ "id": "5", ${OK} },\n { "id": "6", ${OK} },\n { "id": "5", ${OK} }`),
        '"5"',
        /^Segment 5 has an entry in line 1 already\. All its files go into one: “file” can be an array\.$/,
      ],
      'an entry that is none': [nightly(`{ "id": "5", ${OK} }, "7"`), '"7"', /in braces\.$/],
      'a name that is none': [entry(`${OK}, "name": ""`), '""', /^“name” must be a string\./],
      'a choice of another operation': [
        entry(`${OK}, "maxRemoved": 0.1`),
        '"maxRemoved"',
        /^“maxRemoved” isn’t for the operation “add”, only for: update\.$/,
      ],
      'lists for a Remove': [
        entry('"operation": "remove", "file": "a.csv", "suppress": ["b.csv"]'),
        '"suppress"',
        /^“suppress” isn’t for the operation “remove”, only for: add, update, replace\.$/,
      ],
      'a file kept of an Add': [
        entry(`${OK}, "keep": true`),
        '"keep"',
        /^“keep” isn’t for the operation “add”, only for: update, replace\.$/,
      ],
      'several files kept as one': [
        entry('"operation": "update", "file": ["a.csv", "b.csv"], "keep": true'),
        '"keep"',
        /^“keep” is for one file/,
      ],
      'a choice that is too large': [
        entry('"operation": "update", "file": "a.csv", "maxRemoved": 5'),
        '5',
        /^“maxRemoved” must be a number from 0 to 1\. Given: 5\.$/,
      ],
      'a default that is no choice': [
        nightly(`{ "id": "5", ${OK} }`, '"suppress": [], "defaults": { "header": "yes" }'),
        '"yes"',
        /^“header” must be true or false\. Given: “yes”\.$/,
      ],
      'one column and several': [
        entry(`${OK}, "column": "a", "columns": ["b"]`),
        '["b"]',
        /^“column” and “columns” are both given, but differ\. Leave out “column”\.$/,
      ],
      'an age that is none': [
        entry(`${OK}, "maxAge": "1 day"`),
        '"1 day"',
        /^“maxAge” must be a number of minutes, hours or days: 90m, 26h or 7d\./,
      ],
      'no file': [
        entry('"operation": "add", "file": ""'),
        '""',
        /^“file” must be a path, or an array of paths\./,
      ],
      'no files': [entry('"operation": "add", "file": []'), '[]', /^“file” must be a path/],
      'a file that is a number': [entry('"operation": "add", "file": 5'), '5', /^“file” must be/],
      'a * without an age': [
        entry('"operation": "add", "file": "crm-*.csv"'),
        '"crm-*.csv"',
        /^“maxAge” is missing: how old the newest of these files may be, such as 26h\.$/,
      ],
      'two *': [
        entry('"operation": "add", "file": "crm-*-*.csv", "maxAge": "26h"'),
        '"crm-*-*.csv"',
        /^One \* is enough, in the name of the file/,
      ],
      'a * in a folder': [
        entry('"operation": "add", "file": "*/crm.csv", "maxAge": "26h"'),
        '"*/crm.csv"',
        /^One \* is enough, in the name of the file/,
      ],
      'one file twice': [
        entry('"operation": "add", "file": ["a.csv", "x/../a.csv"]'),
        '"x/../a.csv"',
        /^a\.csv is there twice\. Delete one of them\.$/,
      ],
      'a suppression list as a file': [
        nightly(`{ "id": "5", ${OK} }`, '"suppress": ["./a.csv"]'),
        '"a.csv"',
        /^This is a suppression list: no one in it is sent\. Choose another file\.$/,
      ],
      'a suppression list that is none': [
        entry(OK).replace('"suppress": []', '"suppress": [{ "path": "a.csv" }]'),
        '{ "path": "a.csv" }',
        /^A suppression list is a path, PATH#COLUMN, or an object/,
      ],
      'a suppression list with a wrong age': [
        entry(OK).replace('"suppress": []', '"suppress": [{ "file": "b.csv", "maxAge": 26 }]'),
        '{ "file": "b.csv", "maxAge": 26 }',
        /^A suppression list is/,
      ],
      'lists within lists': [
        entry(OK).replace('"suppress": []', '"suppress": [["b.csv"]]'),
        '["b.csv"]',
        /^A suppression list is/,
      ],
      'no JSON': [entry(OK).replace(', "file"', ' "file"'), '"file"', /^This isn’t JSON\./],
      'what is cut off': [entry(OK).slice(0, -1), ']', /^This isn’t JSON\./],
      'JSON that is no object': ['[1]', '[1]', /^This must be an object, in braces\.$/],
    };

  for (const [what, [text, marked, message]] of Object.entries(WRONG))
    it(`can’t have ${what}: it is said where that is`, () => {
      const [problem, ...others] = problemsOf(text);
      assert.deepEqual(others, []);
      assert.equal(problem[0], marked);
      assert.match(problem[1], message);
    });

  it('has nothing against a suppression list that is removed', () => {
    const text = nightly(
      '{ "id": "5", "operation": "remove", "file": "out.csv" }',
      '"suppress": ["out.csv"]',
    );
    assert.deepEqual(fileOf(text).entries[0].choices, {});
  });

  it('says the segment of each problem in an entry', () => {
    const { problems } = parseNightly(
      nightly(`{ "hash": 1, "id": "5", ${OK} }, { "id": "6", ${OK}, "x": 1 }, { "id": 7 }`),
      URI,
    );
    assert.deepEqual(
      [...new Set(problems.map(({ segmentId }) => segmentId))],
      ['5', '6', undefined],
    );
  });

  it('names its keys as they are in the file, in a terminal, too', () => {
    configureOptionNames((name) => `--${name}`);
    try {
      assert.match(problemsOf(entry(`${OK}, "maxInvalid": 3`))[0][1], /^“maxInvalid” must be/);
    } finally {
      configureOptionNames((name) => name);
    }
  });

  it('must be on this machine’s disk', () => {
    const { file, problems } = parseNightly(EXAMPLE, 'untitled:night.criteo.jsonc');
    assert.equal(file, undefined);
    assert.match(problems[0].message, /^Save the file on this machine’s disk/);
  });

  it('is read however broken or deep it is, and what is marked is in it', () => {
    const random = new Random(46);
    const signs = ['{', '}', '[', ']', '"', ',', ':', '5', 'x', '\n', '//', '/*', '*/', '\\', ' '];
    for (let n = 0; n < 500; n++) {
      const at = random.int(0, EXAMPLE.length);
      const text = EXAMPLE.slice(0, at) + random.pick(signs) + EXAMPLE.slice(at + random.int(0, 9));
      for (const { at: span, message } of parseNightly(text, URI).problems) {
        assert.ok(span.offset >= 0 && span.offset <= text.length && span.length > 0, text);
        assert.ok(message.endsWith('.') || message.endsWith('?'), message);
      }
    }
    for (const text of [
      '',
      ' ',
      '\uFEFF',
      '// only this',
      '['.repeat(100_000),
      '{"a":'.repeat(1e5),
    ])
      assert.match(problemsOf(text)[0][1], /^This isn’t JSON\./);
  });
});
