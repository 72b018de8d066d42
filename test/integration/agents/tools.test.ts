import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Accounts } from '../../../src/app/accounts/account';
import type { SegmentList } from '../../../src/app/segments/segmentList';
import type { Draft } from '../../../src/app/uploads/draft/draft';
import { Drafts } from '../../../src/app/uploads/draft/drafts';
import { requireDraftPlan } from '../../../src/app/uploads/draftStep';
import { OutsideText } from '../../../src/common/outsideText';
import type { Sandbox } from '../../../src/sandbox/server';
import { Tools } from '../../../src/ui/agents/tools';
import { editorFiles } from '../../../src/ui/base/editorFiles';
import { UploadEngine } from '../../../src/upload/engine';
import { people } from '../../support/people';
import { inEveryEditor } from '../everyEditor';
import { configure, idOf, requestCount, run, signIn } from '../segments/signedIn';
import { fileUri, write } from '../uploads/files';

// The tools for language models, invoked as by a model. The editor confirms uploads automatically.

async function invoke(
  name: string,
  input: object,
): Promise<{ text: string; value: Record<string, unknown> }> {
  const { content } = await vscode.lm.invokeTool(`criteoAudiences_${name}`, {
    input,
    toolInvocationToken: undefined,
  });
  const text = content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
    .join('');
  return { text, value: JSON.parse(text) as Record<string, unknown> };
}

const workerPath = path.join(
  vscode.extensions.getExtension('retail-media-tools.criteo-audience-segments')?.extensionPath ??
    '',
  'dist/worker.js',
);

const IDENTIFIER = /@|[\da-f]{32}|person\d/i;

describe('tools for language models', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => void ({ server, end } = await signIn()));
  after(() => end());
  beforeEach(() => server.control.resetCounts());

  inEveryEditor(
    it('are the five of the manifest, with a description and an input schema', () => {
      const tools = vscode.lm.tools.filter(({ name }) => name.startsWith('criteoAudiences_'));
      assert.deepEqual(tools.map(({ name }) => name.slice('criteoAudiences_'.length)).sort(), [
        'checkCsv',
        'listAudiences',
        'listSegments',
        'proposeUpload',
        'readStatistics',
      ]);
      for (const { description, inputSchema } of tools)
        assert.ok(description.length > 40 && inputSchema);
    }),
  );

  inEveryEditor(
    it('list segments by name and type, without descriptions and with identifiers redacted from names', async () => {
      const { value, text } = await invoke('listSegments', {
        nameContains: 'newsletter',
        identifierType: 'email',
        limit: 1,
      });
      const segments = value.segments as { id: string; name: string; takesUploads: boolean }[];
      assert.deepEqual([value.matching, segments.length], [2, 1]);
      assert.ok(segments.every(({ id, takesUploads }) => typeof id === 'string' && takesUploads));
      assert.deepEqual(value.account, {
        id: server.accountId,
        name: 'Sandbox Retail Group',
        sandbox: false,
        protected: false,
      });
      assert.ok(!text.includes('weekly newsletter'));
      const [{ retailerId }] = await server.control.segments();
      await run('createSegment', {
        name: 'List of jane.doe@example.com',
        retailerId,
        identifierType: 'Email',
      });
      const redacted = await invoke('listSegments', { nameContains: 'list of' });
      assert.deepEqual(
        (redacted.value.segments as { name: string }[]).map(({ name }) => name),
        ['List of •••'],
      );
    }),
  );

  describe('list audiences', () => {
    interface Listed {
      id: string;
      name?: string;
      sentence: string;
      segmentIds: string[];
    }
    const list = async (
      input: object,
    ): Promise<Record<string, unknown> & { audiences: Listed[] }> =>
      (await invoke('listAudiences', input)).value as Record<string, unknown> & {
        audiences: Listed[];
      };

    it('with retailer, channels, segments, and the rule as a sentence', async () => {
      const { audiences, ...facts } = await list({ nameContains: 'new customers' });
      const seeded = server.control
        .audiences()
        .filter(({ accountId }) => accountId === server.accountId);
      const found = seeded.find(({ name }) => name === 'New Customers Only');
      assert.deepEqual(facts, {
        account: {
          id: server.accountId,
          name: 'Sandbox Retail Group',
          sandbox: false,
          protected: false,
        },
        audiencesInAccount: seeded.length,
        matching: 1,
        note: 'Audiences of other accounts that use a shared segment are not visible.',
      });
      // Names are unique only within a retailer.
      const segments = (await server.control.segments()).filter(
        ({ retailerId }) => retailerId === found?.retailerId,
      );
      assert.deepEqual(audiences, [
        {
          id: found?.id,
          name: 'New Customers Only',
          retailerId: found?.retailerId,
          ...(audiences[0] && 'retailer' in audiences[0] && { retailer: 'Maple & Main Grocery' }),
          channels: ['Onsite', 'Offsite'],
          sentence: 'In CRM Users 2025 or Newsletter Subscribers, but not in Opt-outs.',
          segmentIds: ['CRM Users 2025', 'Newsletter Subscribers', 'Opt-outs'].map(
            (name) => segments.find((segment) => segment.name === name)?.id,
          ),
        },
      ]);
    });

    it('by a segment that they use, and not more than asked for', async () => {
      const segmentId = await idOf(server, 'Opt-outs');
      const all = await list({ segmentId });
      server.control.resetCounts();
      assert.ok(all.audiences.length > 1);
      assert.ok(all.audiences.every(({ segmentIds }) => segmentIds.includes(segmentId)));
      const one = await list({ segmentId, limit: 1, nameContains: '' });
      assert.deepEqual([one.matching, one.audiences.length], [all.audiences.length, 1]);
      assert.deepEqual((await list({ segmentId: '1' })).audiences, []);
      // As they are now, each time.
      assert.equal(requestCount(server, 'audiences'), 2);
    });

    it('without what may be an identifier in a name, of an audience or a segment', async () => {
      const [{ retailerId }] = await server.control.segments();
      const { id } = await server.control.putSegment({
        name: 'Like jane.doe@example.com',
        retailerId,
      });
      const ids = server.control.putAudiences(
        { name: 'For john.doe@example.com', algebra: { audienceSegmentId: id } },
        { name: null, algebra: { not: { audienceSegmentId: '4711' } } },
      ).ids;
      await run('refreshAudiences');
      const { audiences } = await list({});
      assert.deepEqual(
        audiences
          .filter((audience) => ids.includes(audience.id))
          .map(({ name, sentence }) => [name, sentence]),
        [
          ['For •••', 'In Like •••.'],
          [undefined, 'Not in 4711.'],
        ],
      );
    });

    it('or say that the permission is missing', async () => {
      server.control.addFaults({ fault: 'forbidden', operation: 'audiences' });
      await run('refreshAudiences').then(undefined, () => undefined);
      await assert.rejects(list({}), /\(403\)/);
      server.control.clearFaults();
      await run('refreshAudiences');
      assert.ok((await list({})).audiences.length > 0);
    });
  });

  it('return statistics as the API sent them', async () => {
    const segmentId = await idOf(server, 'CRM Users 2025');
    const { value } = await invoke('readStatistics', { segmentId });
    assert.deepEqual(
      [value.segmentId, value.numberOfIdentifiers, value.matchRate, typeof value.size],
      [segmentId, 5000, 0.5, 'object'],
    );
  });

  inEveryEditor(
    it('check a file of the workspace without a request, and return only counts and codes', async () => {
      await write(
        'tools.csv',
        `${['email', ...people(20), 'nobody', 'x@@example.com'].join('\n')}\n`,
      );
      const { value, text } = await invoke('checkCsv', {
        file: 'tools.csv',
        identifierType: 'Email',
      });
      assert.deepEqual([value.rows, value.good, value.invalid], [22, 20, 2]);
      assert.deepEqual(value.byRule, { 'email-no-at': 1, 'email-two-at': 1 });
      assert.doesNotMatch(text, IDENTIFIER);
      assert.deepEqual(server.control.counts().operations, {});
      await assert.rejects(
        invoke('checkCsv', { file: '../outside.csv', identifierType: 'Email' }),
        /not-in-workspace/,
      );
      await assert.rejects(
        invoke('checkCsv', { file: '/etc/hostname', identifierType: 'Email' }),
        /not-in-workspace/,
      );
    }),
  );

  describe('don’t follow links out of the open folders', () => {
    let outside: string;
    const at = (name: string): string => fileUri(name).fsPath;
    const rows = `${['email', ...people(20)].join('\n')}\n`;

    before(function () {
      if (process.platform === 'win32') this.skip();
    });
    beforeEach(() => {
      outside = fs.mkdtempSync(path.join(os.tmpdir(), 'outside-'));
      fs.writeFileSync(path.join(outside, 'secret.csv'), rows);
      fs.mkdirSync(at('linked/inner'), { recursive: true });
      fs.writeFileSync(at('linked/inner/own.csv'), rows);
    });
    afterEach(() => {
      fs.rmSync(outside, { recursive: true, force: true });
      fs.rmSync(at('linked'), { recursive: true, force: true });
    });

    const check = (file: string): Promise<unknown> =>
      invoke('checkCsv', { file, identifierType: 'Email' });

    it('whether the file is a link, a folder above it, or the target of another link', async () => {
      fs.symlinkSync(path.join(outside, 'secret.csv'), at('linked/file.csv'));
      fs.symlinkSync(outside, at('linked/folder'));
      fs.symlinkSync('file.csv', at('linked/second.csv'));
      fs.symlinkSync('nowhere.csv', at('linked/broken.csv'));
      for (const file of [
        'linked/file.csv',
        'linked/folder/secret.csv',
        'linked/second.csv',
        'linked/broken.csv',
        at('linked/folder/secret.csv'),
        vscode.Uri.file(at('linked/file.csv')).toString(),
        'linked/folder',
      ]) {
        await assert.rejects(check(file), /not-in-workspace/, file);
      }
    });

    it('but follow links that stay inside', async () => {
      fs.symlinkSync('inner', at('linked/alias'));
      fs.symlinkSync('inner/own.csv', at('linked/own.csv'));
      for (const file of ['linked/alias/own.csv', 'linked/own.csv', 'linked/inner/own.csv'])
        await check(file);
    });

    it('even if one is created during the confirmation', async () => {
      const segmentId = await idOf(server, 'Empty so far');
      const [{ name, ...plain }] = await run<{ name: string }[]>('listSegments', {
        segmentIds: [segmentId],
      });
      const segment = { ...plain, name: OutsideText.name(name) };
      const account = {
        accountId: server.accountId,
        label: OutsideText.name('Group'),
        key: 'k',
        sessionId: 's',
        origin: server.url,
        clientId: server.clientId,
        sandbox: false,
        isProtected: false,
        client: { rateLimiter: {}, audiencesUsing: async () => [] },
      };
      const accounts = {
        require: async () => account,
        byKey: () => account,
        retailerName: () => undefined,
      };
      const list = { search: async () => [segment] };
      const engine = new UploadEngine({ storageDir: path.join(outside, 'jobs'), workerPath });
      const drafts = new Drafts(
        ...([accounts, list] as unknown as [Accounts, SegmentList]),
        { all: async () => [], using: async () => [] },
        { of: async () => [], add: async () => undefined },
        {
          fitting: () => [],
          own: () => [],
          keep: async () => undefined,
          ready: async () => undefined,
        },
        editorFiles,
        { engine: () => engine, open: () => assert.fail('nothing may be sent') },
      );
      const load = async () => ({
        drafts,
        uploader: { check: async (draft: Draft) => requireDraftPlan(await draft.check()) },
        runner: { run: () => assert.fail('nothing may be run') },
      });
      const args = [
        accounts,
        list,
        { all: async () => [] },
        { load },
      ] as unknown as ConstructorParameters<typeof Tools>;
      const swaps: [string, () => void][] = [
        [
          'the file',
          () => (
            fs.rmSync(at('linked/inner/own.csv')),
            fs.symlinkSync(path.join(outside, 'secret.csv'), at('linked/inner/own.csv'))
          ),
        ],
        [
          'its folder',
          () => (
            fs.renameSync(at('linked/inner'), at('linked/was')),
            fs.writeFileSync(path.join(outside, 'own.csv'), rows),
            fs.symlinkSync(outside, at('linked/inner'))
          ),
        ],
      ];
      for (const [what, swap] of swaps) {
        const tools = new Tools(...args);
        const raw = { file: 'linked/inner/own.csv', segmentId, operation: 'add' };
        await tools.prepare('proposeUpload', raw);
        swap();
        await assert.rejects(
          tools.invoke('proposeUpload', raw, new vscode.CancellationTokenSource().token),
          /not-in-workspace/,
          what,
        );
        fs.rmSync(at('linked'), { recursive: true });
        fs.mkdirSync(at('linked/inner'), { recursive: true });
        fs.writeFileSync(at('linked/inner/own.csv'), rows);
      }
      const tools = new Tools(...args);
      const raw = { file: 'linked/inner/own.csv', segmentId, operation: 'add' };
      await tools.prepare('proposeUpload', raw);
      // Another file with the same size and modification time.
      const { atime, mtime } = fs.statSync(at('linked/inner/own.csv'));
      fs.writeFileSync(at('linked/inner/new.csv'), rows.replace('person1@', 'person9@'));
      fs.utimesSync(at('linked/inner/new.csv'), atime, mtime);
      fs.renameSync(at('linked/inner/new.csv'), at('linked/inner/own.csv'));
      await assert.rejects(
        tools.invoke('proposeUpload', raw, new vscode.CancellationTokenSource().token),
        /changed/,
      );
      await engine.dispose();
      assert.equal(requestCount(server, 'addRemove'), 0);
    });
  });

  it('never quote a file in an error', async () => {
    // The error for two suitable columns quotes their names, which are identifiers in a file without a
    // header.
    await write(
      'no-header.csv',
      'person1@example.com,person2@example.com\nperson3@example.com,person4@example.com\n',
    );
    await assert.rejects(
      invoke('checkCsv', {
        file: 'no-header.csv',
        identifierType: 'Email',
        column: 'person1@example.com',
      }),
      (error: Error) => {
        assert.doesNotMatch(error.message, IDENTIFIER);
        return true;
      },
    );
  });

  inEveryEditor(
    it('upload after the confirmation, and return only counts', async () => {
      const segmentId = await idOf(server, 'Empty so far');
      await write('tools.csv', `${['email', ...people(40), 'bad'].join('\n')}\n`);
      const { value, text } = await invoke('proposeUpload', {
        file: 'tools.csv',
        segmentId,
        operation: 'add',
      });
      assert.deepEqual(
        [value.state, value.sent, value.accepted, value.invalid],
        ['finished', 40, 40, 1],
      );
      assert.doesNotMatch(text, IDENTIFIER);
      await server.control.settle();
      assert.deepEqual(new Set(await server.control.list(segmentId)), new Set(people(40)));
    }),
  );

  it('propose nothing that can’t be uploaded, and no replacement in a protected account', async () => {
    await assert.rejects(
      invoke('proposeUpload', { file: 'tools.csv', segmentId: '1', operation: 'add' }),
      /segment-not-found/,
    );
    await assert.rejects(
      invoke('proposeUpload', {
        file: 'tools.csv',
        segmentId: await idOf(server, 'Vendor List'),
        operation: 'add',
      }),
      /segment-read-only/,
    );
    await assert.rejects(
      invoke('proposeUpload', {
        file: 'tools.csv',
        segmentId: await idOf(server, 'Empty so far'),
        accountId: '1',
        operation: 'add',
      }),
      /unknown-account/,
    );
    await write('nothing.csv', 'email\nbad\nworse\n');
    await assert.rejects(
      invoke('proposeUpload', {
        file: 'nothing.csv',
        segmentId: await idOf(server, 'Empty so far'),
        operation: 'add',
        column: 0,
      }),
      /nothing-to-send/,
    );
    await configure('accounts', [{ id: server.accountId, protected: true }]);
    await assert.rejects(
      invoke('proposeUpload', {
        file: 'tools.csv',
        segmentId: await idOf(server, 'Empty so far'),
        operation: 'replace',
      }),
      /protected/,
    );
    await configure('accounts', undefined);
    assert.deepEqual([requestCount(server, 'addRemove'), requestCount(server, 'clear')], [0, 0]);
    await vscode.workspace.fs.delete(fileUri('nothing.csv'));
  });
});
