import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { people } from '../support/people';
import { endsWith, type Environment } from './support/cli';
import { useWorld } from './support/world';

const MARK = 'qzxmarked';

describe('the output on GitHub Actions', function () {
  this.timeout(60_000);
  const world = useWorld();

  const summaryFile = (): string => path.join(world.folder, 'summary.md');
  const github = (): Environment => ({
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: world.folder,
    GITHUB_STEP_SUMMARY: summaryFile(),
  });

  /** The annotations of each level. */
  function annotationsIn(text: string): Record<'error' | 'warning' | 'notice', string[]> {
    const of = (level: string): string[] =>
      text.split('\n').filter((line) => line.startsWith(`::${level}`));
    return { error: of('error'), warning: of('warning'), notice: of('notice') };
  }

  it('has at most nine errors and nine warnings at their places, and one notice', async () => {
    const id = await world.newSegment({ name: 'Annotated' });
    const invalid = Array.from({ length: 30 }, (_, n) => `${MARK}${n} no address`);
    fs.mkdirSync(path.join(world.folder, 'data,set'));
    world.writeCsv('data,set/100%: all.csv', [...people(100), ...invalid]);
    const args = ['add', 'data,set/100%: all.csv', '--segment', id];

    const sent = endsWith(0, await world.run([...args, '--max-invalid', '0.5'], { env: github() }));
    const warnings = annotationsIn(sent.stderr);
    assert.deepEqual([warnings.error.length, warnings.notice.length], [0, 1]);
    assert.equal(warnings.warning.length, 9);
    assert.match(
      warnings.warning[0],
      /^::warning file=data%2Cset\/100%25%3A all\.csv,line=102,endLine=102,col=1,endColumn=22,title=email-[a-z-]+::[^:]/,
    );
    assert.match(warnings.notice[0], /100 added to Annotated, 30 invalid rows\..*Rows: 130 = /);

    const blocked = endsWith(6, await world.run(args, { env: github() }));
    const errors = annotationsIn(blocked.stderr);
    assert.deepEqual([errors.warning.length, errors.notice.length], [0, 1]);
    // The first says why nothing was sent.
    assert.equal(errors.error.length, 9);
    assert.match(
      errors.error[0],
      /^::error title=too-many-refused::.* data,set\/100%25: all\.csv /,
    );
    assert.match(errors.error[1], /^::error file=data%2Cset.*,line=102,/);
    // The reason stands in the result and in the annotation, which the log of GitHub shows, too.
    const reason = /30 of 130;/g;
    assert.equal(blocked.stdout.match(reason)?.length, 1, blocked.stdout);
    assert.equal(blocked.stderr.match(reason)?.length, 1, blocked.stderr);
    assert.match(errors.notice[0], /^::notice::Not finished: .* → Annotated\. Rows: 130 = /);
    assert.doesNotMatch(blocked.stderr, /Error: /);

    const summary = fs.readFileSync(summaryFile(), 'utf8');
    assert.match(summary, /Annotated/);
    assert.match(summary, /\b100\b/);
    for (const text of [sent.stdout, sent.stderr, blocked.stdout, blocked.stderr, summary])
      assert.ok(!text.includes(MARK));
  });

  it('keeps the job summary below 900 kB, whatever is in it', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', people(3));
    fs.writeFileSync(summaryFile(), 'x'.repeat(899_900));
    const args = ['add', 'list.csv', '--segment', id];
    endsWith(0, await world.run(args, { env: github() }));
    assert.equal(fs.statSync(summaryFile()).size, 899_900);
  });

  it('is for programs if that is asked for', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', [...people(30), 'no']);
    const args = ['add', 'list.csv', '--segment', id];
    const { stderr } = endsWith(0, await world.run([...args, '--json'], { env: github() }));
    assert.doesNotMatch(stderr, /^::/m);
  });

  it('has an error with its code for a failure', async () => {
    const shown = await world.run(['segments', 'show', '999'], { env: github() });
    const { stdout, stderr } = endsWith(1, shown);
    assert.match(stderr, /^::error title=segment-not-found::[^\n]+$/m);
    assert.doesNotMatch(stderr, /Error: /);
    // What is redirected to a file is the result alone.
    assert.equal(stdout, '');
  });

  it('has failures without a report in the summary, each with its command and code', async () => {
    const id = await world.newSegment({ name: 'Failed' });
    world.writeCsv('list.csv', people(3));
    const add = (name: string): string[] => ['add', name, '--segment', id];
    const env = (more: Environment = {}): { env: Environment } => ({
      env: { ...github(), ...more },
    });
    endsWith(1, await world.run(add('<b>*none*.csv'), env()));
    endsWith(4, await world.run(add('list.csv'), env({ CRITEO_CLIENT_SECRET: 'wrong' })));
    const down = env({ CRITEO_API_URL: 'http://127.0.0.1:9' });
    endsWith(5, await world.run([...add('list.csv'), '--max-wait', '0s'], down));
    endsWith(64, await world.run(['segments', 'list', '--nope'], env()));
    endsWith(6, await world.run(['clear', id], env()));
    const several = [...add('list.csv'), '--segment', '[none](x)'];
    endsWith(1, await world.run(several, env()));
    const lines = fs.readFileSync(summaryFile(), 'utf8').split(/\n\n/);
    const said = (what: string, code: string): string | undefined =>
      lines.find((line) => line.includes(`**${what}** failed: `) && line.includes(`(${code})`));
    for (const code of ['not&#45;found', 'invalid&#95;client', 'network'])
      assert.ok(said('criteo&#45;audiences add', code), `${code}: ${lines.join('\n')}`);
    assert.ok(said('criteo&#45;audiences', 'bad&#45;argument'), lines.join('\n'));
    assert.ok(said('criteo&#45;audiences clear', 'protected'), lines.join('\n'));
    assert.match(lines.join('\n'), /none.*\(segment&#45;not&#45;found\)/);
    assert.doesNotMatch(lines.join('\n'), /<b>|\*none\*/);
  });
});

describe('the share of requests per minute', function () {
  this.timeout(60_000);
  const world = useWorld();

  it('holds: a third request doesn’t go out within the minute of two', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', people(6));
    const run = world.start([
      ...['add', 'list.csv', '--segment', id, '--chunk-size', '1'],
      ...['--max-requests-per-minute', '2', '--progress', 'json'],
    ]);
    await run.writes(/"wait":/);
    const counted = (): number =>
      world.gate.passed.filter(({ operation }) => operation !== 'token').length;
    assert.ok(counted() <= 2, String(counted()));
    // It would have sent the rest within milliseconds.
    await run.writes(/("wait":[^\n]*\n[^]*){2}/);
    assert.ok(counted() <= 2, String(counted()));
    run.child.kill('SIGINT');
    endsWith(130, await run.ended);
  });
});

describe('the language', function () {
  this.timeout(60_000);
  const world = useWorld();

  it('is French by LANG: texts, numbers, errors', async () => {
    const id = await world.newSegment({ name: 'En français' });
    world.writeCsv('list.csv', [...people(1234), 'pas une adresse']);
    const env = { LANG: 'fr_FR.UTF-8' };
    const args = ['add', 'list.csv', '--segment', id];
    const { stdout, stderr } = endsWith(0, await world.runInstalled(args, { env }));
    assert.match(
      stdout,
      /^1\s234 ajoutés à En français, 1 ligne non valide\. Dans les campagnes à partir d’environ \d{4}-\d\d-\d\d (05|17):00 UTC\.\n/,
    );
    assert.match(stdout, /^Lignes\s: 1\s235 = /m);
    assert.match(stderr, /^list\.csv:1236:1: .*adresse/m);
    const failed = endsWith(1, await world.runInstalled(['segments', 'show', '999'], { env }));
    assert.match(failed.stderr, /segment/);
    assert.doesNotMatch(failed.stderr, /has no segment/);
    // JSON keeps its numbers and codes.
    const json = endsWith(
      1,
      await world.runInstalled(['segments', 'show', '999', '--json'], { env }),
    );
    assert.match(json.stdout, /"code":"segment-not-found"/);
  });
});
