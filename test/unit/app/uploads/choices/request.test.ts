import assert from 'node:assert/strict';
import type { Accounts } from '../../../../../src/app/accounts/account';
import { namesIn } from '../../../../../src/app/uploads/choices/choiceTable';
import {
  argumentsOf,
  choicesOf,
  requestFrom,
} from '../../../../../src/app/uploads/choices/request';
import { Failure } from '../../../../../src/common/failure';
import { PERMISSIONS } from '../../../../../src/upload/permissions';
import { account } from '../../segments/segments';

const isBadArgument = (error: unknown): boolean =>
  error instanceof Failure && error.code === 'bad-argument';

/** Without what is undefined. */
const given = (request: object): object =>
  Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));

describe('the arguments of an upload', () => {
  it('are taken as they are given, all of them', () => {
    const all = {
      segmentId: '225702933721171456',
      accountId: '77',
      operation: 'remove',
      columns: [0, 'mail'],
      header: false,
      delimiter: ';',
      encoding: 'windows-1252',
      hash: 'sha256ofMd5',
      formats: 'all',
      confirm: '77',
      maxInvalid: 0.25,
      every: 'week',
      minKept: 0,
    };
    const ofUpdate = {
      previous: ['file:///old.csv', 'vscode-vfs://github/older.csv'],
      keep: 'file:///kept.csv',
      maxRemoved: 0,
      allow: ['previous-unknown', 'cut-off'],
    };
    assert.deepEqual(given(requestFrom(all)), all);
    const update = { operation: 'update', ...ofUpdate };
    assert.deepEqual(given(requestFrom(update)), update);
    assert.deepEqual(
      new Set([
        ...[...Object.keys(all), ...Object.keys(ofUpdate)],
        ...['column', 'suppress', 'suppressMaxAge', 'requireSuppression'],
      ]),
      new Set(namesIn('argument').flatMap(argumentsOf)),
    );
    const nothing = requestFrom({});
    assert.ok(Object.values(nothing).every((value) => value === undefined));
    assert.deepEqual(requestFrom({ column: 'mail', confirm: false }).columns, ['mail']);
  });

  it('have previous files by their URIs, each once, and one by itself', () => {
    const previous = (value: unknown) => requestFrom({ previous: value }).previous;
    assert.deepEqual(previous('file:///a.csv'), ['file:///a.csv']);
    assert.deepEqual(previous(['file:///a.csv', 'file:///a.csv']), ['file:///a.csv']);
  });

  it('of an update are rejected with every other operation, and wait for one that is chosen later', () => {
    const options: Record<string, unknown> = {
      previous: 'file:///a.csv',
      maxRemoved: 0.5,
    };
    for (const [key, value] of Object.entries(options)) {
      for (const operation of ['add', 'remove', 'replace'])
        assert.throws(
          () => requestFrom({ operation, [key]: value }),
          (error) =>
            isBadArgument(error) &&
            new RegExp(`“${key}s?” isn’t for the operation .*, only for: update\\.`).test(
              String(error),
            ),
          key,
        );
      requestFrom({ operation: 'update', [key]: value });
      requestFrom({ [key]: value });
    }
    for (const operation of ['add', 'replace'])
      assert.throws(
        () => requestFrom({ operation, allow: ['suppression-stale', 'cut-off'] }),
        /“allow: cut-off” isn’t for the operation .*, only for: update\./,
      );
    for (const operation of ['add', 'update', 'replace', undefined])
      requestFrom({ operation, allow: ['suppression-stale', 'too-many-suppressed'] });
    for (const given of [
      { allow: ['suppression-stale'] },
      { suppress: 'file:///a.csv' },
      { suppressMaxAge: '26h' },
      { requireSuppression: true },
    ])
      assert.throws(
        () => requestFrom({ operation: 'remove', ...given }),
        /isn’t for the operation “remove”, only for: add, update, replace\./,
      );
    for (const operation of ['add', 'remove'])
      assert.throws(
        () => requestFrom({ operation, keep: 'file:///a.csv' }),
        /“keep” isn’t for the operation .*, only for: update, replace\./,
      );
    for (const operation of ['update', 'replace', undefined])
      requestFrom({ operation, keep: 'file:///a.csv' });
  });

  it('have one column by itself, or several, and not both of them unless they are the same', () => {
    assert.deepEqual(requestFrom({ columns: ['mail', 2] }).columns, ['mail', 2]);
    assert.deepEqual(requestFrom({ column: 'mail', columns: ['mail'] }).columns, ['mail']);
    for (const columns of [['work'], ['mail', 'work'], [0]])
      assert.throws(
        () => requestFrom({ column: 'mail', columns }),
        (error) => isBadArgument(error) && /“column” and “columns” are both/.test(String(error)),
      );
    for (const columns of [[], 'mail', [''], [-1], [true]])
      assert.throws(() => requestFrom({ columns }), isBadArgument, JSON.stringify(columns));
  });

  it('have every delimiter and encoding, and a tab also by its names', () => {
    for (const delimiter of [',', ';', '\t', '|'])
      assert.equal(requestFrom({ delimiter }).delimiter, delimiter);
    for (const delimiter of ['tab', '\\t'])
      assert.equal(requestFrom({ delimiter }).delimiter, '\t');
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])
      assert.equal(requestFrom({ encoding }).encoding, encoding);
    assert.throws(() => requestFrom({ delimiter: ':' }), {
      message: '“delimiter” must be one of: , ; | tab. Given: “:”.',
    });
  });

  it('are rejected if a value is invalid', () => {
    const bad: Record<string, unknown[]> = {
      segmentId: [5, '', 'five', '1'.repeat(21), null],
      accountId: [77, 'seventy'],
      operation: ['Add', 'clear', 1],
      column: ['', -1, 0.5, true],
      header: ['true', 'no', 1, 0, null],
      delimiter: ['', ':', ',,', 'comma', 'Tab', 1, null],
      encoding: ['UTF-8', 'utf8', 'latin1', 1, null],
      hash: ['SHA256', 'sha1', false],
      formats: ['some', true],
      confirm: [true, 77, '', 'yes', null],
      maxInvalid: [-0.1, 1.1, '0.1', Number.NaN, null],
      minKept: [-0.1, 2, '1', Number.NaN],
      previous: ['', 'a.csv', 'C:\\a.csv', '/a.csv', [], [1], ['file:///a', ''], 5, null],
      keep: ['', 'a.csv', '/a.csv', 'vscode-vfs://github/a.csv', ['file:///a.csv'], null],
      maxRemoved: [-0.1, 1.1, '0.1', Number.NaN, null],
      allow: ['cut-off', true, 1, null, ['x']],
    };
    for (const [key, values] of Object.entries(bad))
      for (const value of values)
        assert.throws(
          () => requestFrom({ [key]: value }),
          isBadArgument,
          `${key}: ${String(value)}`,
        );
  });

  it('are rejected if one is unknown, except those that a command adds', () => {
    assert.throws(() => requestFrom({ segment: '5' }), isBadArgument);
    assert.throws(() => requestFrom({ uri: 'file:///a.csv' }), isBadArgument);
    requestFrom({ uri: 'file:///a.csv' }, 'uploadMany', ['uri']);
    assert.throws(
      () => requestFrom({ operation: 'put' }, 'uploadMany'),
      (error) => error instanceof Failure && error.operation === 'uploadMany',
    );
  });

  it('have all hash formats for a removal, or an operation chosen later', () => {
    for (const operation of ['add', 'replace'])
      assert.throws(() => requestFrom({ operation, formats: 'all' }), isBadArgument);
    assert.equal(requestFrom({ operation: 'add', formats: 'given' }).formats, 'given');
    assert.equal(requestFrom({ operation: 'remove', formats: 'all' }).formats, 'all');
    assert.equal(requestFrom({ formats: 'all' }).formats, 'all');
  });

  it('never quote personal data in a failure', () => {
    for (const raw of [{ hash: 'ann@example.com' }, { segmentId: 'ann@example.com' }])
      assert.throws(
        () => requestFrom(raw),
        (error) => error instanceof Failure && !error.message.includes('ann'),
      );
  });
});

describe('the arguments of an update', () => {
  it('permit what a list names, and nothing that isn’t known', () => {
    const allow = (value: unknown) => requestFrom({ operation: 'update', allow: value }).allow;
    assert.deepEqual(allow([]), []);
    for (const one of PERMISSIONS) assert.deepEqual(allow([one]), [one]);
    assert.deepEqual(allow(['cut-off', 'previous-unknown']), ['previous-unknown', 'cut-off']);
    assert.deepEqual(allow(['cut-off', 'cut-off']), ['cut-off']);
    for (const value of ['cut-off', true, ['all'], ['cut-off', 'x'], [1], { 0: 'cut-off' }])
      assert.throws(
        () => allow(value),
        /“allow” must be a list of: previous-unknown, other-list, other-formats, invalid-grew, cut-off, remove-shared, suppression-missing/,
      );
  });

  it('permit nothing in a task, which is a file', () => {
    assert.throws(
      () => requestFrom({ operation: 'update', allow: ['cut-off'] }, 'task', [], 'task'),
      /task has no argument “allow”/,
    );
  });

  it('are no longer those that permitted one thing each', () => {
    for (const name of ['previousUnknown', 'removeShared', 'cutOff'])
      assert.throws(
        () => requestFrom({ operation: 'update', [name]: true }),
        (error) => error instanceof Failure && error.code === 'bad-argument',
      );
  });
});

describe('what a program chose for an update', () => {
  const nobody: Pick<Accounts, 'require'> = { require: () => Promise.reject(new Error('asked')) };
  const chosen = (raw: Record<string, unknown>) =>
    choicesOf(['file:///a.csv'], requestFrom(raw), nobody);
  const withoutFiles = async (raw: Record<string, unknown>) => {
    const { files, into, ...rest } = await chosen(raw);
    assert.deepEqual([files.length, into], [1, undefined]);
    return rest;
  };

  it('is the previous files, and what is allowed', async () => {
    assert.deepEqual(await withoutFiles({ operation: 'update' }), { operation: 'update' });
    assert.deepEqual(
      await withoutFiles({
        previous: ['file:///b.csv', 'file:///c.csv'],
        maxRemoved: 0.5,
        allow: ['cut-off', 'previous-unknown'],
      }),
      {
        previous: [{ uri: 'file:///b.csv' }, { uri: 'file:///c.csv' }],
        maxRemoved: 0.5,
        allow: ['previous-unknown', 'cut-off'],
      },
    );
  });

  it('is the kept file unless a previous one is given', async () => {
    const keep = 'file:///kept.csv';
    assert.deepEqual(await withoutFiles({ keep }), { keep });
  });
});

describe('what a program chose', () => {
  const grocer = account({});
  const asked: unknown[] = [];
  const accounts: Pick<Accounts, 'require'> = {
    require: (id) => (asked.push(id), Promise.resolve(grocer)),
  };

  it('is how its file is read, and goes to the account that it names', async () => {
    asked.length = 0;
    const request = requestFrom({
      segmentId: '5',
      accountId: '77',
      operation: 'remove',
      column: 'mail',
      header: true,
      hash: 'md5',
      formats: 'given',
      confirm: false,
      maxInvalid: 0.2,
      minKept: 0.5,
    });
    assert.deepEqual(await choicesOf(['file:///a.csv'], request, accounts), {
      files: [{ uri: 'file:///a.csv', columns: ['mail'], dialect: { header: true } }],
      into: { account: grocer, segmentId: '5' },
      operation: 'remove',
      hash: 'md5',
      formats: 'given',
      confirm: false,
      maxInvalid: 0.2,
      minKept: 0.5,
    });
    assert.deepEqual(asked, ['77']);
  });

  it('is missing if nothing was given, and left for the draft to report', async () => {
    const choices = await choicesOf(['file:///a.csv'], requestFrom({}), accounts);
    assert.equal(choices.into, undefined);
    assert.deepEqual(
      Object.entries(choices).filter(([, value]) => value !== undefined),
      [['files', [{ uri: 'file:///a.csv' }]]],
    );
    const { files } = await choicesOf(['file:///a.csv'], requestFrom({ header: false }), accounts);
    assert.deepEqual(files[0].dialect, { header: false });
  });

  it('is how all of its files are read, which become one upload', async () => {
    const uris = ['file:///a.csv', 'file:///b.csv'];
    const reading = { header: false, delimiter: '\t', encoding: 'utf-16le' } as const;
    const { files } = await choicesOf(uris, { columns: [1], ...reading }, accounts);
    assert.deepEqual(
      files,
      uris.map((uri) => ({ uri, columns: [1], dialect: reading })),
    );
    const onlyOne = await choicesOf(uris, requestFrom({ delimiter: 'tab' }), accounts);
    assert.deepEqual(
      onlyOne.files.map(({ dialect }) => dialect),
      [{ delimiter: '\t' }, { delimiter: '\t' }],
    );
  });

  it('is nothing without the account of its segment', async () => {
    const failure = new Failure('signed-out', 'Sign in first.');
    const nobody = { require: () => Promise.reject(failure) };
    await assert.rejects(choicesOf(['file:///a.csv'], { segmentId: '5' }, nobody), failure);
    assert.equal((await choicesOf(['file:///a.csv'], {}, nobody)).into, undefined);
  });
});
