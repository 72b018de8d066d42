import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import { idOf, rejection, rejectsArguments, requestCount, run, signIn } from '../segments/signedIn';

interface PlainAudience {
  id: string;
  name?: string;
  segmentIds: string[];
  createdAt?: string;
}

interface FilterResult {
  matches: number;
  loaded: number;
}

describe('audience commands', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => {
    ({ server, end } = await signIn());
  });
  after(() => end());
  beforeEach(() => {
    server.control.clearFaults();
    server.control.resetCounts();
  });
  const names = (audiences: PlainAudience[]): (string | undefined)[] =>
    audiences.map(({ name }) => name).sort();
  const idOfAudience = (name: string): string =>
    server.control.audiences().find((audience) => audience.name === name)?.id ?? assert.fail(name);

  it('list audiences as plain JSON, and with filters, of several segments any', async () => {
    const all = await run<PlainAudience[]>('listAudiences', { segmentIds: [] });
    assert.deepEqual(names(all), ['CRM Without Buyers', 'New Customers Only', 'Win Back']);
    assert.ok(
      all.every(({ createdAt }) => createdAt && new Date(createdAt).toISOString() === createdAt),
    );
    const newsletter = await idOf(server, 'Newsletter Subscribers');
    const lapsed = await idOf(server, 'Lapsed Customers');
    const using = async (...segmentIds: string[]): Promise<(string | undefined)[]> =>
      names(await run<PlainAudience[]>('listAudiences', { segmentIds }));
    assert.deepEqual(await using(newsletter), ['New Customers Only']);
    assert.deepEqual(await using(newsletter, lapsed), ['New Customers Only', 'Win Back']);
    const [one] = await run<PlainAudience[]>('listAudiences', {
      audienceIds: [idOfAudience('Win Back')],
      retailerIds: server.control.audiences().map(({ retailerId }) => String(retailerId)),
      accountId: server.accountId,
    });
    assert.equal(one.segmentIds.length, 4);
    assert.equal(requestCount(server, 'audiences'), 4);
  });

  it('filter and count, with what the API has now after a refresh', async () => {
    const count = (filter: object): Thenable<FilterResult> =>
      run<FilterResult>('filterAudiences', filter);
    assert.deepEqual(await count({ text: 'welcome' }), { matches: 1, loaded: 3 });
    assert.deepEqual(await count({ text: 'newsletter' }), { matches: 1, loaded: 3 });
    const segmentIds = [await idOf(server, 'Opt-outs')];
    assert.deepEqual(await count({ segmentIds }), { matches: 3, loaded: 3 });
    assert.deepEqual(await count({ segmentIds, text: 'win' }), { matches: 1, loaded: 3 });
    assert.equal(requestCount(server, 'audiences'), 1, 'read once');
    server.control.putAudiences({ name: 'Another', algebra: { audienceSegmentId: segmentIds[0] } });
    assert.deepEqual(await count({ segmentIds }), { matches: 3, loaded: 3 });
    // The list of segments has a refresh of its own.
    await run('refresh', { accountId: server.accountId });
    assert.equal(requestCount(server, 'audiences'), 1);
    assert.deepEqual(await run('refreshAudiences', { accountId: server.accountId }), { loaded: 4 });
    assert.deepEqual(await count({ segmentIds }), { matches: 4, loaded: 4 });
    assert.deepEqual(await run('showAudiences', { segmentIds: ['1'] }), { matches: 0, loaded: 4 });
    await run('clearAudienceFilter');
    for (const by of ['updated', 'none', 'name']) await run('sortAudiences', { by });
  });

  it('export what the API has now, and write a file only where it is told to', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail();
    const target = vscode.Uri.joinPath(folder, 'audiences.csv');
    server.control.putAudiences({ name: '=HYPERLINK("x")', description: 'a,b\nc' });
    const exported = await run<{ csv: string; audiences: number }>('exportAudiences', {
      uri: target.toString(),
    });
    assert.equal(exported.audiences, 5);
    assert.equal(
      Buffer.from(await vscode.workspace.fs.readFile(target)).toString('utf8'),
      exported.csv,
    );
    const rows = parse(exported.csv, { columns: true }) as Record<string, string>[];
    assert.equal(rows.length, 5);
    const row = (name: string): Record<string, string> =>
      rows.find((one) => one.name === name) ?? assert.fail(name);
    assert.equal(
      row('New Customers Only').rule,
      'In CRM Users 2025 or Newsletter Subscribers, but not in Opt-outs.',
    );
    assert.equal(row('New Customers Only').channels, 'Onsite;Offsite');
    assert.equal(row(`'=HYPERLINK("x")`).description, 'a,b\nc');
    await vscode.workspace.fs.delete(target);
    const again = await run<{ csv: string }>('exportAudiences', { accountId: server.accountId });
    assert.equal(again.csv, exported.csv);
  });

  it('open an audience as read-only JSON with all digits, and copy its ID', async () => {
    const id = idOfAudience('Win Back');
    assert.equal(await run('copyAudienceId', { ids: [id] }), id);
    assert.equal(await vscode.env.clipboard.readText(), id);
    const uri = vscode.Uri.parse(await run<string>('openAudienceJson', { id }));
    assert.match(uri.path, new RegExp(`^/Win Back ${id}\\.json$`));
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'json');
    const json = JSON.parse(document.getText()) as { id: string; attributes: { name: string } };
    assert.deepEqual([json.id, json.attributes.name], [id, 'Win Back']);
    // As a tab of an earlier window: the list doesn't have it.
    const { ids } = server.control.putAudiences({ name: 'Later' });
    const later = vscode.Uri.parse(await run<string>('openAudienceJson', { id: ids[0] }));
    assert.ok((await vscode.workspace.openTextDocument(later)).getText().includes('"Later"'));
    const missing = await rejection(run('openAudienceJson', { id: '5' }));
    assert.equal(missing.code, 'audience-not-found');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('reject invalid arguments without a request', async () => {
    await rejectsArguments(server, [
      ['listAudiences', { audienceIds: '1' }],
      ['listAudiences', { segmentIds: [1] }],
      ['showAudiences', { segmentIds: 'x' }],
      ['filterAudiences', { text: 5 }],
      ['sortAudiences', { by: 'size' }],
      ['openAudienceJson', { id: 5 }],
      ['copyAudienceId', { ids: [] }],
      ['exportAudiences', { uri: 5 }],
      ['refreshAudiences', { accountId: 5 }],
    ]);
  });

  it('reject with the API’s error', async () => {
    server.control.addFaults({ fault: '403', operation: 'audiences', times: 3 });
    for (const command of ['listAudiences', 'exportAudiences'])
      assert.equal((await rejection(run(command, { accountId: server.accountId }))).status, 403);
    const error = await rejection(run('refreshAudiences', { accountId: server.accountId }));
    assert.match(error.message, /Audiences Read/);
    server.control.clearFaults();
    await run('refreshAudiences', { accountId: server.accountId });
  });
});
