import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { pick } from '../../../src/common/records';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { comparableReport } from '../../support/comparableReport';
import { chance, draw, share } from '../../support/tenth';
import { turns, waitUntil } from '../../support/waitUntil';
import { configure, requestCount, signIn } from '../segments/signedIn';
import { commandLineFolder } from '../writtenFiles';
import { fileUri, write } from './files';
import { CASES, FIGURES, NO_FIGURES, type Case } from './uploadCases';
import { argsOf, newJobs, rememberJobs, WAYS } from './uploadWays';

/**
 * Runs the same cases by `uploadCsv`, `uploadMany`, the command line, a task and a language model's
 * tool. That each way makes the same choices of the same arguments is proved in
 * `test/unit/app/uploads/choices/choiceTable/everyWay.test.ts`, and what follows from choices beside
 * the modules that decide it: `npm test` runs a tenth of the other cases here.
 */

/** Of a case that is drawn: two ways are enough to compare, and the others have their turn by seed. */
const MOST_WAYS = 2;

describe('an upload is the same in every way', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => {
    ({ server, end } = await signIn({ computation: 'immediate', rateLimit: 10_000 }));
    await vscode.workspace.fs.createDirectory(fileUri('way-folder.csv'));
  });
  after(async () => {
    await vscode.workspace.fs.delete(fileUri('way-folder.csv'));
    fs.rmSync(commandLineFolder(), { recursive: true, force: true });
    await end();
  });
  beforeEach(() => {
    rememberJobs();
    server.control.resetCounts();
  });
  afterEach(async () => {
    server.control.clearFaults();
    for (const key of configured.splice(0)) await configure(key, undefined);
  });

  /** Settings that a test changed. */
  const configured: string[] = [];
  const set = (key: string, value: unknown): Thenable<void> => {
    configured.push(key);
    return configure(key, value);
  };
  const fileOf = ({ file }: Case): Promise<vscode.Uri> | vscode.Uri =>
    file === 'folder' || file === 'missing' ? fileUri(`way-${file}.csv`) : write('way.csv', file);
  const segmentOf = async ({ segment }: Case): Promise<string> =>
    segment === 'unknown'
      ? '738406688413290999'
      : (await server.control.putSegment(segment ?? {})).id;

  const random = chance();
  const others = CASES.filter(({ isWiring }) => !isWiring);
  const drawn = new Set(draw(others, share(others.length), random));
  for (const testCase of CASES.filter((one) => one.isWiring || drawn.has(one))) {
    describe(testCase.name, () => {
      let first: Report | undefined;
      const ways = Object.entries(WAYS).flatMap(([way, { upload, expects, takesSeveral }]) => {
        const expected = expects(testCase);
        return expected && (takesSeveral || !testCase.more) ? [{ way, upload, expected }] : [];
      });
      const most = testCase.isWiring ? ways.length : MOST_WAYS;
      for (const { way, upload, expected } of draw(ways, most, random)) {
        it(`by ${way}`, async () => {
          const uris: [vscode.Uri, ...vscode.Uri[]] = [await fileOf(testCase)];
          for (const [index, content] of (testCase.more ?? []).entries())
            uris.push(await write(`way-${index + 2}.csv`, content));
          const segmentId = await segmentOf(testCase);
          if (testCase.isProtected)
            await set('accounts', [{ id: server.accountId, protected: true }]);
          if (testCase.cancel === 'sending') {
            await set('upload.chunkSize', 1);
            await set('upload.concurrency', 1);
          }
          server.control.addFaults(...(testCase.faults ?? []));
          const cancelling = testCase.cancel
            ? waitUntil('its request is in flight', () => server.control.faults().length === 0)
            : new Promise<void>(() => undefined);
          const { outcome, code, report } = await upload({
            server,
            uris,
            segmentId,
            args: argsOf(testCase, server.accountId),
            testCase,
            cancelling,
          });
          assert.deepEqual(
            { outcome, code, figures: report && pick(report, FIGURES) },
            {
              outcome: expected.outcome,
              code: expected.code,
              figures: expected.figures && { ...NO_FIGURES, ...expected.figures },
            },
          );
          // A request in flight at the time of the cancel still ends.
          if (testCase.cancel === 'checking') {
            server.control.clearFaults();
            await waitUntil('its request was answered', () => requestCount(server, 'search') > 0);
            await turns();
          }
          // A rejected upload leaves no plan behind.
          assert.deepEqual(newJobs(), report ? [report.jobId] : []);
          await server.control.settle();
          assert.deepEqual(
            {
              addRemoves: requestCount(server, 'addRemove'),
              clears: requestCount(server, 'clear'),
            },
            { addRemoves: testCase.addRemoves ?? 0, clears: testCase.clears ?? 0 },
          );
          if (typeof testCase.segment !== 'string')
            assert.deepEqual(
              new Set(await server.control.list(segmentId)),
              new Set(testCase.list ?? testCase.segment?.identifiers ?? []),
            );
          if (!report) return;
          assert.equal(report.segmentId, segmentId);
          first ??= report;
          assert.deepEqual(comparableReport(report), comparableReport(first));
        });
      }
    });
  }
});
