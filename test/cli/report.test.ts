import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Report } from '../../src/upload/jobTypes';
import { people } from '../support/people';
import { reportIsWhole } from '../support/reportAddsUp';
import { documentOf, endsWith, type Ended } from './support/cli';
import { useWorld } from './support/world';

interface Written extends Record<string, unknown> {
  exitCode: number;
  error?: { code: string; message: string };
  report?: Report;
}

describe('the file of --report', function () {
  this.timeout(60_000);
  const world = useWorld();
  let segment: string;
  const file = (): string => path.join(world.folder, 'report.json');
  const leftovers = (): string[] =>
    fs.readdirSync(world.folder).filter((name) => /\.(new|part)$/.test(name));

  beforeEach(async () => {
    segment = await world.newSegment();
    world.writeCsv('list.csv', people(6));
  });

  const upload = (...more: string[]): string[] => [
    ...['add', 'list.csv', '--segment', segment, '--chunk-size', '1', '--concurrency', '1'],
    ...['--report', 'report.json', ...more],
  ];

  /** The document in the file, which has the exit code of the run. */
  function written(code: number, ended: Ended): Written {
    endsWith(code, ended);
    const text = fs.readFileSync(file(), 'utf8');
    assert.match(text, new RegExp(`^\\{"version":1,"exitCode":${code}[,}].*\\n$`));
    assert.equal(fs.statSync(file()).mode & 0o777, 0o600);
    assert.deepEqual(leftovers(), []);
    return JSON.parse(text) as Written;
  }

  it('has the document of --json and the exit code, beside the normal output', async () => {
    const ended = await world.runInstalled(upload());
    assert.match(ended.stdout, /^6 added to /);
    const { report } = written(0, ended);
    reportIsWhole(report, 6);
    for (const args of [
      ['segments', 'show', segment],
      ['segments', 'list'],
      ['check', 'list.csv', '--type', 'Email'],
      ['uploads', 'list'],
      ['help', 'exit-codes'],
      ['segments', 'show', '999'],
      ['segments', 'show', 'no-id'],
    ]) {
      const printed = await world.run([...args, '--json', '--report', 'report.json']);
      const { exitCode, ...rest } = written(printed.code, printed);
      assert.equal(exitCode, printed.code);
      assert.deepEqual(rest, { version: 1, ...documentOf(printed) }, args.join(' '));
      const asText = await world.run([...args, '--report', 'report.json']);
      assert.equal(written(printed.code, asText).exitCode, printed.code);
      assert.doesNotMatch(asText.stdout, /^\{/m);
    }
  });

  it('stands beside the summary of GitHub', async () => {
    world.writeCsv('list.csv', [...people(30), 'no']);
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'summary.md' };
    const ended = await world.run(upload(), { env });
    assert.deepEqual([written(0, ended).report?.rows, written(0, ended).report?.sent], [31, 30]);
    const summary = fs.readFileSync(path.join(world.folder, 'summary.md'), 'utf8');
    assert.match(summary, /Upload report/);
    // On GitHub it is rendered: names are no markup there.
    assert.match(summary, /list&#46;csv/);
    for (const line of [
      /^- Time: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d( to .*)? UTC$/m,
      new RegExp(`^- Segment: .*\\(${segment}\\)$`, 'm'),
      /^- Sent as: plain$/m,
    ])
      assert.match(summary, line);
  });

  it('follows a removal whose text says in which formats people stay', async () => {
    const remove = ['remove', 'list.csv', '--segment', segment];
    endsWith(0, await world.run(['add', 'list.csv', '--segment', segment]));
    const all = ['--min-kept', '0'];
    assert.match(
      endsWith(0, await world.run([...remove, ...all, '--formats', 'given'])).stdout,
      /^Not sent as: MD5, SHA-256, SHA-256 of MD5: removed in the format of the file only, so people in these formats stay$/m,
    );
    assert.doesNotMatch(endsWith(0, await world.run([...remove, ...all])).stdout, /Not sent as/);
  });

  it('replaces an empty file and a report, and nothing else', async () => {
    for (const before of [
      '',
      '{"version":1,"exitCode":6,"report":{}}',
      '{\n  "version": 1,\n  "exitCode": 0\n}\n',
    ]) {
      fs.writeFileSync(file(), before, { mode: 0o644 });
      written(0, await world.run(upload()));
    }
    for (const before of [
      ...['email\na@b.example\n', ' ', '[]', '{"version":2,"exitCode":0}', '{"version":1'],
      '{"version":1,"exitCode":0x',
      // What --json printed, and what other programs write.
      ...['{"version":1,"report":{}}', '{"version":1,"projects":{}}'],
    ]) {
      fs.writeFileSync(file(), before);
      const { stderr } = endsWith(64, await world.run(upload()));
      assert.match(
        stderr,
        /^Error: “--report” would replace report\.json, which isn’t a report\./m,
      );
      assert.equal(fs.readFileSync(file(), 'utf8'), before);
    }
    assert.equal(world.gate.count('addRemove'), 3 * 6);
  });

  it('replaces a link itself, never what it leads to', async () => {
    const target = path.join(world.folder, 'target.json');
    for (const before of [undefined, 'email\n', '{"version":1,"exitCode":0,"report":{}}']) {
      if (before !== undefined) fs.writeFileSync(target, before);
      fs.rmSync(file(), { force: true });
      fs.symlinkSync('target.json', file());
      written(0, await world.run(upload()));
      assert.ok(fs.lstatSync(file()).isFile());
      assert.equal(fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : undefined, before);
    }
  });

  it('is refused before anything is done where it can’t be written', async () => {
    fs.mkdirSync(path.join(world.folder, 'folder'));
    for (const [code, name, message] of [
      [1, 'none/report.json', /Couldn’t write "none\/report\.json" \(ENOENT\)/],
      [1, 'list.csv/report.json', /Couldn’t write "list\.csv\/report\.json" \(ENOTDIR\)/],
      [64, 'folder', /“--report” must be the path of a file, and folder isn’t a regular file/],
      [
        64,
        '/dev/null',
        /“--report” must be the path of a file, and \/dev\/null isn’t a regular file/,
      ],
    ] as const) {
      const args = ['add', 'list.csv', '--segment', segment, '--report', name, '--json'];
      const ended = endsWith(code, await world.run(args));
      assert.match(documentOf<Written>(ended).error?.message ?? '', message);
      assert.equal(ended.stderr.match(new RegExp(message, 'g'))?.length, 1, ended.stderr);
    }
    assert.equal(world.gate.passed.length, 0);
  });

  it('is none of an earlier run if the process is killed', async () => {
    fs.writeFileSync(file(), '{"version":1,"exitCode":0}');
    const { reached } = world.gate.hold('addRemove', 2);
    const run = world.start(upload());
    await reached;
    assert.ok(!fs.existsSync(file()));
    run.child.kill('SIGKILL');
    await run.ended;
    assert.ok(!fs.existsSync(file()));
  });

  it('has wrong arguments, however the option is written', async () => {
    for (const args of [
      ['add', 'list.csv', '--report', 'report.json', '--nope'],
      ['add', 'list.csv', '--nope', '--report=report.json'],
      ['add', '--account', '', '--report', 'report.json'],
      ['--report=report.json', 'nothing'],
      ['segments', 'list', '--progress', 'some', '--report', 'report.json'],
      ['add', 'list.csv', '--report', 'report.json'],
      ['--report', 'report.json'],
      ['segments', '--report', 'report.json'],
    ])
      for (const more of [[], ['--json']]) {
        const ended = await world.run([...args, ...more]);
        const { version, exitCode, ...rest } = written(64, ended);
        assert.deepEqual([version, exitCode, rest.error?.code], [1, 64, 'bad-argument']);
        if (more.length > 0) assert.deepEqual(rest, documentOf(ended));
        fs.rmSync(file());
      }
    // What follows is no option.
    endsWith(64, await world.run(['accounts', '--', '--report=report.json', '--json']));
    assert.ok(!fs.existsSync(file()));
  });

  describe('that can’t be written at the end', () => {
    const inFolder = async (args: readonly string[]): Promise<Ended> => {
      const folder = path.join(world.folder, 'reports');
      fs.mkdirSync(folder);
      const { reached } = world.gate.hold('token');
      const run = world.start([...args, '--report', 'reports/report.json']);
      await reached;
      fs.rmSync(folder, { recursive: true });
      world.gate.reset();
      return run.ended;
    };

    it('ends with 1 and the reason, and the result is there', async () => {
      const { stdout, stderr } = endsWith(1, await inFolder(['segments', 'show', segment]));
      assert.match(stdout, new RegExp(segment));
      assert.match(stderr, /^Error: Couldn’t write "reports\/report\.json" \(ENOENT\)/m);
    });

    it('keeps another exit code than 0', async () => {
      const { stderr } = endsWith(6, await inFolder(['clear', segment]));
      assert.match(stderr, /^Error: Couldn’t write "reports\/report\.json" \(ENOENT\)/m);
    });

    it('as the run wrote another file there, replaces nothing', async () => {
      const args = ['fix', 'list.csv', '--type', 'Email', '--out', 'report.json'];
      const { stderr } = endsWith(1, await world.run([...args, '--report', 'report.json']));
      assert.match(stderr, /^Error: “--report” would replace report\.json/m);
      assert.match(fs.readFileSync(file(), 'utf8'), /@/);
    });
  });

  describe('after a signal', () => {
    const held = async (
      args: readonly string[],
      ...place: Parameters<typeof world.gate.hold>
    ): Promise<ReturnType<typeof world.start>> => {
      const { reached } = world.gate.hold(...place);
      const run = world.start(args);
      await reached;
      return run;
    };

    const byName = ['add', 'list.csv', '--segment', 'Nowhere', '--report', 'report.json'];
    for (const [signal, code, args, operation, message] of [
      ['SIGINT', 130, ['accounts', '--report', 'report.json'], 'token', /Ended by SIGINT before/],
      ['SIGTERM', 143, byName, 'search', /Ended by SIGTERM before there was a result/],
      ['SIGHUP', 129, undefined, 'token', /Cancelled\. Nothing was changed\./],
    ] as const)
      it(`${signal} before anything is sent says so, as JSON does`, async () => {
        const run = await held([...(args ?? upload()), '--json'], operation);
        run.child.kill(signal);
        const ended = await run.ended;
        const { version, exitCode, ...rest } = written(code, ended);
        assert.deepEqual([version, exitCode, rest.error?.code], [1, code, 'cancelled']);
        assert.deepEqual(rest, documentOf(ended));
        assert.match(ended.stderr, new RegExp(`^Error: ${message.source}`, 'm'));
        assert.equal(world.gate.count('addRemove'), 0);
      });

    it('stands beside normal output, and is all that JSON has', async () => {
      const asText = await held(['segments', 'list', '--report', 'report.json'], 'search');
      asText.child.kill('SIGTERM');
      const ended = await asText.ended;
      assert.equal(written(143, ended).error?.code, 'cancelled');
      assert.equal(ended.stdout, '');
      world.gate.reset();
      const asJson = await held(['segments', 'list', '--json'], 'search');
      asJson.child.kill('SIGTERM');
      const { error } = documentOf<Written>(endsWith(143, await asJson.ended));
      assert.equal(error?.code, 'cancelled');
    });

    it('has a second one, which ends it at once', async () => {
      const run = await held(upload('--json'), 'addRemove', 3);
      run.child.kill('SIGTERM');
      await run.writes(/^Stopping: /m);
      run.child.kill('SIGTERM');
      const ended = await run.ended;
      const { error, report } = written(143, ended);
      assert.deepEqual([error?.code, report], ['cancelled', undefined]);
      assert.equal(documentOf<Written>(ended).error?.code, 'cancelled');
    });
  });
});
