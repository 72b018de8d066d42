import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import { ENTRY_KEYS } from '../../../src/app/nightly/file/entryReader';
import { parseNightly } from '../../../src/app/nightly/file/parseNightly';
import { nightlySchema, SCHEMAS, type Schema } from '../../docs/nightlySchema';
import { readDocument } from '../../docs/pages';
import { entry, EXAMPLE, nightly, OK, WRONG } from '../app/nightly/file/texts';
import { manifest, readJson } from './sources';

const SCHEMA = nightlySchema('en');

function fits(value: unknown, schema: Schema): boolean {
  if (schema.$ref)
    return fits(value, SCHEMA.definitions?.[schema.$ref.split('/')[2]] ?? assert.fail());
  if (schema.not) return !fits(value, schema.not);
  if (schema.anyOf) return schema.anyOf.some((one) => fits(value, one));
  const actual = Array.isArray(value)
    ? 'array'
    : Number.isInteger(value)
      ? 'integer'
      : value === null
        ? 'null'
        : typeof value;
  const types = [schema.type ?? actual].flat();
  if (!types.includes(actual) && !(actual === 'integer' && types.includes('number'))) return false;
  if (schema.const !== undefined && schema.const !== value) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (typeof value === 'string')
    return (
      new RegExp(schema.pattern ?? '').test(value) &&
      value.length >= (schema.minLength ?? 0) &&
      value.length <= (schema.maxLength ?? Infinity)
    );
  if (typeof value === 'number')
    return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
  if (Array.isArray(value))
    return (
      value.length >= (schema.minItems ?? 0) &&
      value.every((item) => fits(item, schema.items ?? {}))
    );
  if (typeof value !== 'object' || value === null) return true;
  return (
    (schema.required ?? []).every((key) => key in value) &&
    Object.entries(value).every(([key, one]) => {
      const known = schema.properties?.[key];
      return known ? fits(one, known) : schema.additionalProperties !== false;
    })
  );
}

/** Whether the schema has nothing against a text, and whether reading it finds nothing that the schema says. */
function verdicts(text: string): [bySchema: boolean, byReading: boolean] {
  const { problems } = parseNightly(text, 'file:///n/night.criteo.jsonc');
  return [
    fits(parse(text, [], { allowTrailingComma: true }), SCHEMA),
    !problems.some(({ isInSchema }) => isInSchema),
  ];
}

const SAMPLES: readonly unknown[] = [
  ...['5', '', ' ', 'x', 'a.csv', ',', 'tab', 'utf-8', 'add', 'update', 'given', 'all', 'md5'],
  ...['26h', '0h', '7 d', 'x'.repeat(301), '9'.repeat(21), 0, 1, 0.5, 1.5, -1, true, false, null],
  ...[['mail', 0], ['a.csv'], [''], [-1], [], [true], [[]], {}, { file: '' }],
  ...[{ file: 'a.csv' }, [{ file: 'b.csv', maxAge: '7d', column: 0 }], [{ file: 'b', maxAge: 7 }]],
];

describe('the schema of nightly files', () => {
  for (const [language, file] of Object.entries(SCHEMAS) as [keyof typeof SCHEMAS, string][])
    it(`is in ${file} what the table of choices says`, () => {
      assert.deepEqual(readJson(file), nightlySchema(language), 'out of date: npm run docs');
      const nls = readJson<Record<string, string>>(
        language === 'en' ? 'package.nls.json' : `package.nls.${language}.json`,
      );
      assert.equal(nls['nightly.schema'], `./${file}`);
    });

  it('is the editor’s for these files', () => {
    assert.deepEqual(manifest().contributes.jsonValidation, [
      { fileMatch: '*.criteo.jsonc', url: '%nightly.schema%' },
    ]);
  });

  it('allows the example of the documentation, in which reading finds nothing', () => {
    const page = readDocument('media/docs/every-night.md');
    const [, text] = /```jsonc\n([^]*?)```/.exec(page) ?? assert.fail();
    assert.deepEqual(parseNightly(text, 'file:///n/night.criteo.jsonc').problems, []);
    assert.deepEqual(verdicts(text), [true, true]);
  });

  it('says of a mistake the same as reading the file, or leaves it to that', () => {
    assert.deepEqual(verdicts(EXAMPLE), [true, true]);
    // An object has no key twice, and what isn’t JSON is the editor’s to say.
    const others = ['a key twice', 'no JSON', 'what is cut off'];
    for (const [what, [text]] of Object.entries(WRONG)) {
      if (others.includes(what)) continue;
      const [bySchema, byReading] = verdicts(text);
      assert.equal(bySchema, byReading, what);
    }
    for (const text of ['{}', '[]', '5', nightly(''), nightly('{}')])
      assert.deepEqual(verdicts(text), [false, false], text);
  });

  it('has for each key the values that are read', () => {
    for (const key of [...ENTRY_KEYS, 'allow', 'forms'])
      for (const value of SAMPLES) {
        const written = `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
        const others = ['"id": "5"', ...OK.split(', ')].filter(
          (one) => !one.startsWith(`"${key}"`),
        );
        for (const text of [
          nightly(`{ ${[...others, written].join(', ')} }`),
          nightly(`{ "id": "5", ${OK} }`, `"suppress": [], "defaults": { ${written} }`),
          nightly(`{ "id": "5", ${OK} }`, `"suppress": ${JSON.stringify(value)}`),
        ]) {
          const [bySchema, byReading] = verdicts(text);
          assert.equal(bySchema, byReading, text);
        }
      }
    assert.deepEqual(verdicts(entry(OK)), [true, true]);
  });
});
