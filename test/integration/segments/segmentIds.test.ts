import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import { waitUntil } from '../../support/waitUntil';
import { inEveryEditor } from '../everyEditor';
import { configure, idOf, partnerSegment, requestCount, run, signIn } from './signedIn';

describe('segment IDs in documents', () => {
  let server: Sandbox;
  let end: () => Promise<void>;
  let id: string;
  const unknown = '999999999999999999';

  before(async () => {
    ({ server, end } = await signIn());
    id = await idOf(server, 'Newsletter Subscribers');
    // A window that never listed anything knows none of them.
    await run('listSegments', {});
  });
  after(async () => {
    await configure('accounts', undefined);
    await end();
  });

  const open = (content: string, language = 'json'): Thenable<vscode.TextDocument> =>
    vscode.workspace.openTextDocument({ content, language });
  const links = async ({ uri }: vscode.TextDocument): Promise<vscode.DocumentLink[]> =>
    (
      await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', uri)
    ).filter(({ target }) => target?.scheme === 'command');
  /** The names of retailers are read once for all. */
  const askedAboutSegments = (): string[] =>
    Object.keys(server.control.counts().operations).filter((name) => name !== 'retailers');
  const hover = async (
    document: vscode.TextDocument,
    offset: number,
  ): Promise<vscode.MarkdownString[]> =>
    (
      await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        document.positionAt(offset),
      )
    )
      .flatMap(({ contents }) => contents as vscode.MarkdownString[])
      .filter(({ value }) => /goToSegment/.test(value));

  before(async () => {
    const document = await open(`["${id}"]`);
    await waitUntil('the links of the account', async () => (await links(document)).length === 1);
  });

  inEveryEditor(
    it('are links to the page, in JSON, JSON with comments and Markdown, without a request', async () => {
      server.control.resetCounts();
      for (const language of ['json', 'jsonc', 'markdown', 'plaintext']) {
        const text = `{ "a": "${id}", "b": ["${unknown}", ${id}] }`;
        const document = await open(text, language);
        const found = await links(document);
        assert.deepEqual(
          found.map(({ range }) => document.getText(range)),
          language === 'plaintext' ? [] : [id, id],
          language,
        );
        for (const { target } of found)
          assert.deepEqual(
            [target?.path, JSON.parse(target?.query ?? '')],
            ['criteoAudiences.goToSegment', [{ id, accountId: server.accountId }, 'linked']],
          );
      }
      assert.deepEqual(askedAboutSegments(), []);
    }),
  );

  inEveryEditor(
    it('are explained by a hover, with the last size known', async () => {
      const text = `{ "a": "${id}", "b": "${unknown}" }`;
      const document = await open(text);
      await run('showStatistics', { id });
      server.control.resetCounts();
      const [card, ...others] = await hover(document, text.indexOf(id) + 5);
      assert.ok(card);
      assert.deepEqual(others, []);
      const plain = card.value.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
      assert.match(plain, /^\*\*Newsletter Subscribers\*\*/);
      assert.match(plain, /Email · Sandbox Retail Group · live/);
      assert.match(plain, /\d+ identifiers · [\d,]+ matches · \d+%\n\nRead at \d\d:\d\d\n/);
      assert.deepEqual(await hover(document, text.indexOf(unknown) + 5), [], 'says nothing');
      assert.deepEqual(await hover(document, 3), []);
      assert.deepEqual(askedAboutSegments(), []);
      await waitUntil('the name of the retailer', async () => {
        const [{ value }] = await hover(document, text.indexOf(id) + 5);
        return !/retailer&#32;|retailer \d/.test(value);
      });
    }),
  );

  it('are not looked for in a document of more than 1 MB', async () => {
    const filler = ' '.repeat(1_000_000);
    const document = await open(`["${id}"]${filler}`);
    assert.deepEqual(await links(document), []);
    assert.deepEqual(await hover(document, 5), []);
    assert.equal((await links(await open(`["${id}"]${filler.slice(100)}`))).length, 1);
  });

  it('are known once their account is shown', async () => {
    const { id: other, accountId: partner } = await partnerSegment(server);
    const document = await open(`["${other}"]`);
    assert.deepEqual(await links(document), []);
    await configure('accounts', [{ id: partner }]);
    await run('listSegments', { accountId: partner });
    await waitUntil('its link', async () => (await links(document)).length === 1);
    await configure('accounts', undefined);
    await waitUntil('none', async () => (await links(document)).length === 0);
  });

  it('open the page of the segment, and say what is wrong if that fails', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const [link] = await links(await open(`["${id}"]`));
    const [target, by] = JSON.parse(link?.target?.query ?? '') as [object, string];
    await run('goToSegment', target, by);
    await waitUntil('its page', () =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(({ input }) => input instanceof vscode.TabInputWebview),
      ),
    );
    // A notification: a link that rejects says nothing.
    assert.equal(await run('goToSegment', { id: unknown }, by), undefined);
    assert.ok(requestCount(server, 'search') > 0);
  });
});
