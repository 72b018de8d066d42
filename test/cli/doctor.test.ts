import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { CHECKS, type CheckName, type CheckResult } from '../../src/app/doctor/checkup';
import { BUILD } from '../../src/app/version';
import { people } from '../support/people';
import { documentOf, endsWith, type Ended, type Environment } from './support/cli';
import { useWorld } from './support/world';

/** Far more than a run may meet. */
const ALWAYS = { times: 1_000_000 };

describe('doctor', function () {
  this.timeout(60_000);
  const world = useWorld();

  const json = (args: readonly string[] = [], env: Environment = {}): Promise<Ended> =>
    world.run(['doctor', ...args, '--json'], { env });
  const resultsOf = (ended: Ended): CheckResult[] =>
    documentOf<{ doctor: CheckResult[] }>(ended).doctor;
  const named = (results: readonly CheckResult[], name: CheckName): CheckResult =>
    results.find(({ check }) => check === name) ?? assert.fail(name);
  /** The check that fails, and the checks that aren't made because of it. */
  async function failing(
    code: number,
    name: CheckName,
    args: readonly string[] = [],
    env: Environment = {},
  ): Promise<{ failed: CheckResult; untried: CheckName[] }> {
    const ended = endsWith(code, await json(args, env));
    const results = resultsOf(ended);
    const [failed] = results.filter(({ ok }) => ok === false);
    assert.equal(failed.check, name);
    assert.ok(failed.advice);
    const { error } = documentOf<{ error: { code: string; message: string } }>(ended);
    assert.equal(error.code, failed.error?.code);
    assert.match(ended.stderr, /^Error: .+: .+$/m);
    const untried = results
      .filter(({ message }) => message.startsWith('not checked'))
      .map(({ check }) => check);
    return { failed, untried };
  }
  const operations = (): string[] => world.gate.passed.map(({ operation }) => operation);
  const missing = path.join('some', 'folder');

  it('has a line for each check, in order, and says what it found', async () => {
    const segment = await world.newSegment({ name: 'CRM Users' });
    const { stdout, stderr } = endsWith(0, await world.run(['doctor', '--segment', segment]));
    const id = world.sandbox.clientId.slice(0, 8);
    const [build, version] = [BUILD, process.versions.node];
    const lines = [
      `criteo-audiences ${build} · Node.js ${version} · ${process.platform}`,
      `✔ Credentials      client ID ${id}… (CRITEO_CLIENT_ID), secret`,
      `                   (CRITEO_CLIENT_SECRET)`,
      `✔ Address          ${world.gate.url}, without a proxy`,
      `✔ Token            issued, valid for 15 min`,
      `✔ Clock            correct`,
      `✔ API version      2026-07, ends in July 2027`,
      `✔ Account          ${world.sandbox.accountId} “Sandbox Retail Group” (CRITEO_ACCOUNT_ID)`,
      `✔ Read segments    allowed`,
      `– Change segments  not denied, but only known for certain once something is`,
      `                   changed`,
      `✔ Read audiences   allowed`,
      `✔ Segment          ${segment} “CRM Users”: Email, can be changed`,
    ];
    assert.deepEqual(stdout.split('\n').slice(0, lines.length), lines);
    assert.match(stdout, /^✔ State folder {5}\S+,\s+can\s+be\s+created,\s+[\d.]+ [A-Z]?B free$/m);
    assert.match(stdout, /^✔ Updates {10}none would stop$/m);
    assert.equal(stderr, '');
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80 || !line.includes(' ', 60));
  });

  it('has the same as JSON', async () => {
    const ended = endsWith(0, await json());
    assert.equal(documentOf<{ build: string }>(ended).build, BUILD);
    const results = resultsOf(ended);
    assert.deepEqual(
      results.map(({ check }) => check),
      CHECKS,
    );
    assert.deepEqual(
      results.filter(({ ok }) => ok === null).map(({ check }) => check),
      ['manage-segments', 'segment'],
    );
    assert.ok(results.every(({ message, error }) => message !== '' && error === undefined));
  });

  it('changes nothing, sends no identifier, and creates no folder', async () => {
    const segment = await world.newSegment({ identifiers: people(3) });
    const state = async () => [world.control.segments(), await world.control.list(segment)];
    const before = await state();
    endsWith(0, await json(['--segment', segment]));
    assert.deepEqual(await state(), before);
    assert.deepEqual(operations(), [
      ...['me', 'token', 'me', 'accounts', 'search', 'update', 'audiences', 'search'],
    ]);
    const bodyOf = (operation: string): string[] =>
      world.gate.passed.filter((one) => one.operation === operation).map(({ body }) => body);
    assert.deepEqual(bodyOf('update'), ['{"data":[]}']);
    assert.match(
      world.gate.passed.find((one) => one.operation === 'search')?.url ?? '',
      /limit=1&/,
    );
    const [first] = world.gate.passed;
    assert.equal(first.headers.authorization, undefined);
    assert.equal(fs.existsSync(world.stateFolder), false);
  });

  it('works with the local sandbox, without credentials and without a folder', async () => {
    const env = { CRITEO_CLIENT_ID: undefined, CRITEO_API_URL: undefined };
    const results = resultsOf(endsWith(0, await json(['--sandbox', '--state-dir', missing], env)));
    assert.match(named(results, 'credentials').message, /sandbox/);
    // Criteo has issued nothing.
    assert.doesNotMatch(named(results, 'token').message, /Criteo/);
    assert.match(named(results, 'address').message, /^http:\/\/127\.0\.0\.1:/);
    assert.match(named(results, 'account').message, /Sandbox Retail Group/);
    assert.equal(fs.existsSync(path.join(world.folder, 'some')), false);
    assert.deepEqual(operations(), []);
  });

  it('looks into the sandbox of a folder that exists', async () => {
    const create = [
      'segments',
      'create',
      '--name',
      'Mine',
      '--retailer',
      '1200',
      '--type',
      'Email',
    ];
    endsWith(0, await world.run([...create, '--sandbox']));
    const results = resultsOf(endsWith(0, await json(['--sandbox', '--segment', 'Mine'])));
    assert.match(named(results, 'segment').message, /“Mine”: Email/);
  });

  it('checks what it can without credentials', async () => {
    const { failed, untried } = await failing(4, 'credentials', [], {
      CRITEO_CLIENT_SECRET: undefined,
    });
    assert.equal(failed.error?.code, 'signed-out');
    assert.match(failed.advice ?? '', /CRITEO_CLIENT_SECRET_FILE/);
    assert.deepEqual(untried, [
      ...['token', 'version', 'account', 'read-segments', 'manage-segments', 'read-audiences'],
    ]);
    assert.deepEqual(operations(), ['me']);
  });

  it('says where the credentials come from, and never the secret', async () => {
    const secret = world.sandbox.clientSecret;
    const file = world.write('secret', `${secret}\n`);
    for (const [from, args, env, input] of [
      ['CRITEO_CLIENT_SECRET_FILE', [], { CRITEO_CLIENT_SECRET_FILE: file }, ''],
      ['--secret', ['--secret', '-'], {}, secret],
    ] as const) {
      const ended = endsWith(0, await world.run(['doctor', ...args], { env, input }));
      assert.ok(ended.stdout.replace(/\s+/g, ' ').includes(`secret (${from})`), ended.stdout);
      for (const hidden of [secret, world.sandbox.clientId])
        assert.ok(!ended.stdout.includes(hidden));
    }
    const env = { CRITEO_CLIENT_SECRET_FILE: 'nowhere' };
    const { failed } = await failing(4, 'credentials', [], env);
    assert.match(failed.advice ?? '', /nowhere.*ENOENT/);
  });

  it('tells an address that is invalid from one that isn’t reached', async () => {
    const invalid = await failing(64, 'address', ['--api-url', 'ftp://nowhere']);
    assert.match(invalid.failed.advice ?? '', /--api-url/);
    const garbage = await world.run(['doctor', '--json'], { env: { CRITEO_API_URL: 'garbage' } });
    const codes = resultsOf(endsWith(64, garbage)).flatMap(({ error }) => error?.code ?? []);
    assert.deepEqual(new Set(codes), new Set(['bad-argument']));
    world.control.addFaults({ fault: 'html', operation: 'me', ...ALWAYS });
    const { failed, untried } = await failing(1, 'address');
    assert.equal(failed.error?.code, 'proxy');
    assert.ok(untried.includes('clock') && untried.includes('token'));
    assert.ok(!untried.includes('state-folder'));
    assert.deepEqual([...new Set(operations())], ['me']);
  });

  it('has the code for the network if the server is down', async () => {
    const env = { CRITEO_API_URL: 'http://127.0.0.1:9' };
    const { failed } = await failing(5, 'address', ['--max-wait', '0s'], env);
    assert.equal(failed.error?.code, 'network');
    assert.match(failed.message, /127\.0\.0\.1:9/);
  });

  it('names a wrong secret', async () => {
    const { failed, untried } = await failing(4, 'token', [], { CRITEO_CLIENT_SECRET: 'wrong' });
    assert.equal(failed.error?.code, 'invalid_client');
    assert.ok(untried.includes('version'));
    assert.ok(!untried.includes('clock'));
  });

  it('compares the clock with that of the response, both ways', async () => {
    for (const [minutes, text] of [
      [-12, '12 min ahead of Criteo’s'],
      [12, '12 min behind Criteo’s'],
    ] as const) {
      const date = new Date(Date.now() + minutes * 60_000).toUTCString();
      world.gate.replyHeaders = { date };
      const { failed, untried } = await failing(1, 'clock');
      assert.equal(failed.error?.code, 'wrong-clock');
      assert.equal(failed.message, text);
      assert.deepEqual(untried, []);
    }
    world.gate.replyHeaders = { date: new Date(Date.now() - 4 * 60_000).toUTCString() };
    endsWith(0, await json());
    world.gate.replyHeaders = { date: 'some day' };
    assert.equal(named(resultsOf(endsWith(0, await json())), 'clock').ok, null);
  });

  it('says when a version ends, and that one has ended', async () => {
    const version = async (name: string): Promise<CheckResult> =>
      named(resultsOf(endsWith(0, await json(['--api-version', name]))), 'version');
    assert.match((await version('2026-01')).message, /^2026-01, (ends|ended) in January 2027/);
    assert.match((await version('2026-01')).advice ?? '', /--api-version/);
    const { message, ...next } = await version('2027-01');
    assert.match(
      message,
      /^2027-01(, a release candidate until January 2027)?, its end isn’t known$/,
    );
    assert.deepEqual(next, { check: 'version', ok: true });
    assert.match((await version('experimental')).advice ?? '', /at any time.*2026-07/);
    world.control.setSwitches({ retiredVersions: ['2026-07'] });
    try {
      const { failed, untried } = await failing(1, 'version');
      assert.equal(failed.error?.status, 410);
      assert.ok(untried.includes('account'));
    } finally {
      world.control.setSwitches({ retiredVersions: [] });
    }
  });

  it('warns of a version that ends, as other commands do, once', async () => {
    const warning =
      /^API version 2026-01 end(s|ed) in January 2027\. Set --api-version to a later version\.\n$/;
    const ended = endsWith(0, await json(['--api-version', '2026-01']));
    const result = named(resultsOf(ended), 'version');
    assert.match(result.message, /^2026-01, end(s|ed) in January 2027$/);
    for (const text of [`${result.advice}\n`, ended.stderr]) assert.match(text, warning);
    const listed = await world.run(['segments', 'list', '--api-version', '2026-01']);
    assert.match(endsWith(0, listed).stderr, warning);
    const sandbox = await world.runInstalled([
      ...['segments', 'list', '--sandbox', '--api-version', '2026-01'],
    ]);
    assert.equal(endsWith(0, sandbox).stderr, '');
  });

  it('names the account and how it was found', async () => {
    const account = async (args: string[], env: Environment = {}): Promise<CheckResult> =>
      named(resultsOf(endsWith(0, await json(args, env))), 'account');
    const { accountId } = world.sandbox;
    assert.match((await account([])).message, /Group” \(CRITEO_ACCOUNT_ID\)$/);
    const option = await account(['--account', accountId], { CRITEO_ACCOUNT_ID: undefined });
    assert.match(option.message, /Group” \(--account\)$/);
    const several = await failing(64, 'account', [], { CRITEO_ACCOUNT_ID: undefined });
    assert.equal(several.failed.error?.code, 'no-account');
    world.control.addFaults({ fault: 'forbidden', operation: 'accounts', ...ALWAYS });
    assert.deepEqual(await account([]), {
      ...{ check: 'account', ok: true },
      message: `${accountId} (CRITEO_ACCOUNT_ID)`,
    });
    const none = await failing(64, 'account', [], { CRITEO_ACCOUNT_ID: undefined });
    assert.equal(none.failed.error?.code, 'no-account');
  });

  it('warns of an account that isn’t listed, and says that it can’t be read', async () => {
    const ended = endsWith(4, await json(['--account', '999']));
    const results = resultsOf(ended);
    assert.match(named(results, 'account').advice ?? '', /check its ID/);
    assert.equal(named(results, 'read-segments').error?.status, 403);
  });

  it('tells the permissions apart', async () => {
    for (const [operation, name, permission] of [
      ['search', 'read-segments', 'Audiences Read'],
      ['update', 'manage-segments', 'Audiences Manage'],
      ['audiences', 'read-audiences', 'Audiences Read'],
    ] as const) {
      world.control.addFaults({ fault: 'forbidden', operation, ...ALWAYS });
      const { failed } = await failing(4, name);
      assert.ok(failed.advice?.includes(permission), failed.advice);
      world.control.clearFaults();
    }
  });

  it('doesn’t take a failed try for a missing permission', async () => {
    for (const fault of ['500', '404', 'cutBefore', 'html'] as const) {
      world.gate.reset();
      world.control.addFaults({ fault, operation: 'update', ...ALWAYS });
      const result = named(resultsOf(endsWith(0, await json())), 'manage-segments');
      assert.equal(result.ok, null);
      assert.equal(operations().filter((one) => one === 'update').length, 1, fault);
      world.control.clearFaults();
    }
  });

  it('checks each segment by ID or name', async () => {
    const id = await world.newSegment({ name: 'First one' });
    await world.newSegment({ name: 'Twice', retailerId: '1200' });
    await world.newSegment({ name: 'Twice', retailerId: '1251' });
    await world.newSegment({
      ...{ name: 'Locked' },
      contactList: { isReadOnly: true, identifierType: 'Email', sharingStatus: 'NotShared' },
    });
    const given = ['First one', id, '999', 'Locked', 'Twice', 'ada@example.com'];
    const ended = endsWith(1, await json(given.flatMap((one) => ['--segment', one])));
    const segments = resultsOf(ended).filter(({ check }) => check === 'segment');
    assert.deepEqual(
      segments.map(({ error }) => error?.code),
      [
        undefined,
        undefined,
        ...['segment-not-found', 'segment-read-only'],
        ...['ambiguous-segment', 'segment-not-found'],
      ],
    );
    assert.match(segments[0].message, new RegExp(`^${id} “First one”: Email`));
    assert.ok(!ended.stdout.includes('ada@example.com'));
    const one = ['--segment', 'Twice', '--retailer', '1251'];
    endsWith(0, await json(one));
  });

  it('says why a state folder can’t be used', async () => {
    world.write('letter.txt', 'Dear');
    const { failed, untried } = await failing(1, 'state-folder', ['--state-dir', '.']);
    assert.equal(failed.error?.code, 'state-folder');
    assert.match(failed.advice ?? '', /it contains other files.*--state-dir/);
    assert.deepEqual(untried, ['updates', 'removals']);
    const below = ['--state-dir', path.join('letter.txt', 'below')];
    assert.match((await failing(1, 'state-folder', below)).failed.advice ?? '', /ENOTDIR/);
  });

  it('says that others can read the state folder, and leaves it so', async () => {
    const folder = path.join(world.folder, 'open');
    fs.mkdirSync(folder);
    fs.chmodSync(folder, 0o755);
    const ended = endsWith(0, await json(['--state-dir', folder]));
    assert.match(named(resultsOf(ended), 'state-folder').message, /others can read it/);
    assert.equal(fs.statSync(folder).mode & 0o777, 0o755);
  });

  it('names each update that would stop', async () => {
    const segment = await world.newSegment({ name: 'Nightly' });
    world.writeCsv('list.csv', people(3));
    const update = ['update', 'list.csv', '--segment', segment, '--keep', 'kept.csv'];
    endsWith(0, await world.run(update));
    assert.equal(named(resultsOf(endsWith(0, await json())), 'updates').ok, true);
    for (const name of ['list.csv', 'kept.csv']) fs.rmSync(path.join(world.folder, name));
    const { failed } = await failing(6, 'updates');
    assert.equal(failed.error?.code, 'previous-unknown');
    assert.equal(failed.message, 'Nightly');
    assert.match(failed.advice ?? '', /kept\.csv.*--allow previous-unknown/);
    const listed = ['uploads', 'list'];
    assert.match(endsWith(0, await world.run(listed)).stdout, /: the next update would stop\. /);
    const { stoppedUpdates } = documentOf<{
      stoppedUpdates: { segmentId: string; code: string }[];
    }>(endsWith(0, await world.run([...listed, '--json'])));
    assert.deepEqual(
      stoppedUpdates.map(({ segmentId, code }) => [segmentId, code]),
      [[segment, 'previous-unknown']],
    );
    // Those of Criteo aren't the sandbox's.
    endsWith(0, await json(['--sandbox']));
  });

  it('speaks French', async () => {
    const { stdout } = endsWith(
      0,
      await world.runInstalled(['doctor'], { env: { LANG: 'fr_FR.UTF-8' } }),
    );
    assert.match(stdout, /^✔ Jeton {22}délivré, valable 15 min$/m);
    assert.match(stdout, /^✔ Horloge {20}à l’heure$/m);
  });
});

describe('accounts, if the application may not list them', function () {
  this.timeout(60_000);
  const world = useWorld();

  beforeEach(() => {
    world.control.addFaults({ fault: 'forbidden', operation: 'accounts', ...ALWAYS });
  });

  it('is the one of CRITEO_ACCOUNT_ID or --account', async () => {
    const { accountId } = world.sandbox;
    const { stdout, stderr } = endsWith(0, await world.run(['accounts']));
    assert.equal(stdout, `${accountId}\n`);
    assert.match(stderr, /isn’t allowed to list accounts.*CRITEO_ACCOUNT_ID/);
    const json = await world.run(['accounts', '--account', '7', '--json']);
    assert.deepEqual(documentOf(endsWith(0, json)), { accounts: [{ id: '7', countries: [] }] });
  });

  it('needs one of them', async () => {
    const env = { CRITEO_ACCOUNT_ID: undefined };
    const { stdout, stderr } = endsWith(64, await world.run(['accounts'], { env }));
    assert.equal(stdout, '');
    assert.match(stderr, /^Error: .*--account.*CRITEO_ACCOUNT_ID/m);
    const json = documentOf<{ accounts: []; error: { code: string } }>(
      endsWith(64, await world.run(['accounts', '--json'], { env })),
    );
    assert.deepEqual(json.accounts, []);
    assert.equal(json.error.code, 'no-account');
  });

  it('is still denied with a wrong secret', async () => {
    endsWith(4, await world.run(['accounts'], { env: { CRITEO_CLIENT_SECRET: 'wrong' } }));
  });
});
