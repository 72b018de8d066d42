import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import { followLink } from '../../../src/ui/uploads/commands/followLink';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { rejection, run, signIn } from '../segments/signedIn';
import { write } from './files';
import { answering, press } from './person';

const [ADA, BOB, CLEO, DAN] = people(4);

/** What of the receipt as JSON is looked at here. */
interface Receipt {
  kind: string;
  state: string;
  reference?: string;
  requestId: string;
}

describe('a removal from every segment', function () {
  this.timeout(60_000);
  let server: Sandbox;
  let end: () => Promise<void>;
  let folder: string;

  before(async () => {
    ({ server, end } = await signIn({ computation: 'immediate', rateLimit: 10_000 }));
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-receipts-'));
  });
  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
    return end();
  });

  const csv = (name: string, rows: readonly string[]): Promise<vscode.Uri> =>
    write(name, `${['email', ...rows].join('\n')}\n`);
  const removePeople = (args: object): Thenable<Receipt> =>
    run<Receipt>('removePeople', { confirm: [server.accountId], ...args });
  /** A segment with people in it. */
  const segmentWith = async (rows: readonly string[], name = 'Everyone'): Promise<string> => {
    const { id } = await server.control.putSegment({ name });
    const file = await csv('everyone.csv', rows);
    await run('uploadCsv', file, { segmentId: id, operation: 'add', confirm: false });
    await server.control.settle();
    return id;
  };
  const identifiersIn = (id: string): Promise<string[]> => server.control.list(id);

  it('takes people out of each and has a receipt without them', async () => {
    const id = await segmentWith([ADA, BOB, CLEO]);
    const file = await csv('leave.csv', [ADA, BOB]);
    const receipt = await removePeople({ files: file, receipt: folder, reference: 'TICKET-1' });
    assert.equal(receipt.kind, 'removal');
    assert.equal(receipt.reference, 'TICKET-1');
    assert.deepEqual(await identifiersIn(id), [CLEO]);
    const written = fs.readdirSync(folder);
    assert.equal(written.length, 2);
    for (const name of written) {
      const text = fs.readFileSync(path.join(folder, name), 'utf8');
      assert.ok(!text.includes(ADA) && !text.includes(BOB), name);
    }
  });

  it('opens the first row that can’t be read, from its page', async () => {
    const file = await csv('dirty.csv', [ADA, 'nobody', BOB]);
    await answering([press('fixRows')], async () => {
      await run('removePeople', file);
      await waitUntil('the row is selected', () => {
        const { activeTextEditor: editor } = vscode.window;
        return (
          editor?.document.uri.toString() === file.toString() &&
          editor.document.getText(editor.selection) === 'nobody'
        );
      });
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is resumed and opened from its row, with its receipt', async () => {
    const id = await segmentWith([CLEO, DAN]);
    const files = await csv('leave.csv', [CLEO]);
    server.control.addFaults({ fault: '403', operation: 'addRemove', times: 1 });
    const { requestId, state } = await removePeople({ files, receipt: folder });
    assert.equal(state, 'incomplete');
    const row = { kind: 'removal', removalId: requestId };
    // Its page is shown meanwhile.
    await answering([undefined], () => run('resumeRemoval', row));
    assert.deepEqual(await identifiersIn(id), [DAN]);
    await run('openReceipt', row);
    await waitUntil('its receipt', () => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      return /^removal-R-.*\.md$/.test(activeTab?.label ?? '');
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const page = await answering([undefined], async () => run('openRemoval', row));
    assert.match(page.asked[0].text, /^Removal of 1 person accepted/);
  });

  it('says what is wrong with its arguments before anything is read', async () => {
    const files = await csv('leave.csv', [DAN]);
    for (const args of [
      { files },
      { files: [], receipt: folder },
      { files: 7, receipt: folder },
      { files, receipt: 'relative' },
      { files, receipt: folder, reference: DAN },
      { files, receipt: folder, accounts: ['x'] },
      { files, receipt: folder, keepOut: 'yes' },
      { files, receipt: folder, hash: 'sha1' },
      { files, receipt: folder, segmentId: '1' },
    ]) {
      const error = await rejection(removePeople(args));
      assert.deepEqual(
        [error.code, error.operation],
        ['bad-argument', 'removePeople'],
        JSON.stringify(args),
      );
      assert.ok(!error.message.includes(DAN));
    }
  });

  it('is begun neither by a link nor by a language model', async () => {
    const unused = new Proxy({}, { get: () => assert.fail('the link was followed') }) as never;
    for (const link of ['remove', 'removePeople?files=a.csv', 'upload?remove=1&segment=123'])
      await assert.rejects(
        followLink(vscode.Uri.parse(`vscode://publisher.name/${link}`), unused, unused, unused),
        { code: 'bad-argument' },
        link,
      );
    const tools = vscode.lm.tools.filter(({ name }) => /criteo/i.test(name));
    assert.ok(tools.length > 0);
    assert.doesNotMatch(JSON.stringify(tools), /everywhere|every segment|removePeople/i);
  });
});
