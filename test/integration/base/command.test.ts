import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { StateFolder } from '../../../src/app/stateFolderSetting';
import { Failure } from '../../../src/common/failure';
import { Commands } from '../../../src/ui/base/command';
import { followStateFolder } from '../../../src/ui/base/followStateFolder';
import { waitUntil } from '../../support/waitUntil';

describe('a command', () => {
  const id = 'criteoAudiences.testOfArguments';
  const reading = 'criteoAudiences.testOfReading';
  const owned: vscode.Disposable[] = [];
  const run = (...args: unknown[]): Thenable<unknown> =>
    vscode.commands.executeCommand(id, ...args);
  /** How the tries of `reading` end: with these failures, then well. */
  const failures: Failure[] = [];
  const tries: unknown[][] = [];
  let commands: Commands;

  before(() => {
    const log = vscode.window.createOutputChannel('Test of Arguments', { log: true });
    owned.push(log);
    commands = new Commands(
      [id, reading],
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
    commands.add<never, void>({
      id: reading,
      async prompt(...args) {
        tries.push(args);
        const failure = failures.shift();
        if (failure) throw failure;
      },
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

  it('runs once for a key that is pressed twice, with the row that had the focus', async () => {
    let found = 0;
    commands.followFocus('testOfFocus', async () => [`row ${++found}`, []]);
    tries.length = 0;
    const press = (): Thenable<unknown> => vscode.commands.executeCommand(reading, 'testOfFocus');
    await Promise.all([press(), press()]);
    assert.deepEqual(tries, [['row 1', []]]);
  });

  describe('that fails from the window', () => {
    const { showErrorMessage } = vscode.window;
    /** The buttons of each notice. The first is pressed, or none. */
    const notices: string[][] = [];
    let presses: boolean;

    beforeEach(() => {
      notices.length = tries.length = 0;
      presses = true;
      Object.assign(vscode.window, {
        showErrorMessage: (_: string, ...buttons: string[]) => {
          notices.push(buttons);
          return Promise.resolve(presses ? buttons[0] : undefined);
        },
      });
    });
    afterEach(() => Object.assign(vscode.window, { showErrorMessage }));
    const readWith = (...all: Failure[]): Thenable<unknown> => {
      failures.splice(0, Infinity, ...all);
      return vscode.commands.executeCommand(reading, 'a row');
    };
    const unread = (operation: string): Failure =>
      new Failure('unexpected', 'It couldn’t be read.', operation);

    it('tries again from the notice what couldn’t be read, with what it was called for', async () => {
      await readWith(unread('search'), unread('audiences'));
      await waitUntil('it has read', () => tries.length === 3);
      assert.deepEqual(tries, [['a row'], ['a row'], ['a row']]);
      const buttons = ['Try Again', 'Copy Details', 'Open Log', 'Learn More'];
      assert.deepEqual(notices, [buttons, buttons]);
    });

    it('doesn’t of what may have changed something, or where there is a better way on', async () => {
      presses = false;
      await readWith(unread('update'));
      await readWith(new Failure('signed-out', 'Signed out.', 'search'));
      await waitUntil('both are shown', () => notices.length === 2);
      assert.deepEqual(notices, [
        ['Copy Details', 'Open Log', 'Learn More'],
        ['Sign In', 'Copy Details', 'Open Log', 'Learn More'],
      ]);
      assert.equal(tries.length, 2);
    });
  });
});

describe('a window whose state folder can’t be used', () => {
  it('says so as it starts, with the way to the setting', async () => {
    const log = vscode.window.createOutputChannel('Test of a folder', { log: true });
    const { showErrorMessage } = vscode.window;
    const { executeCommand } = vscode.commands;
    const done: unknown[][] = [];
    const press = async (...all: unknown[]): Promise<unknown> => (done.push(all), all[1]);
    Object.assign(vscode.window, { showErrorMessage: press });
    Object.assign(vscode.commands, { executeCommand: press });
    const followed = ['', 'state'].map((chosen) =>
      followStateFolder(new StateFolder(chosen, '/own'), log),
    );
    try {
      await waitUntil('the setting is open', () => done.length > 1);
      const [[text, ...buttons], [command, query]] = done;
      assert.match(String(text), /“criteoAudiences\.stateFolder” can’t be used: state \(/);
      assert.deepEqual(buttons, ['Open Setting', 'Copy Details', 'Open Log', 'Learn More']);
      assert.match(String(command), /^workbench\.action\.open(Remote)?Settings$/);
      assert.deepEqual(query, { query: '@id:criteoAudiences.stateFolder' });
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
      Object.assign(vscode.commands, { executeCommand });
      for (const one of [...followed, log]) one.dispose();
    }
  });
});
