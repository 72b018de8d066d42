import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { launch, type Launched } from './fixture';

/** Ways into an upload that only the window has, and what it says where care is due. */

const SEGMENT = 'Empty so far';
const people = (from: number, count: number): string => `email\n${Array.from({ length: count }, (_, n) => `person${from + n}@example.com`).join('\n')}\n`;

describe('ways into an upload', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  const list = async (): Promise<string[]> => {
    const segment = (await sandbox.segments()).find(({ name }) => name === SEGMENT);
    return sandbox.list(segment?.id ?? '');
  };

  before(async () => {
    launched = await launch({ files: { 'dragged.csv': people(0, 30), 'tracked.csv': people(100, 20) } });
    const { workbench } = launched;
    const git = (...args: string[]): unknown => execFileSync('git', ['-c', 'init.defaultBranch=main', ...args], { cwd: launched.workspace, stdio: 'pipe' });
    git('init');
    git('add', 'tracked.csv');
    await workbench.showContainer('Audience Segments');
    await workbench.welcome('Segments').getByRole('button', { name: 'Try with the Sandbox Account' }).click();
    await workbench.row('Segments', SEGMENT).waitFor();
    sandbox = embeddedSandbox(launched.server);
  });

  after(() => launched.close());

  it('takes a tab dropped on a segment', async () => {
    const { workbench, page } = launched;
    await (await workbench.file('dragged.csv')).dblclick();
    const tab = page.locator('.tab').filter({ hasText: 'dragged.csv' }).first();
    await tab.waitFor();
    await workbench.showContainer('Audience Segments');
    await tab.dragTo(workbench.row('Segments', SEGMENT));
    await workbench.pick('Add');
    const dialog = await workbench.modal(/Add dragged\.csv to .*Empty so far/);
    assert.match(await dialog.innerText(), /git does not ignore this file of plain addresses/);
    await workbench.answerModal('Add 30');
    await workbench.notification(/30 accepted/);
    assert.equal((await list()).length, 30);
    await workbench.clearNotifications();
  });

  it('says that nothing changed since, and sends anyway only when told to', async () => {
    const { workbench } = launched;
    await workbench.contextMenu(await workbench.file('dragged.csv'), 'Upload Again to Audience Segment…');
    const dialog = await workbench.modal(/nothing changed from here since: there is nothing to send/);
    await dialog.getByRole('button', { name: 'Send Anyway' }).waitFor();
    await workbench.screenshot('ways-1-unchanged');
    await workbench.answerModal('Cancel');
    await workbench.contextMenu(await workbench.file('dragged.csv'), 'Upload Again to Audience Segment…');
    await workbench.modal(/there is nothing to send/);
    await workbench.answerModal('Send Anyway');
    await workbench.notification(/30 accepted/);
    await workbench.clearNotifications();
  });

  it('warns of a file of plain addresses that git tracks', async () => {
    const { workbench } = launched;
    await workbench.contextMenu(await workbench.file('tracked.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await workbench.pick('Add');
    const dialog = await workbench.modal(/Add tracked\.csv to/);
    assert.match(await dialog.innerText(), /git tracks this file of plain addresses.*git rm --cached/s);
    await workbench.answerModal('Cancel');
    assert.equal((await list()).length, 30);
  });
});
