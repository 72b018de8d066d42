import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DEFAULT_API } from '../../../../../src/api/baseUrl';
import type { AccountHandle } from '../../../../../src/app/accounts/account';
import { requestFrom } from '../../../../../src/app/uploads/choices/request';
import {
  commandLineOf,
  datedFolderOf,
  keptPathOf,
  taskOf,
  type NextName,
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
const around: Surroundings = { folder: '/work', platform: 'linux', usualHash: 'none' };

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
  next?: NextName,
): string => commandLineOf(plan, by, { ...around, ...where }, next);
/** What comes after the part that every command line has. */
const optionsOf = (plan: Plan, by?: AccountHandle): string => {
  const line = commandLine(plan, by);
  assert.ok(line.startsWith(`criteo-audiences ${plan.options.operation} `), line);
  const [, rest = assert.fail()] = line.split('--segment 5 --account 77');
  return rest.trim();
};
/** As it is in `tasks.json`. */
const task = (
  plan: Plan,
  by: AccountHandle = live,
  where: Partial<Surroundings> = {},
  next?: NextName,
): Record<string, unknown> =>
  JSON.parse(JSON.stringify(taskOf(plan, by, { ...around, ...where }, next))) as Record<
    string,
    unknown
  >;
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
      assert.ok(words.every((word) => typeof word === 'string'));
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

describe('the task of an upload', () => {
  it('has the file, segment, operation and account, and a label that says them', () => {
    assert.deepEqual(task(planOf()), {
      label: 'Upload customers.csv to CRM Users',
      file: 'customers.csv',
      segment: '5',
      operation: 'add',
      accountId: '77',
    });
    // Where the setting has another one, it was chosen.
    assert.equal(task(planOf(), live, { usualHash: 'sha256' }).hash, 'none');
    assert.equal(task(planOf(undefined, { hash: 'md5' })).hash, 'md5');
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
  const line = (plan: Plan, next?: NextName, where?: Partial<Surroundings>): string =>
    commandLine(plan, live, where, next);

  it('is compared with what its last run has kept, and never with the previous file of this one', () => {
    const rest = '--segment 5 --account 77 --keep kept-crm-5.csv';
    assert.equal(line(update()), `criteo-audiences update crm-2026-11-27.csv ${rest}`);
    // Also where nothing was to be compared with.
    assert.equal(line(update({}, undefined, [])), line(update()));
    const kept = update({ keep: KEPT, previousHash: 'md5' });
    assert.match(line(kept), / --keep 'kept\/last one\.csv'$/);
    for (const plan of [update(), kept])
      for (const next of ['same', 'new'] as const)
        assert.doesNotMatch(line(plan, next), /previous/);
  });

  it('finds what was sent before in the records of the window', () => {
    assert.match(
      line(update(), 'same', { stateDir: '/window state' }),
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

  it('takes the newest file where each has a new name', function () {
    const ofName = (path: string, where?: Partial<Surroundings>): string =>
      / update (.*) --segment/.exec(line(update({}, file(path)), 'new', where))?.[1] ??
      assert.fail();
    const date = '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]';
    assert.equal(ofName('/work/crm-2026-11-27.csv'), `"$(ls crm-${date}.csv | tail -n 1)"`);
    assert.equal(ofName('/work/in/crm 7.csv'), `"$(ls -t 'in/crm '[0-9].csv | head -n 1)"`);
    assert.equal(
      ofName('/work/27-11-2026.csv'),
      '"$(ls -t [0-9][0-9]-[0-9][0-9]-[0-9][0-9][0-9][0-9].csv | head -n 1)"',
    );
    assert.equal(
      ofName("c:\\work\\Ann's [1] 20261127.csv", { folder: 'c:\\work', platform: 'win32' }),
      `(Get-ChildItem 'Ann''s \`[1\`] ${'[0-9]'.repeat(8)}.csv' | Sort-Object Name | Select-Object -Last 1).FullName`,
    );
    assert.equal(ofName('/work/7/crm.csv'), '7/crm.csv');
  });

  it('has a newest file that a shell finds', function () {
    if (process.platform === 'win32') this.skip();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "it's new "));
    try {
      // Each was changed after the one before.
      const names = [
        ...['crm-2026-11-27.csv', 'crm-2026-12-04.csv', 'crm-2026-11-30.csv', 'crm.csv'],
        ...['week-46.csv', 'week-48.csv', 'week-47.csv', 'week-100.csv', 'kept-week-5.csv'],
        ...['buyers_30d_2026-12-04.csv', 'buyers_90d_2026-12-05.csv', 'kept-buyers_30d-5.csv'],
        ...['crm-2026-12-05.left-out.csv', 'crm-2026-12-05-optout.csv', 'crm-2026-12-06.csv.gz'],
        ...['crm-2026-12-07 (1).csv', 'crm-2026-12-07.csv.sending', 'kept-crm-5.csv'],
      ];
      for (const [n, name] of names.entries()) {
        fs.writeFileSync(path.join(folder, name), '');
        fs.utimesSync(path.join(folder, name), n, n);
      }
      const found = (own: string): string =>
        execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${line(update({}, file(own)), 'new')}`], {
          encoding: 'utf8',
          cwd: folder,
        }).split('\n')[2];
      assert.equal(found('/work/crm-2026-11-20.csv'), 'crm-2026-12-04.csv', 'by its name');
      assert.equal(found('/work/buyers_30d_2026-11-30.csv'), 'buyers_30d_2026-12-04.csv');
      assert.equal(found('/work/week-45.csv'), 'week-47.csv', 'by when it was changed');
      assert.equal(found(path.join(folder, 'week-45.csv')), path.join(folder, 'week-47.csv'));
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('alone takes a new name: other uploads that are copied with it keep theirs', () => {
    const named = [file('/work/crm-2026-11-27.csv')];
    for (const operation of OPERATIONS.filter((one) => one !== 'update')) {
      const plan = planOf(named, { operation });
      assert.equal(line(plan, 'new'), line(plan, 'same'));
      assert.deepEqual(task(plan, live, {}, 'new'), task(plan));
    }
  });

  it('says which dated folder it always takes its file from', () => {
    const folder = (path: string, where: Partial<Surroundings> = {}): string | undefined =>
      datedFolderOf(update({}, file(path)), { ...around, ...where }, 'copyAsCommand');
    assert.equal(folder('/work/exports/2026-11-30/crm.csv'), 'exports/2026-11-30');
    assert.equal(folder('/work/2026-11-30/crm-2026-11-30.csv'), '2026-11-30');
    assert.equal(folder('/work/exports/crm-2026-11-30.csv'), undefined);
    assert.equal(folder('/work/crm.csv'), undefined);
    // As it is in the command.
    assert.equal(folder('/2026-11-30/crm.csv', { folder: '/2026-11-30' }), undefined);
    assert.equal(
      datedFolderOf(planOf([file('/work/2026-11-30/crm.csv')]), around, 'copyAsCommand'),
      undefined,
    );
  });

  it('has what differs from the defaults, of a program alone', () => {
    const all = { maxRemoved: 0, allowed: PERMISSIONS } as const;
    assert.match(line(update(all)), / --keep kept-crm-5\.csv --max-removed 0$/);
    const persons = { ...all, maxRemoved: 1, maxRefused: 1, minKept: 0 };
    assert.match(line(update(persons)), / --keep kept-crm-5\.csv$/);
  });

  it('is a task with arguments that an upload takes', () => {
    const plan = update(
      { maxRemoved: 0.5, allowed: ['cut-off'], keep: KEPT },
      file('/work/crm-1.csv', { isColumnChosen: true }),
    );
    const entry = task(plan);
    assert.deepEqual(entry, {
      label: 'Update CRM Users with crm-1.csv',
      file: 'crm-1.csv',
      segment: '5',
      operation: 'update',
      accountId: '77',
      keep: 'kept/last one.csv',
      maxRemoved: 0.5,
      column: 'mail',
    });
    assert.deepEqual(task(plan, live, {}, 'new'), {
      ...entry,
      label: 'Update CRM Users with the file in the active editor',
      file: '${file}',
    });
    const [definition] = manifest().contributes.taskDefinitions;
    for (const key of Object.keys(entry))
      assert.ok(key === 'label' || key in definition.properties, key);
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

  it('is a task with all of them, and one by itself', () => {
    const { columns, column } = task(two()) as { columns?: unknown; column?: unknown };
    assert.deepEqual([columns, column], [['mail', 'work mail', 3], undefined]);
    assert.deepEqual(requestFrom({ columns }).columns, ['mail', 'work mail', 3]);
    const one = task(two({ byColumn: undefined })) as { columns?: unknown; column?: unknown };
    assert.deepEqual([one.columns, one.column], [undefined, 'mail']);
  });
});
