import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { embeddedSandbox } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { tabTo, UploadPage } from './uploadPage';
import { violations } from './violations';

/** The report of a night in the window: the ways from it. How it looks is in the gallery. */

const SEGMENT = 'Empty so far';
const NIGHT = 'night.criteo.jsonc';
const REPORT = 'last-night.json';

describe('the report of a night, in the window', () => {
  let launched: Launched;
  let page: UploadPage;
  const press = (key: string): Promise<void> => launched.page.keyboard.press(key);

  before(async () => {
    launched = await launch({
      files: { 'crm.csv': 'email\nann@example.com\nbob@example.com\n' },
    });
    const { workbench, workspace } = launched;
    page = new UploadPage(workbench);
    await workbench.trySandbox(SEGMENT);
    const all = await embeddedSandbox(launched.server).segments();
    const segment = all.find(({ name }) => name === SEGMENT);
    assert.ok(segment);
    const { id, accountId } = segment;
    const nightly = {
      ...{ version: 1, account: accountId, suppress: [] },
      segments: [{ id, name: SEGMENT, operation: 'add', file: 'crm.csv' }],
    };
    const night = {
      file: path.join(workspace, NIGHT),
      ...{ account: { id: accountId }, isSandbox: true, suppress: [] },
      ...{ startedAt: '2026-11-27T20:40:00Z', finishedAt: '2026-11-27T20:41:00Z' },
      entries: [
        {
          ...{ segmentId: id, segment: SEGMENT, operation: 'add', files: ['crm.csv'] },
          ...{ state: 'stopped', outcome: 'blocked' },
          error: { code: 'too-many-refused', source: 'tool', message: 'Half of it is invalid.' },
        },
      ],
    };
    for (const [name, json] of Object.entries({
      [NIGHT]: nightly,
      [REPORT]: { version: 1, exitCode: 6, night },
    }))
      fs.writeFileSync(path.join(workspace, name), JSON.stringify(json, undefined, 2));
  });
  after(() => launched.close());

  it('leads by keyboard to the entry, and to the page that sends it', async () => {
    const { workbench } = launched;
    await workbench.command('Audience Segments: Open Upload Report…');
    await workbench.openInDialog(path.join(launched.workspace, REPORT));
    await page.heading('1 of 1 needs you');
    assert.deepEqual(await violations(page.frame), []);
    await page.text('Half of it is invalid.');
    await tabTo(workbench, page.button(`Show Entry: ${SEGMENT}`));
    await press('Enter');
    await launched.page.getByRole('tab', { name: NIGHT, selected: true }).waitFor();
    await launched.page.getByRole('tab', { name: REPORT }).click();
    await page.heading('1 of 1 needs you');
    await tabTo(workbench, page.button('Run It Again…'));
    await press('Enter');
    await page.heading(`Add crm.csv to ${SEGMENT}`);
    await page.close();
  });

  it('offers nothing where the nightly file isn’t any more', async () => {
    const { workbench, workspace } = launched;
    await workbench.closeEditors();
    fs.rmSync(path.join(workspace, NIGHT));
    await workbench.command('Audience Segments: Open Upload Report…');
    await workbench.openInDialog(path.join(workspace, REPORT));
    const heading = page.headingOf('1 of 1 needs you');
    await heading.waitFor();
    await page.text(`Not on this machine: ${path.join(workspace, NIGHT)}`);
    assert.equal(await page.button('Run It Again…').count(), 0);
    assert.equal(await page.button(`Show Segment: ${SEGMENT}`).count(), 1);
    await page.button(`Show Segment: ${SEGMENT}`).click();
    await launched.page.getByRole('tab', { name: SEGMENT }).waitFor();
  });
});
