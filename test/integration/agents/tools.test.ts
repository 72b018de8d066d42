import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { inEveryEditor } from '../everyEditor';
import { configure, idOf, requestCount, run, signIn } from '../segments/signedIn';
import { fileUri, write } from '../uploads/files';
import { answering, press } from '../uploads/person';

// The tools for language models, invoked as by a model. The editor confirms what it asks automatically.

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
      await run('refresh');
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
      await run('refresh');
      await assert.rejects(list({}), /\(403\)/);
      server.control.clearFaults();
      await run('refresh');
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

    it('nor send a file that took the place of the one that was checked', async () => {
      const segmentId = await idOf(server, 'Empty so far');
      // Of the same size and time, so only its bytes tell.
      const { atime, mtime } = fs.statSync(at('linked/inner/own.csv'));
      fs.writeFileSync(path.join(outside, 'secret.csv'), rows.replace('person1@', 'person9@'));
      fs.utimesSync(path.join(outside, 'secret.csv'), atime, mtime);
      const { result } = await answering([press('send')], async (_, drawn) => {
        const upload = invoke('proposeUpload', {
          ...{ file: 'linked/inner/own.csv', segmentId, operation: 'add' },
        });
        await waitUntil('the upload is checked', () => drawn().some(({ bar }) => bar?.buttons));
        fs.rmSync(at('linked/inner/own.csv'));
        fs.symlinkSync(path.join(outside, 'secret.csv'), at('linked/inner/own.csv'));
        return upload.then(
          ({ value }) => [value.state, value.error],
          (error: Error) => error.message,
        );
      });
      assert.deepEqual(result, ['failed', 'file-changed']);
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

  const upload = (input: object): ReturnType<typeof invoke> =>
    invoke('proposeUpload', { file: 'tools.csv', operation: 'add', ...input });
  const changes = (): number => requestCount(server, 'addRemove') + requestCount(server, 'clear');

  it('upload nothing until a person presses the button of the page, then return only counts', async () => {
    const segmentId = await idOf(server, 'Empty so far');
    await write('tools.csv', `${['email', ...people(40), 'bad'].join('\n')}\n`);
    const asked: number[] = [];
    const { result, pages } = await answering([press('send')], async (_, drawn) => {
      // `confirm` is an argument of programs, not of a model.
      const uploading = upload({ segmentId, confirm: false });
      await waitUntil('its page is shown', () => drawn().length > 0);
      asked.push(changes());
      return uploading;
    });
    assert.deepEqual(asked, [0]);
    assert.equal(pages.length, 1);
    const { value, text } = result;
    assert.deepEqual(
      [value.state, value.sent, value.accepted, value.invalid],
      ['finished', 40, 40, 1],
    );
    assert.doesNotMatch(text, IDENTIFIER);
    await server.control.settle();
    assert.deepEqual(new Set(await server.control.list(segmentId)), new Set(people(40)));
  });

  inEveryEditor(
    it('upload nothing if the page is closed or the model’s call is cancelled, and say so', async () => {
      const segmentId = await idOf(server, 'Empty so far');
      await write('tools.csv', `email\n${people(40).join('\n')}\n`);
      await answering([undefined], () =>
        assert.rejects(upload({ segmentId }), /cancelled: Cancelled\. Nothing was changed\./),
      );
      const stopping = new vscode.CancellationTokenSource();
      const uploading = vscode.lm.invokeTool(
        'criteoAudiences_proposeUpload',
        {
          input: { file: 'tools.csv', segmentId, operation: 'add' },
          toolInvocationToken: undefined,
        },
        stopping.token,
      );
      const pages = (): vscode.Tab[] =>
        vscode.window.tabGroups.all.flatMap(({ tabs }) =>
          tabs.filter(({ input }) => input instanceof vscode.TabInputWebview),
        );
      await waitUntil('its page is open', () => pages().length > 0);
      stopping.cancel();
      await assert.rejects(async () => uploading);
      await waitUntil('its page is closed', () => pages().length === 0);
      assert.equal(changes(), 0);
    }),
  );

  it('say on the page what speaks against it: a protected account, a segment that keeps people out', async () => {
    await write('tools.csv', `email\n${people(10).join('\n')}\n`);
    const pageOf = async (segmentId: string, operation: string): Promise<string> => {
      const { asked } = await answering([undefined], () =>
        assert.rejects(upload({ segmentId, operation }), /cancelled/),
      );
      return asked[0].detail;
    };
    const { id } = await server.control.putSegment({});
    await configure('accounts', [{ id: server.accountId, protected: true }]);
    const page = await pageOf(id, 'replace').finally(() => configure('accounts', undefined));
    assert.match(page, /is protected/);
    assert.match(await pageOf(await idOf(server, 'Opt-outs'), 'remove'), /Keeps people out/);
    assert.equal(changes(), 0);
  });

  it('show no page for what can’t be uploaded', async () => {
    await write('nothing.csv', 'email\nbad\nworse\n');
    const segmentId = await idOf(server, 'Empty so far');
    for (const [input, code] of [
      [{ segmentId: '1' }, /segment-not-found/],
      [{ segmentId: await idOf(server, 'Vendor List') }, /segment-read-only/],
      [{ segmentId, accountId: '1' }, /unknown-account/],
      [{ segmentId, operation: 'update' }, /bad-argument/],
      [{ segmentId, file: 'nothing.csv', column: 0 }, /nothing-to-send/],
    ] as const)
      await answering([], async () => assert.rejects(upload(input), code));
    assert.equal(changes(), 0);
    await vscode.workspace.fs.delete(fileUri('nothing.csv'));
  });
});
