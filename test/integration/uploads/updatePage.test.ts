import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { newSegment, run, signIn } from '../segments/signedIn';
import { fileUri, write } from './files';
import { answering, press } from './person';

const SEGMENT = 'Updated on its page';
const csv = (rows: readonly string[]): string => `email\n${rows.join('\n')}\n`;

describe('an Update on its page', function () {
  this.timeout(60_000);
  let server: Sandbox;
  let end: () => Promise<void>;

  const upload = (uri: vscode.Uri) => () => run<Report>('uploadCsv', uri);

  before(async () => {
    ({ server, end } = await signIn());
    const id = await newSegment(server, SEGMENT);
    const november = await write('page-2026-11.csv', csv(people(40)));
    const december = await write('page-2026-12.csv', csv(people(55, 5)));
    await write('page-2027-01.csv', csv(people(54, 7)));
    await answering([new RegExp(SEGMENT), press('send')], upload(november));
    const { result } = await answering(
      [press('chooseOperation', 'update'), press('choosePrevious', '0'), press('send')],
      upload(december),
    );
    assert.equal(result.state, 'finished');
    assert.deepEqual((await server.control.list(id)).sort(), people(55, 5).sort());
  });
  after(() => end());

  it('has the previous file that is remembered, which can be changed', async () => {
    const { asked } = await answering(
      [
        press('changePrevious'),
        press('choosePrevious', '1'),
        press('changePrevious'),
        press('firstRun'),
        press('changePrevious'),
        press('choosePrevious', '0'),
        undefined,
      ],
      () => upload(fileUri('page-2027-01.csv'))().then(undefined, () => undefined),
    );
    const [remembered, asks, november, , first, , december] = asked;
    assert.equal(remembered.text, `Update ${SEGMENT} with page-2027-01.csv`);
    assert.ok(remembered.choices.includes('Update: Add 1, Remove 2'), remembered.choices.join());
    assert.match(remembered.detail, /^Chosen because files of this name update this segment\.$/m);
    assert.match(remembered.detail, /^page-2026-12\.csv, in the segment now: sent at /m);
    assert.match(asks.detail, /^Which file was sent before\?$/m);
    // November's is no longer in the segment, and what December's put there is compared with, too.
    assert.ok(november.choices.includes('Update Anyway: Add 1, Remove 7'), november.choices.join());
    assert.match(
      november.detail,
      /page-2026-11\.csv was sent to this segment, but another file has taken its place since\./,
    );
    assert.match(
      november.detail,
      /^Also compared with page-2026-12\.csv, which an earlier upload put into this segment\.$/m,
    );
    assert.doesNotMatch(november.detail, /Chosen because/);
    assert.ok(first.choices.includes('Update: Add 1, Remove 2'), first.choices.join());
    assert.match(first.detail, /^From an earlier upload to this segment: page-2026-12\.csv\.$/m);
    assert.ok(december.choices.includes('Update: Add 1, Remove 2'), december.choices.join());
  });
});
