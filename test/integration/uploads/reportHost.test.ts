import assert from 'node:assert/strict';
import { ReportHost } from '../../../src/ui/uploads/reports/reportHost';
import type { ReportSources } from '../../../src/ui/uploads/reports/reportView';
import type { UploadModel } from '../../../src/webview/uploadModel';
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
});
