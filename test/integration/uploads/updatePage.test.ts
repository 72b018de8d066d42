import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { newSegment, run, signIn } from '../segments/signedIn';
import { fileUri, write } from './files';
import { answering, press, pressChange, pressInGroup } from './person';

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

  it('keeps people in other files of the segment, unless they are to be removed, too', async () => {
    const news = await write('news.csv', csv([...people(1, 5), ...people(3, 200)]));
    await answering([new RegExp(SEGMENT), press('send')], upload(news));
    const { asked } = await answering(
      [press('removeShared', 'true'), press('removeShared', 'false'), undefined],
      () => upload(fileUri('page-2027-01.csv'))().then(undefined, () => undefined),
    );
    assert.deepEqual(
      asked.map(({ choices }) => choices.find((choice) => choice.startsWith('Update'))),
      ['Update: Add 1, Remove 1', 'Update: Add 1, Remove 2', 'Update: Add 1, Remove 1'],
    );
    assert.match(
      asked[0].detail,
      /1 person who left is in news\.csv, which went to this segment, too: this person stays\./,
    );
  });

  it('is that of the newest of several files, or of all as parts of one export', async () => {
    const uris = [
      await write('shop-1.csv', csv(people(20, 100))),
      await write('shop-2.csv', csv(people(20, 110))),
    ];
    const { asked } = await answering(
      [
        new RegExp(SEGMENT),
        pressChange(SEGMENT),
        'Update',
        { action: 'sendTogether', ofGroup: SEGMENT },
        pressInGroup(SEGMENT, 'firstRun'),
        {
          action: 'comparePrevious',
          value: fileUri('page-2026-12.csv').toString(),
          inGroup: SEGMENT,
        },
        pressInGroup(SEGMENT, 'changePrevious'),
        pressInGroup(SEGMENT, 'firstRun'),
        pressInGroup(SEGMENT, 'otherList'),
        undefined,
      ],
      () => run('uploadMany', uris[0], uris),
    );
    const [newest, , first, compared, , , another] = asked.slice(3);
    assert.equal(newest.text, `Update ${SEGMENT} with shop-2.csv`);
    assert.match(newest.detail, /^Older: shop-2\.csv updates this segment\.$/m);
    assert.match(newest.detail, /^Which file was sent before\?$/m);
    // What is in the segment has another name: it may be an earlier version, or another list.
    assert.equal(first.text, `Update ${SEGMENT} with 2 files`);
    assert.match(first.detail, /^Is this an earlier version of shop-1\.csv, shop-2\.csv\?$/m);
    assert.match(first.detail, /This segment already has page-2026-12\.csv\./);
    assert.deepEqual(
      [first, compared, another].map(({ choices }) => choices.at(-1)),
      ['Update Anyway: Add 30', 'Update Anyway: Add 30, Remove 54', 'Update: Add 30'],
    );
    assert.doesNotMatch(another.detail, /Is this an earlier version/);
  });
});
