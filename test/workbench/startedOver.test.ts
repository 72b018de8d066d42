import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { people } from '../support/people';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { startUpload, UploadPage } from './uploadPage';

/** An upload whose suppression list changes is started over, and its page follows. */

const SEGMENT = 'Empty so far';
const csv = (rows: readonly string[]): string => `email\n${rows.join('\n')}\n`;

describe('an upload whose suppression list has changed, in the window', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let segmentId: string;
  let upload: UploadPage;
  const suppress = (count: number): void =>
    fs.writeFileSync(path.join(launched.workspace, 'opt-outs.csv'), csv(people(count)));
  const rows = (): Promise<number> => launched.workbench.uploads('crm.csv').count();

  before(async () => {
    launched = await launch({
      files: {
        'crm.csv': csv(people(60)),
        'more.csv': csv(people(70)),
        'opt-outs.csv': csv(people(2)),
        '.vscode/settings.json': JSON.stringify({
          'criteoAudiences.suppress': ['opt-outs.csv'],
          'criteoAudiences.upload.chunkSize': 20,
          'criteoAudiences.upload.concurrency': 1,
        }),
      },
    });
    const { workbench } = launched;
    upload = new UploadPage(workbench);
    await workbench.trySandbox(SEGMENT);
    sandbox = embeddedSandbox(launched.server);
    segmentId = (await sandbox.segments()).find(({ name }) => name === SEGMENT)?.id ?? '';
  });

  after(() => launched.close());

  it('sends what the list says now when it changed before the press', async () => {
    await startUpload(launched.workbench, 'crm.csv', SEGMENT);
    await upload.button(/^Add 58/).waitFor();
    suppress(5);
    await upload.press(/^Add 58/);
    await upload.heading(/^55 added/);
    await upload.text(/Started over, because a suppression list had changed since the check\./);
    assert.deepEqual((await sandbox.list(segmentId)).sort(), people(60).slice(5).sort());
    // The record of the first one goes once the new one has ended.
    await waitUntil('one row of the upload', async () => (await rows()) === 1);
    await upload.close();
  });

  it('removes who is on it now when it is resumed, and its page goes on with that', async () => {
    const { workbench } = launched;
    await startUpload(workbench, 'more.csv', SEGMENT);
    await sandbox.fault({ fault: 'forbidden', operation: 'addRemove', times: 9, nth: 2 });
    await upload.press(/^Add 65/);
    await upload.button(/^Resume/).waitFor();
    await sandbox.clearFaults();
    suppress(8);
    await upload.press(/^Resume/);
    await upload.heading(/^62 added/);
    await upload.text(/Started over, because a suppression list had changed since the check\./);
    assert.deepEqual((await sandbox.list(segmentId)).sort(), people(70).slice(8).sort());
    assert.deepEqual(await workbench.notifications(), [], 'the page was in sight all the time');
    await upload.close();
  });
});
