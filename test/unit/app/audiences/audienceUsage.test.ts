import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/apiError';
import type { SegmentFilter } from '../../../../src/api/apiTypes';
import {
  audienceNames,
  lookUpAudiences,
  namedLines,
  namesInRules,
  noUseText,
  unknownUses,
  usedByLines,
} from '../../../../src/app/audiences/audienceUsage';
import { OutsideText } from '../../../../src/common/outsideText';
import { account, segment } from '../segments/segments';
import { all, any, audience, audienceList, leaf, not, UNCLEAR } from './audiences';

const name = (text: string) => OutsideText.name(text);

describe('the use of segments in audiences', () => {
  const audiences = [
    audience('a', all(leaf('1'), not(any(leaf('2'), leaf('1')))), { name: 'Summer' }),
    audience('b', leaf('1')),
    audience('c', UNCLEAR, { name: 'Untold' }),
    audience('d', { kind: 'unknown', nodes: [leaf('5')] }, { name: 'Odd' }),
  ];

  const nameOf = (id: string): string => `S${id}`;

  it('is a line for each audience, with its rule as a sentence', () => {
    const lines = (id: string): string[] => usedByLines(audiences, id, nameOf);
    assert.deepEqual(lines('2'), [
      'Used by “Summer”: In S1, but not in this segment or S1. Adding people here makes it smaller.',
    ]);
    assert.deepEqual(lines('1').slice(1), ['Used by “b”: In this segment.']);
    assert.deepEqual(lines('5'), ['Used by “Odd”: Uses this segment.']);
    assert.deepEqual(lines('9'), []);
    const many = Array.from({ length: 17 }, (_, index) => audience(`${index}`, leaf('1')));
    assert.deepEqual(usedByLines(many, '1', nameOf).slice(14), [
      'Used by “14”: In this segment.',
      '… and 2 more',
    ]);
  });

  it('names the segments of these rules alone, or has their IDs', async () => {
    const searched: unknown[] = [];
    const list = (fails: boolean) => ({
      find: (_: unknown, id: string) =>
        id === '1' ? segment('1', { name: 'VIP [x](y)' }) : undefined,
      search: async (_: unknown, { segmentIds }: SegmentFilter) => {
        searched.push(segmentIds);
        if (fails) throw new Error('offline');
        return [];
      },
    });
    const name = await namesInRules(list(false), account({}), audiences, ['2']);
    assert.deepEqual([name('1'), name('2'), searched], ['VIP [x] (y)', '2', [['2']]]);
    const unread = await namesInRules(list(true), account({}), audiences, ['2']);
    assert.equal(unread('1'), '1');
  });

  it('names segments in use first, and says what isn’t known', () => {
    const items = Array.from({ length: 20 }, (_, index) => ({
      id: String(index),
      name: name(`N${index}`),
    }));
    const others =
      'Audiences of other accounts that use a shared segment aren’t visible from here.';
    const lines = namedLines(
      items,
      [audience('z', leaf('19'), { name: 'Last' }), audience('y', leaf('19')), audiences[2]],
      nameOf,
    );
    assert.deepEqual(lines.slice(0, 4), [
      'N19',
      'Used by “Last”: In this segment.',
      '… and 1 more',
      'N0',
    ]);
    assert.deepEqual(lines.slice(17), [
      '… and 5 more',
      '',
      'Criteo doesn’t say which segments these audiences use: “Untold”.',
      others,
    ]);
    assert.deepEqual(namedLines([items[0]], [], nameOf), ['N0', '', others]);
    assert.deepEqual(namedLines([items[0]], undefined, nameOf), [
      'N0',
      '',
      'Couldn’t look up which audiences use them.',
    ]);
  });

  it('names at most fifteen audiences, as the place needs it', () => {
    const many = Array.from({ length: 17 }, (_, index) => audience(`${index}`, UNCLEAR));
    assert.match(audienceNames(many), /^“0”, “1”, .*“14”, … and 2 more$/);
    assert.equal(unknownUses(many)[0]?.length, unknownUses(many.slice(0, 16))[0]?.length);
    assert.deepEqual(
      unknownUses([audiences[2]], (text) => text.forTree().toUpperCase())[0],
      'Criteo doesn’t say which segments these audiences use: “UNTOLD”.',
    );
    assert.equal(noUseText([audiences[1]]), 'No audience of this account uses it.');
    assert.equal(noUseText(audiences), 'No audience of this account is known to use it.');
  });

  it('is undefined if the API can’t say, but rejects if cancelled', async () => {
    const failing = (kind: 'permission' | 'cancelled') =>
      audienceList(
        new ApiError('', { kind, operation: 'audiences', outcome: 'notDone', retryable: false }),
      );
    assert.equal(await lookUpAudiences(failing('permission'), account({})), undefined);
    await assert.rejects(lookUpAudiences(failing('cancelled'), account({})), { code: 'cancelled' });
  });
});
