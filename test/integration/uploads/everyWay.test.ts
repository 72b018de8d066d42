import assert from 'node:assert/strict';
import fs from 'node:fs';
import type * as vscode from 'vscode';
import { pick } from '../../../src/common/records';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { comparableReport } from '../../support/comparableReport';
import { waitUntil } from '../../support/waitUntil';
import { productSettled } from '../productSettled';
import { configure, requestCount, signIn } from '../segments/signedIn';
import { commandLineFolder } from '../writtenFiles';
import { write } from './files';
import { CASES, FIGURES, NO_FIGURES } from './uploadCases';
import { argsOf, newJobs, rememberJobs, WAYS } from './uploadWays';

/**
 * Runs the same cases by `uploadCsv`, `uploadMany`, the command line, a task and a language model's
 * tool. That each way makes the same choices of the same arguments is proved in
 * `test/unit/app/uploads/choices/choiceTable/everyWay.test.ts`, and what follows from choices beside
 * the modules that decide it.
 */

describe('an upload is the same in every way', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => {
    ({ server, end } = await signIn({ computation: 'immediate', rateLimit: 10_000 }));
  });
  after(async () => {
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

  for (const testCase of CASES) {
    describe(testCase.name, () => {
      let first: Report | undefined;
      const ways = Object.entries(WAYS).flatMap(([way, { upload, expects, takesSeveral }]) => {
        const expected = expects(testCase);
        return expected && (takesSeveral || !testCase.more) ? [{ way, upload, expected }] : [];
      });
      for (const { way, upload, expected } of ways) {
        it(`by ${way}`, async () => {
          const uris: [vscode.Uri, ...vscode.Uri[]] = [await write('way.csv', testCase.file)];
          for (const [index, content] of (testCase.more ?? []).entries())
            uris.push(await write(`way-${index + 2}.csv`, content));
          const { id: segmentId } = await server.control.putSegment(testCase.segment ?? {});
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
            await productSettled();
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
