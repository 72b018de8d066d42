import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Emitter } from '../../../src/common/events';
import { viewType, type PanelName } from '../../../src/ui/base/names';
import { WalkthroughSteps } from '../../../src/ui/home/walkthroughSteps';
import { waitUntil } from '../../support/waitUntil';

/** What it tells the editor. Which of that completes a step: see `manifest.test.ts`. */
describe('the walkthrough', () => {
  const { executeCommand } = vscode.commands;
  const closeAll = (): Thenable<unknown> => executeCommand('workbench.action.closeAllEditors');
  let told: unknown[];

  before(async () => {
    await closeAll();
    Object.assign(vscode.commands, {
      executeCommand: async (...all: [string, ...unknown[]]) =>
        /walkthrough|\.did\./i.test(all.join()) ? void told.push(all[1]) : executeCommand(...all),
    });
  });
  after(async () => {
    Object.assign(vscode.commands, { executeCommand });
    await closeAll();
  });
  beforeEach(() => (told = []));

  it('is told of a task once it is done: signed in, created or opened a segment, uploaded', async () => {
    const [changed, created] = [new Emitter<void>(), new Emitter<void>()];
    const recorded = new Emitter<{ kind: string }>();
    const accounts = { state: 'signedOut', onDidChange: changed.event };
    const given = [accounts, { onDidCreate: created.event }, { onDidChange: recorded.event }];
    const steps = new WalkthroughSteps(
      ...(given as unknown as ConstructorParameters<typeof WalkthroughSteps>),
    );
    const open = async (name: PanelName): Promise<void> => {
      vscode.window.createWebviewPanel(viewType(name), name, vscode.ViewColumn.One);
      const { activeTabGroup } = vscode.window.tabGroups;
      await waitUntil('its tab is open', () => activeTabGroup.activeTab?.label === name);
    };
    changed.fire();
    for (const kind of ['reading', 'clear']) recorded.fire({ kind });
    await open('form');
    assert.deepEqual(told, []);
    accounts.state = 'noAccount';
    changed.fire();
    created.fire();
    recorded.fire({ kind: 'upload' });
    const did = (task: string): string => `criteoAudiences.did.${task}`;
    assert.deepEqual(told, ['signIn', 'createSegment', 'upload'].map(did));
    await open('segment');
    await waitUntil('it is told of the page', () => told.at(-1) === did('openSegment'));
    steps.dispose();
  });

  it('is told that its page is open once the editor has read its steps', async () => {
    await executeCommand('criteoAudiences.openWalkthrough');
    const page = 'retail-media-tools.criteo-audience-segments#start';
    assert.deepEqual(told, [page, 'criteoAudiences.walkthrough']);
  });
});
