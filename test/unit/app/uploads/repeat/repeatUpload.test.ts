import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { DEFAULT_API } from '../../../../../src/api/baseUrl';
import type { AccountHandle } from '../../../../../src/app/accounts/account';
import {
  commandLineOf,
  keptPathOf,
  type Surroundings,
} from '../../../../../src/app/uploads/repeat/repeatUpload';
import { Failure } from '../../../../../src/common/failure';
import { FORMS } from '../../../../../src/upload/comparableFormats';
import { PERMISSIONS } from '../../../../../src/upload/permissions';
import {
  DEFAULT_OPTIONS,
  OPERATIONS,
  type Plan,
  type PlannedFile,
  type Target,
  type UploadOptions,
} from '../../../../../src/upload/uploadTypes';
import { passedToProgram, powerShellWords } from '../../../../support/powerShell';
import { manifest } from '../../../product/sources';
import { account } from '../../segments/segments';

const criteo = { baseUrl: DEFAULT_API.url, version: DEFAULT_API.version };
const live = account(criteo);
const sandbox = account({ ...criteo, baseUrl: 'http://127.0.0.1:4711' }, { sandbox: true });
const around: Surroundings = { folder: '/work', platform: 'linux' };

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
    const other = account({ baseUrl: 'https://api.example/proxy', version: '2027-01' });
    assert.equal(
      optionsOf(planOf(), other),
      '--api-url https://api.example/proxy --api-version 2027-01',
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
    // The terminal's own folder needs no words, and an add to a live account no records.
    assert.match(commandLine(planOf(), sandbox), /^criteo-audiences --sandbox add /);
    assert.doesNotMatch(commandLine(planOf(), live, { stateDir: '/state' }), /state/);
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

  it('is what the program gets from PowerShell, too', () => {
    for (const name of [
      ...["Ann's $HOME `list`.csv", 'a & b;c.csv', '客户 é.csv', '{x} #1, (2).csv', '-x.csv'],
      ...['Ann’s 100% @a.csv', '–x –y.csv', '[1] !x ^ =.csv', 'plain.csv'],
    ]) {
      const windows = { folder: 'c:\\work', platform: 'win32' } as const;
      const line = commandLine(planOf([file(`c:\\work\\${name}`)]), live, windows);
      const words = powerShellWords(line);
      const shown = name.startsWith('-') ? `./${name}` : name;
      assert.deepEqual(passedToProgram(words).slice(0, 4), [
        ...['criteo-audiences', 'add', shown, '--segment'],
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

describe('an update', () => {
  const KEPT = '/work/kept/last one.csv';
  const last = file('/work/crm-2026-11-20.csv');
  const update = (
    options: Partial<UploadOptions> = {},
    own = file('/work/crm-2026-11-27.csv'),
    previous: PlannedFile[] = [last],
  ): Plan => {
    const { keep } = options;
    return {
      ...planOf([own], { operation: 'update', ...options }),
      update: { files: previous },
      ...(keep && { keep: { path: keep, sending: `${keep}.sending`, cutOff: [] } }),
    } as Plan;
  };
  const line = (plan: Plan, where?: Partial<Surroundings>): string =>
    commandLine(plan, live, where);

  it('is compared with what its last run has kept, and never with the previous file of this one', () => {
    const rest = '--segment 5 --account 77 --keep kept-crm-5.csv';
    assert.equal(line(update()), `criteo-audiences update crm-2026-11-27.csv ${rest}`);
    // Also where nothing was to be compared with.
    assert.equal(line(update({}, undefined, [])), line(update()));
    const kept = update({ keep: KEPT });
    assert.match(line(kept), / --keep 'kept\/last one\.csv'$/);
    for (const plan of [update(), kept]) assert.doesNotMatch(line(plan), /previous/);
  });

  it('finds what was sent before in the records of the window', () => {
    assert.match(
      line(update(), { stateDir: '/window state' }),
      /^criteo-audiences --state-dir '\/window state' update /,
    );
  });

  it('keeps its file beside it, for each segment another one', () => {
    const keptAt = (path: string): string | undefined => keptPathOf(update({}, file(path)));
    assert.equal(keptAt('/work/crm.csv'), '/work/kept-crm-5.csv');
    assert.equal(keptAt('/work/2026-11-27 crm (2).txt'), '/work/kept-crm (2)-5.txt');
    assert.equal(keptAt('/20261127.csv'), '/kept-5.csv');
    assert.equal(keptAt('/work/crm-2026-11-30.csv.gz'), '/work/kept-crm-5.csv.gz');
    assert.equal(keptAt('/work/buyers_30d_2026-11-30.csv'), '/work/kept-buyers_30d-5.csv');
    assert.equal(keptAt('/work/crm'), '/work/kept-crm-5');
    assert.equal(keptAt('c:\\work\\crm_7.csv'), 'c:\\work\\kept-crm-5.csv');
    assert.equal(keptPathOf(update({ keep: KEPT })), KEPT);
    assert.equal(keptPathOf(update({}, file('/work/a.csv', { path: undefined }))), undefined);
  });

  it('has what differs from the defaults, of a program alone', () => {
    const all = { maxRemoved: 0, allowed: PERMISSIONS } as const;
    assert.match(line(update(all)), / --keep kept-crm-5\.csv --max-removed 0$/);
    const persons = { ...all, maxRemoved: 1, maxRefused: 1, minKept: 0 };
    assert.match(line(update(persons)), / --keep kept-crm-5\.csv$/);
  });

  it('can’t be told for several files, or for one without a path', () => {
    const several = { ...update(), files: [last, file('/work/b.csv')] };
    assert.throws(
      () => line(several),
      isNotExpressible('copyAsCommand', /Join them into one file/),
    );
    assert.throws(
      () => line(update({}, file('/work/crm.csv', { path: undefined }))),
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
});
