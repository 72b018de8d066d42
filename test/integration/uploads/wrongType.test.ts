import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { UploadModel, WaysSection } from '../../../src/webview/uploadModel';
import { waitUntil } from '../../support/waitUntil';
import { run, signIn } from '../segments/signedIn';
import { write } from './files';
import { answering, press } from './person';

const UUIDS = Array.from(
  { length: 40 },
  (_, n) => `${(0xa0000000 + n).toString(16)}-0000-4000-8000-000000000000,ios`,
);

const waysOf = ({ main }: UploadModel): WaysSection['items'] =>
  main
    .flatMap((section) => (section.type === 'ways' ? section.items : []))
    .filter(({ press: { action } }) => action === 'useSegment');

describe('an upload to a segment of another type', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => void ({ server, end } = await signIn({ computation: 'immediate' })));
  after(() => end());

  it('proposes four that fit, the same retailer’s first, and names the chosen one once it is gone', async () => {
    const mine = (await server.control.segments()).filter(
      ({ accountId }) => accountId === server.accountId,
    );
    const ours = mine.find(({ name }) => name === 'App Users')?.retailerId;
    const theirs = mine.find(({ retailerId }) => retailerId !== ours)?.retailerId;
    assert.ok(ours && theirs);
    const put = async (
      name: string,
      retailerId: string,
      identifierType = 'UserIdentifier',
    ): Promise<string> =>
      (await server.control.putSegment({ name, retailerId, identifierType })).id;
    await put('Takes emails', ours, 'Email');
    await server.control.putSegment({
      name: 'Read-only',
      retailerId: ours,
      contactList: { isReadOnly: true, identifierType: 'UserIdentifier', sharingStatus: null },
    });
    await put('Theirs 1', theirs);
    await put('Theirs 2', theirs);
    await put('Theirs 3', theirs);
    const chosen = await put('Ours', ours);
    await run('loadAll', {});
    await run('refresh', {});
    const uri = await write('wrong-type.csv', `device_id,os\n${UUIDS.join('\n')}\n`);
    const use = { ...press('useSegment') };
    const { pages } = await answering(
      // The page waits for the answers to the test's own questions.
      [/Takes emails/, 'go on', use, 'go on', press('check'), undefined],
      async (shown) => {
        const uploading = run('uploadCsv', uri);
        await waitUntil('it is blocked', () => shown()[0]?.step === 'wrong-type');
        const ways = waysOf(shown()[0]);
        assert.deepEqual(
          ways.map(({ text, note, look }) => [text, note?.replace(/: .*/, ''), look]),
          [
            ['App Users', 'Brightcart', 'primary'],
            ['Ours', 'Brightcart', 'secondary'],
            ['Theirs 1', 'Other retailer', 'secondary'],
            ['Theirs 2', 'Other retailer', 'secondary'],
          ],
        );
        use.value = ways[1].press.value;
        await vscode.window.showInputBox();
        await waitUntil('it is ready', () => {
          const [{ step, bar }] = shown();
          return step === 'draft' && !bar?.busy;
        });
        await run('deleteSegments', { ids: [chosen], confirm: false });
        await vscode.window.showInputBox();
        return uploading;
      },
    );
    assert.equal(pages[0].heading.text, 'Ours no longer exists');
  });
});
