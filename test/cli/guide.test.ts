import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Report } from '../../src/upload/jobTypes';
import { reportIsWhole } from '../support/reportAddsUp';
import { serveGuide } from '../unit/api/guideStub';
import { closeServers, type Server } from '../unit/api/support';
import { documentOf, endsWith, type Ended } from './support/cli';
import { runInside } from './support/inside';

const ACCOUNT = '625702934721171442';
const CREATED = '738406688413290496';

/** What the guide's samples say, through the command line. */
describe('a command that is answered with the guide’s samples', function () {
  this.timeout(60_000);
  let stub: Server;
  let folder: string;

  beforeEach(async () => {
    stub = await serveGuide();
    folder = fs.mkdtempSync(path.join(tmpdir(), 'cli-guide-'));
  });
  afterEach(async () => {
    await closeServers();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const cli = (...args: string[]): Promise<Ended> =>
    runInside([...args, '--json'], {
      cwd: folder,
      env: {
        HOME: folder,
        CRITEO_API_URL: stub.url,
        CRITEO_CLIENT_ID: 'client-1',
        CRITEO_CLIENT_SECRET: 's3cr3t+with/odd=signs',
        CRITEO_ACCOUNT_ID: ACCOUNT,
      },
    });
  const paths = (): string[] => stub.seen.map(({ method, path: at }) => `${method} ${at}`);
  const SEGMENTS = `/2026-07/retail-media/accounts/${ACCOUNT}/audience-segments`;

  it('creates a segment', async () => {
    const args = ['--name', 'CRM Users 2025', '--retailer', '1234', '--type', 'Email'];
    const ended = endsWith(0, await cli('segments', 'create', ...args));
    const { segment } = documentOf<{ segment: Record<string, unknown> }>(ended);
    assert.deepEqual(
      [segment.id, segment.name, segment.retailerId],
      [CREATED, 'CRM Users 2025', '1234'],
    );
    assert.ok(paths().includes(`POST ${SEGMENTS}/create`), paths().join('\n'));
  });

  it('changes a segment', async () => {
    const ended = endsWith(0, await cli('segments', 'edit', CREATED, '--name', 'CRM Users 2025'));
    const { segment } = documentOf<{ segment: Record<string, unknown> }>(ended);
    assert.equal(segment.description, 'Segment made of CRM user emails');
    assert.deepEqual(paths(), [`PATCH ${SEGMENTS}`]);
  });

  it('says why a segment in use isn’t deleted', async () => {
    const ended = await cli('segments', 'delete', '1', '--confirm', ACCOUNT);
    assert.notEqual(ended.code, 0);
    const { error } = documentOf<{ error: { code: string } }>(ended);
    assert.equal(error.code, 'segment-must-not-be-used-in-audience');
  });

  it('deletes a segment', async () => {
    const ended = endsWith(
      0,
      await cli('segments', 'delete', '738406561971802112', '--confirm', ACCOUNT),
    );
    assert.deepEqual(documentOf(ended), {
      deletion: { deleted: ['738406561971802112'], problems: [] },
    });
  });

  it('doesn’t take a part of a list for the whole: the sample for searching has 2 of 400', async () => {
    const ended = endsWith(1, await cli('segments', 'list'));
    const { error } = documentOf<{ error: { code: string } }>(ended);
    assert.equal(error.code, 'incomplete-list');
    assert.ok(paths().every((one) => one === `POST ${SEGMENTS}/search`));
  });

  it('adds identifiers to the segment, and clears it', async () => {
    await closeServers();
    stub = await serveGuide({ createdOnly: true });
    const rows = ['ann', 'bob', 'cid'].map((name) => `${name}@example.com`);
    fs.writeFileSync(path.join(folder, 'list.csv'), `email\n${rows.join('\n')}\n`);
    const args = ['add', 'list.csv', '--segment', 'CRM Users 2025'];
    const { report } = documentOf<{ report: Report }>(endsWith(0, await cli(...args)));
    reportIsWhole(report, 3);
    const added = stub.seen.find(({ path: at }) => at.endsWith('/add-remove'));
    assert.deepEqual(
      (JSON.parse(added?.body ?? '') as AddRemove).data.attributes.identifiers,
      rows,
    );

    const { clearing } = documentOf<{ clearing: { id: string } }>(
      endsWith(0, await cli('clear', CREATED, '--confirm', ACCOUNT)),
    );
    assert.equal(clearing.id, CREATED);
    assert.ok(stub.seen.at(-1)?.path.endsWith('/clear'));
  });
});

interface AddRemove {
  data: { attributes: { identifiers: string[] } };
}
