import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Commands } from '../../../src/ui/base/command';

describe('a command', () => {
  const id = 'criteoAudiences.testOfArguments';
  const owned: vscode.Disposable[] = [];
  const run = (...args: unknown[]): Thenable<unknown> =>
    vscode.commands.executeCommand(id, ...args);

  before(() => {
    const log = vscode.window.createOutputChannel('Test of Arguments', { log: true });
    owned.push(log);
    const commands = new Commands(
      [id],
      log,
      (item) => owned.push(item),
      () => undefined,
    );
    commands.add({
      id,
      read: (args) => args.id('id'),
      run: async (given) => `ran with ${given}`,
      prompt: async () => 'prompted',
    });
  });
  after(() => {
    for (const item of owned) item.dispose();
  });

  it('runs with the first argument of a call by contract', async () => {
    assert.equal(await run({ id: '1' }, { id: '2' }), 'ran with 1');
    await assert.rejects(async () => run({}), /“id” is required/);
  });

  it('prompts for whatever else it is passed', async () => {
    for (const all of [[], ['1'], [undefined, { id: '2' }], [{ kind: 'segment', id: '2' }]])
      assert.equal(await run(...all), 'prompted');
  });
});
