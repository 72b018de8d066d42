import assert from 'node:assert/strict';
import type { Audience } from '../../../../src/api/apiTypes';
import { audiencesSection, othersIn } from '../../../../src/app/segmentPage/audiencesSection';
import { configureFormat } from '../../../../src/common/format';
import { OutsideText } from '../../../../src/common/outsideText';
import { all, audience as audienceOf, leaf, UNCLEAR } from '../audiences/audiences';
import { NOW, view } from './views';

const OTHERS = 'Audiences of other accounts that use a shared segment aren’t visible from here.';

const audience = (id: string, others: string[] = [], name?: string): Audience =>
  audienceOf(id, all(...['7', ...others].map(leaf)), { name });

describe('the audiences that use a segment', () => {
  it('are named, and the other segments too as far as known', () => {
    const section = audiencesSection(
      view({
        audiences: [audience('1', ['8', '9'], 'Win-Back'), audience('2', [], '  ')],
        nameOfOther: (id) => (id === '8' ? OutsideText.name('Lapsed') : undefined),
      }),
    );
    assert.equal(section.title, 'Used by 2 audiences');
    assert.deepEqual(
      section.items.map(({ name, sentence }) => [name, sentence.map(({ text }) => text).join('')]),
      [
        ['Win-Back', 'In this segment, and in Lapsed, and in 9.'],
        ['2', 'In this segment.'],
      ],
    );
    assert.equal(section.more, undefined);
    assert.equal(section.note, OTHERS);
    assert.deepEqual([section.text, section.asOf], [undefined, undefined]);
  });

  it('are those of the account that have the segment; what can’t be read is said', () => {
    const unclear = audienceOf('5', all(leaf('8'), UNCLEAR), { name: '[Untold](x)' });
    const audiences = [audienceOf('4', leaf('8')), audience('1'), unclear];
    const section = audiencesSection(view({ audiences }));
    assert.deepEqual(
      section.items.map(({ name }) => name),
      ['1'],
    );
    const untold = 'Criteo doesn’t say which segments these audiences use: “[Untold](x)”.';
    assert.equal(section.note, `${untold} ${OTHERS}`);
    assert.equal(
      audiencesSection(view({ audiences: [unclear] })).text,
      `No audience of this account is known to use it. ${untold} ${OTHERS}`,
    );
    assert.deepEqual(othersIn({ audiences, segmentId: '7' }), []);
  });

  it('say how old they are if reading them again failed', () => {
    configureFormat('en', 'UTC');
    for (const audiences of [[audience('1')], []])
      assert.deepEqual(audiencesSection(view({ audiences, audiencesAsOf: NOW })).asOf, {
        text: 'As of 09:50: reading them again failed.',
        press: { label: 'Try Again', action: 'refresh' },
      });
    configureFormat('en');
  });

  it('are five at first', () => {
    const section = (count: number) =>
      audiencesSection(
        view({ audiences: Array.from({ length: count }, (_, id) => audience(`${id}`)) }),
      );
    assert.equal(section(1).title, 'Used by 1 audience');
    assert.equal(section(5).more, undefined);
    assert.equal(section(6).more, 'Show All 6');
  });

  it('are said to be none, looked up, or not known', () => {
    const of = (audiences: Parameters<typeof audiencesSection>[0]['audiences']) =>
      audiencesSection(view({ audiences }));
    assert.equal(of([]).text, `No audience of this account uses it. ${OTHERS}`);
    assert.equal(of('loading').text, 'Looking up…');
    assert.equal(of('failed').text, 'Couldn’t look them up.');
    assert.equal(
      of('noPermission').text,
      'The application doesn’t have the “Audiences Read” permission.',
    );
    assert.equal(of('noPermission').press?.action, 'refresh');
    assert.equal(of('failed').press?.action, 'refresh');
    assert.equal(of('loading').press, undefined);
  });

  it('say which names they need, each once', () => {
    const audiences = [audience('1', ['8', '9']), audience('2', ['9'])];
    assert.deepEqual(othersIn({ audiences, segmentId: '7' }), ['8', '9']);
    assert.deepEqual(othersIn({ audiences: 'failed', segmentId: '7' }), []);
  });
});
