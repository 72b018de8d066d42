import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { signInWith } from '../../../src/app/accounts/signIn';
import { rejectTracked } from '../../../src/app/nightly/file/entryChoices';
import { findFiles } from '../../../src/app/nightly/file/findFiles';
import { Batch } from '../../../src/app/uploads/batch/batch';
import { sendEach } from '../../../src/app/uploads/batch/sendEach';
import type { Choices } from '../../../src/app/uploads/choices/choices';
import { requireDraftPlan } from '../../../src/app/uploads/draftStep';
import { outcomeOf, outcomeOfFailure } from '../../../src/app/uploads/outcome';
import { trackedByGit } from '../../../src/app/uploads/plan/gitState';
import { commandLineOf } from '../../../src/app/uploads/repeat/repeatUpload';
import { parseReportFile } from '../../../src/app/uploads/report/reportFile';
import { EXIT_CODES } from '../../../src/cli/exitCodes';
import { toFailure } from '../../../src/common/failure';
import { examineSource, readStart } from '../../../src/csv/source';
import type { NewSegment } from '../../../src/sandbox/control';
import { WorkerClient } from '../../../src/upload/worker/workerClient';
import { people } from '../../support/people';
import { reportIsWhole } from '../../support/reportAddsUp';
import { clientOf, closeServers, reply, serve, type Handler } from '../../unit/api/support';
import { audience, leaf, not } from '../../unit/app/audiences/audiences';
import { PROGRAM, readyOf } from '../../unit/app/uploads/draftBench';
import { csv } from '../../unit/upload/support/bench';
import { documentOf, endsWith, type Ended, type Environment } from '../support/cli';
import {
  ALWAYS,
  errorOf,
  failed,
  failing,
  IN_TURN,
  reportOf,
  type Failed,
  type Scene,
} from './scene';
import { importing, night, undone } from './usual';

/** Makes something fail, but never creates the failure itself. */
type Way = (scene: Scene) => Promise<Ended | Failed>;

/**
 * By the exit code, the code of the error, and the command that ends so: how, or its line. `–`: an
 * exported function says it.
 */
type Rows = Readonly<Record<string, Way | string>>;

/** A line, after what makes the situation. */
const after =
  (line: string, make: (scene: Scene) => unknown, env?: Environment): Way =>
  async (scene) => {
    await make(scene);
    return scene.json(line, env);
  };

// Requests

type Client = ReturnType<typeof clientOf>['client'];
const search = (client: Client): Promise<unknown> => client.allSegments('1', {});

/** What a request fails with that is answered so. */
const answered =
  (handler: Handler, work: (client: Client) => Promise<unknown> = search, token?: Handler): Way =>
  async () => {
    const server = await serve(handler, token);
    try {
      return await failing(() => work(clientOf(server).client));
    } finally {
      await closeServers();
    }
  };
const always =
  (status: number, body?: unknown, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    reply(response, status, body, headers);

const CREATE = 'segments create --name New --type Email --retailer 1200';
const creating = (body: object): Way =>
  after(CREATE, (scene) => scene.answers('create', body, { work: false }));

const UNREACHABLE = { CRITEO_API_URL: 'http://127.0.0.1:9' };

/** Runs the line that resumes, as a shell reads it. */
async function finishes(scene: Scene, { stderr }: Ended, rows: readonly string[]): Promise<void> {
  scene.control.clearFaults();
  const [, line] = /^To resume: criteo-audiences (uploads resume .*)$/m.exec(stderr) ?? [];
  assert.ok(line, stderr);
  const words = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  const run = await scene.world.run([...words.split('\0').slice(0, -1), '--json']);
  const report = reportOf(endsWith(0, run));
  reportIsWhole(report, rows.length);
  assert.ok(line.includes(report.jobId));
  const list = await scene.control.list(scene.id);
  assert.deepEqual(list.slice(-rows.length), rows);
}

const REQUESTS: Rows = {
  '4 signed-out accounts': async (scene) => {
    const run = (env: Environment): Promise<Ended> => scene.json('accounts', env);
    for (const env of [{ CRITEO_CLIENT_SECRET: undefined }, { CRITEO_CLIENT_SECRET: '' }])
      assert.match(endsWith(4, await run(env)).stderr, /CRITEO_CLIENT_ID/);
    const gone = { CRITEO_CLIENT_SECRET_FILE: path.join(scene.world.folder, 'gone') };
    assert.match(endsWith(4, await run(gone)).stderr, /gone.*ENOENT.*CRITEO_CLIENT_SECRET_FILE/);
    const ended = await run({ CRITEO_CLIENT_ID: undefined });
    for (const name of ['CRITEO_CLIENT_ID', 'CRITEO_CLIENT_SECRET_FILE', '--sandbox'])
      assert.ok(ended.stderr.includes(name), ended.stderr);
    assert.deepEqual(scene.world.gate.passed, []);
    return ended;
  },
  '4 other-session uploads resume': async (scene) => {
    const jobId = await scene.addPart();
    scene.editJob(jobId, ({ target }) => ({ target: { ...target, clientId: 'another' } }));
    return scene.resume(jobId);
  },
  '4 credentials –': answered(always(200, {}), search, always(401, {})),
  '4 permission add': async (scene) => {
    scene.control.addFaults({ fault: 'forbidden', operation: 'addRemove' });
    const ended = await scene.json('add list.csv --segment $id');
    assert.equal((await scene.control.list(scene.id)).length, 10);
    return ended;
  },
  '5 network add': (scene) => scene.json('add list.csv --segment $id --max-wait 0s', UNREACHABLE),
  '5 network uploads resume': async (scene) => {
    scene.control.addFaults({
      fault: 'cutBefore',
      operation: 'addRemove',
      nth: 2,
      times: ALWAYS,
    });
    scene.csv(people(6));
    const line = 'add list.csv --segment $id --chunk-size 2 --concurrency 1 --max-wait 0s';
    const ended = await scene.run(line);
    assert.match(ended.stdout, / 2 unknown\. .*\nRows: 6 = .* 4 sent \+ 2 not sent$/m);
    const [, jobId] = /uploads resume (\S+)/.exec(ended.stderr) ?? [];
    const again = await scene.resume(jobId);
    await finishes(scene, ended, people(6));
    return again;
  },
  // Time enough to connect: without a connection, it would be the network.
  '5 stalled –': answered(
    () => undefined,
    (client) => client.amend('1', new Uint8Array(1), { timeout: 1_000 }),
  ),
  '5 put-off –': answered(always(429, {}, { 'retry-after': '3600' }), async (client) => {
    await search(client).catch(() => undefined);
    await search(client);
  }),
  '1 proxy –': answered(always(200, '<html></html>', { 'content-type': 'text/html' })),
  '1 redirected –': answered(always(302, undefined, { location: '/elsewhere' })),
  '1 malformed –': answered(always(200, '{')),
  '1 too-large –': answered(always(200, `{"data":[],"x":"${'y'.repeat(8 * 1024 * 1024)}"}`)),
  '1 incomplete-list –': answered(always(200, { data: [], meta: { totalItems: 3 } })),
  '1 other-answer –': answered(always(200, { data: { id: '8' } }), (client) =>
    client.statistics('1', '7'),
  ),
  '1 api –': answered(always(400, { errors: [{ title: 'No' }] })),
  '1 odd-request add': async (scene) => {
    scene.control.addFaults({ fault: '400', operation: 'addRemove', code: 'odd-request' });
    const ended = await scene.json('add list.csv --segment $id');
    const { accepted, refused, unsent } = reportOf(ended);
    assert.deepEqual([accepted, refused + unsent], [0, 4]);
    return ended;
  },
  '1 refused segments create': creating({
    data: [],
    errors: [{ title: 'No', instance: '@data/0' }],
  }),
  '1 no-answer segments create': creating({ data: [] }),
  '3 not-asked segments delete': async (scene) => {
    const { ids } = scene.control.seed({ segments: 101 });
    scene.control.addFaults({ fault: '400', operation: 'delete', nth: 2 });
    const ended = await scene.json(`segments delete ${ids.join(' ')} --confirm $account`);
    const { problems } = deletionOf(ended);
    return failed(problems.find(({ code }) => code === 'not-asked') ?? assert.fail(), ended.code);
  },
  '3 segment-not-found segments delete': async (scene) => {
    const ended = await scene.json('segments delete $id 999 --confirm $account');
    const { deleted, problems } = deletionOf(ended);
    assert.deepEqual([deleted, problems.map(({ id }) => id)], [[scene.id], ['999']]);
    return ended;
  },
  '130 cancelled –': ({ bench }) =>
    failing(() => bench.client().searchSegments('1', {}, { signal: AbortSignal.abort() })),
  '1 unexpected –': () =>
    failing(() => Promise.reject(toFailure(new TypeError('secret'), 'upload'))),
  '5 too-many-requests add': async (scene) => {
    scene.control.addFaults({
      ...({ fault: '429', operation: 'addRemove', nth: 3, times: ALWAYS } as const),
      retryAfter: 3600,
    });
    const state = ['--state-dir', path.join(scene.world.folder, 'the state')];
    const line = `add list.csv --segment $id ${IN_TURN}`;
    const ended = await scene.run(line, {}, ...state, '--json');
    assert.match(ended.stderr, /--state-dir '.*the state'$/m);
    await finishes(scene, ended, people(4));
    return ended;
  },
  '5 internal-error add': async (scene) => {
    scene.fails('503', 'addRemove');
    const ended = await scene.json('add list.csv --segment $id --max-wait 0s');
    const { jobId, state } = reportOf(ended);
    assert.equal(state, 'failed');
    assert.ok(errorOf(ended).message);
    scene.control.clearFaults();
    reportIsWhole(reportOf(endsWith(0, await scene.resume(jobId))), 4);
    return ended;
  },
};

interface Deletion {
  deleted: string[];
  problems: { id: string; code: string; source?: string }[];
}
const deletionOf = (ended: Ended): Deletion => documentOf<{ deletion: Deletion }>(ended).deletion;

// Files

/** Checks a file with this content. */
const checking = (content: string | Uint8Array, name = 'list.csv', more = ''): Way =>
  after(`check ${name} --type Email ${more}`, ({ world }) =>
    fs.writeFileSync(path.join(world.folder, name), content),
  );

const imported =
  (...rows: string[]): Way =>
  (scene) =>
    scene.json(importing(scene, ...rows));

/** Works as a user whom the permissions of files hold for: root may read everything. */
async function withoutPrivileges<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

const FILES: Rows = {
  '1 not-found add': async (scene) => {
    const ended = await scene.json('add gone.csv --segment $id');
    assert.match(ended.stderr, /^Error: gone\.csv.*\noperation=\w+ code=not-found version=\d/m);
    assert.equal(scene.changes, 0);
    return ended;
  },
  '1 directory –': ({ world }) => failing(() => examineSource({ path: world.folder })),
  '1 not-a-file check': after('check pipe.csv --type Email', ({ world }) =>
    execFileSync('mkfifo', [path.join(world.folder, 'pipe.csv')]),
  ),
  '1 no-permission –': ({ world }) => {
    const file = world.writeCsv('secret.csv', people(1));
    fs.chmodSync(world.folder, 0o755);
    fs.chmodSync(file, 0);
    return withoutPrivileges(() => failing(() => readStart({ path: file }, 10, false)));
  },
  // A file whose first bytes no one can read.
  '1 unreadable check': 'check /proc/self/mem --type Email',
  '6 empty check': checking(''),
  '6 empty fix': after('fix list.csv --type Email --out x', ({ world }) =>
    world.write('list.csv', ''),
  ),
  '6 empty segments import': after('segments import new.csv', ({ world }) =>
    world.write('new.csv', ''),
  ),
  '1 binary check': checking('%PDF-1.7\n'),
  '1 gzip-broken check': checking(Buffer.from('1f8b0800000000000003ffff', 'hex'), 'list.csv.gz'),
  '1 encoding check': checking(Buffer.from('fffe00006100000062000000', 'hex')),
  '1 delimiter check': checking('sep=~\nemail~name\na@example.com~A\n'),
  '1 invalid-opening-quote check': checking('email,name\na@example.com, "A"\n'),
  '1 invalid-closing-quote check': checking('email,name\na@example.com,"A"B\n'),
  '1 quote-not-closed check': checking('email,name\na@example.com,"A\n'),
  '1 record-too-long check': checking(`email\n${'a'.repeat(3_000_000)}\n`),
  '1 mixed-line-ends check': checking(
    `email\r${'a@example.com\r'.repeat(700_000)}b@example.com\nc\r`,
  ),
  '1 no-column check': checking('email\na@example.com\n', 'list.csv', '--column nowhere'),
  '1 ambiguous-column check': checking(
    'email,email\na@b.example,c@b.example\n',
    'list.csv',
    '--column email',
  ),
  '1 wrong-type check': after('check list.csv --type IdentityLink', (scene) =>
    scene.csv(people(20)),
  ),
  '1 file-changed uploads resume': async (scene) => {
    const jobId = await scene.addPart();
    scene.csv(people(5));
    return scene.resume(jobId);
  },
  '1 not-written fix': 'fix list.csv --type Email --out nowhere/fixed.csv',
  '1 file-too-large segments import': after('segments import new.csv', ({ world }) =>
    fs.truncateSync(world.write('new.csv', ''), 21 * 1024 * 1024),
  ),
  '1 name-must-not-be-empty segments import': imported(',1200,Email'),
  '1 retailer-missing segments import': imported('New,,Email'),
  '1 retailer-unknown segments import': imported('New,No such retailer,Email'),
  '3 type-unknown segments import': async (scene) => {
    const ended = await scene.run(importing(scene, 'Fine,1200,Email', 'New,1200,Fax'));
    assert.match(ended.stdout, /^1 segment created\./);
    assert.match(ended.stderr, /^new\.csv:3:10: error: /m);
    return scene.json(importing(scene, 'Well,1200,Email', 'New,1200,Fax'));
  },
  '1 events-not-creatable segments import': imported('New,1200,Events'),
  '3 duplicate segments import': imported('New,1200,Email', 'New,1200,Email'),
};

// Accounts, segments, audiences and this machine

const CREDENTIALS = { clientId: 'app-one', clientSecret: 's' };

const addingTo = (segment: NewSegment): Way =>
  after('add list.csv --segment $id', (scene) => scene.segment(segment));

const ACCOUNTS: Rows = {
  '64 bad-setting –': ({ accounts }) => {
    accounts.settings.set({ url: 'ftp://nowhere' });
    return failing(() => signInWith(accounts.service(), CREDENTIALS));
  },
  '64 bad-argument sandbox': 'sandbox --port any',
  '64 bad-argument uploads resume': 'uploads resume',
  '64 bad-argument doctor': 'doctor --api-url ftp://nowhere',
  '64 no-account segments list': async (scene) => {
    const ended = await scene.json('segments list', { CRITEO_ACCOUNT_ID: undefined });
    assert.match(ended.stderr, /--account.*CRITEO_ACCOUNT_ID/);
    return ended;
  },
  '1 unknown-account –': async ({ accounts }) => {
    accounts.settings.set({ url: accounts.server.url });
    const service = accounts.service();
    await signInWith(service, CREDENTIALS);
    return failing(() => service.require('8'));
  },
  '1 segment-not-found segments show': 'segments show "No such name"',
  '64 ambiguous-segment add': async (scene) => {
    for (const retailerId of ['1200', '1251']) await scene.segment({ name: 'Twice', retailerId });
    const ended = await scene.json('add list.csv --segment Twice');
    assert.match(errorOf(ended).message, /retailer 1200.*retailer 1251.*“--retailer”/);
    assert.equal(scene.changes, 0);
    endsWith(0, await scene.run('add list.csv --segment Twice --retailer 1251'));
    const sizes = (await scene.control.segments()).filter(({ name }) => name === 'Twice');
    assert.deepEqual(
      sizes.map(({ retailerId, size }) => [retailerId, size]),
      [
        ['1200', 0],
        ['1251', 4],
      ],
    );
    return ended;
  },
  '1 audience-not-found audiences show': 'audiences show 999',
  '64 ambiguous-audience audiences show': after('audiences show Twice', ({ control }) =>
    control.putAudiences({ name: 'Twice' }, { name: 'Twice' }),
  ),
  '1 segment-read-only add': addingTo({
    contactList: { isReadOnly: true, identifierType: 'Email', sharingStatus: 'NotShared' },
  }),
  '1 segment-events add': addingTo({ type: 'Events', contactList: null }),
  '1 segment-not-contact-list add': addingTo({ type: 'Later', contactList: null }),
  '1 unsupported-type add': addingTo({ identifierType: 'Fax' }),
  '1 state-folder uploads list': after('uploads list --state-dir mine', ({ world }) =>
    world.write('mine', ''),
  ),
  '1 sandbox-start sandbox': (scene) =>
    scene.json(`sandbox --port ${new URL(scene.world.gate.url).port}`),
  '1 wrong-clock doctor': after('doctor', ({ world }) => {
    world.gate.replyHeaders = { date: new Date(Date.now() - 3_600_000).toUTCString() };
  }),
};

// Safety checks

const hashed =
  (algorithm: string) =>
  (email: string): string =>
    createHash(algorithm).update(email).digest('hex');

/** Updates a segment that has `last.csv` with this file. */
const updating = (last: readonly string[], next: readonly string[] | string, more = ''): Way =>
  after(`update list.csv --segment $id --previous last.csv ${more}`, async (scene) => {
    scene.csv(last, 'last.csv');
    await scene.add('last.csv');
    if (typeof next === 'string') scene.world.write('list.csv', next);
    else scene.csv(next);
  });

async function keeping(scene: Scene, rows: readonly string[]): Promise<Ended> {
  scene.csv(rows);
  return scene.json('update list.csv --segment $id --keep last.csv');
}

/** Adds a file with suppression lists, one after the other; without one, there is none. */
const suppressed =
  (rows: readonly string[], lists: (readonly string[])[], age = 0, more = ''): Way =>
  async (scene) => {
    scene.csv(rows);
    const line = `add list.csv --segment $id --suppress opt-outs.csv ${more}`;
    const at = Date.now() / 1000 - age * 3600;
    for (const [n, list] of lists.entries()) {
      fs.utimesSync(scene.world.writeCsv('opt-outs.csv', list), at, at);
      if (n < lists.length - 1) endsWith(0, await scene.json(line));
    }
    return scene.json(line);
  };

/** What the first of several uploads by a program ends with. */
const firstOf =
  (...choicesOf: ((scene: Scene) => Partial<Choices>)[]): Way =>
  async (scene) => {
    const { bench } = scene;
    const batch = new Batch(
      choicesOf.map((more) => {
        const { uri } = bench.chosen();
        return { into: bench.into(), operation: 'add', ...more(scene), files: [{ uri }] };
      }),
      bench.drafts,
      { ...PROGRAM, command: 'uploadMany' },
    );
    const [{ error }] = await sendEach(batch, bench.drafts, async (draft) => {
      await draft.check();
      return (await (await draft.send('yes')).run({})).report;
    });
    assert.ok(error);
    return failed(error, EXIT_CODES[outcomeOfFailure(error)]);
  };

const keptOut =
  (id: string) =>
  ({ bench }: Scene): Partial<Choices> => {
    bench.audiences = [audience('1', not(leaf('5')))];
    bench.fill(id, 10);
    return { into: bench.into(id), operation: 'remove' };
  };

const unconfirmed =
  (line: string): Way =>
  async (scene) => {
    const missing = await scene.run(line);
    assert.match(endsWith(6, missing).stderr, /^Error: .*protected.*“--confirm”/m);
    assert.equal(missing.stdout, '');
    const ended = await scene.json(`${line} --confirm 48210`);
    assert.equal(scene.changes, 0);
    return ended;
  };

const REPLACE = 'replace list.csv --segment $id --confirm $account';

/** What `replace` is stopped for, until `--min-kept` allows it. */
const replacing =
  (more: string, line: string, says: RegExp): Way =>
  async (scene) => {
    scene.csv(people(4));
    const ended = await scene.json(line);
    assert.match(errorOf(ended).message, says);
    assert.equal(scene.changes, 0);
    endsWith(0, await scene.json(`${line} ${more}`));
    assert.deepEqual(await scene.control.list(scene.id), people(4));
    return ended;
  };

const withInvalid = (line: string): Way =>
  after(line, (scene) => scene.csv([...people(3), 'nobody']));

const SAFETY: Rows = {
  '6 not-confirmed uploads resume': async (scene) => {
    const jobId = await scene.addPart();
    scene.editJob(jobId, ({ plannedAt }) => ({ plannedAt: plannedAt - 25 * 3_600_000 }));
    return scene.resume(jobId);
  },
  '6 protected replace': unconfirmed('replace list.csv --segment $id'),
  '6 protected clear': unconfirmed('clear $id'),
  '6 protected segments delete': unconfirmed('segments delete $id'),
  '6 changed –': async ({ bench }) => {
    const { uri } = bench.chosen();
    const draft = bench.draft({ files: [{ uri }], into: bench.into(), operation: 'add' }, PROGRAM);
    await draft.check();
    bench.world.set('k', []);
    return failing(() => draft.send('yes'));
  },
  '6 nothing-to-send add': after('add list.csv --segment $id --max-invalid 1', (scene) =>
    scene.csv(['no', 'nor this']),
  ),
  '6 too-many-refused add': async (scene) => {
    await scene.segment();
    scene.csv([...people(8), 'no', 'nor this']);
    const line = 'add list.csv --segment $id';
    const { stdout, stderr } = endsWith(6, await scene.run(line));
    assert.match(stdout, /Too many rows in list\.csv are invalid: 2 of 10; .*--max-invalid/);
    assert.match(stderr, /^list\.csv:10:1: error: .* \[email-no-at\]$/m);
    assert.doesNotMatch(stderr, /To resume/);
    const ended = await scene.json(line);
    assert.equal(scene.changes, 0);
    endsWith(0, await scene.run(`${line} --max-invalid 0.2`));
    assert.deepEqual(await scene.control.list(scene.id), people(8));
    return ended;
  },
  '6 too-many-refused remove': withInvalid('remove list.csv --segment $id --min-kept 0'),
  '6 too-many-refused update': withInvalid('update list.csv --segment $id --keep kept.csv'),
  '6 min-kept replace': replacing('--min-kept 0.1', REPLACE, /--min-kept/),
  '5 size-unknown replace': async (scene) => {
    scene.fails('503', 'statistics');
    const line = `${REPLACE} --max-wait 0s`;
    endsWith(5, await scene.json(`${line} --dry-run`));
    const says = /Nothing was cleared.*Reading the statistics failed/;
    return replacing('--min-kept 0', line, says)(scene);
  },
  '6 max-removed update': updating(people(100), people(60), '--min-kept 0'),
  '6 previous-unknown update': async (scene) => {
    await keeping(scene, people(50));
    scene.remove('last.csv');
    return keeping(scene, people(50, 2));
  },
  '6 previous-unknown doctor': after('doctor', async (scene) => {
    await keeping(scene, people(4));
    scene.remove('list.csv', 'last.csv');
  }),
  '6 other-list update': async (scene) => {
    scene.csv(people(50));
    await scene.add();
    return keeping(scene, people(50, 2));
  },
  '6 other-formats update': async (scene) => {
    scene.csv(people(20), 'plain.csv');
    await scene.add('plain.csv');
    scene.remove('plain.csv');
    const rows = people(20).map(hashed('sha256'));
    await keeping(scene, rows);
    return keeping(scene, rows.slice(1));
  },
  '6 other-file update': async (scene) => {
    scene.world.write(
      'news.csv',
      ['name,email', ...people(5).map((one) => `x,${one}`), ''].join('\n'),
    );
    await scene.add('news.csv');
    await keeping(scene, people(20));
    scene.world.writeCsv('news.csv', ['1', '2'], 'id');
    return keeping(scene, people(19, 1));
  },
  '6 invalid-grew update': updating(people(100), [...people(97), 'a', 'b', 'c']),
  '6 cut-off update': updating(people(100), `email\n${people(98).join('\n')}`),
  '6 suppression-missing add': suppressed(people(20), []),
  '6 suppression-unreadable add': suppressed(people(20), [[...people(2, 50), 'x']]),
  '6 suppression-empty add': suppressed(people(20), [people(15, 50), []]),
  '6 suppression-stale add': suppressed(people(20), [people(2)], 43, '--suppress-max-age 26h'),
  '6 suppression-shrunk add': suppressed(people(20), [people(15, 50), people(4, 50)]),
  '6 suppression-not-comparable add': suppressed(people(20).map(hashed('sha256')), [
    people(2).map(hashed('md5')),
  ]),
  '6 too-many-suppressed add': suppressed(people(900), [people(101)]),
  '6 suppression-changed –': async ({ bench }) => {
    const file = fileURLToPath(bench.chosen(csv(people(2)), 'opt-outs.csv').uri);
    const suppress = [{ file: pathToFileURL(file).href }];
    const choices = { into: bench.into(), operation: 'add', suppress } as const;
    const { draft } = await bench.check(choices, PROGRAM);
    const { jobId } = await draft.send('yes');
    fs.writeFileSync(file, csv(people(3)));
    // Whoever runs it otherwise starts it over.
    const { report } = await bench.current.run(jobId, bench.client());
    return failed(report.error ?? assert.fail(), EXIT_CODES[outcomeOf(report)]);
  },
  '6 superseded uploads resume': async (scene) => {
    const jobId = await scene.addPart();
    scene.csv(people(1), 'leavers.csv');
    await scene.run('remove leavers.csv --segment $id --min-kept 0');
    return scene.resume(jobId);
  },
  '6 people-removed uploads resume': async (scene) => {
    const jobId = await scene.addPart();
    scene.csv(people(1), 'leavers.csv');
    await scene.run('remove leavers.csv --all-segments --receipt receipts --confirm $account');
    return scene.resume(jobId);
  },
  '6 not-undoable uploads undo': async (scene) => {
    const jobId = await scene.add();
    scene.csv(people(3, 4), 'more.csv');
    await scene.add('more.csv');
    return scene.json(`uploads undo ${jobId} --min-kept 0`);
  },
  '6 conflict –': firstOf(
    () => ({ operation: 'add' }),
    () => ({ operation: 'remove' }),
  ),
  '1 keeps-people-out –': firstOf(keptOut('5'), keptOut('6')),
  '6 export-missing run': (scene) => scene.json(night(scene, 'gone.csv')),
  '3 export-missing run': (scene) => scene.json(night(scene, 'list.csv', 'gone.csv')),
  '3 nothing-new update': (scene) => {
    scene.csv(people(2), 'crm-2020-01-01.csv');
    return scene.json(
      `update crm-2020-01-01.csv --segment ${scene.id} --keep kept.csv --every day`,
    );
  },
  '6 export-ambiguous –': ({ world }) => {
    world.write('crm-27-11-2026.csv', '');
    const files = [path.join(world.folder, 'crm-*.csv')];
    return failing(() => findFiles({ files, maxAge: '26h', choices: {} }, Date.now()));
  },
  '6 tracked-by-git –': ({ world }) => {
    const uri = pathToFileURL(world.write('crm.csv', '')).href;
    execFileSync('git', ['init', '--quiet'], { cwd: world.folder });
    execFileSync('git', ['add', 'crm.csv'], { cwd: world.folder });
    return failing(() => rejectTracked({ files: [{ uri }] }, trackedByGit()));
  },
};

// Uploads

const openUpdate = (make: (scene: Scene) => void): Way =>
  after('update list.csv --segment $id --previous last.csv --chunk-size 25', async (scene) => {
    scene.csv(people(50), 'last.csv');
    await scene.add('last.csv');
    scene.csv(people(50, 5));
    make(scene);
  });

const rejected = (line: string): Way => after(line, (scene) => scene.rejects(3, 1));

const UPLOADS: Rows = {
  '5 locked clear': async (scene) => {
    const held = scene.world.gate.hold('addRemove');
    const adding = scene.add();
    await held.reached;
    const ended = await scene.json('clear $id --confirm $account --max-wait 0s');
    held.release();
    await adding;
    return ended;
  },
  '5 locked uploads delete': async (scene) => {
    const jobId = await scene.addPart();
    scene.world.gate.reset();
    const held = scene.world.gate.hold('addRemove');
    const other = scene.world.start(['uploads', 'resume', jobId]);
    await held.reached;
    const ended = await scene.json(`uploads delete ${jobId}`);
    held.release();
    await other.ended;
    return ended;
  },
  '3 adds-open update': openUpdate((scene) => scene.fails('400', 'addRemove', 1)),
  // The response to the removal has no counts.
  '3 incomplete update': openUpdate((scene) =>
    scene.answers('addRemove', { data: { attributes: {} } }, { nth: 3 }),
  ),
  '3 refused-too-much add': async (scene) => {
    scene.csv(people(10));
    scene.rejects(4, 6);
    const ended = await scene.json('add list.csv --segment $id');
    const { sent, accepted, refused } = reportOf(ended);
    assert.deepEqual([sent, accepted, refused], [10, 6, 4]);
    scene.rejects(4, 6);
    endsWith(0, await scene.run('add list.csv --segment $id --max-invalid 0.4'));
    return ended;
  },
  '3 refused-too-much remove': rejected('remove list.csv --segment $id --min-kept 0'),
  '3 refused-too-much update': rejected('update list.csv --segment $id --keep kept.csv'),
  '3 refused-too-much replace': rejected(`${REPLACE} --min-kept 0`),
  '3 refused-too-much uploads undo': async (scene) => {
    const line = await undone(scene);
    scene.rejects(3, 1);
    return scene.json(line);
  },
  '1 not-kept update': 'update list.csv --segment $id --keep nowhere/kept.csv',
  '1 list-emptied uploads resume': async (scene) => {
    const jobId = await scene.addPart();
    await scene.run('clear $id --confirm $account');
    return scene.resume(jobId);
  },
  '1 list-changed –': async ({ bench }) => {
    bench.sink.invalid = (value) => /user[1-4]@/.test(value);
    bench.sink.samples = 1;
    const files = [bench.chosen(csv(people(50, 0, 'user')))];
    const send = async (operation: 'add' | 'remove'): Promise<string> => {
      const minKept = operation === 'remove' && { minKept: 0 };
      const choices = { into: bench.into(), operation, files, ...minKept };
      const { draft, step } = await bench.check(choices, PROGRAM);
      const { plan } = readyOf(step);
      await (await draft.send('yes')).run({});
      return plan.jobId;
    };
    const jobId = await send('add');
    await send('remove');
    return failing(() => bench.current.findRejected(jobId, bench.client()));
  },
  '1 unknown-job uploads show': 'uploads show mwxw1o2r-03294685',
  '1 unknown-job uploads delete': 'uploads delete nope',
  '1 not-resumable uploads resume': (scene) => scene.resume(scene.add()),
  '1 journal-full add': async (scene) => {
    await scene.add();
    const jobs = path.join(scene.world.stateFolder, 'jobs');
    fs.rmSync(jobs, { recursive: true });
    fs.writeFileSync(jobs, '');
    return scene.json('add list.csv --segment $id');
  },
  '1 journal-broken uploads resume': async (scene) => {
    const jobId = await scene.addPart();
    scene.world.write(`state/criteo-audiences/jobs/${jobId}/chunks.json`, '{}');
    return scene.resume(jobId);
  },
  '1 records-unreadable add': async (scene) => {
    await scene.add();
    const segments = path.join(scene.world.stateFolder, 'segments');
    fs.rmSync(segments, { recursive: true });
    fs.writeFileSync(segments, '');
    return scene.json('add list.csv --segment $id');
  },
  '1 worker –': async () => {
    const code = path.join(__dirname, '..', '..', 'unit', 'upload', 'support', 'worker.js');
    const worker = new WorkerClient(code, undefined, []);
    try {
      // Without anything to check.
      return await failing(() => worker.run({ task: 'validate' } as never));
    } finally {
      await worker.close();
    }
  },
  '1 not-expressible –': async ({ bench }) => {
    const uri = 'memfs:/people.csv';
    bench.virtual.set(uri, Buffer.from(csv(people(3))));
    const choices = { into: bench.into(), operation: 'add', files: [{ uri }] } as const;
    const { plan } = readyOf((await bench.check(choices, PROGRAM)).step);
    const around = { folder: '/work', stateDir: '/state', platform: 'linux' } as const;
    return failing(() => commandLineOf(plan, bench.account, around));
  },
  '1 unsaved-changes –': async ({ bench }) => {
    const file = bench.chosen();
    bench.unsaved.add(file.uri);
    const { step } = await bench.check({ files: [file] }, PROGRAM);
    return failing(() => requireDraftPlan(step));
  },
  '1 not-ready –': () => failing(() => requireDraftPlan({ kind: 'checking' })),
  '1 bad-report –': () => failing(() => parseReportFile(Buffer.from('{}'), 'report.json')),
};

export const ROWS = Object.entries({
  ...REQUESTS,
  ...FILES,
  ...ACCOUNTS,
  ...SAFETY,
  ...UPLOADS,
}).map(([key, way]) => {
  const [, exit, code, command] = /^(\d+) (\S+) (.+)$/.exec(key) ?? assert.fail(key);
  const how: Way = typeof way === 'string' ? (scene) => scene.json(way) : way;
  return { exit: Number(exit), code, command, how };
});
