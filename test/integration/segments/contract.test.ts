import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import { root } from '../../host/root';
import { waitUntil } from '../../support/waitUntil';
import {
  configure,
  idOf,
  rejection,
  rejectsArguments,
  requestCount,
  run,
  signIn,
} from './signedIn';

interface PlainSegment {
  id: string;
  name?: string;
  description?: string;
  retailerId?: string;
  type?: string;
  createdAt?: string;
  contactList?: { isReadOnly: boolean; identifierType?: string };
}

interface Deletion {
  deleted: string[];
  problems: { id: string; code: string; message: string; traceId?: string }[];
}

for (const dialect of ['guide', 'contract'] as const) {
  describe(`segment commands, ${dialect} dialect`, () => {
    let server: Sandbox;
    let end: () => Promise<void>;
    let retailerId: string;

    before(async () => {
      ({ server, end } = await signIn({ dialect }));
      const [first] = await server.control.segments();
      retailerId = first.retailerId;
    });
    after(() => end());
    afterEach(() => {
      server.control.clearFaults();
      server.control.resetCounts();
    });

    it('list all pages as plain JSON, and with the API’s filter', async () => {
      const all = await run<PlainSegment[]>('listSegments', { types: [] });
      const mine = (await server.control.segments()).filter(
        (segment) => segment.accountId === server.accountId,
      );
      assert.deepEqual(new Set(all.map(({ id }) => id)), new Set(mine.map(({ id }) => id)));
      for (const segment of all) {
        assert.equal('json' in segment, false);
        if (segment.createdAt !== undefined)
          assert.equal(new Date(segment.createdAt).toISOString(), segment.createdAt);
      }
      const events = await run<PlainSegment[]>('listSegments', { types: ['Events'] });
      assert.deepEqual([...new Set(events.map(({ type }) => type))], ['Events']);
      const [one, two] = all;
      assert.deepEqual(
        new Set(
          (await run<PlainSegment[]>('listSegments', { segmentIds: [one.id, two.id] })).map(
            ({ id }) => id,
          ),
        ),
        new Set([one.id, two.id]),
      );
    });

    it('filter the view by use, and leave it as it was where the audiences can’t be read', async () => {
      const count = (filter: object) =>
        run<{ matches: number; loaded: number }>('filterSegments', filter);
      const mine = await run<PlainSegment[]>('listSegments', { types: [] });
      server.control.addFaults({ fault: '400', operation: 'audiences', times: 1 });
      const error = await rejection(count({ text: 'unused' }));
      assert.equal(error.operation, 'audiences');
      const unused = await count({ text: 'unused' });
      assert.ok(unused.matches > 0 && unused.matches < mine.length, JSON.stringify(unused));
      // The one of the failure, and one for all.
      assert.equal(requestCount(server, 'audiences'), 2);
      const crm = await count({ text: 'crm unused' });
      assert.ok(crm.matches < unused.matches);
      assert.ok((await count({ text: 'empty' })).matches < mine.length);
      await run('clearFilter');
    });

    it('create a segment, and reject a duplicate name with the API’s code', async () => {
      const segment = {
        name: 'Made by contract',
        description: 'About it',
        retailerId,
        identifierType: 'email',
      };
      const made = await run<PlainSegment>('createSegment', segment);
      assert.equal(made.name, 'Made by contract');
      assert.equal(made.contactList?.identifierType, 'Email', 'in the API’s spelling');
      const error = await rejection(run('createSegment', segment));
      assert.deepEqual([error.code, error.operation], ['name-must-be-unique', 'createSegment']);
      assert.ok(error.traceId);
    });

    it('change name and description, in whichever format the API takes the description', async () => {
      const id = await idOf(server, 'Lapsed Customers');
      const changed = await run<PlainSegment>('updateSegment', { id, description: 'New words' });
      assert.deepEqual([changed.name, changed.description], ['Lapsed Customers', 'New words']);
      assert.equal(
        requestCount(server, 'update'),
        dialect === 'contract' ? 2 : 1,
        'the second format only after the first was rejected',
      );
      const cleared = await run<PlainSegment>('updateSegment', {
        id,
        name: 'Lapsed',
        description: '',
      });
      assert.equal(cleared.name, 'Lapsed');
      assert.ok(!cleared.description);
      await run('updateSegment', { id, name: 'Lapsed Customers' });
      assert.equal(
        requestCount(server, 'update'),
        dialect === 'contract' ? 4 : 3,
        'the accepted format is remembered',
      );
    });

    it('delete one of three, and report the one in use and the unknown one with the API’s codes', async () => {
      const inUse = await idOf(server, 'CRM Users 2025');
      const free = await idOf(server, 'Empty so far');
      const unknown = '999999999999999999';
      const { deleted, problems } = await run<Deletion>('deleteSegments', {
        ids: [inUse, unknown, free],
        confirm: false,
      });
      assert.deepEqual(deleted, [free]);
      assert.deepEqual(
        problems.map(({ id, code }) => [id, code]),
        [
          [inUse, 'segment-must-not-be-used-in-audience'],
          [unknown, 'segment-not-found'],
        ],
      );
      assert.ok(problems.every(({ message }) => message.length > 5));
      assert.equal(requestCount(server, 'delete'), 1);
      const left = await run<PlainSegment[]>('listSegments', { segmentIds: [inUse, free] });
      assert.deepEqual(
        left.map(({ id }) => id),
        [inUse],
      );
    });

    it('read statistics', async () => {
      const id = await idOf(server, 'CRM Users 2025');
      const statistics = await run<{
        segmentId: string;
        numberOfIdentifiers?: number;
        matchRate?: number;
      }>('showStatistics', { id });
      assert.deepEqual([statistics.segmentId, statistics.matchRate], [id, 0.5]);
      assert.equal(typeof statistics.numberOfIdentifiers, 'number');
    });

    it('clear a contact list, and no other type of segment', async () => {
      const id = await idOf(server, 'Loyalty Card Holders');
      const { clearedAt } = await run<{ clearedAt: string }>('clearSegment', {
        id,
        confirm: false,
      });
      assert.ok(Date.parse(clearedAt) > 0);
      await server.control.settle();
      assert.deepEqual(await server.control.list(id), []);
      const before = requestCount(server, 'clear');
      for (const [name, code] of [
        ['Vendor List', 'segment-read-only'],
        ['Bought Shoes, 90 Days', 'segment-events'],
        ['Lookalike Shoppers', 'segment-not-contact-list'],
      ]) {
        assert.equal(
          (await rejection(run('clearSegment', { id: await idOf(server, name), confirm: false })))
            .code,
          code,
        );
      }
      assert.equal(
        (await rejection(run('clearSegment', { id: '5', confirm: false }))).code,
        'segment-not-found',
      );
      assert.equal(requestCount(server, 'clear'), before, 'rejected before any request');
    });
  });
}

describe('segment commands: guards and arguments', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => {
    ({ server, end } = await signIn());
  });
  after(async () => {
    await configure('accounts', undefined);
    await end();
  });
  beforeEach(() => {
    server.control.clearFaults();
    server.control.resetCounts();
  });

  it('reject invalid values of known keys before any request', async () => {
    await rejectsArguments(server, [
      ['createSegment', { name: 'x' }],
      ['createSegment', { name: 'x', retailerId: 12, identifierType: 'Email' }],
      ['updateSegment', { id: '1' }],
      ['updateSegment', { id: '1', name: ' ' }],
      ['deleteSegments', { ids: [] }],
      ['deleteSegments', { ids: ['../1'], confirm: false }],
      ['clearSegment', { id: 5 }],
      ['showStatistics', { id: '' }],
      ['listSegments', { types: 'Events' }],
      ['readAllSizes', { accountId: 77 }],
      ['filterSegments', { text: 5 }],
    ]);
  });

  /** Commands of the documentation's table that need no argument, but read segments. */
  const READING = ['refresh', 'listSegments', 'filterSegments', 'readAllSizes', 'exportSegments'];
  /** Commands that take nothing: there is no call with arguments. */
  const WITHOUT_ARGUMENTS = ['useSandbox', 'pairings', 'verifyUploads'];

  it('reject an empty object as a call that lacks arguments, each documented command', async () => {
    const page = fs.readFileSync(path.join(root, 'media/docs/reference.md'), 'utf8');
    const table = /^\| Command \| Arguments \| Returns \|$[^]*?\n\n/m.exec(page)?.[0] ?? '';
    const names = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell]) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    assert.ok(names.length > 20, names.join());
    const others = [...WITHOUT_ARGUMENTS, ...READING];
    await rejectsArguments(
      server,
      names
        .filter((name) => !others.includes(name))
        .map((name) => [name, name === 'uploadMany' ? [{}] : {}]),
    );
  });

  // Before the list is loaded, so that each command has something to request.
  it('reject where an empty object is enough and the request fails', async () => {
    server.control.addFaults({ fault: '400', operation: 'search', times: 100 });
    for (const command of READING) {
      const error = await rejection(run(command, {}));
      assert.deepEqual([error.status, error.operation], [400, 'search'], command);
    }
    server.control.clearFaults();
    for (const command of READING) assert.ok(await run(command, {}), command);
  });

  it('read the audiences again with the segments, once something has read them', async () => {
    await run('filterSegments', { text: 'unused' });
    server.control.resetCounts();
    await run('refresh', { accountId: server.accountId });
    assert.equal(requestCount(server, 'audiences'), 1);
    await run('filterSegments', {});
  });

  it('say what Criteo said beside a success after the next command that a person runs', async () => {
    const { showWarningMessage } = vscode.window;
    const shown: string[] = [];
    Object.assign(vscode.window, {
      showWarningMessage: (text: string) => Promise.resolve(void shown.push(text)),
    });
    try {
      const warnings = ['one', 'two'].map((title) => ({ code: title, title }));
      const body = JSON.stringify({ data: [], warnings, meta: { totalItems: 0 } });
      // A view that is open may also ask.
      server.control.addFaults({ fault: 'malformedJson', operation: 'search', body, times: 100 });
      for (const before of [1, 2])
        assert.deepEqual([await run('listSegments', {}), shown], [[], []], `${before}`);
      server.control.clearFaults();
      await run('refresh');
      const texts = ['one', 'two'].map((title) => `Reading the segments: Criteo says “${title}”.`);
      assert.deepEqual(shown, [texts.join(' ')], 'each once');
      await run('refresh');
      assert.equal(shown.length, 1);
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
  });

  it('say once that the version in use ends, after a command of a person', async () => {
    const { showWarningMessage } = vscode.window;
    const shown: string[] = [];
    Object.assign(vscode.window, {
      showWarningMessage: (...all: string[]) => Promise.resolve(void shown.push(all.join(' | '))),
    });
    try {
      await configure('apiVersion', '2026-01');
      await run('listSegments', {});
      assert.deepEqual(shown, []);
      // The sessions are opened again with the version.
      await waitUntil('it is said', async () => {
        await run('refresh');
        return shown.length > 0;
      });
      assert.match(shown[0], /^API version 2026-01 end.* in January 2027\..* \| Open Setting$/);
      for (const version of [undefined, '2026-01']) await configure('apiVersion', version);
      await run('refresh');
      assert.equal(shown.length, 1);
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
      await configure('apiVersion', undefined);
    }
  });

  it('report a missing permission with both possible causes', async () => {
    const app = server.control.credentials({ permissions: ['AudiencesRead'], name: 'Reader' });
    const { sessionId } = await run<{ sessionId: string }>('signIn', {
      clientId: app.clientId,
      clientSecret: app.clientSecret,
    });
    await run('signOut', {
      sessionId: (await vscode.authentication.getAccounts('criteo')).find(
        ({ id }) => id !== sessionId,
      )?.id,
    });
    await run('selectAccount', server.accountId);
    const error = await rejection(run('deleteSegments', { ids: ['1'], confirm: false }));
    assert.equal(error.status, 403);
    assert.match(error.message, /Audiences Manage/);
    assert.match(error.message, /consent/);
    await run('signOut', { sessionId });
    const again = await run<{ sessionId: string }>('signIn', {
      clientId: server.clientId,
      clientSecret: server.clientSecret,
    });
    await run('selectAccount', server.accountId);
    assert.ok(again.sessionId);
  });

  it('copy an ID', async () => {
    const id = await idOf(server, 'App Users');
    assert.equal(await run('copySegmentId', { ids: [id] }), id);
    assert.equal(await vscode.env.clipboard.readText(), id);
  });

  it('open a segment as read-only JSON, with all digits and names as text', async () => {
    const id = await idOf(server, 'Weekend Sale <img src=x onerror=alert(1)>');
    const uri = vscode.Uri.parse(await run<string>('openSegmentJson', { id }));
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'json');
    const json = JSON.parse(document.getText()) as { id: string; attributes: { name: string } };
    assert.deepEqual(
      [json.id, json.attributes.name],
      [id, 'Weekend Sale <img src=x onerror=alert(1)>'],
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('create segments from a CSV with a problem at each rejected line, and re-import an export', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const [{ retailerId }] = await server.control.segments();
    const rows = Array.from({ length: 60 }, (_, index) => `Bulk ${index},,${retailerId},Email`);
    rows[3] = `Bulk 3,,Nowhere,Email`;
    const crm = (await server.control.segments()).find(
      ({ name }) => name === 'CRM Users 2025',
    )?.retailerId;
    // With another type it is a new segment, whose name is taken.
    rows[10] = `"CRM Users 2025",,${crm},CustomerId`;
    rows[20] = `CRM Users 2025,,${crm},Email`;
    const file = vscode.Uri.joinPath(folder, 'segments to create.csv');
    await vscode.workspace.fs.writeFile(
      file,
      Buffer.from(`name,description,retailer,type\r\n${rows.join('\r\n')}\r\n`),
    );
    interface Creation {
      created: { id: string }[];
      existing: number;
      problems: { line: number; code: string; traceId?: string }[];
    }
    const creation = await run<Creation>('createSegmentsFromCsv', file, { confirm: false });
    assert.deepEqual([creation.created.length, creation.existing], [57, 1]);
    assert.deepEqual(
      creation.problems.map(({ line, code }) => [line, code]),
      [
        [5, 'retailer-unknown'],
        [12, 'name-must-be-unique'],
      ],
    );
    assert.equal(requestCount(server, 'create'), 2);
    const problems = (): unknown[] =>
      vscode.languages
        .getDiagnostics(file)
        .map(({ range, code, severity }) => [
          range.start.line,
          range.start.character,
          code,
          vscode.DiagnosticSeverity[severity],
        ]);
    const existing = (line: number): unknown[] => [line, 0, 'exists-already', 'Information'];
    assert.deepEqual(problems(), [
      [4, 8, 'retailer-unknown', 'Error'],
      [11, 1, 'name-must-be-unique', 'Error'],
      existing(21),
    ]);
    const { traceId } = creation.problems[1];
    assert.ok(
      traceId && vscode.languages.getDiagnostics(file)[1].message.endsWith(`Trace ID: ${traceId}.`),
    );

    // A second run reports existing segments as information, not as errors.
    const second = await run<Creation>('createSegmentsFromCsv', file, { confirm: false });
    assert.deepEqual(
      [second.created.length, second.existing, second.problems.map(({ line }) => line)],
      [0, 58, [5, 12]],
    );
    assert.deepEqual(problems().slice(2, 4), [existing(1), existing(2)]);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(file, new vscode.Position(0, 0), 'x');
    await vscode.workspace.openTextDocument(file);
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(problems(), [], 'they were about the file before the edit');
    await run('createSegmentsFromCsv', file, { confirm: false });
    assert.notDeepEqual(problems(), []);
    const renamed = vscode.Uri.joinPath(folder, 'renamed.csv');
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(file, renamed);
    await vscode.workspace.applyEdit(rename);
    assert.deepEqual(problems(), []);

    // Not what a list has that was read before.
    await server.control.putSegment({ name: 'Made elsewhere', accountId: server.accountId });
    const target = vscode.Uri.joinPath(folder, 'exported.csv');
    const exported = await run<{ csv: string; segments: number }>('exportSegments', {
      uri: target.toString(),
    });
    assert.equal(
      Buffer.from(await vscode.workspace.fs.readFile(target)).toString('utf8'),
      exported.csv,
    );
    assert.match(exported.csv, /,Made elsewhere,/);
    server.control.resetCounts();
    const imported = await run<Creation>('createSegmentsFromCsv', target, { confirm: false });
    assert.deepEqual(
      [
        imported.created.length,
        imported.existing,
        imported.problems.length,
        requestCount(server, 'create'),
      ],
      [0, exported.segments, 0, 0],
    );
  });

  it('stop loading for an export or a file of segments when cancelled', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const target = vscode.Uri.joinPath(folder, 'never exported.csv');
    const file = vscode.Uri.joinPath(folder, 'never created.csv');
    await vscode.workspace.fs.writeFile(
      file,
      Buffer.from('name,retailer,type\nNever made,1,Email\n'),
    );
    const { withProgress, showSaveDialog } = vscode.window;
    const titles: (string | undefined)[] = [];
    Object.assign(vscode.window, {
      showSaveDialog: ({ defaultUri }: vscode.SaveDialogOptions) => {
        assert.match(defaultUri?.path ?? '', /\/segments-\d+\.csv$/);
        return Promise.resolve(target);
      },
      withProgress: (options: vscode.ProgressOptions, work: Parameters<typeof withProgress>[1]) => {
        titles.push(options.title);
        const cancelling = new vscode.CancellationTokenSource();
        if (options.cancellable) setImmediate(() => cancelling.cancel());
        return work({ report: () => undefined }, cancelling.token);
      },
    });
    try {
      server.control.addFaults({ fault: 'stall', operation: 'search', times: 2 });
      await run('exportSegments');
      await run('createSegmentsFromCsv', file);
    } finally {
      Object.assign(vscode.window, { withProgress, showSaveDialog });
      server.control.clearFaults();
    }
    assert.deepEqual(titles, ['Loading all segments…', 'Loading all segments…']);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(target)));
    assert.equal(requestCount(server, 'create'), 0);
  });
});
