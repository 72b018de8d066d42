import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { DEFAULT_API } from '../../../../src/api/baseUrl';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import { requestFrom } from '../../../../src/app/uploads/choices/request';
import { commandLineOf, taskOf, type Surroundings } from '../../../../src/app/uploads/repeatUpload';
import { Failure } from '../../../../src/common/failure';
import { FORMS } from '../../../../src/upload/comparableFormats';
import {
  DEFAULT_OPTIONS,
  OPERATIONS,
  PERMISSIONS,
  type Plan,
  type PlannedFile,
  type Target,
  type UploadOptions,
} from '../../../../src/upload/uploadTypes';
import { manifest } from '../../product/sources';
import { account } from '../segments/segments';

const criteo = { baseUrl: DEFAULT_API.url, version: DEFAULT_API.version };
const live = account(criteo);
const sandbox = account({ ...criteo, baseUrl: 'http://127.0.0.1:4711' }, { sandbox: true });
const around: Surroundings = { folder: '/work', stateDir: '/state', platform: 'linux' };

const file = (path: string, parts: Partial<PlannedFile> = {}): PlannedFile =>
  ({
    uri: `file://${encodeURI(path)}`,
    path,
    column: 1,
    columns: ['id', 'mail'],
    ...parts,
  }) as PlannedFile;
const planOf = (
  files: PlannedFile[] = [file('/work/customers.csv')],
  options: Partial<UploadOptions> = {},
  target: Partial<Target> = {},
): Plan =>
  ({
    target: { segmentId: '5', segmentName: 'CRM Users', identifierType: 'Email', ...target },
    options: { ...DEFAULT_OPTIONS, operation: 'add', ...options },
    files,
  }) as Plan;

const commandLine = (
  plan: Plan,
  by: AccountHandle = live,
  where: Partial<Surroundings> = {},
): string => commandLineOf(plan, by, { ...around, ...where });
/** What comes after the part that every command line has. */
const optionsOf = (plan: Plan, by?: AccountHandle): string => {
  const line = commandLine(plan, by);
  assert.ok(line.startsWith(`criteo-audiences ${plan.options.operation} `), line);
  const [, rest = assert.fail()] = line.split('--segment 5 --account 77');
  return rest.trim();
};
/** As it is in `tasks.json`. */
const task = (plan: Plan, by: AccountHandle = live, where: Partial<Surroundings> = {}): object =>
  JSON.parse(JSON.stringify(taskOf(plan, by, { ...around, ...where }))) as object;
const isNotExpressible = (operation: string, message: RegExp) => (error: unknown) =>
  error instanceof Failure &&
  error.code === 'not-expressible' &&
  error.operation === operation &&
  message.test(error.message);

describe('the command line of an upload', () => {
  it('has the files, segment, operation and account, and nothing that is the default', () => {
    const rest = 'customers.csv --segment 5 --account 77';
    assert.equal(
      commandLine(planOf(undefined, { operation: 'add' })),
      `criteo-audiences add ${rest}`,
    );
    // Whose formats depend on the segment unless they are named.
    for (const forms of FORMS)
      assert.equal(
        commandLine(planOf(undefined, { operation: 'remove', forms })),
        `criteo-audiences remove ${rest} --formats ${forms}`,
      );
  });

  it('has no limits of a window, which asks, so that those of a terminal hold', () => {
    // For an update: see below.
    for (const operation of OPERATIONS.filter((one) => one !== 'update'))
      assert.doesNotMatch(
        commandLine(planOf(undefined, { operation, maxRefused: 1, minKept: 0 })),
        /--(max-invalid|min-kept)/,
      );
  });

  it('has what differs from the defaults', () => {
    const all = planOf(undefined, {
      operation: 'remove',
      hash: 'md5',
      forms: 'all',
      dedupe: false,
      chunkSize: 9,
      concurrency: 2,
      maxRefused: 0.25,
    });
    assert.equal(
      optionsOf(all),
      '--formats all --max-invalid 0.25 --hash md5 --no-dedupe --chunk-size 9 --concurrency 2',
    );
    const other = account({ baseUrl: 'https://api.example/proxy', version: 'preview' });
    assert.equal(
      optionsOf(planOf(), other),
      '--api-url https://api.example/proxy --api-version preview',
    );
    const replace = planOf(undefined, { operation: 'replace', minKept: 0 });
    assert.equal(optionsOf(replace), '--min-kept 0 --confirm 77');
  });

  it('confirms a replace with the account ID, protected or not', () => {
    const replace = planOf(undefined, { operation: 'replace' });
    assert.equal(optionsOf(replace), '--confirm 77');
    assert.equal(optionsOf(replace, account(criteo, { isProtected: true })), '--confirm 77');
  });

  it('uses the sandbox of the window, at whatever address it is', () => {
    assert.equal(
      commandLine(planOf(undefined, { operation: 'replace' }), sandbox, {
        stateDir: '/home/ann/my state',
      }),
      "criteo-audiences --sandbox --state-dir '/home/ann/my state' replace customers.csv --segment 5",
    );
  });

  it('says how the file is read where that was chosen', () => {
    const dialect = { encoding: 'utf-8', delimiter: ',', header: true } as PlannedFile['dialect'];
    assert.equal(optionsOf(planOf([file('/work/a.csv', { dialect })])), '');
    const chosen = (parts: Partial<PlannedFile>): string =>
      optionsOf(planOf([file('/work/a.csv', parts)]));
    assert.equal(chosen({ isColumnChosen: true }), '--column mail');
    assert.equal(chosen({ chosenDialect: { header: true } }), '--header');
    assert.equal(chosen({ chosenDialect: { header: false } }), '--no-header');
    assert.equal(
      chosen({ chosenDialect: { delimiter: ';', encoding: 'windows-1252' } }),
      "--delimiter ';' --encoding windows-1252",
    );
    // The character itself would be a key.
    assert.equal(chosen({ chosenDialect: { delimiter: '\t' } }), '--delimiter tab');
    const older = planOf(undefined, { column: 'mail', dialect: { delimiter: '|' } });
    assert.equal(optionsOf(older), "--column mail --delimiter '|'");
  });

  it('names a column by its number if its name is empty, shared, personal, or read as something else', () => {
    const column = (columns?: string[]): string =>
      optionsOf(planOf([file('/work/a.csv', { columns, isColumnChosen: true })]));
    assert.equal(column(['id', "Ann's mail"]), `--column 'Ann'\\''s mail'`);
    assert.equal(column(['id', 'correo electrónico']), `--column 'correo electrónico'`);
    for (const columns of [
      undefined,
      ['id', ''],
      ['mail', 'mail'],
      ['id', 'ann@example.com'],
      ['id', '12'],
      ['id', '-mail'],
      ['id', '$mail'],
      ['id', '"mail"'],
      ['id', 'm\nail'],
    ])
      assert.equal(column(columns), '--column 1', String(columns));
    for (const name of ['12', 'ann@example.com'])
      assert.equal(optionsOf(planOf(undefined, { column: name })), '--column 1', 'an older job');
  });

  it('has all files of an upload, if they are read in the same way', () => {
    const second = file('/work/sub/b.csv', { isColumnChosen: true, column: 0, columns: ['mail'] });
    const plan = planOf([file('/work/a.csv', { isColumnChosen: true }), second]);
    assert.match(commandLine(plan), /^criteo-audiences add a\.csv sub\/b\.csv --segment 5 /);
    assert.equal(optionsOf(plan), '--column mail');
    const others = [
      { isColumnChosen: undefined },
      { columns: undefined },
      { chosenDialect: { header: true } },
      { chosenDialect: { delimiter: ';' } as const },
      { chosenDialect: { encoding: 'utf-8' } as const },
    ];
    for (const other of others) {
      const differing = planOf([
        file('/work/a.csv', { isColumnChosen: true }),
        { ...second, ...other },
      ]);
      assert.throws(
        () => commandLine(differing),
        isNotExpressible('copyAsCommand', /Upload the files one at a time/),
      );
    }
  });

  it('has paths relative to the folder if all files are in it, otherwise absolute ones', () => {
    const files = (paths: string[], where: Partial<Surroundings> = {}): string =>
      / add (.*) --segment/.exec(
        commandLine(planOf(paths.map((one) => file(one))), live, where),
      )?.[1] ?? assert.fail();
    assert.equal(files(['/work/a.csv', '/work/b/c.csv']), 'a.csv b/c.csv');
    assert.equal(files(['/work/a.csv', '/other/c.csv']), '/work/a.csv /other/c.csv');
    assert.equal(files(['/workshop/a.csv']), '/workshop/a.csv');
    assert.equal(files(['/work/..a.csv']), '..a.csv');
    assert.equal(files(['/work/a.csv'], { folder: undefined }), '/work/a.csv');
    assert.equal(files(['/work/-a.csv', '/work/~a.csv']), "./-a.csv '~a.csv'");
    const windows = { folder: 'c:\\work', platform: 'win32' } as const;
    assert.equal(files(['c:\\work\\sub\\a.csv'], windows), 'sub/a.csv');
    assert.equal(files(['d:\\a.csv'], windows), 'd:\\a.csv');
    assert.equal(files(["c:\\work\\Ann's.csv"], windows), `'Ann''s.csv'`);
    assert.equal(files(['\\\\server\\share\\a.csv'], windows), '\\\\server\\share\\a.csv');
  });

  it('is what the program gets from the shell, whatever the file is called', function () {
    if (process.platform === 'win32') this.skip();
    for (const name of [
      "Ann's $HOME `list`.csv",
      '"a" & b;c.csv',
      '客户 é.csv',
      '*.csv',
      '!x #1.csv',
    ]) {
      const line = commandLine(planOf([file(`/work/${name}`)]));
      const output = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${line}`], {
        encoding: 'utf8',
      });
      assert.deepEqual(output.split('\n').slice(0, 4), [
        'criteo-audiences',
        'add',
        name,
        '--segment',
      ]);
    }
  });

  it('fails for a file without a path, or with one that a terminal would take for keys', () => {
    assert.throws(
      () =>
        commandLine(planOf([file('/work/a.csv', { uri: 'memfs:/a%20b.csv', path: undefined })])),
      isNotExpressible('copyAsCommand', /^a b\.csv isn’t a file on this machine’s disk/),
    );
    for (const key of ['\n', '\u0003', '\u001b[201~'])
      assert.throws(
        () => commandLine(planOf([file(`/work/a${key}b.csv`)])),
        isNotExpressible('copyAsCommand', /control characters/),
      );
  });

  it('leaves out the address and version that the settings have by default', () => {
    const { properties } = manifest().contributes.configuration;
    assert.equal(properties['criteoAudiences.apiUrl']?.default, DEFAULT_API.url);
    assert.equal(properties['criteoAudiences.apiVersion']?.default, DEFAULT_API.version);
  });
});

describe('the task of an upload', () => {
  it('has the file, segment, operation and account, and a label that says them', () => {
    assert.deepEqual(task(planOf()), {
      label: 'Upload customers.csv to CRM Users',
      file: 'customers.csv',
      segment: '5',
      operation: 'add',
      accountId: '77',
      hash: 'none',
    });
    const label = (operation: UploadOptions['operation'], segmentName?: string): unknown =>
      taskOf(planOf(undefined, { operation }, { segmentName }), live, around).label;
    assert.equal(label('remove', 'CRM'), 'Remove customers.csv from CRM');
    assert.equal(label('replace', 'CRM'), 'Replace CRM with customers.csv');
    assert.equal(label('add'), 'Upload customers.csv to 5');
  });

  it('has what was chosen, in the order and the words of its definition', () => {
    const plan = planOf(
      [
        file('/other/a.csv', {
          isColumnChosen: true,
          chosenDialect: { header: true, delimiter: '\t', encoding: 'utf-16le' },
        }),
      ],
      { operation: 'remove', hash: 'sha256', forms: 'all', maxRefused: 0, chunkSize: 5 },
    );
    const entry = task(plan);
    assert.deepEqual(entry, {
      label: 'Remove a.csv from CRM Users',
      file: '/other/a.csv',
      segment: '5',
      operation: 'remove',
      accountId: '77',
      column: 'mail',
      header: true,
      delimiter: 'tab',
      encoding: 'utf-16le',
      hash: 'sha256',
      formats: 'all',
      maxInvalid: 0,
    });
    const { segment: segmentId, ...rest } = entry as Record<string, unknown>;
    const request = requestFrom({ ...rest, segmentId }, 'task', ['label', 'file']);
    assert.deepEqual([request.delimiter, request.columns, request.maxInvalid], ['\t', ['mail'], 0]);
    const [definition] = manifest().contributes.taskDefinitions;
    const properties = Object.keys(definition.properties);
    for (const key of Object.keys(entry))
      assert.ok(key === 'label' || properties.includes(key), key);
  });

  it('has no limits of a window, and no hash of what is never hashed', () => {
    const plan = planOf(
      undefined,
      { operation: 'replace', maxRefused: 1, minKept: 0 },
      { identifierType: 'CustomerId' },
    );
    assert.deepEqual(Object.keys(task(plan)), [
      'label',
      'file',
      'segment',
      'operation',
      'accountId',
    ]);
  });

  it('confirms a replace on a protected account', () => {
    const guarded = account(criteo, { isProtected: true });
    const confirm = (operation: UploadOptions['operation'], by: AccountHandle): unknown =>
      taskOf(planOf(undefined, { operation }), by, around).confirm;
    assert.equal(confirm('replace', guarded), '77');
    assert.equal(confirm('add', guarded), undefined);
    assert.equal(confirm('replace', live), undefined);
  });

  it('has no variable that the editor would replace, nor a command that it would run', () => {
    const named = planOf(undefined, {}, { segmentName: 'a ${command:b}' });
    assert.equal(taskOf(named, live, around).label, 'Upload customers.csv to a $ {command:b}');
    assert.throws(
      () => task(planOf([file('/work/${command:b}.csv')])),
      isNotExpressible('copyAsTask', /reads as a variable/),
    );
  });

  it('fails for several files, and for one without a path', () => {
    assert.throws(
      () => task(planOf([file('/work/a.csv'), file('/work/b.csv')])),
      isNotExpressible('copyAsTask', /Use Copy as Command instead/),
    );
    assert.throws(
      () => task(planOf([file('/work/a.csv', { path: undefined })])),
      isNotExpressible('copyAsTask', /disk/),
    );
  });
});

describe('an update', () => {
  const KEPT = '/work/kept/last one.csv';
  const update = (
    previous: PlannedFile[],
    update: Partial<UploadOptions> = {},
    more: Partial<UploadOptions> = {},
    own: Partial<PlannedFile> = {},
  ): Plan => {
    const plan = planOf([file('/work/crm.csv', own)], {
      operation: 'update',
      ...update,
      ...more,
    });
    const { keep } = more;
    return {
      ...plan,
      update: { files: previous },
      ...(keep && { keep: { path: keep, sending: `${keep}.sending`, cutOff: [] } }),
    } as Plan;
  };
  const last = file('/work/last.csv');
  const older = file('/other/-older.csv');

  it('is compared with the same files, or the one that is kept', () => {
    assert.equal(optionsOf(update([last])), '--previous last.csv');
    assert.equal(
      optionsOf(update([last, older])),
      '--previous /work/last.csv --previous /other/-older.csv',
    );
    assert.equal(optionsOf(update([file('/work/-last.csv')])), '--previous ./-last.csv');
    const keep = { keep: KEPT };
    assert.equal(optionsOf(update([file(KEPT)], {}, keep)), "--keep 'kept/last one.csv'");
    assert.equal(optionsOf(update([], {}, keep)), "--keep 'kept/last one.csv'");
    assert.equal(
      optionsOf(update([last], {}, keep)),
      "--previous last.csv --keep 'kept/last one.csv'",
    );
  });

  it('has what differs from the defaults, of a program alone', () => {
    const all = {
      maxRemoved: 0,
      previousHash: 'md5',
      allowed: PERMISSIONS,
    } as const;
    assert.equal(
      optionsOf(update([last], all)),
      '--previous last.csv --previous-hash md5 --max-removed 0',
    );
    const persons = { maxRefused: 1, minKept: 0 };
    assert.equal(
      optionsOf(update([last], { ...all, maxRemoved: 1 }, persons)),
      '--previous last.csv --previous-hash md5',
    );
  });

  it('has the columns of the previous file where they are others', () => {
    const chosen = { isColumnChosen: true } as const;
    const same = update([file('/work/last.csv', chosen)], {}, {}, chosen);
    assert.equal(optionsOf(same), '--previous last.csv --column mail');
    const other = update(
      [file('/work/last.csv', { ...chosen, columns: ['id', 'address'] })],
      {},
      {},
      chosen,
    );
    assert.equal(optionsOf(other), '--previous last.csv --previous-column address --column mail');
    assert.throws(
      () => optionsOf(update([file('/work/last.csv', chosen), file('/work/older.csv')])),
      isNotExpressible('copyAsCommand', /read with different columns/),
    );
  });

  it('is a task with arguments that an upload takes', () => {
    const plan = update(
      [
        file('/work/last.csv', { isColumnChosen: true }),
        file('/work/older.csv', { isColumnChosen: true }),
      ],
      { maxRemoved: 0.5, allowed: ['cut-off'] },
      { keep: KEPT },
    );
    const entry = task(plan) as Record<string, unknown>;
    assert.deepEqual(entry, {
      label: 'Update CRM Users with crm.csv',
      file: 'crm.csv',
      segment: '5',
      operation: 'update',
      accountId: '77',
      hash: 'none',
      previous: ['last.csv', 'older.csv'],
      previousColumn: 'mail',
      keep: 'kept/last one.csv',
      maxRemoved: 0.5,
    });
    const one = task(update([last])) as Record<string, unknown>;
    assert.deepEqual([one.previous, 'keep' in one], ['last.csv', false]);
    const [definition] = manifest().contributes.taskDefinitions;
    for (const key of Object.keys(entry))
      assert.ok(key === 'label' || key in definition.properties, key);
    assert.throws(
      () => task(update([file('/work/${command:b}.csv')])),
      isNotExpressible('copyAsTask', /reads as a variable/),
    );
  });

  it('can’t be told without a previous file, unless one is kept', () => {
    assert.throws(
      () => optionsOf(update([])),
      isNotExpressible('copyAsCommand', /had no previous file/),
    );
    assert.throws(
      () => optionsOf(update([file('/work/last.csv', { path: undefined })])),
      isNotExpressible('copyAsCommand', /disk/),
    );
  });
});

describe('an upload of several columns', () => {
  const two = (parts: Partial<PlannedFile> = {}): Plan =>
    planOf([
      file('/work/customers.csv', {
        columns: ['id', 'mail', 'work mail', '12'],
        isColumnChosen: true,
        byColumn: [1, 2, 3].map((column) => ({ column, blank: 0, invalid: 0 })),
        ...parts,
      }),
    ]);

  it('is a command with an option for each', () => {
    assert.equal(optionsOf(two()), "--column mail --column 'work mail' --column 3");
  });

  it('is a task with all of them, and one by itself', () => {
    const { columns, column } = task(two()) as { columns?: unknown; column?: unknown };
    assert.deepEqual([columns, column], [['mail', 'work mail', 3], undefined]);
    assert.deepEqual(requestFrom({ columns }).columns, ['mail', 'work mail', 3]);
    const one = task(two({ byColumn: undefined })) as { columns?: unknown; column?: unknown };
    assert.deepEqual([one.columns, one.column], [undefined, 'mail']);
  });
});
