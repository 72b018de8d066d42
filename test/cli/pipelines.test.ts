/**
 * The examples of the documentation are real files: YAML is parsed, and every line for a shell is run
 * against the sandbox, as a runner would.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import type { Sandbox } from '../../src/sandbox/server';
import { pages, readDocument } from '../docs/pages';
import { root } from '../host/root';
import { startSandbox } from '../support/sandboxes';
import { endsWith } from './support/cli';
import { runInside } from './support/inside';

const TERMINAL = readDocument('src/cli/README.md');
const ALL = [TERMINAL, ...['README.md', ...pages()].map(readDocument)].join('\n');
const CLI = path.join(root, 'out/cli/dist/cli.js');

/** A fenced block. `title`: its first comment, which names the file that it is. */
interface Block {
  language: string;
  title: string;
  text: string;
}

const BLOCKS: readonly Block[] = [...ALL.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', text = '']) => ({
    language,
    title: /^# (.*)$/m.exec(text)?.[1] ?? '',
    text,
  }),
);

const blocksOf = (...languages: string[]): Block[] => {
  const found = BLOCKS.filter(({ language }) => languages.includes(language));
  assert.ok(found.length > 0, languages.join());
  return found;
};

/** The block of the file with this name. */
const fileOf = (name: string): string => {
  const found = BLOCKS.filter(({ title }) => title.split(',')[0].endsWith(name));
  assert.equal(found.length, 1, name);
  return found[0].text;
};

interface Workflow {
  on: { schedule: { cron: string }[] };
  concurrency: string;
  jobs: Record<
    string,
    {
      'runs-on': string;
      'timeout-minutes': number;
      env: Record<string, string>;
      steps: {
        id?: string;
        name?: string;
        uses?: string;
        run?: string;
        if?: string;
        env?: Record<string, string>;
        with?: Record<string, string>;
      }[];
    }
  >;
}

interface CronJob {
  apiVersion: string;
  kind: string;
  spec: {
    schedule: string;
    timeZone: string;
    concurrencyPolicy: string;
    jobTemplate: {
      spec: {
        podFailurePolicy: {
          rules: { action: string; onExitCodes: { operator: string; values: number[] } }[];
        };
        template: {
          spec: {
            restartPolicy: string;
            containers: {
              command: string[];
              env: {
                name: string;
                value?: string;
                valueFrom?: { secretKeyRef: { name: string; key: string } };
              }[];
              volumeMounts: { name: string; mountPath: string; readOnly?: true }[];
            }[];
            volumes: { name: string }[];
          };
        };
      };
    };
  };
}

/** `aws s3 sync FROM TO [--delete]`, with a folder in the place of S3. */
const AWS = `
path() { case $1 in s3://*) echo "$HOME/buckets/\${1#s3://}";; *) echo "$1";; esac; }
from=$(path "$3") to=$(path "$4")
[ "$1 $2" = 's3 sync' ] || exit 1
[ "$5" = --delete ] && rm -rf "$to"
mkdir -p "$to"
[ ! -d "$from" ] || cp -R "$from/." "$to"`;

const CRON_FIELD = /^(\*|\d+(-\d+)?(,\d+)*)(\/\d+)?$/;

function assertSchedule(fields: readonly string[]): void {
  assert.equal(fields.length, 5, fields.join(' '));
  for (const field of fields) assert.match(field, CRON_FIELD);
}

describe('the examples of the documentation', function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  let folder: string;
  let env: Record<string, string>;

  before(async () => {
    assert.ok(fs.existsSync(CLI), 'first run: npm run package:cli');
    // All examples in a minute: more requests than one application may send.
    sandbox = await startSandbox({ switches: { computation: 'immediate', rateLimit: 10_000 } });
  });
  after(() => sandbox.close());

  beforeEach(async () => {
    await sandbox.control.reset();
    folder = fs.mkdtempSync(path.join(tmpdir(), 'cli-readme-'));
    program('criteo-audiences', `exec '${process.execPath}' '${CLI}' "$@"`);
    program('node', `exec '${process.execPath}' "$@"`);
    // What would need the network, or time.
    program('npm', 'echo "npm $*" >>"$HOME/npm.log"');
    program('npx', 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"');
    program('sleep', 'echo "$1" >>"$HOME/sleep.log"');
    write('update-audience', fileOf('update-audience FILE SEGMENT KEPT'), 0o755);
    write('.criteo-secret', `${sandbox.clientSecret}\n`, 0o600);
    // As many as the segment has, so that a replace isn't stopped.
    write('crm.csv', csv(5000));
    env = {
      HOME: folder,
      PATH: [path.join(folder, 'bin'), '/usr/bin', '/bin'].join(path.delimiter),
      LANG: 'en_US.UTF-8',
      XDG_STATE_HOME: path.join(folder, 'state'),
      CRITEO_API_URL: sandbox.url,
    };
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function write(name: string, text: string, mode = 0o644): string {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode });
    return file;
  }

  function program(name: string, script: string): void {
    write(`bin/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
  }

  const csv = (rows: number): string =>
    `email\n${Array.from({ length: rows }, (_, row) => `person${row}@example.com\n`).join('')}`;

  const read = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');

  const credentials = (): Record<string, string> => ({
    CRITEO_CLIENT_ID: sandbox.clientId,
    CRITEO_CLIENT_SECRET_FILE: path.join(folder, '.criteo-secret'),
    CRITEO_ACCOUNT_ID: sandbox.accountId,
  });

  /** Runs a program in the folder. Resolves with its exit code and its output. */
  async function run(
    [file, ...args]: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number | null; output: string }> {
    const child = spawn(file, args, { cwd: folder, env: { ...env, ...more } });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stdin.end();
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve);
    });
    assert.ok(!output.includes(sandbox.clientSecret), 'the secret is in the output');
    return { code, output };
  }

  async function runToItsEnd(
    words: readonly string[],
    more?: Readonly<Record<string, string>>,
  ): Promise<string> {
    const { code, output } = await run(words, more);
    assert.equal(code, 0, output);
    return output;
  }

  /** How many identifiers the segment of the examples has. */
  async function sizeOfSegment(): Promise<number> {
    const segments = await sandbox.control.segments();
    const found = segments.filter(({ name }) => name === 'CRM Users 2025');
    assert.equal(found.length, 1);
    return (await sandbox.control.list(found[0].id)).length;
  }

  it('are written in languages that this test knows', () => {
    assert.deepEqual(
      [...new Set(BLOCKS.map(({ language }) => language))].sort(),
      ['bash', 'crontab', 'dockerfile', 'json', 'sh', 'text', 'ts', 'yaml'].sort(),
    );
  });

  it('have valid JSON, one document per line', () => {
    for (const { text } of blocksOf('json'))
      for (const line of text.trim().split('\n')) assert.equal(JSON.parse(line).version, 1, line);
  });

  it('run, line by line', async () => {
    const blocks = blocksOf('sh', 'bash').filter(
      ({ text, title }) => !text.startsWith('#!') && !title.startsWith('~/'),
    );
    assert.ok(blocks.length >= 9);
    write('opt-outs.csv', csv(10));
    write('week-45-crm.csv', csv(10));
    write('pairings.json', await pairings());
    for (const { language, text } of blocks) {
      await sandbox.control.reset();
      for (const name of ['state', 'crm-kept.csv'])
        fs.rmSync(path.join(folder, name), { recursive: true, force: true });
      await runToItsEnd([language, '-ec', text], credentials());
    }
    assert.match(read('npm.log'), /^npm install --global .*\.tgz$/m);
  });

  /** The pairings of the example, with the account and the segment of the sandbox. */
  async function pairings(): Promise<string> {
    const [{ text }] = blocksOf('text').filter((block) =>
      block.text.startsWith('"criteoAudiences.pairings"'),
    );
    const [segment] = (await sandbox.control.segments()).filter(
      ({ name }) => name === 'CRM Users 2025',
    );
    return text
      .replace(/^[^{]*/, '')
      .replace(/("accountId": )"\d+"/, `$1"${sandbox.accountId}"`)
      .replace(/("segmentId": )"\d+"/, `$1"${segment.id}"`);
  }

  it('name every command, and no option that doesn’t exist', async () => {
    const table = TERMINAL.slice(TERMINAL.indexOf('## Commands'), TERMINAL.indexOf('## Safety'));
    const helpOf = async (...words: string[]): Promise<string> =>
      endsWith(0, await runInside([...words, '--help'])).stdout;
    const help = await helpOf();
    const commands = help
      .slice(help.indexOf('Commands:'))
      .split('\n')
      .flatMap((line) => /^ {2}([a-z][a-z-]*)/.exec(line)?.[1] ?? []);
    assert.ok(commands.length >= 11);
    for (const command of commands.filter((name) => name !== 'help'))
      assert.match(table, new RegExp(`\`${command}[ \`]`), command);
    const helps = await Promise.all(
      [...commands.map((name) => [name]), ...subcommands()].map((words) => helpOf(...words)),
    );
    const known = helps.join('\n');
    const own = ALL.replace(/npm install.*|npx .*|COPY .*|aws s3 .*|--package\b/g, '');
    for (const [option] of own.matchAll(/(?<![\w-])--[a-z][a-z-]+/g))
      assert.ok(new RegExp(`${option}(?![\\w-])`).test(known), option);
  });

  const subcommands = (): string[][] => [
    ...['list', 'create', 'edit', 'export', 'delete'].map((name) => ['segments', name]),
    ['audiences', 'list'],
    ...['list', 'resume', 'undo'].map((name) => ['uploads', name]),
  ];

  describe('the script of every night', () => {
    const update = (file: string): Promise<{ code: number | null; output: string }> =>
      run(['./update-audience', file, 'CRM Users 2025', 'kept.csv'], credentials());

    it('adds the file, and removes the people who left, without a clear', async () => {
      const before = await sizeOfSegment();
      sandbox.control.resetCounts();
      for (const [rows, expected] of [
        [5000, /First run: no one is removed\./],
        [4900, / updated with 4,900, 100 removed\./],
        [4950, / updated with 4,950\./],
      ] as const) {
        write('crm.csv', csv(rows));
        const { code, output } = await update('crm.csv');
        assert.equal(code, 0, output);
        assert.match(output, expected);
        assert.equal(await sizeOfSegment(), before + rows);
        assert.equal(read('kept.csv'), read('crm.csv'));
      }
      assert.equal(sandbox.control.counts().operations.clear?.calls ?? 0, 0);
    });

    it('tries again after it gave up, and removes all the same', async () => {
      const before = await sizeOfSegment();
      assert.equal((await update('crm.csv')).code, 0);
      const script = read('update-audience');
      write('update-audience', script.replace('--max-wait 15m', '--max-wait 1s'), 0o755);
      write('crm.csv', csv(4900));
      sandbox.control.addFaults({ fault: '429', operation: 'addRemove', nth: 2, retryAfter: 600 });
      const { code, output } = await update('crm.csv');
      assert.equal(code, 0, output);
      assert.equal(read('sleep.log'), '60\n');
      assert.equal(await sizeOfSegment(), before + 4900);
      assert.equal(read('kept.csv'), read('crm.csv'));
      assert.deepEqual(
        fs.readdirSync(folder).filter((name) => name.includes('.sending')),
        [],
      );
    });

    it('asks for what it lacks', async () => {
      const { code, output } = await run(
        ['./update-audience', 'crm.csv', 'CRM Users 2025'],
        credentials(),
      );
      assert.notEqual(code, 0);
      assert.match(output, /KEPT/);
    });

    it('stops where too many would be removed, or the records are gone', async () => {
      assert.equal((await update('crm.csv')).code, 0);
      write('crm.csv', csv(3000));
      const { code, output } = await update('crm.csv');
      assert.equal(code, 6, output);
      assert.match(output, /--max-removed/);
      fs.rmSync(path.join(folder, 'state'), { recursive: true });
      write('crm.csv', csv(4900));
      const unknown = await update('crm.csv');
      assert.equal(unknown.code, 6, unknown.output);
      assert.match(unknown.output, /--allow previous-unknown/);
      assert.equal(fs.existsSync(path.join(folder, 'sleep.log')), false);
    });
  });

  describe('the script that replaces', () => {
    beforeEach(() => {
      write('replace-audience', fileOf('replace-audience FILE SEGMENT'), 0o755);
    });

    it('replaces the identifiers of a segment', async () => {
      await runToItsEnd(['./replace-audience', 'crm.csv', 'CRM Users 2025'], credentials());
      assert.equal(await sizeOfSegment(), 5000);
    });

    it('sends what is left after it gave up, without a second clear', async () => {
      const script = read('replace-audience');
      write('replace-audience', script.replace('--max-wait 15m', '--max-wait 1s'));
      // A longer pause than a request or a run waits for.
      sandbox.control.addFaults({ fault: '429', operation: 'addRemove', retryAfter: 600 });
      sandbox.control.resetCounts();
      const output = await runToItsEnd(
        ['sh', 'replace-audience', 'crm.csv', 'CRM Users 2025'],
        credentials(),
      );
      assert.match(output, /To resume: criteo-audiences uploads resume \S+/);
      assert.equal(read('sleep.log'), '60\n');
      assert.equal(await sizeOfSegment(), 5000);
      const { operations } = sandbox.control.counts();
      assert.equal(operations.clear?.calls, 1);
    });

    it('passes on why nothing was changed', async () => {
      write('crm.csv', csv(10));
      const { code, output } = await run(
        ['./replace-audience', 'crm.csv', 'CRM Users 2025'],
        credentials(),
      );
      assert.equal(code, 6, output);
      assert.match(output, /--min-kept/);
      assert.equal(fs.existsSync(path.join(folder, 'sleep.log')), false);
    });
  });

  it('cron: has five fields, and its command runs', async () => {
    const lines = blocksOf('crontab').flatMap(({ text }) =>
      text.split('\n').filter((line) => line && !line.startsWith('#')),
    );
    // One uploads, and one sends later what it couldn't.
    assert.equal(lines.length, 2);
    write(
      '.criteo-audiences.env',
      fileOf('.criteo-audiences.env').replace(/(CLIENT_ID=).*/, `$1${sandbox.clientId}`),
      0o600,
    );
    for (const name of ['crm.csv', 'update-audience'])
      write(`audiences/${name}`, read(name), 0o755);
    const before = await sizeOfSegment();
    for (const line of lines) {
      const [, fields = '', command = ''] = /^((?:\S+ ){5})(.*)$/.exec(line) ?? [];
      assertSchedule(fields.trim().split(' '));
      // To cron, it is the end of the line.
      assert.doesNotMatch(command, /%/);
      await runToItsEnd(['sh', '-c', command]);
    }
    assert.equal(await sizeOfSegment(), before + 5000);
    assert.match(read('audiences/update.log'), / updated with 5,000\./);
    assert.equal(read('audiences/kept-crm.csv'), read('crm.csv'));
    assert.match(lines[1], /uploads resume --all/);
    assert.match(read('.criteo-audiences.env'), /^export PATH=/m);
  });

  describe('GitHub Actions', () => {
    const workflow = parse(fileOf('.github/workflows/update-audience.yml')) as Workflow;
    const [job] = Object.values(workflow.jobs);

    beforeEach(() => program('aws', AWS));

    /** A run of the job on a new runner, which the cache and the bucket outlive. */
    async function runJob(
      runId: number,
      attempt: number,
      exported: string,
    ): Promise<{ failed?: string; output: string }> {
      for (const name of ['.state', 'kept', 'crm.csv', 'export-crm'])
        fs.rmSync(path.join(folder, name), { recursive: true, force: true });
      write('export-crm', `#!/bin/sh\ncat <<'END'\n${exported}END\n`, 0o755);
      const values: Record<string, string> = {
        'vars.CRITEO_CLIENT_ID': sandbox.clientId,
        'vars.CRITEO_ACCOUNT_ID': sandbox.accountId,
        'vars.KEPT_BUCKET': 'kept-files',
        'vars.AWS_ROLE': 'arn:aws:iam::1:role/audiences',
        'vars.AWS_REGION': 'eu-west-1',
        'secrets.CRITEO_CLIENT_SECRET': sandbox.clientSecret,
        'github.workspace': folder,
        'github.run_id': String(runId),
        'github.run_attempt': String(attempt),
      };
      const filled = (texts: Readonly<Record<string, unknown>> = {}): Record<string, string> =>
        Object.fromEntries(
          Object.entries(texts).map(([name, text]) => [
            name,
            String(text).replace(
              /\$\{\{ (.*?) \}\}/g,
              (_, expression: string) => values[expression] ?? assert.fail(expression),
            ),
          ]),
        );
      const summary = write('summary.md', '');
      const succeeded = new Set<string>();
      let failed: string | undefined;
      let output = '';
      for (const { id, name, uses, run: script, if: condition, ...step } of job.steps) {
        const [, needed] = /^always\(\) && steps\.(\w+)\.outcome == 'success'$/.exec(
          condition ?? '',
        ) ?? [condition, undefined];
        if (needed === undefined) assert.ok([undefined, 'always()'].includes(condition), condition);
        if (condition === undefined ? failed !== undefined : needed && !succeeded.has(needed))
          continue;
        assert.notEqual(uses === undefined, script === undefined, 'a step either uses or runs');
        const inputs = filled(step.with);
        if (uses) {
          assert.match(uses, /^(actions|aws-actions)\/[\w/-]+@v\d+$/);
          if (uses.startsWith('actions/cache/')) cache(uses, inputs);
          continue;
        }
        const more = { ...filled(job.env), ...filled(step.env) };
        const ended = await run(['bash', '-eo', 'pipefail', '-c', script ?? ''], {
          ...more,
          GITHUB_ACTIONS: 'true',
          GITHUB_WORKSPACE: folder,
          GITHUB_STEP_SUMMARY: summary,
        });
        output += ended.output;
        if (ended.code !== 0) failed ??= name ?? script;
        else if (id) succeeded.add(id);
      }
      return { failed, output };
    }

    /** As the actions do: a cache is never overwritten, and the newest one with a prefix is found. */
    function cache(uses: string, { path: name, key, ...inputs }: Record<string, string>): void {
      const caches = path.join(folder, 'caches');
      fs.mkdirSync(caches, { recursive: true });
      const saved = fs.readdirSync(caches).sort();
      const here = path.join(folder, name);
      const own = saved.find((one) => one.slice(3) === key);
      if (uses.startsWith('actions/cache/save')) {
        const number = String(saved.length).padStart(3, '0');
        if (own === undefined && fs.existsSync(here))
          fs.cpSync(here, path.join(caches, number + key), { recursive: true });
        return;
      }
      const prefix = inputs['restore-keys'];
      const found = own ?? saved.findLast((one) => one.slice(3).startsWith(prefix));
      if (found) fs.cpSync(path.join(caches, found), here, { recursive: true });
    }

    const ends = async (...args: Parameters<typeof runJob>): Promise<string> => {
      const { failed, output } = await runJob(...args);
      assert.equal(failed, undefined, output);
      assert.equal(read('buckets/kept-files/crm-users/crm.csv'), args[2]);
      return output;
    };

    it('has the fields of a workflow', () => {
      for (const { cron } of workflow.on.schedule) assertSchedule(cron.split(' '));
      assert.ok(workflow.concurrency);
      assert.equal(Object.keys(workflow.jobs).length, 1);
      assert.match(job['runs-on'], /^ubuntu-/);
      // Four uploads of at most 15 minutes, and the pauses between them.
      assert.ok(job['timeout-minutes'] > 4 * 15 + (60 + 300 + 900) / 60);
    });

    it('removes the people who left, also after a re-run, and caches no identifier', async () => {
      const before = await sizeOfSegment();
      assert.match(await ends(1, 1, csv(5000)), /First run: no one is removed\./);
      assert.match(read('summary.md'), /^# Upload report$/m);
      // A re-run has the ID of its run, and a newer export.
      const rerun = `${csv(4900)}rerun@example.com\n`;
      assert.match(await ends(1, 2, rerun), / updated with 4,901, 100 removed\./);
      assert.match(await ends(2, 1, csv(4900)), / updated with 4,900, 1 removed\./);
      assert.equal(await sizeOfSegment(), before + 4900);
      const files = fs.readdirSync(path.join(folder, 'caches'), {
        recursive: true,
        withFileTypes: true,
      });
      const cached = files.filter((one) => one.isFile());
      assert.ok(cached.length > 3);
      for (const { parentPath, name } of cached)
        assert.doesNotMatch(
          fs.readFileSync(path.join(parentPath, name), 'latin1'),
          /@example\.com/,
          name,
        );
    });

    it('keeps what it had, when a night fails', async () => {
      const before = await sizeOfSegment();
      await ends(1, 1, csv(5000));
      const kept = 'buckets/kept-files/crm-users/crm.csv';
      // Far too many would leave.
      assert.equal((await runJob(2, 1, csv(1000))).failed, 'Update the segment');
      assert.equal(read(kept), csv(5000));
      // Only reading fails.
      program('aws', `case $3 in s3://*) exit 1;; esac\n${AWS}`);
      assert.equal((await runJob(3, 1, csv(4900))).failed, 'Get the file of the last night');
      assert.equal(read(kept), csv(5000));
      program('aws', AWS);
      assert.match(await ends(4, 1, csv(4900)), / updated with 4,900, 100 removed\./);
      assert.equal(await sizeOfSegment(), before + 4900);
    });
  });

  it('Kubernetes: has the fields of a CronJob, and its container runs', async () => {
    const cronJob = parse(fileOf('update-crm-users.yaml')) as CronJob;
    assert.equal(cronJob.apiVersion, 'batch/v1');
    assert.equal(cronJob.kind, 'CronJob');
    const { schedule, timeZone, concurrencyPolicy, jobTemplate } = cronJob.spec;
    assertSchedule(schedule.split(' '));
    assert.equal(timeZone, 'Etc/UTC');
    assert.equal(concurrencyPolicy, 'Forbid');
    const { podFailurePolicy, template } = jobTemplate.spec;
    assert.deepEqual(podFailurePolicy.rules[0], {
      action: 'FailJob',
      onExitCodes: { operator: 'In', values: [3, 4, 6, 64] },
    });
    // Kubernetes requires it for a pod failure policy.
    assert.equal(template.spec.restartPolicy, 'Never');
    const { containers, volumes } = template.spec;
    const [{ command, env: variables, volumeMounts }, ...others] = containers;
    assert.equal(others.length, 0);
    assert.deepEqual(
      volumeMounts.map(({ name }) => name),
      volumes.map(({ name }) => name),
    );
    const secrets: Record<string, string> = { 'criteo/client-id': sandbox.clientId };
    const mounted = (text: string): string =>
      volumeMounts.reduce(
        (result, { mountPath }) =>
          result === mountPath || result.startsWith(`${mountPath}/`)
            ? path.join(folder, 'volumes', result)
            : result,
        text,
      );
    write('volumes/run/secrets/criteo/client-secret', sandbox.clientSecret);
    write('volumes/data/crm.csv', csv(5000));
    const inContainer = Object.fromEntries(
      variables.map(({ name, value, valueFrom }) => {
        const { name: secret, key } = valueFrom?.secretKeyRef ?? {};
        return [
          name,
          value === undefined ? (secrets[`${secret}/${key}`] ?? assert.fail(name)) : mounted(value),
        ];
      }),
    );
    // The image has the script in its PATH.
    assert.match(fileOf('Dockerfile'), /^COPY --chmod=755 update-audience \/usr\/local\/bin\/$/m);
    write('bin/update-audience', read('update-audience'), 0o755);
    fs.mkdirSync(path.join(folder, 'volumes/kept'));
    const before = await sizeOfSegment();
    const night = (): Promise<string> => runToItsEnd(command.map(mounted), inContainer);
    await night();
    assert.equal(await sizeOfSegment(), before + 5000);
    assert.deepEqual(
      volumeMounts.filter(({ readOnly }) => readOnly).map(({ name }) => name),
      ['data', 'criteo'],
    );
    write('volumes/data/crm.csv', csv(4900));
    assert.match(await night(), / updated with 4,900, 100 removed\./);
    assert.equal(await sizeOfSegment(), before + 4900);
    assert.equal(read('volumes/kept/crm-users.csv'), csv(4900));
    assert.ok(fs.existsSync(path.join(folder, 'volumes/state/criteo-audiences/jobs')));
  });
});
