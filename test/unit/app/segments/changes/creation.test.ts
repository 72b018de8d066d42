import assert from 'node:assert/strict';
import type { Retailer, Segment } from '../../../../../src/api/apiTypes';
import type { AccountHandle } from '../../../../../src/app/accounts/account';
import type { Confirm } from '../../../../../src/app/arguments';
import {
  applyCreation,
  creationDetails,
  creationResultText,
  planCreation,
} from '../../../../../src/app/segments/changes/creation';
import { readSegmentFile } from '../../../../../src/app/segments/segmentFile';
import { OutsideText } from '../../../../../src/common/outsideText';
import { account, bulk, segment } from '../segments';

describe('the creation of segments from a file', () => {
  const HEADER = 'id,name,retailer,type\n';
  const MIXED = ',New,12,Email\n,Taken,Fresh,Email\n,Old,12,Email\n,Bad,12,Fax\n';
  const old = segment('9', { name: 'Old' });
  let calls: string[];
  /** The segments of the account, and its retailers, as the API has them. */
  let world: Segment[];
  let retailers: Retailer[];

  beforeEach(() => {
    calls = [];
    world = [old];
    retailers = [{ id: '12', name: OutsideText.name('Fresh') } as Retailer];
  });

  const bench = {
    accounts: {
      retailers: () => Promise.resolve(retailers),
      retailerName: () => undefined,
    },
    list: {
      search: (_: unknown, filter: object) => {
        calls.push(`search ${JSON.stringify(filter)}`);
        return Promise.resolve(world);
      },
      put: (_: unknown, { id }: Segment) => void calls.push(`put ${id}`),
    },
  };
  const owner = (parts: Partial<AccountHandle> = {}): AccountHandle =>
    account(
      {
        createSegments: (_, wanted) => {
          calls.push(`create ${wanted.map(({ name, retailerId }) => name + retailerId).join()}`);
          const taken = wanted.findIndex(({ name }) => name === 'Taken');
          return Promise.resolve(
            bulk({
              done: wanted.flatMap(({ name }, index) =>
                index === taken ? [] : [{ index, item: segment(`1${index}`, { name }) }],
              ),
              failed:
                taken < 0
                  ? []
                  : [
                      {
                        index: taken,
                        problem: {
                          code: 'name-must-be-unique',
                          title: OutsideText.text('Not unique'),
                        },
                      },
                    ],
            }),
          );
        },
      },
      parts,
    );
  const plan = (rows = MIXED, confirm?: Confirm, of = owner()) =>
    planCreation(bench, of, readSegmentFile(Buffer.from(HEADER + rows)), confirm);

  it('is planned with the rows that are skipped or invalid', async () => {
    const { toCreate, existing, existingByName, problems, confirmation, question, lines } =
      await plan(MIXED, undefined, owner({ sandbox: true }));
    assert.deepEqual(calls, ['search {}']);
    assert.deepEqual(
      toCreate.map(({ segment: { name, retailerId } }) => [name, retailerId]),
      [
        ['New', '12'],
        ['Taken', '12'],
      ],
    );
    assert.deepEqual(
      [existing, existingByName.length, problems.map(({ code }) => code), confirmation.kind],
      [1, 1, ['type-unknown'], 'yes'],
    );
    assert.equal(question, 'Create 2 segments in Grocer?');
    assert.deepEqual(lines, [
      '1 row is skipped: its segment already exists.',
      '1 row is invalid: see Problems.',
      '',
      'Local sandbox: nothing is sent to Criteo.',
    ]);
    assert.equal((await plan(',New,12,Email\n')).question, 'Create 1 segment in Grocer?');
  });

  it('creates what was planned once confirmed, and lists each row that wasn’t created', async () => {
    const planned = await plan();
    calls = [];
    await assert.rejects(applyCreation(bench, planned, undefined), { code: 'not-confirmed' });
    assert.deepEqual(calls, []);
    const { creation, refused } = await applyCreation(bench, planned, 'yes');
    assert.deepEqual(calls, ['search {}', 'create New12,Taken12', 'put 10']);
    assert.deepEqual(
      creation.problems.map(({ line, code }) => [line, code]),
      refused.map(({ place, code }) => [place.line + 1, code]),
    );
    assert.deepEqual([creation.created.length, creation.existing], [1, 1]);
    assert.deepEqual(creation.problems[0], {
      line: 3,
      code: 'name-must-be-unique',
      source: 'api',
      message: 'Not unique',
      traceId: undefined,
    });
    assert.equal(
      creationResultText(creation),
      '1 segment created. 1 segment already existed. 2 rows were invalid or rejected. Line 3: Not unique',
    );
    assert.match(
      creationDetails(creation),
      /^Line 3: Not unique \| code=name-must-be-unique\nLine 5: /,
    );
  });

  it('deletes nothing: a yes is enough in a protected account', async () => {
    const planned = await plan(MIXED, undefined, owner({ isProtected: true }));
    assert.equal(planned.confirmation.kind, 'yes');
  });

  it('reads once if a program confirmed it, or if there is nothing to create', async () => {
    for (const [rows, confirm, then] of [
      [',New,12,Email\n', false, ['create New12', 'put 10']],
      [',Old,12,Email\n', undefined, []],
    ] as const) {
      calls = [];
      const planned = await plan(rows, confirm);
      assert.equal(planned.confirmation.kind, 'nothing');
      await applyCreation(bench, planned, undefined);
      assert.deepEqual(calls, ['search {}', ...then]);
    }
  });

  const others: [what: string, change: () => void, words: string][] = [
    [
      'a segment was created',
      () => world.push(segment('10', { name: 'New' })),
      'Line 2: “New” already exists now.',
    ],
    [
      'a segment was deleted that was to be left alone',
      () => (world = []),
      'Line 4: “Old” would now be created too.',
    ],
    [
      'a retailer’s name means another',
      () => (retailers = [{ ...retailers[0], id: '13' }]),
      'Line 3: the retailer of “Taken” has changed.',
    ],
    [
      'a retailer’s name means none',
      () => (retailers = []),
      'Line 3: the retailer of “Taken” has changed.',
    ],
  ];
  for (const [what, change, words] of others)
    it(`is rejected if ${what} before it is confirmed`, async () => {
      const planned = await plan();
      calls = [];
      change();
      await assert.rejects(applyCreation(bench, planned, 'yes'), {
        code: 'changed',
        operation: 'createSegmentsFromCsv',
        message: `${words} Nothing was created. Create the segments from the file again.`,
      });
      assert.deepEqual(calls, ['search {}']);
    });

  it('is rejected if a row’s own ID exists before it is confirmed', async () => {
    const planned = await plan('40,Moved,12,Email\n');
    world.push(segment('40', { name: 'Called otherwise' }));
    await assert.rejects(applyCreation(bench, planned, 'yes'), {
      code: 'changed',
      message: /^Line 2: “Moved” already exists now\./,
    });
  });

  it('goes by its own rows: what else was created or deleted meanwhile is no other', async () => {
    const planned = await plan();
    world = [old, segment('50', { name: 'Else' })];
    const { creation } = await applyCreation(bench, planned, 'yes');
    assert.equal(creation.created.length, 1);
  });
});
