import assert from 'node:assert/strict';
import { plainSizes, sizesOfPlain } from '../../../../../src/app/segments/sizes/plainSizes';
import { sizesSummary } from '../../../../../src/app/segments/sizes/sizeTexts';
import type { SegmentSize, SizeAround } from '../../../../../src/upload/segmentSize';

const AT = Date.parse('2026-11-25T00:12:00Z');
const before = (changes: Partial<SegmentSize> = {}): SegmentSize => ({
  read: { identifiers: 500, at: AT },
  pending: { added: 20, removed: 3, uploads: 2, isComputed: false },
  ...{ atLeast: 497, atMost: 520 },
  ...changes,
});

describe('the size before and after an upload, for programs', () => {
  const cases: [what: string, sizes: SizeAround][] = [
    ['an add', around({ added: 40, removed: 0 }, 497, 560)],
    ['a removal', around({ added: 0, removed: 40 }, 457, 520)],
    [
      'a replace',
      { ...around({ added: 9, removed: 0 }, 9, 9), change: { clears: true, added: 9, removed: 0 } },
    ],
    [
      'one after a replace',
      around({ added: 1, removed: 0 }, 960, 1001, {
        pending: {
          from: { atLeast: 900, atMost: 960 },
          ...{ added: 40, removed: 0, uploads: 2, isComputed: true },
        },
      }),
    ],
    [
      'one after a clear',
      around({ added: 1, removed: 0 }, 1, 1, {
        pending: {
          from: { atLeast: 0, atMost: 0 },
          ...{ added: 0, removed: 0, uploads: 0, isComputed: false },
        },
      }),
    ],
    ['nothing known', around({ added: 1, removed: 0 }, 1, Infinity, unread())],
    [
      'one that may lack what was sent before',
      around({ added: 1, removed: 0 }, 400, 521, {
        unsettled: { added: 0, removed: 97, uploads: 1 },
      }),
    ],
    [
      'the same again',
      {
        ...around({ added: 0, removed: 0 }, 497, 520),
        change: { clears: false, added: 0, removed: 0, thereSince: AT },
      },
    ],
  ];
  for (const [what, sizes] of cases)
    it(`says the same as text, and is read again: ${what}`, () => {
      const json = JSON.parse(JSON.stringify(plainSizes(sizes))) as ReturnType<typeof plainSizes>;
      const again = sizesOfPlain(json);
      assert.equal(sizesSummary(again), sizesSummary(sizes));
      assert.deepEqual(plainSizes(again), json);
      assert.deepEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(sizes)));
    });

  it('has times in ISO 8601, and nothing that isn’t known', () => {
    assert.deepEqual(plainSizes(cases[0][1]), {
      before: {
        read: { identifiers: 500, at: '2026-11-25T00:12:00.000Z' },
        pending: { added: 20, removed: 3, uploads: 2 },
        ...{ atLeast: 497, atMost: 520 },
      },
      ...{ added: 40, removed: 0 },
      after: { atLeast: 497, atMost: 560 },
    });
    const { after, before: known } = plainSizes(
      around({ added: 1, removed: 0 }, 1, Infinity, unread()),
    );
    assert.deepEqual([after, known.read, known.atMost], [{ atLeast: 1 }, undefined, undefined]);
  });

  function around(
    change: { added: number; removed: number },
    atLeast: number,
    atMost: number,
    known: Partial<SegmentSize> = {},
  ): SizeAround {
    return {
      before: before(known),
      change: { clears: false, ...change },
      after: { atLeast, atMost },
    };
  }

  function unread(): Partial<SegmentSize> {
    return {
      read: undefined,
      pending: { added: 0, removed: 0, uploads: 0, isComputed: false },
      ...{ atLeast: 0, atMost: Infinity },
    };
  }
});
