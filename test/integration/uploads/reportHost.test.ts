import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ReportHost } from '../../../src/ui/uploads/reports/reportHost';
import type { ReportSources } from '../../../src/ui/uploads/reports/reportView';
import type { UploadModel } from '../../../src/webview/uploadModel';
import { VERIFIED } from '../../unit/app/verify/verifyReports';
import { fileUri, write } from './files';

describe('the page of a report of a night', () => {
  it('keeps what is open while it is hidden, and leaves a stranger’s paths alone', async () => {
    const at = '2026-11-27T20:40:00.000Z';
    const entry = (segmentId: string, state: string, outcome: string): object => ({
      ...{ segmentId, operation: 'add', files: ['a.csv'], state, outcome, sentAt: at },
    });
    const night = (file: string): object => ({
      ...{ file, account: { id: '5' }, startedAt: at, finishedAt: at, suppress: [] },
      entries: [entry('1', 'up-to-date', 'finished'), entry('2', 'stopped', 'blocked')],
    });
    const own = fileUri('known.criteo.jsonc').fsPath;
    await write('known.criteo.jsonc', '{ "segments": [{ "id": "2" }] }');
    await write('known.txt', '{ "segments": [{ "id": "2" }] }');
    const files = [own, own.replace('.criteo.jsonc', '.txt'), `/${own}`, 'known.criteo.jsonc'];
    const uri = await write(
      'nights.json',
      JSON.stringify({ version: 1, exitCode: 3, nights: files.map(night) }),
    );
    const models: UploadModel[] = [];
    const page = {
      show: (model: UploadModel) => void models.push(model),
      fail: (error: unknown) => assert.fail(String(error)),
    };
    const sources: ReportSources = {
      accounts: { shown: () => [], onDidChange: () => ({ dispose: () => undefined }) },
      events: { engine: () => ({ jobs: () => [] }) as never },
    };
    const host = new ReportHost(uri, page, sources);
    try {
      await host.draw();
      assert.equal(models.at(-1)?.bar?.text, `Not on this machine: ${files.slice(1).join(', ')}`);
      assert.deepEqual(
        models.at(-1)?.bar?.buttons.map(({ value }) => value),
        ['0 2'],
      );
      await host.press('expand', 'earlier');
      await host.draw();
      const lines = models
        .at(-1)
        ?.main.flatMap((section) => (section.type === 'lines' ? section.groups : []))
        .flatMap((group) => group.lines.map(({ id }) => id));
      assert.deepEqual(lines, [
        ...['0 2', '1 2', '2 2', '3 2'],
        ...['earlier', '0 1', '1 1', '2 1', '3 1'],
      ]);
    } finally {
      host.dispose();
    }
  });

  it('leads to the entry, to the page that sends it, to the segment and to the upload', async () => {
    const at = '2026-11-27T20:40:00.000Z';
    const nightly = await write('ways.criteo.jsonc', '{ "segments": [{ "id": "2" }, {}] }');
    const { account } = VERIFIED;
    const night = {
      ...{ file: nightly.fsPath, account, startedAt: at, finishedAt: at, suppress: [] },
      entries: [
        { segmentId: '2', operation: 'add', files: [], state: 'stopped', outcome: 'blocked' },
      ],
    };
    const sources = {
      accounts: {
        shown: () => [{ key: 'k', accountId: account.id, sandbox: false }],
        onDidChange: () => ({ dispose: () => undefined }),
      },
      events: { engine: () => ({ jobs: () => [] }) },
    } as unknown as ReportSources;
    const page = { show: () => undefined, fail: (error: unknown) => assert.fail(String(error)) };
    const ran: unknown[][] = [];
    const { executeCommand } = vscode.commands;
    Object.assign(vscode.commands, {
      executeCommand: (...args: unknown[]) => Promise.resolve(void ran.push(args)),
    });
    const hosts: ReportHost[] = [];
    const opened = async (name: string, report: object): Promise<ReportHost> => {
      const host = new ReportHost(await write(name, JSON.stringify(report)), page, sources);
      hosts.push(host);
      await host.draw();
      return host;
    };
    try {
      const ofNight = await opened('ways.json', { version: 1, exitCode: 3, night });
      await ofNight.press('showEntry', '0 2');
      const { activeTextEditor: editor } = vscode.window;
      assert.equal(editor?.document.uri.toString(), nightly.toString());
      assert.equal(editor.document.getText(editor.selection), '{ "id": "2" }');
      await ofNight.press('reviewEntries', '0 2');
      await ofNight.press('showSegment', '0 2');
      const ofVerify = await opened('verified.json', { version: 1, verified: VERIFIED });
      await ofVerify.press('showSegment', '1002');
      await ofVerify.press('openUpload', 'app');
      const link = { kind: 'segmentLink', accountKey: 'k' };
      const ids = (of: unknown): unknown => (of instanceof vscode.Uri ? of.fsPath : of);
      assert.deepEqual(
        ran.map((args) => args.map(ids)),
        [
          ['criteoAudiences.runNightlyFile', nightly.fsPath, ['2']],
          ['criteoAudiences.showStatistics', { ...link, segmentId: '2' }],
          ['criteoAudiences.showStatistics', { ...link, segmentId: '1002' }],
          ['criteoAudiences.openReport', { kind: 'job', jobId: 'app' }],
        ],
      );
    } finally {
      Object.assign(vscode.commands, { executeCommand });
      for (const host of hosts) host.dispose();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  });
});
