import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/apiError';
import {
  audienceNames,
  lookUpAudiences,
  namedLines,
  noUseText,
  unknownUses,
  usesOf,
  usesText,
} from '../../../../src/app/audiences/audienceUsage';
import { OutsideText } from '../../../../src/common/outsideText';
import { account } from '../segments/segments';
import { all, any, audience, audienceList, leaf, not, UNCLEAR } from './audiences';

const name = (text: string) => OutsideText.name(text);

describe('the use of segments in audiences', () => {
  const audiences = [
    audience('a', all(leaf('1'), not(any(leaf('2'), leaf('1')))), { name: 'Summer' }),
    audience('b', leaf('1')),
    audience('c', UNCLEAR, { name: 'Untold' }),
    audience('d', { kind: 'unknown', nodes: [leaf('5')] }, { name: 'Odd' }),
  ];

  it('lists every place in the algebra', () => {
    const text = (id: string): string => usesText(usesOf(audiences, id));
    assert.equal(text('1'), '“Summer” (under AND), “Summer” (under AND › NOT › OR), “b”');
    assert.equal(text('5'), '“Odd” (under ?)');
    assert.deepEqual(usesOf(audiences, '9'), []);
    assert.deepEqual(usesOf([], '1'), []);
  });

  it('names segments in use first, and says what isn’t known', () => {
    const items = Array.from({ length: 20 }, (_, index) => ({
      id: String(index),
      name: name(`N${index}`),
    }));
    const others =
      'Audiences of other accounts that use a shared segment aren’t visible from here.';
    const lines = namedLines(items, [audience('z', leaf('19'), { name: 'Last' }), audiences[2]]);
    assert.deepEqual(lines.slice(0, 2), ['N19: used in “Last”', 'N0']);
    assert.deepEqual(lines.slice(15), [
      '… and 5 more',
      '',
      'Criteo doesn’t say which segments these audiences use: “Untold”.',
      others,
    ]);
    assert.deepEqual(namedLines([items[0]], []), ['N0', '', others]);
    assert.deepEqual(namedLines([items[0]], undefined), [
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
