import fs from 'node:fs';
import path from 'node:path';
import { embeddedSandbox } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { UploadPage } from './uploadPage';

describe('watch', () => {
  let launched: Launched;
  let page: UploadPage;
  before(async function () {
    this.timeout(90_000);
    launched = await launch({ locale: 'fr', container: 'Segments d’audience', files: { 'crm.csv': 'email\nann@example.com\n' } , settings: {'editor.hover.delay': 100}});
    const { workbench } = launched;
    page = new UploadPage(workbench);
    await workbench.showContainer('Segments d’audience');
    await workbench.welcome('Segments').getByRole('button', { name: /sandbox/i }).click();
    await workbench.row('Segments', 'Empty so far').waitFor();
  });
  after(() => launched.close());
  it('x', async () => {
    const { workbench, workspace, server } = launched;
    const all = await embeddedSandbox(server).segments();
    const ids = all.filter(({ isReadOnly }) => !isReadOnly).map(({ id, name }) => ({ id, name }));
    const account = all[0].accountId;
    const file = (n: number): string => path.join(workspace, `night${n}.criteo.jsonc`);
    const nightly = (n: number): object => ({ version: 1, account, suppress: [], segments: [{ id: ids[n].id, name: ids[n].name, operation: 'add', file: 'crm.csv' }] });
    const entry = (n: number, more: object): object => ({ segmentId: ids[n].id, segment: ids[n].name, operation: 'update', files: [`/data/exports/segment-${n}-2026-11-27.csv`], ...more });
    const error = (code: string, message: string): object => ({ state: 'stopped', outcome: 'blocked', error: { code, source: 'tool', message } });
    const night = (n: number): object => ({ file: file(n), account: { id: account }, isSandbox: true, suppress: [], startedAt: '2026-11-27T20:40:00Z', finishedAt: '2026-11-27T21:12:00Z',
      entries: [entry(n * 4, error('export-missing', 'Le fichier le plus récent, crm-2026-11-25.csv, a 43 h, la limite est de 26 h.')), entry(n * 4 + 1, { ...error('max-removed', 'x'), why: '18 % partiraient (limite 5 %)' }), entry(n * 4 + 2, { state: 'up-to-date', outcome: 'finished', sentAt: '2026-11-26T20:41:00Z' }), entry(n * 4 + 3, { state: 'not-begun', outcome: 'gave-up' })] });
    for (const n of [0, 1]) fs.writeFileSync(file(n), JSON.stringify(nightly(n), undefined, 2));
    fs.writeFileSync(path.join(workspace, 'r.json'), JSON.stringify({ version: 1, exitCode: 3, nights: [night(0), night(1)] }));
    await workbench.command('Segments d’audience: Ouvrir un rapport d’envoi…').catch(() => workbench.command(/rapport d’envoi/ as never));
    const field = launched.page.locator('.quick-input-widget input[type=text]').first();
    await field.fill(path.join(workspace, 'r.json'));
    await launched.page.keyboard.press('Enter');
    await page.heading(/4/);
    await launched.page.waitForTimeout(1000);
    await workbench.screenshot('zz-1');
    for (const width of [1040, 600]) {
      await launched.page.setViewportSize({ width, height: 900 });
      await launched.page.waitForTimeout(500);
      await workbench.screenshot(`zz-1-${width}`);
    }
    await launched.page.setViewportSize({ width: 1400, height: 900 });
    await workbench.closeEditors();
    await launched.page.keyboard.press('Control+p');
    await launched.page.keyboard.type('night0');
    await launched.page.waitForTimeout(1000);
    await launched.page.keyboard.press('Enter');
    await launched.page.getByText('"operation"').first().hover();
    await launched.page.waitForTimeout(2000);
    await workbench.screenshot('zz-2-hover');
  });
});
