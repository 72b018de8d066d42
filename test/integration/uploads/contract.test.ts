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
import { configure, newSegment, rejection, requestCount, run, signIn } from '../segments/signedIn';
import { dataFolder, filesBelow } from '../writtenFiles';
import { fileUri, onDiskOnly, problemsOf, write } from './files';
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

    it('removes, and replaces after one clear', async () => {
      const id = await segment();
      const first = await write('first.csv', `${['email', ...people(40)].join('\n')}\n`);
      await upload(first, { segmentId: id, operation: 'add' });
      const fewer = await write('fewer.csv', `${['email', ...people(10)].join('\n')}\n`);
      const removed = await upload(fewer, { segmentId: id, operation: 'remove' });
      reportAddsUp(removed);
      assert.equal(removed.cleared, undefined);
      assert.deepEqual(await list(id), new Set(people(30, 10)));
      server.control.resetCounts();
      const other = await write('other.csv', `${['email', ...people(35, 100)].join('\n')}\n`);
      const replaced = await upload(other, { segmentId: id, operation: 'replace' });
      reportAddsUp(replaced);
      assert.deepEqual([requestCount(server, 'clear'), replaced.calls], [1, 2]);
      assert.ok(replaced.cleared && Date.parse(replaced.cleared) >= Date.parse(replaced.startedAt));
      assert.deepEqual(await list(id), new Set(people(35, 100)));
    });

    inOneDialect(
      'is stopped by the safety checks without a request, even if confirmed',
      async () => {
        const id = await segment();
        const bad = await write(
          'bad.csv',
          `${['email', ...people(8), 'no', 'nor this'].join('\n')}\n`,
        );
        const stopped = await upload(bad, { segmentId: id, operation: 'add' });
        reportAddsUp(stopped);
        assert.deepEqual(
          { ...pick(stopped, ['state', 'unsent', 'calls']), error: stopped.error?.code },
          { state: 'failed', unsent: 8, calls: 0, error: 'too-many-refused' },
        );
        assert.equal(amendments(), 0);
        const again = await rejection(run('resumeUpload', { jobId: stopped.jobId }));
        assert.equal(again.code, 'too-many-refused');
        assert.match(again.message, /can’t be resumed: start over\.$/);
        assert.equal(amendments(), 0);
        assert.deepEqual(
          [...new Set(problemsOf(bad).map(({ severity }) => severity))],
          [vscode.DiagnosticSeverity.Error],
        );
        const allowed = await upload(bad, { segmentId: id, operation: 'add', maxInvalid: 0.5 });
        assert.deepEqual([allowed.state, allowed.sent], ['finished', 8]);

        const many = await write('many.csv', `${['email', ...people(100)].join('\n')}\n`);
        assert.equal(
          (await upload(many, { segmentId: id, operation: 'replace' })).state,
          'finished',
        );
        server.control.resetCounts();
        const few = await write('few.csv', `${['email', ...people(10)].join('\n')}\n`);
        const kept = await upload(few, { segmentId: id, operation: 'replace' });
        assert.deepEqual([kept.state, kept.error?.code, amendments()], ['failed', 'min-kept', 0]);
        assert.equal(
          (await upload(few, { segmentId: id, operation: 'replace', minKept: 0.1 })).state,
          'finished',
        );
        assert.deepEqual(await list(id), new Set(people(10)));
      },
    );

    inOneDialect('rejects invalid arguments before the first request', async () => {
      const id = await segment();
      const uri = await write(
        'good.csv',
        `${['email,EMAIL,other', ...people(3).map((email) => `${email},${email},x`)].join('\n')}\n`,
      );
      const code = async (file: vscode.Uri, options: Record<string, unknown>): Promise<string> => {
        const error = await rejection(upload(file, options));
        assert.ok(error.message.length > 20 && error.operation !== '', error.message);
        return error.code;
      };
      assert.equal(await code(uri, { operation: 'add' }), 'bad-argument');
      assert.equal(await code(uri, { segmentId: id }), 'bad-argument');
      assert.equal(await code(uri, { segmentId: Number(id), operation: 'add' }), 'bad-argument');
      assert.equal(await code(uri, { segmentId: id, operation: 'append' }), 'bad-argument');
      assert.equal(
        await code(uri, { segmentId: id, operation: 'add', maxInvalid: 2 }),
        'bad-argument',
      );
      assert.equal(
        await code(uri, { segmentId: id, operation: 'add', hashes: 'md5' }),
        'bad-argument',
      );
      assert.equal(
        await code(uri, { segmentId: id, operation: 'add', column: 'nowhere' }),
        'no-column',
      );
      assert.equal(
        await code(uri, { segmentId: id, operation: 'add', column: 'Email' }),
        'ambiguous-column',
      );
      assert.equal(await code(uri, { segmentId: id, operation: 'add', column: 7 }), 'no-column');
      assert.equal(
        await code(uri, { segmentId: id, operation: 'add', accountId: '1' }),
        'unknown-account',
      );
      assert.equal(
        await code(uri, { segmentId: '738406688413290999', operation: 'add' }),
        'segment-not-found',
      );
      assert.equal(
        await code(fileUri('missing.csv'), { segmentId: id, operation: 'add' }),
        'not-found',
      );
      assert.equal(await code(fileUri('.'), { segmentId: id, operation: 'add' }), 'directory');
      assert.equal(
        await code(await write('empty.csv', ''), { segmentId: id, operation: 'add' }),
        'empty',
      );
      assert.equal(
        await code(await write('broken.csv', 'email\n"a@example.com\n'), {
          segmentId: id,
          operation: 'add',
        }),
        'quote-not-closed',
      );
      assert.equal(
        await code(await write('binary.csv', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 1])), {
          segmentId: id,
          operation: 'add',
        }),
        'binary',
      );
      const error = await rejection(
        run('uploadCsv', 'not a uri', { segmentId: id, operation: 'add', confirm: false }),
      );
      assert.ok(['bad-argument', 'not-found'].includes(error.code), error.code);
      assert.equal(amendments(), 0);
      assert.equal(
        (await upload(uri, { segmentId: id, operation: 'add', column: 'email' })).sent,
        3,
        'exact before any case',
      );
    });

    inOneDialect('takes the first row as a header or as data, as the caller says', async () => {
      const id = await segment('CustomerId');
      const uri = await write('words.csv', 'anna\nbob\ncarl\ndora\n');
      const call = { segmentId: id, operation: 'add', column: 0 };
      const check = async (more: object): Promise<[number, string[]]> => {
        const { rows, columnWarnings } = await run<{ rows: number; columnWarnings: string[] }>(
          'checkCsv',
          uri,
          { identifierType: 'CustomerId', column: 0, ...more },
        );
        return [rows, columnWarnings];
      };
      assert.deepEqual(await check({}), [4, ['header-doubtful']]);
      assert.deepEqual(await check({ header: false }), [4, []]);
      assert.deepEqual(await check({ header: true }), [3, []]);
      assert.equal(
        (await rejection(run('checkCsv', uri, { identifierType: 'CustomerId', header: 'yes' })))
          .code,
        'bad-argument',
      );
      assert.equal((await rejection(upload(uri, { ...call, header: 1 }))).code, 'bad-argument');
      assert.equal(amendments(), 0);
      const [{ report }] = await run<{ report?: Report }[]>('uploadMany', [
        { uri: uri.toString(), ...call, header: true, confirm: false },
      ]);
      assert.equal(report?.sent, 3);
      assert.deepEqual(await list(id), new Set(['bob', 'carl', 'dora']));
      assert.equal((await upload(uri, call)).sent, 4);
      assert.deepEqual(await list(id), new Set(['anna', 'bob', 'carl', 'dora']));
    });

    it('rejects segments that are not writable or of another type', async () => {
      const mine = (await server.control.segments()).filter(
        ({ accountId }) => accountId === server.accountId,
      );
      const all = await run<{ id: string; type?: string; contactList?: { isReadOnly: boolean } }[]>(
        'listSegments',
        {},
      );
      const readOnly = all.find(({ contactList }) => contactList?.isReadOnly);
      const events = all.find(({ type }) => type === 'Events');
      assert.ok(mine.length > 0 && readOnly && events);
      const uri = await write('good.csv', `${['email', ...people(3)].join('\n')}\n`);
      assert.equal(
        (await rejection(upload(uri, { segmentId: readOnly.id, operation: 'add' }))).code,
        'segment-read-only',
      );
      assert.equal(
        (await rejection(upload(uri, { segmentId: events.id, operation: 'add' }))).code,
        'segment-events',
      );
      const mobile = await segment('UserIdentifier');
      assert.equal(
        (await rejection(upload(uri, { segmentId: mobile, operation: 'add', column: 'email' })))
          .code,
        'wrong-type',
      );
      assert.equal(
        (await rejection(upload(uri, { segmentId: mobile, operation: 'add', hash: 'md5' }))).code,
        'bad-argument',
      );
      assert.equal(amendments(), 0);
    });

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

    inOneDialect('requires the ID of a protected account where a segment is cleared', async () => {
      const id = await segment();
      const uri = await write('guarded.csv', `${['email', ...people(3)].join('\n')}\n`);
      await configure('accounts', [{ id: server.accountId, protected: true }]);
      try {
        assert.equal((await upload(uri, { segmentId: id, operation: 'add' })).state, 'finished');
        server.control.resetCounts();
        assert.equal(
          (await rejection(upload(uri, { segmentId: id, operation: 'replace' }))).code,
          'protected',
        );
        assert.equal(
          (await rejection(upload(uri, { segmentId: id, operation: 'replace', confirm: '99' })))
            .code,
          'protected',
        );
        assert.equal(amendments(), 0);
        assert.equal(
          (await upload(uri, { segmentId: id, operation: 'replace', confirm: server.accountId }))
            .state,
          'finished',
        );
      } finally {
        await configure('accounts', undefined);
      }
    });

    it('reports an error of the API', async () => {
      const id = await segment();
      const uri = await write('failing.csv', `${['email', ...people(3)].join('\n')}\n`);
      server.control.addFaults({ fault: 'forbidden', operation: 'addRemove', times: 20 });
      const report = await upload(uri, { segmentId: id, operation: 'add' });
      reportAddsUp(report);
      assert.equal(report.state, 'failed');
      assert.equal(report.error?.status, 403);
      assert.ok((report.error?.message.length ?? 0) > 20);
    });

    inOneDialect('hashes plain emails on request, and leaves hashes as they are', async () => {
      const id = await segment();
      const uri = await write(
        'hash.csv',
        'email\nJohn.Doe@gmail.com\ne13743a7f1db7f4246badd6fd6ff54ff\n',
      );
      const report = await upload(uri, { segmentId: id, operation: 'add', hash: 'sha256' });
      assert.equal(report.accepted, 2);
      assert.deepEqual(
        await list(id),
        new Set([
          '375320dd9ae7ed408002f3768e16cb5f28c861062fd50dff9a3bff62e9dce4ef',
          'e13743a7f1db7f4246badd6fd6ff54ff',
        ]),
      );
      const plain = await write('plain.csv', 'email\nJohn.Doe@gmail.com\n');
      const removed = await upload(plain, {
        segmentId: id,
        operation: 'remove',
        forms: 'all',
        minKept: 0,
      });
      assert.deepEqual(
        new Set(removed.forms?.map(({ form }) => form)),
        new Set(['md5', 'sha256', 'sha256ofMd5']),
      );
      assert.deepEqual(await list(id), new Set());
      reportAddsUp(removed);
    });

    inOneDialect('uploads several files one after another, each with its own result', async () => {
      const [one, two] = [await segment(), await segment()];
      const uri = await write('several.csv', `${['email', ...people(3)].join('\n')}\n`);
      const results = await run<{ uri: string; report?: Report; error?: { code: string } }[]>(
        'uploadMany',
        [
          { uri: uri.toString(), segmentId: one, operation: 'add', confirm: false },
          {
            uri: fileUri('missing.csv').toString(),
            segmentId: two,
            operation: 'add',
            confirm: false,
          },
          {
            ...{ uri: uri.toString(), segmentId: two, accountId: '1' },
            ...{ operation: 'add', confirm: false },
          },
          { uri: uri.toString(), segmentId: two, operation: 'add', confirm: false },
        ],
      );
      assert.deepEqual(
        results.map(({ report, error }) => report?.sent ?? error?.code),
        [3, 'not-found', 'unknown-account', 3],
      );
      assert.deepEqual(await list(two), new Set(people(3)));
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
