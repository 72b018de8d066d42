import assert from 'node:assert/strict';
import { Arguments } from '../../../src/app/arguments';
import { isContractArgument } from '../../../src/app/contractArgument';
import { configureOptionNames } from '../../../src/common/optionNames';

const of = (raw: Record<string, unknown>, lenient = false): Arguments =>
  new Arguments(raw, 'test', lenient);
const rejects = (read: () => unknown, message: RegExp): void =>
  assert.throws(read, { name: 'Failure', code: 'bad-argument', operation: 'test', message });

describe('the reader of arguments', () => {
  it('returns valid values, and undefined for absent ones', () => {
    const args = of({
      id: '738406688413290496',
      ids: ['1', '2', '1'],
      by: 'name',
      ratio: 0.5,
      header: false,
      column: 0,
      confirm: '12',
    });
    assert.equal(args.id('id'), '738406688413290496');
    assert.deepEqual(args.ids('ids'), ['1', '2']);
    assert.equal(args.oneOf('by', ['name', 'updated']), 'name');
    assert.equal(args.optionalRatio('ratio'), 0.5);
    assert.equal(args.optionalFlag('header'), false);
    assert.equal(args.optionalColumn('column'), 0);
    assert.equal(args.confirm(), '12');
    assert.equal(args.optionalText('name'), undefined);
    assert.equal(args.optionalOneOf('sort', ['name']), undefined);
  });

  it('has no types in its words for options, of which all are text', () => {
    const args = of({ id: 'x', ids: ['1', 'x'], column: 'x'.repeat(1001), confirm: 'x' });
    configureOptionNames((name) => `--${name}`);
    try {
      rejects(() => args.text('name'), /^“--name” is required\.$/);
      rejects(() => args.id('id'), /^“--id” must be an ID, which is a number\. Given: “x”\.$/);
      rejects(() => args.ids('ids'), /^“--ids” must be an ID, which is a number\. Given: “x”\.$/);
      for (const [given, shown] of [
        [['x'], '“x”'],
        [['x', 'y'], '“x, y”'],
        [['x', 'ann@b.example'], '“•••”'],
      ] as const)
        rejects(
          () =>
            of({ allow: given }).parseOptional(
              'allow',
              () => undefined,
              () => 'No.',
            ),
          new RegExp(`^No\\. Given: ${shown}\\.$`),
        );
      rejects(() => args.confirm(), /^“--confirm” must be the account ID, which is a number\. /);
      rejects(() => of({ columns: [''] }).optionalColumns('columns'), /^“--columns” must be a col/);
    } finally {
      configureOptionNames((name) => name);
    }
  });

  it('rejects with the argument, what was expected, and what was given', () => {
    const args = of({ id: 12, ids: ['1', 'all'], by: 'Name', limit: 0, column: '', name: ' ' });
    rejects(() => args.id('id'), /^“id” must be an ID: .* Given: 12\.$/);
    rejects(() => args.id('other'), /^“other” is required: an ID, as a string\.$/);
    rejects(() => args.ids('ids'), /^“ids” must contain only IDs: .* Given: “all”\.$/);
    rejects(() => args.oneOf('by', ['name', 'none']), /^“by” must be one of: name, none\. Given/);
    rejects(
      () => args.optionalCount('limit'),
      /^“limit” must be a whole number of at least 1\. Given/,
    );
    rejects(() => args.optionalColumn('column'), /^“column” must be a column name from the header/);
    rejects(() => args.text('name'), /^“name” is required and must be a string\. Given/);
  });

  it('accepts `true` only where the window can ask', () => {
    assert.equal(of({ confirm: true }).confirm(), undefined);
    rejects(() => of({ confirm: true }).confirm(false), /^“confirm” must be false, or the account/);
    rejects(() => of({ confirm: 'yes' }).confirm(), /Given: “yes”\.$/);
  });

  it('never quotes a secret', () => {
    rejects(
      () => of({ secret: 5 }).secret('secret'),
      /^“secret” is required and must be a string\.$/,
    );
  });

  it('names an unknown key', () => {
    const args = of({ segmentId: '1', segmentID: '2' });
    rejects(() => args.rejectUnknownKeys(['segmentId']), /^test has no argument “segmentID”/);
  });

  it('treats a model’s empty text and null as absent, and its choices in any letter case', () => {
    const args = of({ accountId: '', limit: null, type: 'EMAIL', column: '' }, true);
    assert.equal(args.optionalId('accountId'), undefined);
    assert.equal(args.optionalCount('limit'), undefined);
    assert.equal(args.optionalOneOf('type', ['Email']), 'Email');
    assert.equal(args.optionalColumn('column'), undefined);
  });

  it('is for a call by contract: any object of its own, even an empty one', () => {
    assert.equal(Arguments.of({ id: '1' }, 'test')?.id('id'), '1');
    const bare: unknown = Object.create(null);
    for (const value of [{}, bare, { other: 1 }]) assert.ok(Arguments.of(value, 'test'));
  });

  it('is not for what the editor passes: nothing, files, rows, the place of an editor', () => {
    class FakeUri {
      readonly scheme = 'file';
      readonly path = '/a.csv';
    }
    const row = { kind: 'job', jobId: 'a' };
    for (const value of [
      undefined,
      null,
      'text',
      1,
      [],
      [{}],
      new FakeUri(),
      new (class Row {
        readonly id = '1';
      })(),
      row,
      { groupId: 0, editorIndex: 1 },
      { $mid: 1, scheme: 'file', path: '/a.csv' },
    ]) {
      assert.equal(isContractArgument(value), false, JSON.stringify(value));
      assert.equal(Arguments.of(value, 'test'), undefined);
    }
  });
});
