import assert from 'node:assert/strict';
import { isAlive } from '../host/processes';
import { launch, type Launched } from './fixture';

describe('the editor window', () => {
  let editor: Launched;
  before(async () => {
    editor = await launch({ files: { 'customers.csv': 'email\na@example.com\n' } });
  });
  after(() => editor?.close());

  it('shows the workspace without demanding attention', async () => {
    await editor.workbench.file('customers.csv');
    assert.deepEqual(await editor.workbench.notifications(), []);
  });

  it('has the extension installed from its package', async () => {
    await editor.workbench.page.keyboard.press('F1');
    await editor.workbench.inputField().fill('>criteo sign');
    assert.ok((await editor.workbench.options()).some((text) => /sign in/i.test(text)));
    await editor.workbench.escape();
  });

  it('gets a new extension host after the old one was killed', async () => {
    const [old] = editor.server.extensionHostPids();
    assert.ok(old);
    process.kill(old, 'SIGKILL');
    while (isAlive(old) || editor.server.extensionHostPids().length === 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.notEqual(editor.server.extensionHostPids()[0], old);
  });

  it('leaves nothing behind when it closes', async () => {
    const pids = editor.server.processes();
    assert.ok(pids.length >= 2);
    await editor.close();
    assert.deepEqual(pids.filter(isAlive), []);
  });
});
