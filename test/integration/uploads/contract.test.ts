import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { pick } from '../../../src/common/records';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { reportAddsUp } from '../../support/reportAddsUp';
import { LONG } from '../../support/tenth';
import { waitUntil } from '../../support/waitUntil';
import { newSegment, rejection, requestCount, run, signIn } from '../segments/signedIn';
import { dataFolder, filesBelow } from '../writtenFiles';
import { onDiskOnly, problemsOf, write } from './files';
import { answering } from './person';

for (const dialect of ['guide', 'contract'] as const) {
  describe(`uploadCsv with arguments, ${dialect} dialect`, () => {
    let server: Sandbox;
    let end: () => Promise<void>;
    let made = 0;

    const segment = async (identifierType = 'Email'): Promise<string> =>
      newSegment(server, `Uploads ${dialect} ${++made}`, identifierType);
    const upload = (uri: vscode.Uri, options: Record<string, unknown>): Thenable<Report> =>
      run<Report>('uploadCsv', uri, { confirm: false, ...options });
    const list = async (id: string): Promise<Set<string>> => {
      await server.control.settle();
      return new Set(await server.control.list(id));
    };
    /** For what is decided without the API: in `npm test` with one dialect. */
    const inOneDialect = (name: string, test: () => Promise<void>): void => {
      if (dialect === 'guide' || LONG) it(name, test);
    };
    const amendments = (): number =>
      requestCount(server, 'addRemove') + requestCount(server, 'clear');

    before(async () => ({ server, end } = await signIn({ dialect })));
    after(() => end());
    afterEach(() => {
      server.control.clearFaults();
      server.control.resetCounts();
    });

    it('sends the valid rows, and accounts for every other one', async () => {
      const id = await segment();
      const rows = [
        'name,email',
        'Ann,ANN@Example.com ',
        'Bob,bob@',
        '',
        'Cid,ann@example.com',
        'Dee,',
        ...people(20).map((email) => `P,${email}`),
      ];
      const uri = await write('main.csv', `\ufeff${rows.join('\r\n')}\r\n`);
      const report = await upload(uri, { segmentId: id, operation: 'add' });
      reportAddsUp(report);
      const figures = {
        state: 'finished',
        rows: 25,
        blank: 2,
        invalid: 1,
        duplicates: 1,
        sent: 21,
        unsent: 0,
        accepted: 21,
        refused: 0,
        unknown: 0,
        calls: 1,
      } as const;
      assert.deepEqual(pick(report, Object.keys(figures) as (keyof typeof figures)[]), figures);
      assert.deepEqual(pick(report, ['segmentId', 'accountId', 'operation', 'warnings', 'error']), {
        segmentId: id,
        accountId: server.accountId,
        operation: 'add',
        warnings: [],
        error: undefined,
      });
      assert.ok(Date.parse(report.startedAt) <= Date.parse(report.finishedAt));
      assert.deepEqual(await list(id), new Set(['ann@example.com', ...people(20)]));
      assert.equal(JSON.stringify(report).includes('@'), false, 'a report holds no identifier');
    });

    inOneDialect(
      'marks each invalid row at its exact place in Problems until the next upload',
      async () => {
        const id = await segment();
        const uri = await write(
          'places.csv',
          `${['email', ...people(30), '"two@example.com; three@example.com"', '😀"x', '  bad address@example.com'].join('\n')}\n`,
        );
        await assert.rejects(Promise.resolve(upload(uri, { segmentId: id, operation: 'add' })), {
          code: 'invalid-opening-quote',
        });
        const fixed = await write(
          'places.csv',
          `${['email', ...people(30), '"two@example.com; three@example.com"', '😀@', '  bad address@example.com'].join('\n')}\n`,
        );
        const report = await upload(fixed, { segmentId: id, operation: 'add', maxInvalid: 0.2 });
        assert.equal(report.invalid, 3);
        const document = await vscode.workspace.openTextDocument(fixed);
        // A document that was open already is reloaded some time after the file changed.
        await waitUntil('the document has the new content', () =>
          document.getText().includes('😀@'),
        );
        const found = problemsOf(fixed);
        assert.deepEqual(
          found.map(({ code, range }) => [code, document.getText(range)]),
          [
            ['two-addresses', 'two@example.com; three@example.com'],
            ['domain-missing', '😀@'],
            ['whitespace-inside', '  bad address@example.com'],
          ],
        );
        assert.deepEqual(
          new Set(found.map(({ severity }) => severity)),
          new Set([vscode.DiagnosticSeverity.Warning]),
        );
        for (const { message } of found) assert.equal(/two@|bad address/.test(message), false);
        const valid = await write('places.csv', `${['email', ...people(5)].join('\n')}\n`);
        await upload(valid, { segmentId: id, operation: 'add' });
        assert.deepEqual(problemsOf(valid), []);
      },
    );

    inOneDialect('never sends the saved version of a file with unsaved changes', async () => {
      const id = await segment();
      const uri = await write(`unsaved-${dialect}.csv`, `${['email', ...people(3)].join('\n')}\n`);
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(uri, document.positionAt(document.getText().length), 'more@example.com\n');
      await vscode.workspace.applyEdit(edit);
      assert.equal(
        (await rejection(upload(uri, { segmentId: id, operation: 'add' }))).code,
        'unsaved-changes',
      );
      assert.equal(amendments(), 0);
      assert.ok(await document.save(), 'the document is saved');
      assert.equal((await upload(uri, { segmentId: id, operation: 'add' })).sent, 4);
    });

    it('keeps each reading once, with its upload, although another run resumes it', async () => {
      const id = await segment();
      const uri = await write('twice.csv', `${['email', ...people(3)].join('\n')}\n`);
      server.control.addFaults({ fault: 'forbidden', operation: 'addRemove', times: 1 });
      const { jobId, state } = await upload(uri, { segmentId: id, operation: 'add' });
      assert.equal(state, 'failed');
      const other = onDiskOnly(jobId);
      assert.equal((await run<Report>('resumeUpload', { jobId: other })).state, 'finished');
      const texts = filesBelow(dataFolder())
        .filter((one) => path.basename(one) === `${id}.jsonl`)
        .map((file) => fs.readFileSync(path.join(dataFolder(), file), 'utf8'));
      const lines =
        texts
          .find((text) => text.includes(jobId))
          ?.split('\n')
          .filter(Boolean) ?? [];
      const readings = lines
        .map((line) => JSON.parse(line) as { kind: string; at: number; jobId?: string })
        .filter(({ kind }) => kind === 'reading');
      // Before the first request of each run, and after the last one.
      assert.deepEqual(
        readings.map((reading) => reading.jobId),
        [jobId, other, other],
      );
      assert.equal(new Set(readings.map(({ at }) => at)).size, 3);
    });

    inOneDialect(
      'has its report afterwards, which a person sees on a page without any identifier',
      async () => {
        const id = await segment();
        const uri = await write('paged.csv', `${['email', ...people(3), 'nobody'].join('\n')}\n`);
        const { jobId } = await upload(uri, { segmentId: id, operation: 'add', maxInvalid: 0.5 });
        const again = await answering([], () => run<Report>('openReport', { jobId }));
        assert.deepEqual([again.result.jobId, again.pages.length], [jobId, 0]);
        const { pages } = await answering([/paged\.csv/], async (shown) => {
          await run('openReport');
          await waitUntil('the page is drawn', () => shown().length === 1);
        });
        assert.equal(pages[0].step, 'ended');
        assert.match(pages[0].heading.text, /^3 added to /);
        const text = JSON.stringify(pages[0]);
        assert.match(text, /"count":"3","text":"accepted"/);
        assert.equal(/person0|nobody/.test(text), false);
        const other = onDiskOnly(jobId);
        assert.equal((await run<Report>('openReport', { jobId: other })).jobId, other);
        assert.deepEqual(await run('forgetJob', { jobId: onDiskOnly(jobId) }), { jobId: other });
        assert.deepEqual(await run('findRefusedRows', { jobId: onDiskOnly(jobId) }), {
          found: 0,
          left: 0,
          calls: 0,
        });
        assert.deepEqual(await run('forgetJob', { jobId }), { jobId });
        assert.equal((await rejection(run('openReport', { jobId }))).code, 'unknown-job');
      },
    );
  });
}
