/**
 * Every recipe of the page “Every night” runs against the sandbox, as cron, systemd, a CI runner or a
 * container would run it, and the limits around it are compared with how long it may take.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { exampleFile, onlyExample, wordsOf } from '../docs/examples';
import { readDocument } from '../docs/pages';
import { csv, useRecipes } from './support/recipes';

const exampleWith = (part: string, language = 'sh'): string =>
  onlyExample('media/docs/every-night.md', part, language);

const PAGE = readDocument('media/docs/every-night.md');
const UPDATE = exampleWith('exec criteo-audiences update');
const CHECK_REPORT = exampleWith('jq -e');
const METRICS = exampleWith('jq -r');

/** The options of a command; of those with a value, the value. */
function optionsOf(words: readonly string[]): Record<string, string | true> {
  const options: Record<string, string | true> = {};
  for (const [index, word] of words.entries()) {
    const [, name, value] = /^--([a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
    const next = words.at(index + 1);
    if (name) options[name] = value ?? (next === undefined || next.startsWith('--') ? true : next);
  }
  return options;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600 };

function seconds(text: string): number {
  const [, count, unit] = /^(\d+)([a-z]+)$/.exec(text) ?? assert.fail(text);
  return Number(count) * (UNITS[unit] ?? assert.fail(text));
}

/** Seconds that requests in progress get to end after a signal. */
const ORDERLY_STOP = 10;

/**
 * Fails unless a limit (seconds) leaves time for the longest wait of a command, twice: for another
 * run, and for Criteo. It must end before the next night begins.
 */
function hasTime(limit: number, words: readonly string[]): void {
  const wait = seconds(String(optionsOf(words)['max-wait']));
  assert.ok(limit > 2 * wait, `${limit} s for ${wait} s`);
  assert.ok(limit < 24 * 3600);
}

/** Fails unless a recipe has the options of the one that the page explains. */
function isTheUpdate(words: readonly string[]): void {
  const expected = optionsOf(wordsOf(UPDATE));
  const options = optionsOf(words);
  assert.deepEqual(Object.keys(options).sort(), Object.keys(expected).sort());
  for (const same of ['segment', 'max-removed', 'max-wait', 'no-input'])
    assert.equal(options[same], expected[same], same);
}

const hasProgram = (name: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;

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
        activeDeadlineSeconds: number;
        backoffLimit: number;
        podFailurePolicy: {
          rules: {
            action: string;
            onExitCodes?: { operator: string; values: number[] };
            onPodConditions?: { type: string }[];
          }[];
        };
        template: {
          spec: {
            restartPolicy: string;
            terminationGracePeriodSeconds: number;
            containers: {
              command: string[];
              args: string[];
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

/**
 * `aws s3 sync FROM TO [--delete]`, with a folder in the place of S3, which keeps neither modes nor
 * empty folders.
 */
const AWS = `
path() { case $1 in s3://*) echo "$HOME/buckets/\${1#s3://}";; *) echo "$1";; esac; }
from=$(path "$3") to=$(path "$4")
[ "$1 $2" = 's3 sync' ] || exit 1
[ "$5" = --delete ] && rm -rf "$to"
mkdir -p "$to"
[ ! -d "$from" ] || cp -R "$from/." "$to"
find "$to" -type f -exec chmod 644 {} +
find "$to" -mindepth 1 -type d -exec chmod 755 {} +
find "$to" -mindepth 1 -type d -empty -delete`;

const CRON_FIELD = /^(\*|\d+(-\d+)?(,\d+)*)(\/\d+)?$/;

function assertSchedule(fields: readonly string[]): void {
  assert.equal(fields.length, 5, fields.join(' '));
  for (const field of fields) assert.match(field, CRON_FIELD);
}

/** The lines of a crontab: when, and the command. */
const cronLines = (text: string): { minutes: number; command: string }[] =>
  text
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const [, fields = '', command = ''] = /^((?:\S+ ){5})(.*)$/.exec(line) ?? [];
      const words = fields.trim().split(' ');
      assertSchedule(words);
      // To cron, it is the end of the line.
      assert.doesNotMatch(command, /%/);
      return { minutes: Number(words[0]) + 60 * Number(words[1]), command };
    });

/** The settings of a unit of systemd by section, in order. */
function unitOf(text: string): Record<string, [string, string][]> {
  const sections: Record<string, [string, string][]> = {};
  let section = '';
  for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
    const [, name] = /^\[(\w+)\]$/.exec(line) ?? [];
    if (name) sections[(section = name)] = [];
    else if (line && !line.startsWith('#')) {
      const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? assert.fail(line);
      sections[section].push([key, value]);
    }
  }
  return sections;
}

describe('every night', function () {
  this.timeout(120_000);
  const recipes = useRecipes();

  interface ReportFile {
    version: number;
    exitCode: number;
    report?: {
      state: string;
      unsent: number;
      removed?: { rows: number };
      error?: { code: string };
    };
    error?: { code: string };
  }
  const reportFile = (name = 'report.json'): ReportFile =>
    JSON.parse(recipes.read(name)) as ReportFile;

  /**
   * Runs a command, and sends SIGTERM to its process while a request is under way. Resolves with how it
   * ended.
   */
  async function stopped(
    begin: () => ReturnType<typeof recipes.begin>,
    pidOf: (pid: number) => number = (pid) => pid,
  ): ReturnType<typeof recipes.run> {
    recipes.ownProcess();
    recipes.gate.reset();
    const held = recipes.gate.hold('addRemove', 1, 'response');
    const { child, ended } = begin();
    await Promise.race([held.reached, ended.then(({ output }) => assert.fail(output))]);
    // It says so, then waits for what is under way. What else it says may come later than the request.
    let said = '';
    const stopping = new Promise<void>((resolve) =>
      child.stderr?.on('data', (text: string) => {
        said += text;
        if (said.includes('Stopping: ')) resolve();
      }),
    );
    process.kill(pidOf(child.pid ?? assert.fail()), 'SIGTERM');
    await Promise.race([stopping, ended]);
    held.release();
    return ended;
  }

  describe('the recipe', () => {
    const update = (): ReturnType<typeof recipes.run> =>
      recipes.run(['sh', '-c', UPDATE], recipes.credentials());

    it('adds the file, and removes the people who left, without a clear', async () => {
      const before = await recipes.sizeOfSegment();
      recipes.sandbox.control.resetCounts();
      for (const [rows, expected, left] of [
        [5000, /First run: no one leaves\./, 0],
        [4900, / updated with 4,900, 100 removed\./, 100],
        [4950, / updated with 4,950\./, 0],
      ] as const) {
        recipes.write('crm.csv', csv(rows));
        const { code, output } = await update();
        assert.equal(code, 0, output);
        assert.match(output, expected);
        assert.equal(await recipes.sizeOfSegment(), before + rows);
        assert.equal(recipes.read('kept-crm.csv'), recipes.read('crm.csv'));
        const { exitCode, report } = reportFile();
        assert.deepEqual([exitCode, report?.state, report?.unsent], [0, 'finished', 0]);
        assert.equal(report?.removed?.rows ?? 0, left);
      }
      assert.equal(recipes.sandbox.control.counts().operations.clear?.calls ?? 0, 0);
    });

    it('has only an error where it fails before the check', async () => {
      recipes.remove('crm.csv');
      assert.equal((await update()).code, 1);
      const { report, error } = reportFile();
      assert.deepEqual([report, error?.code], [undefined, 'not-found']);
      assert.match(PAGE, /What fails before the check, .* has only the `error`\./);
      assert.match(PAGE, /A run that a safety check stopped has a `report` and an `error`/);
    });

    it('is the process that signals reach, because of exec, and ends in order', async () => {
      const { code, output } = await stopped(() =>
        recipes.begin(['sh', '-c', UPDATE], recipes.credentials()),
      );
      assert.equal(code, 143, output);
      assert.equal(reportFile().exitCode, 143);
      const { code: next, output: said } = await update();
      assert.equal(next, 0, said);
    });
  });

  it('cron: its lines run as cron runs them, and the second comes after the longest wait', async () => {
    const lines = cronLines(exampleWith('uploads resume --all', 'crontab'));
    // One updates, and one sends later what it couldn't.
    assert.equal(lines.length, 2);
    recipes.write(
      '.criteo-audiences.env',
      exampleFile('.criteo-audiences.env').replace(
        /(CLIENT_ID=).*/,
        `$1${recipes.sandbox.clientId}`,
      ),
      0o600,
    );
    recipes.write('audiences/crm.csv', csv(5000));
    const before = await recipes.sizeOfSegment();
    for (const { command } of lines) await recipes.runToItsEnd(['sh', '-c', command]);
    assert.equal(await recipes.sizeOfSegment(), before + 5000);
    const log = recipes.read('audiences/update.log');
    assert.match(log, /^CRM Users 2025 .*updated with 5,000\./m);
    assert.match(PAGE, /Each line of the log but those of the result begins with its time/);
    assert.match(log, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S/m);
    assert.equal(recipes.read('audiences/kept-crm.csv'), csv(5000));
    assert.equal(reportFile('audiences/report.json').exitCode, 0);
    const [first, second] = lines;
    const words = wordsOf(first.command.replace(/^.*?exec /, '').replace(/ >>.*$/, ''));
    isTheUpdate(words);
    assert.ok(
      (second.minutes - first.minutes) * 60 > seconds(String(optionsOf(words)['max-wait'])),
    );
    assert.match(recipes.read('.criteo-audiences.env'), /^export PATH=/m);
  });

  describe('logrotate', () => {
    const config = exampleFile('logrotate.d/criteo-audiences');

    it('has a directive a line, for the log of the crontab and its user', () => {
      const [, file, directives] = /^(\/\S+) \{\n([^{}]*)^\}\n$/m.exec(config) ?? [];
      const [, user, log] = /^\/home\/(\w+)\/(.*)$/.exec(file) ?? [];
      assert.ok(exampleWith('uploads resume --all', 'crontab').includes(`cd "$HOME/audiences"`));
      assert.equal(log, 'audiences/update.log');
      assert.deepEqual(directives.trim().split(/\s*\n\s*/), [
        'monthly',
        'rotate 12',
        'missingok',
        `su ${user} ${user}`,
      ]);
    });

    it('is what logrotate understands, where it is installed', function () {
      if (!hasProgram('logrotate')) return this.skip();
      const folder = path.dirname(recipes.write('audiences/update.log', 'x\n'));
      // Where others may write, it needs to be told whose the log is.
      fs.chmodSync(folder, 0o777);
      const [user, group] = ['-un', '-gn'].map((option) =>
        spawnSync('id', [option], { encoding: 'utf8' }).stdout.trim(),
      );
      const file = recipes.write(
        'logrotate.conf',
        config.replace('/home/crm', recipes.folder).replace('su crm crm', `su ${user} ${group}`),
      );
      const { status, stderr } = spawnSync('logrotate', ['-d', '-s', recipes.at('status'), file], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
      assert.doesNotMatch(stderr, /^error/m);
      assert.match(stderr, /monthly .*\(12 rotations\)/);
    });
  });

  describe('systemd', () => {
    const service = exampleFile('/update-crm-users.service');
    const unit = unitOf(service);
    const timer = unitOf(exampleFile('/update-crm-users.timer'));
    const settings = new Map(unit.Service);
    const setting = (key: string): string => settings.get(key) ?? assert.fail(key);
    const command = wordsOf(setting('ExecStart'));

    it('runs once a night, with limits above how long it may take', () => {
      assert.equal(setting('Type'), 'oneshot');
      isTheUpdate(command);
      hasTime(seconds(setting('TimeoutStartSec')), command);
      assert.ok(seconds(setting('TimeoutStopSec')) > ORDERLY_STOP);
      const at = new Map(timer.Timer);
      assert.match(at.get('OnCalendar') ?? '', /^\*-\*-\* \d\d:\d\d UTC$/);
      assert.equal(at.get('Persistent'), 'true');
    });

    it('runs with nothing but what its unit gives it', async () => {
      recipes.write('srv/exports/crm.csv', csv(5000));
      const folders = { '%S': recipes.at('var/lib'), '%d': recipes.at('credentials') };
      const filled = (text: string): string =>
        text.replace(/%[a-zA-Z]/g, (name) => folders[name as '%S'] ?? assert.fail(name));
      const [id, source] = setting('LoadCredential').split(':');
      assert.ok(path.isAbsolute(source));
      recipes.write(`credentials/${id}`, `${recipes.sandbox.clientSecret}\n`, 0o400);
      const state = recipes.at(path.join('var/lib', setting('StateDirectory')));
      const workingFolder = filled(setting('WorkingDirectory'));
      assert.equal(workingFolder, state);
      fs.mkdirSync(state, { recursive: true, mode: parseInt(setting('StateDirectoryMode'), 8) });
      const variables = Object.fromEntries(
        unit.Service.filter(([key]) => key === 'Environment').map(([, pair]) =>
          filled(pair).split(/=(.*)/, 2),
        ),
      ) as Record<string, string>;
      // The client of the example isn't the sandbox's.
      variables.CRITEO_CLIENT_ID = recipes.sandbox.clientId;
      const before = await recipes.sizeOfSegment();
      const [program, ...args] = command.map((word) =>
        word.startsWith('/srv/') ? recipes.at(word) : word,
      );
      const words = [recipes.at(`bin/${path.basename(program)}`), ...args];
      // A service has no home folder.
      const night = (): Promise<string> =>
        recipes.runToItsEnd(words, { ...variables, HOME: '/nonexistent' }, workingFolder);
      await night();
      assert.equal(await recipes.sizeOfSegment(), before + 5000);
      recipes.write('srv/exports/crm.csv', csv(4900));
      assert.match(await night(), / updated with 4,900, 100 removed\./);
      // The folder of the text, for what is done by hand.
      const [, byHand] =
        /sudo -u \w+ criteo-audiences (uploads list --state-dir \S+)`/.exec(PAGE) ?? [];
      assert.ok(byHand);
      const listed = await recipes.runToItsEnd([
        recipes.at('bin/criteo-audiences'),
        ...byHand.split(' ').map((word) => (word.startsWith('/var/') ? recipes.at(word) : word)),
      ]);
      assert.match(listed, /crm\.csv/);
      assert.deepEqual(
        fs.readdirSync(state).sort(),
        ['criteo-audiences', 'kept-crm.csv', 'report.json'].sort(),
      );
    });

    it('is what systemd understands, where it is installed', function () {
      if (!hasProgram('systemd-analyze')) return this.skip();
      const bin = recipes.at('bin/criteo-audiences');
      const files = [
        recipes.write('update-crm-users.service', service.replace(/^(ExecStart=)\S+/m, `$1${bin}`)),
        recipes.write('update-crm-users.timer', exampleFile('/update-crm-users.timer')),
      ];
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...files], {
        encoding: 'utf8',
      });
      assert.deepEqual([status, stderr], [0, '']);
    });
  });

  describe('GitHub Actions', () => {
    const workflow = parse(exampleFile('.github/workflows/update-audience.yml')) as Workflow;
    const [job] = Object.values(workflow.jobs);
    const UPDATE_STEP = 'Update the segment';
    const KEPT = 'buckets/kept-files/crm-users/crm.csv';

    beforeEach(() => recipes.program('aws', AWS));

    interface RunnerOptions {
      /** The script of the update, if it is another one. */
      updates?: (script: string) => string;
      /** It is lost when the segment was updated. */
      isLost?: boolean;
    }

    /** A run of the job on a new runner, which the bucket outlives. */
    async function runJob(
      exported: string,
      { updates = (script) => script, isLost = false }: RunnerOptions = {},
    ): Promise<{ failed?: string; output: string }> {
      for (const name of ['kept', 'crm.csv', 'export-crm']) recipes.remove(name);
      recipes.write('export-crm', `#!/bin/sh\ncat <<'END'\n${exported}END\n`, 0o755);
      const values: Record<string, string> = {
        'vars.CRITEO_CLIENT_ID': recipes.sandbox.clientId,
        'vars.CRITEO_ACCOUNT_ID': recipes.sandbox.accountId,
        'vars.KEPT_BUCKET': 'kept-files',
        'vars.AWS_ROLE': 'arn:aws:iam::1:role/audiences',
        'vars.AWS_REGION': 'eu-west-1',
        'secrets.CRITEO_CLIENT_SECRET': recipes.sandbox.clientSecret,
        'github.workspace': recipes.folder,
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
      const summary = recipes.write('summary.md', '');
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
        filled(step.with);
        if (uses) {
          assert.match(uses, /^(actions|aws-actions)\/[\w/-]+@v\d+$/);
          continue;
        }
        const more = { ...filled(job.env), ...filled(step.env) };
        const ended = await recipes.run(['bash', '-eo', 'pipefail', '-c', updates(script ?? '')], {
          ...more,
          GITHUB_ACTIONS: 'true',
          GITHUB_STEP_SUMMARY: summary,
        });
        output += ended.output;
        if (ended.code !== 0) failed ??= name ?? script;
        else if (id) succeeded.add(id);
        if (isLost && name === UPDATE_STEP) break;
      }
      return { failed, output };
    }

    const ends = async (...args: Parameters<typeof runJob>): Promise<string> => {
      const { failed, output } = await runJob(...args);
      assert.equal(failed, undefined, output);
      assert.equal(recipes.read(KEPT), args[0]);
      return output;
    };

    it('has the fields of a workflow', () => {
      for (const { cron } of workflow.on.schedule) assertSchedule(cron.split(' '));
      assert.ok(workflow.concurrency);
      assert.equal(Object.keys(workflow.jobs).length, 1);
      assert.match(job['runs-on'], /^ubuntu-/);
      const update = job.steps.find(({ run: script }) => script?.includes(' update '));
      assert.ok(update?.run);
      isTheUpdate(wordsOf(update.run));
      hasTime(job['timeout-minutes'] * 60, wordsOf(update.run));
      // A signal reaches the program, which isn't the shell's child.
      assert.match(update.run, /^exec /);
    });

    it('removes the people who left, with a state without identifiers beside the kept file', async () => {
      const before = await recipes.sizeOfSegment();
      assert.match(await ends(csv(5000)), /First run: no one leaves\./);
      assert.match(recipes.read('summary.md'), /^# Upload report$/m);
      // A re-run, with a newer export.
      const rerun = `${csv(4900)}rerun@example.com\n`;
      assert.match(await ends(rerun), / updated with 4,901, 100 removed\./);
      assert.match(await ends(csv(4900)), / updated with 4,900, 1 removed\./);
      assert.equal(await recipes.sizeOfSegment(), before + 4900);
      const saved = fs
        .readdirSync(path.dirname(recipes.at(KEPT)), { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map(({ parentPath, name }) => path.join(parentPath, name))
        .filter((file) => file !== recipes.at(KEPT));
      assert.ok(saved.length > 3);
      for (const file of saved)
        assert.doesNotMatch(fs.readFileSync(file, 'latin1'), /@example\.com/, file);
    });

    it('keeps what it had, when a night fails', async () => {
      const before = await recipes.sizeOfSegment();
      await ends(csv(5000));
      // Far too many would leave.
      assert.equal((await runJob(csv(1000))).failed, UPDATE_STEP);
      assert.equal(recipes.read(KEPT), csv(5000));
      // Only reading fails.
      recipes.program('aws', `case $3 in s3://*) exit 1;; esac\n${AWS}`);
      assert.equal((await runJob(csv(4900))).failed, 'Get the kept file and the state');
      assert.equal(recipes.read(KEPT), csv(5000));
      recipes.program('aws', AWS);
      assert.match(await ends(csv(4900)), / updated with 4,900, 100 removed\./);
      assert.equal(await recipes.sizeOfSegment(), before + 4900);
    });

    it('can’t know of a runner that was lost, until its file is sent again, or all are replaced', async () => {
      const [, inPlace] =
        /\*\*If the runner itself is lost\*\*.*`replace` in place of `update`, and `(--confirm \S+)` in place of `--max-removed 0\.05`/.exec(
          PAGE,
        ) ?? [];
      assert.ok(inPlace);
      const clear = 'criteo-audiences clear "CRM Users 2025" --confirm "$CRITEO_ACCOUNT_ID"';
      await recipes.runToItsEnd(['sh', '-c', clear], recipes.credentials());
      await ends(csv(5000));
      const lost = `${csv(5000)}lost@example.com\n`;
      const isLost = async (): Promise<void> => {
        await runJob(lost, { isLost: true });
        assert.equal(recipes.read(KEPT), csv(5000));
        await ends(csv(5000));
        assert.equal(await recipes.sizeOfSegment(), 5001);
      };
      await isLost();
      await ends(lost);
      assert.match(await ends(csv(5000)), / updated with 5,000, 1 removed\./);
      assert.equal(await recipes.sizeOfSegment(), 5000);
      await isLost();
      const replaces = (script: string): string =>
        script.replace(/ update /, ' replace ').replace('--max-removed 0.05', inPlace);
      await ends(csv(5000), { updates: replaces });
      assert.equal(await recipes.sizeOfSegment(), 5000);
      assert.match(await ends(csv(4900)), / updated with 4,900, 100 removed\./);
      assert.equal(await recipes.sizeOfSegment(), 4900);
    });
  });

  describe('Kubernetes', () => {
    const cronJob = parse(exampleFile('update-crm-users.yaml')) as CronJob;
    const job = cronJob.spec.jobTemplate.spec;
    const pod = job.template.spec;
    const [container] = pod.containers;
    const words = [...container.command, ...container.args];

    it('has the fields of a CronJob, and limits above how long it may take', () => {
      assert.equal(cronJob.apiVersion, 'batch/v1');
      assert.equal(cronJob.kind, 'CronJob');
      assertSchedule(cronJob.spec.schedule.split(' '));
      assert.equal(cronJob.spec.timeZone, 'Etc/UTC');
      assert.equal(cronJob.spec.concurrencyPolicy, 'Forbid');
      assert.equal(pod.containers.length, 1);
      isTheUpdate(words);
      hasTime(job.activeDeadlineSeconds, words);
      assert.ok(pod.terminationGracePeriodSeconds > ORDERLY_STOP);
      // Kubernetes requires it for a pod failure policy.
      assert.equal(pod.restartPolicy, 'Never');
      assert.deepEqual(
        container.volumeMounts.map(({ name }) => name),
        pod.volumes.map(({ name }) => name),
      );
      assert.deepEqual(
        container.volumeMounts.filter(({ readOnly }) => readOnly).map(({ name }) => name),
        ['data', 'criteo'],
      );
    });

    it('retries by exit code what a retry helps', () => {
      assert.ok(job.backoffLimit > 0);
      const [ignored, failed, ...others] = job.podFailurePolicy.rules;
      assert.deepEqual(others, []);
      assert.deepEqual(ignored, {
        action: 'Ignore',
        onPodConditions: [{ type: 'DisruptionTarget' }],
      });
      // Gave up, SIGKILL, SIGTERM.
      assert.deepEqual(failed, {
        action: 'FailJob',
        onExitCodes: { operator: 'NotIn', values: [5, 128 + 9, 128 + 15] },
      });
    });

    /** Where a path of the container is here. */
    const mounted = (text: string): string =>
      container.volumeMounts.reduce(
        (result, { mountPath }) =>
          result.replace(
            new RegExp(`(?<=^|=)${mountPath}(?=/|$)`),
            path.join(recipes.folder, 'volumes', mountPath),
          ),
        text,
      );

    /** The variables of the container. */
    function inContainer(): Record<string, string> {
      const secrets: Record<string, string> = { 'criteo/client-id': recipes.sandbox.clientId };
      return Object.fromEntries(
        container.env.map(({ name, value, valueFrom }) => {
          const { name: secret, key } = valueFrom?.secretKeyRef ?? {};
          return [
            name,
            value === undefined
              ? (secrets[`${secret}/${key}`] ?? assert.fail(name))
              : mounted(value),
          ];
        }),
      );
    }

    beforeEach(() => {
      recipes.write('volumes/run/secrets/criteo/client-secret', recipes.sandbox.clientSecret);
      recipes.write('volumes/data/crm.csv', csv(5000));
      for (const name of ['kept', 'state']) fs.mkdirSync(recipes.at(`volumes/${name}`));
    });

    const night = (): Promise<string> => recipes.runToItsEnd(words.map(mounted), inContainer());

    it('runs with the image and the volumes', async () => {
      assert.match(exampleFile('Dockerfile'), /^USER node$/m);
      const before = await recipes.sizeOfSegment();
      await night();
      assert.equal(await recipes.sizeOfSegment(), before + 5000);
      // As `fsGroup` does whenever a volume is mounted.
      for (const name of ['kept', 'state'])
        spawnSync('chmod', ['-R', 'g+rwX,g+s', recipes.at(`volumes/${name}`)]);
      recipes.write('volumes/data/crm.csv', csv(4900));
      assert.match(await night(), / updated with 4,900, 100 removed\./);
      assert.equal(await recipes.sizeOfSegment(), before + 4900);
      assert.equal(recipes.read('volumes/kept/crm-users.csv'), csv(4900));
      assert.equal(reportFile('volumes/kept/crm-users.report.json').exitCode, 0);
      assert.ok(recipes.exists('volumes/state/criteo-audiences/jobs'));
    });

    it('ends in order on SIGTERM, as the first process of its container, and a retry is right', async function () {
      const container = ['unshare', '-Urpf', '--kill-child'];
      if (spawnSync(container[0], [...container.slice(1), 'true']).status !== 0) return this.skip();
      await night();
      recipes.write('volumes/data/crm.csv', csv(4900));
      recipes.sandbox.control.resetCounts();
      const { code, output } = await stopped(
        () => recipes.begin([...container, ...words.map(mounted)], inContainer()),
        (pid) => Number(fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')),
      );
      assert.equal(code, 143, output);
      assert.equal(reportFile('volumes/kept/crm-users.report.json').exitCode, 143);
      assert.match(await night(), / updated with 4,900, 100 removed\./);
    });
  });

  describe('alerts', () => {
    const hours = (count: number): string => new Date(Date.now() - count * 3_600_000).toISOString();
    const ended = (finishedAt: string): object => ({
      version: 1,
      exitCode: 0,
      report: { finishedAt, unsent: 3, removed: { rows: 12 } },
    });
    /** What is in the folder in the morning, and whether that is well. */
    const mornings: [string, object | undefined, boolean][] = [
      ['it ended well', ended(hours(9)), true],
      ['it failed', { version: 1, exitCode: 6, error: { code: 'max-removed' } }, false],
      ['it is incomplete', { ...ended(hours(9)), exitCode: 3 }, false],
      ['it was killed', undefined, false],
      ['it never ran', ended(hours(33)), false],
    ];

    /** The mail, which says where to look, and not what it doesn't know. */
    const alert = (): string =>
      `CRM Users 2025: look at ${recipes.at('audiences/update.log')} and criteo-audiences uploads list\n`;

    beforeEach(function () {
      if (!hasProgram('jq')) this.skip();
    });

    for (const [what, report, isWell] of mornings)
      it(`fail unless the last night ended well, with jq where it is installed: ${what}`, async () => {
        const [{ command }, ...others] = cronLines(exampleWith('jq -e', 'crontab'));
        assert.deepEqual(others, []);
        assert.ok(command.includes(CHECK_REPORT.trim()));
        fs.mkdirSync(recipes.at('audiences'));
        if (report)
          for (const folder of ['', 'audiences/'])
            recipes.write(`${folder}report.json`, JSON.stringify(report));
        const { code } = await recipes.run(['sh', '-c', CHECK_REPORT]);
        assert.equal(code === 0, isWell);
        const mail = await recipes.runToItsEnd(['sh', '-c', command]);
        assert.equal(mail, isWell ? '' : alert());
      });

    it('also come after a night that was completed by “uploads resume --all”, as the page says', async () => {
      assert.match(PAGE, /^It also comes after a night that `uploads resume --all` completed/m);
      recipes.write('audiences/crm.csv', csv(5000));
      const folder = recipes.at('audiences');
      const { code, output } = await stopped(() =>
        recipes.begin(['sh', '-c', UPDATE], recipes.credentials(), folder),
      );
      assert.equal(code, 143, output);
      const resumed = await recipes.runToItsEnd(
        ['sh', '-c', 'criteo-audiences uploads resume --all'],
        recipes.credentials(),
        folder,
      );
      assert.match(resumed, /Resumed/);
      const [{ command }] = cronLines(exampleWith('jq -e', 'crontab'));
      assert.equal(await recipes.runToItsEnd(['sh', '-c', command]), alert());
    });

    it('have figures for Prometheus, with jq where it is installed', async () => {
      const metrics = async (): Promise<Record<string, number>> => {
        await recipes.run(['sh', '-c', METRICS]);
        const lines = recipes.read('crm.prom').split('\n').slice(0, -1);
        return Object.fromEntries(
          lines.map((line) => {
            const [, name, value] =
              /^criteo_(\w+)\{segment="crm"\} (\d+)$/.exec(line) ?? assert.fail(line);
            return [name, Number(value)];
          }),
        );
      };
      const of = (finishedAt: string): Record<string, number> => ({
        ...{ exit_code: 0, finished_at: Math.floor(Date.parse(finishedAt) / 1000) },
        ...{ people_left: 12, unsent: 3 },
      });
      const [, limit] = /`time\(\) - criteo_finished_at > (\d+) \* 3600`/.exec(PAGE) ?? ['', ''];
      const isLate = ({ finished_at }: Record<string, number>): boolean =>
        Date.now() / 1000 - finished_at > Number(limit || assert.fail()) * 3600;
      // A night with the longest wait isn't late.
      for (const [age, late] of [
        [9, false],
        [26, false],
        [48, true],
      ] as const) {
        const finishedAt = hours(age);
        recipes.write('report.json', JSON.stringify(ended(finishedAt)));
        const found = await metrics();
        assert.deepEqual(found, of(finishedAt));
        assert.equal(isLate(found), late, String(age));
      }
      // The figures of before stay, with their time.
      const before = await metrics();
      recipes.remove('report.json');
      assert.deepEqual(await metrics(), before);
      recipes.write('report.json', JSON.stringify({ version: 1, exitCode: 4 }));
      assert.deepEqual(await metrics(), {
        exit_code: 4,
        finished_at: 0,
        people_left: 0,
        unsent: 0,
      });
    });
  });

  describe('the replacing recipe', () => {
    const RECIPE = exampleWith('exec criteo-audiences replace');

    it('replaces the identifiers of a segment', async () => {
      await recipes.runToItsEnd(['sh', '-c', RECIPE], recipes.credentials());
      assert.equal(await recipes.sizeOfSegment(), 5000);
      assert.equal(reportFile().exitCode, 0);
    });

    it('passes on why nothing was changed', async () => {
      recipes.write('crm.csv', csv(10));
      const { code, output } = await recipes.run(['sh', '-c', RECIPE], recipes.credentials());
      assert.equal(code, 6, output);
      assert.match(output, /--min-kept/);
      assert.equal(reportFile().error?.code, 'min-kept');
    });
  });
});
