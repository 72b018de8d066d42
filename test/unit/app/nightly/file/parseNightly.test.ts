import assert from 'node:assert/strict';
import { positionsIn } from '../../../../../src/app/nightly/file/jsonTree';
import type { NightlyEntry, NightlyFile } from '../../../../../src/app/nightly/file/nightlyFile';
import { parseNightly } from '../../../../../src/app/nightly/file/parseNightly';
import { configureOptionNames } from '../../../../../src/common/optionNames';
import { OPERATIONS } from '../../../../../src/upload/uploadTypes';
import { Random } from '../../../upload/support/random';
import { entry, EXAMPLE, nightly, OK, WRONG } from './texts';

const URI = 'file:///srv/night/night.criteo.jsonc';

function fileOf(text: string): NightlyFile {
  const { file, problems } = parseNightly(text, URI);
  assert.deepEqual(problems, []);
  return file ?? assert.fail();
}

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
      entries.map(({ at, ...rest }) => ({
        ...rest,
        line: positionsIn(EXAMPLE)(at.offset).line + 1,
      })),
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

  it('warns of a path with what means nothing in it', () => {
    for (const path of [
      '~/a.csv',
      '${HOME}/a.csv',
      '$HOME/a.csv',
      '%TEMP%/a.csv',
      'http://x/a.csv',
    ])
      assert.deepEqual(problemsOf(entry(`"operation": "add", "file": "${path}"`)), [
        [
          `"${path}"`,
          'A path is taken as it is written: variables, ~ and addresses mean nothing in it.',
        ],
      ]);
  });

  it('warns of a safety check that it turns off, and sends nevertheless', () => {
    const off = 'This turns the safety check off, every night.';
    const limits = '"maxRemoved": 1, "minKept": 0, "maxInvalid": 1';
    const update = '"operation": "update", "file": "a.csv"';
    for (const text of [
      entry(`${update}, ${limits}`),
      nightly(`{ "id": "5", ${update} }`, `"suppress": [], "defaults": { ${limits} }`),
    ])
      assert.deepEqual(
        problemsOf(text),
        ['1', '0', '1'].map((marked) => [marked, off]),
      );
    const others = '"maxRemoved": 0.99, "minKept": 0.01, "maxInvalid": 0.99';
    assert.deepEqual(problemsOf(entry(`${update}, ${others}`)), []);
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

  it('has its places as an editor counts them, however many are asked for', () => {
    const text = 'a\r\nbc\n\rd\n'.repeat(20_000);
    const positionOf = positionsIn(text);
    for (let offset = 0; offset <= text.length; offset++) positionOf(offset);
    assert.deepEqual(
      [0, 3, 5, 6, 7, 8, 9].map((offset) => Object.values(positionOf(offset))),
      [
        [0, 0],
        [1, 0],
        [1, 2],
        [2, 0],
        [3, 0],
        [3, 1],
        [4, 0],
      ],
    );
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
