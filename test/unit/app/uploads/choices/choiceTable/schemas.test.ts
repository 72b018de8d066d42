import assert from 'node:assert/strict';
import { Arguments } from '../../../../../../src/app/arguments';
import {
  applies,
  CHOICE_NAMES,
  namesIn,
  rowOf,
  type ChoiceName,
} from '../../../../../../src/app/uploads/choices/choiceTable';
import { argumentsOf, readChoices } from '../../../../../../src/app/uploads/choices/request';
import { DEFAULT_OPTIONS, OPERATIONS } from '../../../../../../src/upload/uploadTypes';
import { readJson } from '../../../../product/sources';

/** As far as the manifest uses JSON Schema. */
interface Schema {
  type?: string | string[];
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxLength?: number;
  items?: Schema;
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
}

interface Manifest {
  contributes: {
    taskDefinitions: { properties: Record<string, Schema> }[];
    languageModelTools: { toolReferenceName: string; inputSchema: Schema }[];
  };
}

const { contributes } = readJson<Manifest>('package.json');

function fits(value: unknown, schema: Schema): boolean {
  if (schema.oneOf) return schema.oneOf.filter((one) => fits(value, one)).length === 1;
  const types = [schema.type ?? []].flat();
  const actual = Array.isArray(value)
    ? 'array'
    : Number.isInteger(value)
      ? 'integer'
      : typeof value;
  const isType = types.includes(actual) || (actual === 'integer' && types.includes('number'));
  return (
    isType &&
    (schema.enum?.includes(value) ?? true) &&
    (typeof value !== 'string' || new RegExp(schema.pattern ?? '').test(value)) &&
    (typeof value !== 'number' ||
      (value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity))) &&
    (!Array.isArray(value) ||
      (value.length >= (schema.minItems ?? 0) &&
        value.every((item) => fits(item, schema.items ?? {}))))
  );
}

const SAMPLES: readonly unknown[] = [
  ...['5', '77', 'x', 'mail', 'file:///a.csv', ',', ';', '|', 'tab', 'utf-8', 'utf-16be', 'latin1'],
  ...['add', 'remove', 'update', 'replace', 'given', 'hashed', 'all', 'none', 'md5', 'sha256'],
  ...[0, 1, 3, 0.5, 1.5, -1, true, false],
  ...[['mail', 0], ['mail'], [-1], [], [true], ['file:///a.csv', 'file:///b.csv'], ['cut-off'], {}],
];

/** What a schema says, and its choice, of values that aren't paths. */
function disagreements(properties: Record<string, Schema>, names: readonly ChoiceName[]): string[] {
  const reads = (key: string, value: unknown): boolean => {
    try {
      return Object.keys(readChoices(new Arguments({ [key]: value }, ''), names)).length > 0;
    } catch {
      return false;
    }
  };
  return names.flatMap((name) =>
    argumentsOf(name).flatMap((key) => {
      const schema = properties[key];
      if (!schema) return [];
      return SAMPLES.filter((value) => fits(value, schema) !== reads(key, value)).map(
        (value) => `${key}: ${JSON.stringify(value)}`,
      );
    }),
  );
}

/** Options of the engine that are absent unless they are given. */
const WITHOUT_DEFAULT = ['keep', 'suppress', 'requireSuppression'];

describe('the table of choices', () => {
  it('says what each is, once', () => {
    const names = CHOICE_NAMES.flatMap(argumentsOf);
    assert.equal(new Set(names).size, names.length);
    for (const name of CHOICE_NAMES) {
      const { of, option, engine, unlimited, in: places } = rowOf(name);
      assert.ok(of === 'setting' ? places.length === 0 : places.length > 0, name);
      assert.ok(of === 'target' || name === 'operation' || option, `${name} has no option`);
      // What the engine has of it is what a terminal that gives nothing has.
      const hasDefault = engine && !WITHOUT_DEFAULT.includes(engine);
      if (hasDefault && name !== 'operation') assert.ok(engine in DEFAULT_OPTIONS, name);
      if (unlimited) assert.ok(engine, name);
    }
    for (const operation of OPERATIONS) {
      assert.ok(applies('columns', operation));
      assert.equal(applies('formats', operation), operation === 'remove');
      assert.equal(applies('formats', operation, false), false);
    }
  });

  it('is what the schema of a task says', () => {
    const [{ properties }] = contributes.taskDefinitions;
    // Paths there, and the segment by another name; `confirm` can't be false, which a task always is.
    const others = ['previous', 'keep', 'suppress', 'requireSuppression', 'segmentId', 'confirm'];
    const names = namesIn('task').filter((name) => !others.includes(name));
    assert.deepEqual(disagreements(properties, names), []);
    for (const name of [...names, 'suppress', 'requireSuppression'] as const)
      for (const key of argumentsOf(name)) assert.ok(properties[key], key);
  });

  it('is what the schema of a tool says', () => {
    for (const tool of ['criteoUpload', 'criteoCheckCsv']) {
      const { inputSchema } =
        contributes.languageModelTools.find((one) => one.toolReferenceName === tool) ??
        assert.fail();
      const properties = inputSchema.properties ?? {};
      const known = namesIn('tool').filter((name) => name !== 'operation');
      assert.deepEqual(disagreements(properties, known), [], tool);
      for (const name of known) assert.ok(properties[name], `${tool} ${name}`);
    }
  });
});
