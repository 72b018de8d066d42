import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { assertHas } from '../../support/assertHas';
import { people } from '../../support/people';
import { newSegment, run, signIn } from '../segments/signedIn';
import { problemsOf, write } from './files';

describe('compressed files, several segments, the same file again', () => {
  let server: Sandbox;
  let end: () => Promise<void>;
  let made = 0;

  const segment = async (): Promise<string> => newSegment(server, `Files ${++made}`);
  const upload = (uri: vscode.Uri, options: Record<string, unknown>): Thenable<Report> =>
    run<Report>('uploadCsv', uri, { confirm: false, ...options });
  const list = async (id: string): Promise<Set<string>> => {
    await server.control.settle();
    return new Set(await server.control.list(id));
  };

  before(async () => ({ server, end } = await signIn()));
  after(() => end());

  it('reads the content of .csv.gz, and shows its problems only in the report', async () => {
    const id = await segment();
    const uri = await write(
      'packed.csv.gz',
      gzipSync(`email\n${[...people(30), 'nobody'].join('\n')}\n`),
    );
    const report = await upload(uri, { segmentId: id, operation: 'add' });
    assertHas(report, { state: 'finished', rows: 31, invalid: 1, sent: 30, accepted: 30 });
    assert.deepEqual(await list(id), new Set(people(30)));
    assert.deepEqual(problemsOf(uri), []);
  });

  it('sends the same file again without asking if the caller passes the confirmation', async () => {
    const id = await segment();
    const uri = await write('same.csv', `email\n${people(12).join('\n')}\n`);
    const first = await upload(uri, { segmentId: id, operation: 'add' });
    const second = await upload(uri, { segmentId: id, operation: 'add' });
    assert.deepEqual(
      [first.sent, second.state, second.sent, second.accepted],
      [12, 'finished', 12, 12],
    );
    assert.deepEqual(await list(id), new Set(people(12)));
  });
});
