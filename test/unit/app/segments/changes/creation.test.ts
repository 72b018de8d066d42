import assert from 'node:assert/strict';
import {
  createJudged,
  creationDetails,
  creationQuestion,
  creationWords,
  judgeFile,
} from '../../../../../src/app/segments/changes/creation';
import { readSegmentFile } from '../../../../../src/app/segments/segmentFile';
import { OutsideText } from '../../../../../src/common/outsideText';
import { account, bulk, segment } from '../segments';

describe('the creation of segments from a file', () => {
  const rows = readSegmentFile(
    Buffer.from('name,retailer,type\nNew,12,Email\nTaken,12,Email\nOld,12,Email\nBad,12,Fax\n'),
  );
  const there = [segment('9', { name: 'Old' })];
  const accounts = { retailers: () => Promise.resolve([]), retailerName: () => undefined };

  it('asks with what is left alone, creates the rest, and tells each row that was refused', async () => {
    const client = {
      createSegments: () =>
        Promise.resolve(
          bulk({
            done: [{ index: 0, item: segment('10', { name: 'New' }) }],
            failed: [
              {
                index: 1,
                problem: { code: 'name-must-be-unique', title: OutsideText.text('Not unique') },
              },
            ],
          }),
        ),
    };
    const owner = account(client);
    const judged = await judgeFile(accounts, owner, rows, there);
    assert.deepEqual(creationQuestion(owner, judged), {
      question: 'Create 2 segments in Grocer?',
      lines: [
        '1 row is there already: it is left alone.',
        '1 row cannot be created: see Problems.',
      ],
    });
    const list = { put: () => undefined, search: () => Promise.resolve([]) };
    const { creation, refused } = await createJudged(list, owner, judged);
    assert.deepEqual(
      creation.problems.map(({ line, code }) => [line, code]),
      refused.map(({ place, code }) => [place.line + 1, code]),
    );
    assert.deepEqual([creation.created.length, creation.existing], [1, 1]);
    assert.deepEqual(creation.problems[0], {
      line: 3,
      code: 'name-must-be-unique',
      message: 'Not unique',
      traceId: undefined,
    });
    assert.equal(
      creationWords(creation),
      '1 segment created. 1 was there already. 2 rows were refused: see Problems. Line 3: Not unique',
    );
    assert.match(
      creationDetails(creation),
      /^Line 3: Not unique \| code=name-must-be-unique\nLine 5: /,
    );
  });
});
