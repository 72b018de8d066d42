import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/apiError';
import type { Algebra, Audience } from '../../../../src/api/apiTypes';
import {
  lookUpAudiences,
  namedLines,
  usesOf,
  useText,
} from '../../../../src/app/segments/audienceUsage';
import { OutsideText } from '../../../../src/common/outsideText';
import { account } from './segments';

const name = (text: string) => OutsideText.name(text);

describe('the use of segments in audiences', () => {
  const leaf = (segmentId: string): Algebra => ({ kind: 'segment', segmentId });
  const audiences: Audience[] = [
    {
      id: 'a',
      name: name('Summer'),
      algebra: {
        kind: 'and',
        nodes: [leaf('1'), { kind: 'not', node: { kind: 'or', nodes: [leaf('2'), leaf('1')] } }],
      },
    },
    { id: 'b', algebra: leaf('1') },
    { id: 'c', name: name('Untold'), algebra: { kind: 'unknown' } },
  ];

  it('lists every place in the algebra, and an unknown one if the API says that the segment is used', () => {
    const places = ['“Summer” (under AND)', '“Summer” (under AND › NOT › OR)', '“b”'];
    assert.deepEqual(usesOf(audiences, '1', false).map(useText), places);
    assert.deepEqual(usesOf(audiences, '1', true).map(useText), [
      ...places,
      '“Untold” (exact location unknown)',
    ]);
    assert.deepEqual(usesOf([], '1', true), []);
  });

  it('names segments in use first, and audiences that don’t say which one they use', () => {
    const items = Array.from({ length: 20 }, (_, index) => ({
      id: String(index),
      name: name(`N${index}`),
    }));
    const last = { id: 'z', name: name('Last'), algebra: leaf('19') };
    const lines = namedLines(items, [last, audiences[2]]);
    assert.deepEqual(lines.slice(0, 2), ['N19: used in “Last”', 'N0']);
    assert.deepEqual(lines.slice(15), [
      '… and 5 more',
      '',
      'Some of them are used in “Untold”; the API doesn’t say which.',
    ]);
    assert.deepEqual(namedLines([items[0]], [audiences[2]]), [
      'N0: used in “Untold” (exact location unknown)',
    ]);
    assert.match(
      namedLines(items, undefined).at(-1) ?? '',
      /Couldn’t look up which audiences use them/,
    );
  });

  it('is undefined if the API can’t say, but rejects if cancelled', async () => {
    const failing = (kind: 'permission' | 'cancelled') =>
      account({
        audiencesUsing: () =>
          Promise.reject(
            new ApiError('', {
              kind,
              operation: 'audiences',
              outcome: 'notDone',
              retryable: false,
            }),
          ),
      });
    assert.equal(await lookUpAudiences(failing('permission'), ['1']), undefined);
    await assert.rejects(lookUpAudiences(failing('cancelled'), ['1']), { code: 'cancelled' });
  });
});
