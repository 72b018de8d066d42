import * as assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../src/sandbox/server';
import type { Report } from '../../src/upload/jobTypes';
import type { Operation } from '../../src/upload/uploadTypes';
import { reportAddsUp } from '../support/reportAddsUp';
import { startSandbox } from '../support/sandboxes';
import { chance, DRAWN, LONG, share } from '../support/tenth';
import { turns, waitUntil } from '../support/waitUntil';
import type { Task } from './support/child';
import { expectedEmails, makeCsv } from './support/expected';

const KILLS = share(60);
/** At most per job, so that a tenth of the kills still covers each operation. */
const KILLS_OF_JOB = LONG ? 8 : 1;
const ROWS = 4000;
/** Rows of the previous file of an update that aren't in the file. */
const LEFT = 700;
const random = chance();

type Ended = { report?: Report; resumed?: boolean };

/** Runs the task in a child process, and kills it at `moment` unless it has ended before. */
function run(task: Task, moment: Promise<void>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'support', 'child.js'), [JSON.stringify(task)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let over = false;
    void moment.then(() => over || child.kill('SIGKILL'));
    const ended: Ended = {};
    let errors = '';
    child.stderr?.on('data', (piece: Buffer) => (errors += piece.toString()));
    child.on('message', (message: Ended) => {
      // From here on the child only cleans up.
      over = true;
      Object.assign(ended, message);
    });
    child.on('exit', (code) => {
      over = true;
      if (code) reject(new Error(`The child exited with ${code}: ${errors.slice(0, 2000)}`));
      else resolve(ended);
    });
  });
}

describe('an upload whose process is killed', function () {
  this.timeout(180_000);
  let sandbox: Sandbox;
  let folder: string;

  before(async () => {
    folder = fs.mkdtempSync(join(tmpdir(), 'upload-kill-'));
    sandbox = await startSandbox({ switches: { rateLimit: 1_000_000, computation: 'immediate' } });
    sandbox.control.addFaults(
      { fault: 'latency', operation: 'addRemove', ms: 12, probability: 1 },
      { fault: 'latency', operation: 'clear', ms: 12, probability: 1 },
    );
  });
  after(async () => {
    await sandbox.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const requestCount = (): number => sandbox.control.counts().operations.addRemove?.calls ?? 0;

  /** Any moment, or one during sending, however fast the machine is. */
  async function anyMoment(turn: number): Promise<void> {
    let looks = Math.floor(random() * 30);
    const target = requestCount() + 1 + Math.floor(random() * 4);
    const holds = (): boolean => (turn % 3 === 0 ? looks-- <= 0 : requestCount() >= target);
    // It may end without.
    await waitUntil('the moment comes', holds).catch(() => undefined);
    await turns(random() * 1_000);
  }

  it(`resumes from its journal alone after ${KILLS} kills at any moment, and loses and repeats nothing`, async () => {
    let kills = 0;
    let withWork = 0;
    for (let job = 0; kills < KILLS; job++) {
      const operation: Operation = (['update', 'add', 'replace', 'remove'] as const)[job % 4];
      const all = makeCsv(ROWS + LEFT, job + 1).split('\r\n');
      const csv = [all[0], ...all.slice(1 + LEFT)].join('\r\n');
      const previous = `${all.slice(0, 1 + ROWS).join('\r\n')}\r\n`;
      const file = join(folder, `people ${job} 😀.csv`);
      fs.writeFileSync(file, csv);
      const expected = expectedEmails(csv);
      const before = expectedEmails(previous);
      const previousFile = join(folder, `before ${job}.csv`);
      fs.writeFileSync(previousFile, previous);
      const stays = `stays${job}@example.org`;
      const identifiers =
        operation === 'remove'
          ? [...expected, stays]
          : operation === 'update'
            ? [...before, stays]
            : [stays];
      const { id: segmentId } = await sandbox.control.putSegment({
        name: `Kill ${job}`,
        identifiers,
      });
      const { url, clientId, clientSecret, accountId } = sandbox;
      const task: Task = {
        storageDir: join(folder, `storage ${job}`),
        url,
        clientId,
        clientSecret,
        accountId,
        segmentId,
        file,
        operation,
        ...(operation === 'update' && { previous: previousFile }),
      };

      sandbox.control.resetCounts();
      let killsOfJob = 0;
      let ended: Ended = {};
      while (ended.report === undefined) {
        // The last runs aren't killed, so that the job ends.
        ended = await run(
          task,
          kills < KILLS && killsOfJob < KILLS_OF_JOB
            ? anyMoment(kills)
            : new Promise(() => undefined),
        );
        if (ended.report !== undefined) break;
        kills++;
        killsOfJob++;
      }
      const { report } = ended;
      if (ended.resumed) withWork++;
      const context = JSON.stringify({
        drawn: DRAWN,
        operation,
        killsOfJob,
        report: { ...report, warnings: report.warnings.map((warning) => warning.code) },
      });
      assert.equal(report.state, 'finished', context);
      assert.equal(report.rows, ROWS, context);
      reportAddsUp(report, context);
      // In the end no identifier is counted twice, missing or unknown.
      assert.deepEqual(
        [report.accepted, report.unknown, report.unsent, report.refused],
        [expected.size, 0, 0, 0],
        context,
      );
      const list = new Set(await sandbox.control.list(segmentId));
      const expectedList =
        operation === 'add' || operation === 'update'
          ? new Set([...expected, stays])
          : operation === 'replace'
            ? expected
            : new Set([stays]);
      assert.deepEqual(list, expectedList, context);
      // If the server received more than the file has, the report says so: a request without a
      // response was sent again.
      const counts = sandbox.control.counts().segments[segmentId];
      const received = (operation === 'remove' ? counts.remove : counts.add).received;
      assert.equal(
        received > expected.size
          ? report.warnings.some((warning) => warning.code === 'sent-again')
          : true,
        true,
        context,
      );
      if (operation === 'update') {
        const left = [...before].filter((one) => !expected.has(one)).length;
        assert.equal(report.removed?.rows, left, context);
        assert.equal(report.removed?.unsent, 0, context);
      }
      if (operation === 'replace')
        assert.ok(counts.clears >= 1 && report.cleared !== undefined, context);
    }
    assert.ok(withWork > 0, 'no job was resumed: the kills came too early');
  });
});
