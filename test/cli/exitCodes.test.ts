import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { endingOf, EXIT_CODES, exitCodes } from '../../src/cli/exitCodes';
import { badArgument } from '../../src/common/failure';
import type { Report } from '../../src/upload/jobTypes';
import type { Operation } from '../../src/upload/uploadTypes';
import { people } from '../support/people';
import { reportIsWhole } from '../support/reportAddsUp';
import { documentOf, endsWith, type Ended, type Environment } from './support/cli';
import { useWorld } from './support/world';

describe('the exit code', function () {
  this.timeout(60_000);
  const world = useWorld();

  /** Writes a file and sends it to a segment. */
  async function send(
    operation: Operation,
    segment: string,
    rows: readonly string[],
    args: readonly string[] = [],
    env: Environment = {},
  ): Promise<Ended> {
    world.writeCsv('list.csv', rows);
    return world.run([operation, 'list.csv', '--segment', segment, ...args], { env });
  }
  const upload = (
    segment: string,
    rows: readonly string[],
    args: readonly string[] = [],
    env: Environment = {},
  ): Promise<Ended> => send('add', segment, rows, args, env);

  const error = (ended: Ended): { code: string; message: string } =>
    documentOf<{ error: { code: string; message: string } }>(ended).error;
  const confirm = (): string[] => ['--confirm', world.sandbox.accountId];

  it('is one of these: scripts depend on them', () => {
    assert.deepEqual(EXIT_CODES, {
      finished: 0,
      failed: 1,
      'refused-too-much': 3,
      incomplete: 3,
      partial: 3,
      denied: 4,
      'gave-up': 5,
      blocked: 6,
      usage: 64,
      cancelled: 130,
    });
    // 2 is reserved for changes that a plan finds, 143 is for SIGTERM.
    for (const reserved of [2, 143]) assert.ok(!Object.values(EXIT_CODES).includes(reserved));
    assert.equal(endingOf(badArgument('usage', '')), 'usage');
  });

  it('is in the help, and as JSON', async () => {
    const { stdout } = endsWith(0, await world.run(['help', 'exit-codes']));
    for (const { code, meaning } of exitCodes()) {
      const [words] = meaning.split(/[:,]/);
      assert.match(
        stdout,
        new RegExp(`^ +${code} +${words.slice(0, 20).replace(/[()]/g, '.')}`, 'm'),
      );
    }
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
    const json = endsWith(0, await world.run(['help', 'exit-codes', '--json']));
    const rows = exitCodes().map(({ code, name, meaning }) => ({ code, name, meaning }));
    assert.deepEqual(documentOf(json), { exitCodes: rows });
  });

  describe('1: failed', () => {
    it('for a segment that doesn’t exist, with the message of the API in the document', async () => {
      const ended = endsWith(1, await world.run(['segments', 'show', '999', '--json']));
      assert.equal(error(ended).code, 'segment-not-found');
    });

    it('for a file that doesn’t exist, whose name the message has', async () => {
      const id = await world.newSegment();
      const args = ['add', 'gone.csv', '--segment', id];
      const { stdout, stderr } = endsWith(1, await world.run(args));
      assert.equal(stdout, '');
      assert.match(stderr, /^Error: .*gone\.csv/m);
      assert.match(stderr, /^operation=\w+ code=not-found version=\d/m);
      assert.equal(world.gate.count('addRemove'), 0);
    });

    it('for a file that has no such column', async () => {
      const id = await world.newSegment();
      const ended = endsWith(1, await upload(id, people(3), ['--column', 'nowhere', '--json']));
      assert.equal(error(ended).code, 'no-column');
    });

    it('for a request that the API rejects for good', async () => {
      const id = await world.newSegment();
      world.control.addFaults({ fault: '400', operation: 'addRemove', code: 'odd-request' });
      const ended = endsWith(1, await upload(id, people(3), ['--json']));
      const { report } = documentOf<{ report: Report }>(ended);
      assert.equal(error(ended).code, 'odd-request');
      assert.deepEqual([report.accepted, report.refused + report.unsent], [0, 3]);
    });
  });

  describe('3: sent, but', () => {
    it('the API rejected more than --max-invalid', async () => {
      const id = await world.newSegment();
      const rejectsFour = {
        fault: 'malformedJson',
        operation: 'addRemove',
        body: '{"data":{"attributes":{"nbValidIdentifiers":6,"nbInvalidIdentifiers":4}}}',
      } as const;
      world.control.addFaults(rejectsFour);
      const ended = endsWith(3, await upload(id, people(10), ['--json']));
      const { report } = documentOf<{ report: Report }>(ended);
      assert.equal(error(ended).code, 'refused-too-much');
      assert.deepEqual([report.sent, report.accepted, report.refused], [10, 6, 4]);
      world.control.addFaults(rejectsFour);
      endsWith(0, await upload(id, people(10), ['--max-invalid', '0.4']));
    });

    it('some of several segments couldn’t be deleted', async () => {
      const id = await world.newSegment();
      const args = ['segments', 'delete', id, '999', ...confirm(), '--json'];
      const ended = endsWith(3, await world.run(args));
      const { deletion } = documentOf<{ deletion: Deletion }>(ended);
      assert.deepEqual(deletion.deleted, [id]);
      assert.deepEqual(
        deletion.problems.map((one) => one.id),
        ['999'],
      );
    });

    it('some rows of a list of segments couldn’t be created', async () => {
      world.write('new.csv', 'name,retailer,type\nFine,1200,Email\nNot so,1200,Nothing\n');
      const { stderr, stdout } = endsWith(3, await world.run(['segments', 'import', 'new.csv']));
      assert.match(stdout, /^1 segment created\./);
      assert.match(stderr, /^new\.csv:3:13: error: /m);
    });
  });

  describe('4: credentials or permission', () => {
    it('for a wrong secret, which is not named', async () => {
      const env = { CRITEO_CLIENT_SECRET: 'a wrong secret' };
      const { stdout, stderr } = endsWith(4, await world.run(['accounts'], { env }));
      assert.equal(stdout, '');
      assert.match(stderr, /^Error: .*\noperation=\w+ code=invalid_client status=4\d\d/m);
      assert.doesNotMatch(stderr, /a wrong secret/);
      const id = await world.newSegment();
      const ended = endsWith(4, await upload(id, people(2), ['--json'], env));
      assert.equal(error(ended).code, 'invalid_client');
    });

    it('for a permission that is missing', async () => {
      const id = await world.newSegment();
      world.control.addFaults({ fault: 'forbidden', operation: 'addRemove' });
      const ended = endsWith(4, await upload(id, people(3), ['--json']));
      assert.equal(error(ended).code, 'permission');
      assert.deepEqual(await world.control.list(id), []);
    });

    it('without credentials, saying which variables to set', async () => {
      const missing = async (env: Environment): Promise<string> =>
        endsWith(4, await world.run(['accounts'], { env })).stderr;
      for (const env of [
        { CRITEO_CLIENT_ID: undefined },
        { CRITEO_CLIENT_SECRET: undefined },
        { CRITEO_CLIENT_SECRET: '' },
      ]) {
        const said = await missing(env);
        for (const name of ['CRITEO_CLIENT_ID', 'CRITEO_CLIENT_SECRET_FILE', '--sandbox'])
          assert.ok(said.includes(name), said);
      }
      assert.match(
        await missing({ CRITEO_CLIENT_SECRET_FILE: path.join(world.folder, 'gone') }),
        /gone.*ENOENT.*CRITEO_CLIENT_SECRET_FILE/,
      );
      assert.deepEqual(world.gate.passed, []);
    });
  });

  describe('5: gave up, resumable', () => {
    it('without a connection', async () => {
      const env = { CRITEO_API_URL: 'http://127.0.0.1:9' };
      const id = '738406688413290999';
      const args = ['--segment', id, '--max-wait', '0s', '--json'];
      const file = world.writeCsv('unreachable.csv', people(2));
      const ended = endsWith(5, await world.run(['add', file, ...args], { env }));
      assert.equal(error(ended).code, 'network');
    });

    it('when the connection breaks for longer than --max-wait; the line it prints finishes it', async () => {
      const id = await world.newSegment({ name: 'Broken line' });
      world.control.addFaults({ fault: 'cutBefore', operation: 'addRemove', nth: 2, times: 1000 });
      const args = ['--chunk-size', '2', '--concurrency', '1', '--max-wait', '0s'];
      const { stdout, stderr } = endsWith(5, await upload(id, people(6), args));
      assert.match(stdout, / 2 unknown\. .*\nRows: 6 = .* 4 sent \+ 2 not sent$/m);
      world.control.clearFaults();
      await finishes(stderr, id, 6);
    });

    it('for the rate limit, after --max-wait; the line it prints finishes it', async () => {
      const id = await world.newSegment({ name: 'Limited' });
      world.control.addFaults({
        ...({ fault: '429', operation: 'addRemove', nth: 3 } as const),
        times: 1000,
        retryAfter: 3600,
      });
      const args = ['--chunk-size', '1', '--concurrency', '1', '--max-wait', '1s'];
      const state = ['--state-dir', path.join(world.folder, 'the state')];
      const { stderr } = endsWith(5, await upload(id, people(4), [...args, ...state]));
      assert.match(stderr, /--state-dir '.*the state'$/m);
      const refused = path.join(world.folder, 'the state', 'readings', 'refused.json');
      const { at } = JSON.parse(fs.readFileSync(refused, 'utf8')) as { at: number };
      assert.ok(Date.now() - at < 60_000, 'windows read nothing in the background now');
      world.control.clearFaults();
      await finishes(stderr, id, 4);
    });

    it('when the size of the segment can’t be read in time; --min-kept 0 allows it', async () => {
      const id = await world.newSegment({ identifiers: people(5) });
      world.control.addFaults({ fault: '503', operation: 'statistics', times: 1000 });
      const replace = [...confirm(), '--max-wait', '0s', '--json'];
      const ended = endsWith(5, await send('replace', id, people(5, 50), replace));
      assert.equal(error(ended).code, 'size-unknown');
      assert.match(error(ended).message, /Nothing was cleared.*Reading the statistics failed/);
      const checked = await send('replace', id, people(5, 50), [...replace, '--dry-run']);
      assert.equal(error(endsWith(5, checked)).code, 'size-unknown');
      assert.equal(world.gate.count('clear'), 0);
      endsWith(0, await send('replace', id, people(5, 50), [...replace, '--min-kept', '0']));
      assert.deepEqual(await world.control.list(id), people(5, 50));
    });

    it('names the upload and the failure in the document', async () => {
      const id = await world.newSegment();
      world.control.addFaults({ fault: '503', operation: 'addRemove', times: 1000 });
      const ended = endsWith(5, await upload(id, people(2), ['--max-wait', '0s', '--json']));
      const { report } = documentOf<{ report: Report }>(ended);
      assert.ok(report.jobId);
      assert.equal(report.state, 'failed');
      assert.ok(error(ended).message);
      world.control.clearFaults();
      const resumed = await world.run(['uploads', 'resume', report.jobId, '--json']);
      reportIsWhole(documentOf<{ report: Report }>(endsWith(0, resumed)).report, 2);
    });

    /** Runs the line that resumes through a shell, as a person would. */
    async function finishes(stderr: string, segment: string, count: number): Promise<void> {
      const line = /^To resume: (criteo-audiences uploads resume .*)$/m.exec(stderr)?.[1];
      assert.ok(line, stderr);
      const resumed = await world.runInstalled([], {
        through: ['bash', '-c', AS_TYPED, `${line} --json`],
      });
      const { report } = documentOf<{ report: Report }>(endsWith(0, resumed));
      reportIsWhole(report, count);
      assert.ok(line.includes(report.jobId));
      assert.deepEqual(await world.control.list(segment), people(count));
    }
  });

  describe('6: nothing was sent', () => {
    const changes = (): number =>
      (['addRemove', 'clear', 'delete'] as const).reduce(
        (sum, operation) => sum + world.gate.count(operation),
        0,
      );

    it('when too many rows are invalid', async () => {
      const id = await world.newSegment();
      const rows = [...people(8), 'no', 'nor this'];
      const { stdout, stderr } = endsWith(6, await upload(id, rows));
      assert.match(stdout, /2 of 10 rows in list\.csv are invalid.*--max-invalid/);
      assert.match(stderr, /^list\.csv:10:1: error: .* \[email-no-at\]$/m);
      assert.doesNotMatch(stderr, /To resume/);
      endsWith(6, await world.run(['check', 'list.csv', '--type', 'Email']));
      assert.equal(changes(), 0);
      endsWith(0, await upload(id, rows, ['--max-invalid', '0.2']));
      assert.deepEqual(await world.control.list(id), people(8));
    });

    it('when a replace would leave too little of the segment', async () => {
      const id = await world.newSegment({ identifiers: people(100) });
      const replace = [...confirm(), '--json'];
      const ended = endsWith(6, await send('replace', id, people(10), replace));
      assert.equal(error(ended).code, 'min-kept');
      assert.match(error(ended).message, /--min-kept/);
      assert.equal(changes(), 0);
      endsWith(0, await send('replace', id, people(10), [...replace, '--min-kept', '0.1']));
      assert.deepEqual(await world.control.list(id), people(10));
    });

    it('without --confirm, or with another ID, for replace, clear and delete', async () => {
      const id = await world.newSegment({ identifiers: people(3) });
      world.writeCsv('list.csv', people(3, 50));
      for (const args of [
        ['replace', 'list.csv', '--segment', id],
        ['clear', id],
        ['segments', 'delete', id],
      ]) {
        const missing = endsWith(6, await world.run(args));
        assert.match(missing.stderr, /^Error: .*protected.*“--confirm”/m);
        assert.equal(missing.stdout, '');
        const wrong = endsWith(6, await world.run([...args, '--confirm', '48210', '--json']));
        assert.equal(error(wrong).code, 'protected');
      }
      assert.equal(changes(), 0);
      assert.deepEqual(await world.control.list(id), people(3));
    });
  });

  it('is 64 for wrong arguments, before any request', async () => {
    world.writeCsv('list.csv', people(3));
    const into = ['add', 'list.csv', '--segment', '1'];
    const cases: [args: string[], message: RegExp][] = [
      [['uplods'], /no command “uplods”.*uploads/],
      [['upload', 'list.csv', '--segment', '1', '--operation', 'add'], /no command “upload”/],
      [['add', 'list.csv', '--nope'], /no option --nope/],
      [['uploads', 'nope'], /nope/],
      [['add'], /argument file is missing/],
      [['add', 'list.csv'], /“--segment” is required/],
      [['add', 'list.csv', '--segment'], /--segment.* needs a value/],
      [['append', 'list.csv', '--segment', '1'], /no command “append”/],
      [[...into, '--max-invalid', 'much'], /“--max-invalid”/],
      [[...into, '--max-invalid', '1.1'], /“--max-invalid”/],
      [['remove', ...into.slice(1), '--min-kept', '-1'], /“--min-kept”/],
      [[...into, '--concurrency', '0'], /“--concurrency”/],
      [[...into, '--chunk-size', 'all'], /“--chunk-size”/],
      [[...into, '--max-wait', 'soon'], /“--max-wait”.*90s/],
      [[...into, '--encoding', 'latin'], /“--encoding”/],
      [[...into, '--hash', 'crc32'], /“--hash”/],
      [['remove', ...into.slice(1), '--formats', 'some'], /“--formats”/],
      [['check', 'list.csv', '--type', 'Nothing'], /“--type” must be one of: Email/],
      [['fix', 'list.csv', '--type', 'Email'], /“--out” is required/],
      [['fix', 'list.csv', '--type', 'Email', '--out', 'list.csv'], /./],
      [['fix', 'list.csv', '--type', 'Email', '--out', 'x', '--fixes', 'all'], /“--fixes”/],
      [['segments', 'create', '--name', 'X', '--type', 'Email'], /“--retailer” is required/],
      [['segments', 'edit', '1'], /“--name” or “--description”/],
      [['segments', 'edit', '1', '--name', ' '], /“--name” can’t be empty: a segment needs a name/],
      [['accounts', 'more'], /too many arguments/i],
      [['accounts', '--format', 'xml'], /--format.*text, json, github/],
      [['accounts', '--secret', 'hush'], /“--secret” must be “-”/],
      [['accounts', '--max-requests-per-minute', 'few'], /“--max-requests-per-minute”/],
      [['segments', 'list', '--account', 'mine'], /“--account”/],
      [['accounts', '--api-url', 'http://api.example'], /must start with https:/],
    ];
    for (const [args, message] of cases) {
      const { stdout, stderr } = endsWith(64, await world.run(args));
      assert.equal(stdout, '', args.join(' '));
      assert.match(stderr, message, args.join(' '));
      assert.doesNotMatch(stderr, /hush/);
    }
    assert.deepEqual(world.gate.passed, []);
    const inJson = endsWith(64, await world.run(['add', '--json', '--nope']));
    assert.equal(error(inJson).code, 'bad-argument');
  });

  it('is 64 for an option given twice, an empty value and a folder, and nothing is left behind', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', people(3));
    fs.mkdirSync(path.join(world.folder, 'folder'));
    const there = fs.readdirSync(world.folder);
    const into = ['add', 'list.csv', '--segment', id];
    const update = ['update', 'list.csv', '--segment', id];
    const cases: [args: string[], message: RegExp][] = [
      [['check', ...into.slice(1), '--segment', id], /--segment <segment> can be given only once/],
      [[...into, '--account', '1', '--account', '2'], /--account <id> can be given only once/],
      [['--account', '1', ...into, '--account', '2'], /--account <id> can be given only once/],
      [['segments', 'edit', id, '--name', 'x', '--name', 'y'], /--name <name> can be given only/],
      [[...update, '--keep', ''], /--keep <file> needs a value/],
      [[...update, '--previous', ''], /--previous <file\.\.\.> needs a value/],
      [[...update, '--previous', 'list.csv', ''], /--previous <file\.\.\.> needs a value/],
      [[...into, '--state-dir', ''], /--state-dir <folder> needs a value/],
      [['segments', 'list', '--text='], /--text <text> needs a value/],
      [['add', '', '--segment', id], /argument file is missing/],
      [[...update, '--keep', 'folder'], /“--keep” .*folder isn’t a regular file/],
      [[...update, '--keep', 'kept/'], /“--keep” .*kept isn’t a regular file/],
      [[...update, '--previous', 'list.csv', 'folder'], /“--previous” .*folder isn’t/],
      [['add', 'list.csv', 'folder', ...into.slice(2)], /“file” .*folder isn’t/],
      [['check', 'folder', '--type', 'Email'], /“file” .*folder isn’t/],
      [['fix', 'list.csv', '--type', 'Email', '--out', 'folder'], /“--out” .*folder isn’t/],
      [['segments', 'export', '--out', 'folder'], /“--out” .*folder isn’t/],
      [['segments', 'import', 'folder'], /“file” .*folder isn’t/],
      ...[into.with(1, '-'), ['check', '-', '--type', 'Email'], ['segments', 'import', '-']].map(
        (args): [string[], RegExp] => [args, /“file” can’t be standard input .*: save it as a CSV/],
      ),
      [[...update, '--previous', '-'], /“--previous” can’t be standard input .* read again/],
      [[...update, '--keep', '-'], /“--keep” .*- isn’t a regular file/],
      [['segments', 'export', '--out', '-'], /“--out” .*- isn’t a regular file/],
    ];
    for (const [args, message] of cases) {
      const { stdout, stderr } = endsWith(64, await world.run(args));
      assert.match(stderr, message);
      assert.equal(stdout, '', args.join(' '));
    }
    for (const more of [['--json'], ['--format', 'json'], ['--format=json']])
      assert.equal(
        error(endsWith(64, await world.run([...cases[0][0], ...more]))).code,
        'bad-argument',
      );
    assert.deepEqual(world.gate.passed, []);
    assert.deepEqual(fs.readdirSync(world.folder), there);
    assert.deepEqual(await world.control.list(id), []);
  });

  it('isn’t 64 for flags that say the same twice, and options that are lists', async () => {
    const id = await world.newSegment();
    world.write('list.csv', 'a,b\nada@example.com,grace@example.com\n');
    const args = ['add', 'list.csv', '--segment', id, '--no-dedupe'];
    const more = ['--column', 'a', '--column', 'b', '--no-dedupe', '--quiet', '--quiet'];
    endsWith(0, await world.run([...args, ...more]));
    assert.equal((await world.control.list(id)).length, 2);
    const ids = ['--segment-ids', id, '--segment-ids', id];
    endsWith(0, await world.run(['segments', 'list', ...ids, '--types', 'ContactList', 'Events']));
  });

  it('is 64 for a name that several segments have, with what tells them apart', async () => {
    for (const retailerId of ['1200', '1251'])
      await world.newSegment({ name: 'Twice', retailerId });
    const ended = endsWith(64, await upload('Twice', people(2), ['--json']));
    assert.equal(error(ended).code, 'ambiguous-segment');
    assert.match(error(ended).message, /retailer 1200.*retailer 1251.*“--retailer”/);
    assert.equal(world.gate.count('addRemove'), 0);
    endsWith(0, await upload('Twice', people(2), ['--retailer', '1251']));
    const named = (await world.control.segments()).filter(({ name }) => name === 'Twice');
    assert.deepEqual(
      named.map(({ retailerId, size }) => [retailerId, size]),
      [
        ['1200', 0],
        ['1251', 2],
      ],
    );
  });

  it('is 64 without an account if the application has several, and 1 for a name that no segment has', async () => {
    const env = { CRITEO_ACCOUNT_ID: undefined };
    const { stderr } = endsWith(64, await world.run(['segments', 'list'], { env }));
    assert.match(stderr, /--account.*CRITEO_ACCOUNT_ID/);
    const ended = endsWith(1, await world.run(['segments', 'show', 'No such name', '--json']));
    assert.equal(error(ended).code, 'segment-not-found');
  });
});

interface Deletion {
  deleted: string[];
  problems: { id: string }[];
}

/** Runs a line in which the command is found as `$1` of the shell that runs it. */
const AS_TYPED = 'PATH="$(dirname "$1"):$PATH"; eval "$0"';
