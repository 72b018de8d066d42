import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { people } from '../support/people';
import { endsWith, type Environment } from './support/cli';
import { useWorld } from './support/world';

describe('the output on GitHub Actions', function () {
  this.timeout(60_000);
  const world = useWorld();

  const summaryFile = (): string => path.join(world.folder, 'summary.md');
  const github = (): Environment => ({
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: summaryFile(),
  });

  it('is that of everywhere, and has the report in the summary of the step, too', async () => {
    const id = await world.newSegment({ name: 'Summed up' });
    const invalid = Array.from({ length: 30 }, (_, n) => `qzxmarked${n} no address`);
    world.writeCsv('list.csv', [...people(100), ...invalid]);
    const add = ['add', 'list.csv', '--segment', id, '--max-invalid'];
    const outputs: string[] = [];
    for (const [code, ...args] of [
      [0, ...add, '0.5'],
      [0, ...add, '0.5', '--json'],
      [6, ...add, '0.1'],
    ] as [number, ...string[]][]) {
      const { stdout, stderr } = endsWith(code, await world.run(args, { env: github() }));
      assert.doesNotMatch(`${stdout}\n${stderr}`, /^::/m);
      assert.match(stderr, /^list\.csv:102:1: (warning|error): .* \[email-[a-z-]+\]$/m);
      outputs.push(stdout, stderr);
    }
    const summary = fs.readFileSync(summaryFile(), 'utf8');
    assert.equal(summary.match(/^# Upload report$/gm)?.length, 3, summary);
    assert.match(summary, /Summed up/);
    for (const text of [...outputs, summary]) assert.doesNotMatch(text, /qzxmarked/);
  });

  it('keeps the job summary below 900 kB, whatever is in it', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', people(3));
    fs.writeFileSync(summaryFile(), 'x'.repeat(899_900));
    const args = ['add', 'list.csv', '--segment', id];
    endsWith(0, await world.run(args, { env: github() }));
    assert.equal(fs.statSync(summaryFile()).size, 899_900);
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
