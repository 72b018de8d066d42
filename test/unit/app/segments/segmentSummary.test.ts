import assert from 'node:assert/strict';
import type { Audience, SegmentFigures } from '../../../../src/api/apiTypes';
import type { HistoryEntry } from '../../../../src/app/segments/history';
import {
  lastUploadText,
  ruleText,
  sizeTooltip,
  usedByLines,
} from '../../../../src/app/segments/segmentSummary';
import type { SizeTrend } from '../../../../src/app/segments/sizeTrend';
import { configureFormat } from '../../../../src/common/format';
import { OutsideText } from '../../../../src/common/outsideText';
import {
  effectOf,
  readSize,
  segmentSize,
  type SizeChange,
} from '../../../../src/upload/segmentSize';
import { all, any, audience, leaf, not, UNCLEAR } from '../audiences/audiences';

const NOW = Date.UTC(2026, 10, 25, 9, 50);

describe('a segment in a few lines', () => {
  before(() => configureFormat('en', 'UTC'));
  after(() => configureFormat('en'));

  const lines = (
    figures: SegmentFigures & { at?: number },
    trend?: SizeTrend,
    ...changes: SizeChange[]
  ): string[] => {
    const earlier = readSize({ at: NOW, ...figures });
    const size = segmentSize({ earlier, now: NOW }, changes);
    return sizeTooltip({ size, reading: figures }, trend, NOW);
  };

  it('has the figures that are known, and when they were read', () => {
    assert.deepEqual(
      lines({ numberOfIdentifiers: 48_210, numberOfMatches: 25_069, matchRate: 0.52 }),
      ['48,210 identifiers · 25,069 matches · 52%', 'Read at 09:50'],
    );
    assert.deepEqual(
      lines({ numberOfIdentifiers: 1, numberOfMatches: 1, at: NOW - 24 * 3600_000 }),
      ['1 identifier · 1 match', 'Read on Nov 24, 2026, 09:50'],
    );
    assert.deepEqual(lines({ matchRate: 2.5 }), ['2.5 (as sent by Criteo)']);
    assert.deepEqual(lines({}), []);
  });

  it('says how they went', () => {
    const trend = { from: 41_800, to: 48_210, days: 30, points: [] };
    assert.deepEqual(lines({ numberOfIdentifiers: 48_210 }, trend), [
      '48,210 identifiers',
      '41,800 → 48,210 in 30 days · Read at 09:50',
    ]);
    assert.equal(
      lines({ numberOfIdentifiers: 41_800 }, { ...trend, to: 41_800, days: 1 })[1],
      'unchanged for 1 day · Read at 09:50',
    );
  });

  it('is a range and its parts where something was sent since', () => {
    const sent: SizeChange = {
      ...{ operation: 'add', begin: NOW, end: NOW, sent: 4_263, missing: 0 },
      effect: effectOf('add', 4_263),
    };
    const trend = { from: 4_000, to: 5_000, days: 30, points: [] };
    assert.deepEqual(
      lines({ numberOfIdentifiers: 5_000, numberOfMatches: 2_500, matchRate: 0.5 }, trend, sent),
      [
        '5,000 to 9,263 identifiers',
        '4,000 → 5,000 in 30 days',
        'Read at 09:50: 5,000 · 2,500 matches · 50%',
        'Sent since, not computed: +4,263',
      ],
    );
    assert.deepEqual(lines({}, undefined, sent), [
      'at least 4,263 identifiers',
      'Sent since, not computed: +4,263',
    ]);
  });

  it('names two audiences at most', () => {
    const named = (name: string): Audience => audience(`1${name}`, leaf('7'), { name });
    const [a, b, c, d] = ['A', 'B', 'C', 'D'].map(named);
    const others = [audience('9', leaf('8'), { name: 'Other' })];
    const lines = (...users: Audience[]) => usedByLines([...others, ...users], '7');
    assert.deepEqual(lines(a), ['Used by A']);
    assert.deepEqual(lines(a, b), ['Used by A and B']);
    assert.deepEqual(lines(a, b, c), ['Used by A, B and 1 more']);
    assert.deepEqual(lines(a, b, c, d), ['Used by A, B and 2 more']);
    assert.deepEqual(lines(named(' ')), ['Used by 1 ']);
    assert.deepEqual(lines(), ['Not used by any audience of this account']);
    assert.deepEqual(usedByLines([], '7'), ['Not used by any audience of this account']);
  });

  it('says which audiences adding people makes smaller, and isn’t sure of what it can’t read', () => {
    const excluding = (name: string) => audience(name, all(leaf('8'), not(leaf('7'))), { name });
    const maybe = audience('2', any(leaf('8'), not(leaf('7'))), { name: 'Anyone Else' });
    const both = audience('3', all(leaf('7'), not(leaf('7'))), { name: 'Nobody' });
    assert.deepEqual(usedByLines([excluding('New Customers Only'), maybe, both], '7'), [
      'Used by New Customers Only, Anyone Else and 1 more',
      'New Customers Only: adding people here makes it smaller',
      'Anyone Else: adding people here can make it smaller',
    ]);
    assert.deepEqual(usedByLines(['A', 'B', 'C', 'D'].map(excluding), '7').slice(1), [
      'A: adding people here makes it smaller',
      'B: adding people here makes it smaller',
      '… and 2 more',
    ]);
    assert.deepEqual(usedByLines([excluding('A')], '8'), ['Used by A']);
    const untold = audience('4', UNCLEAR, { name: 'Untold' });
    assert.deepEqual(usedByLines([untold], '7'), [
      'No audience of this account is known to use it.',
      'Criteo doesn’t say which segments these audiences use: “Untold”.',
    ]);
    assert.deepEqual(usedByLines([untold, excluding('A')], '7'), [
      'Used by A',
      'A: adding people here makes it smaller',
    ]);
  });

  it('has the last upload, with its file if that is known', () => {
    const upload = (operation: HistoryEntry['operation'], minutes: number): HistoryEntry => ({
      at: NOW - minutes * 60_000,
      kind: 'upload',
      operation,
      accepted: 600,
    });
    const file = OutsideText.name('crm-delta.csv');
    assert.equal(
      lastUploadText(upload('add', 10), file, NOW),
      'Last upload: +600 from crm-delta.csv, 10 min ago',
    );
    assert.equal(
      lastUploadText(upload('remove', 180), undefined, NOW),
      'Last upload: −600, 3 h ago',
    );
    assert.equal(
      lastUploadText(upload('replace', 3 * 1440), undefined, NOW),
      'Last upload: replaced with 600, Nov 22',
    );
    assert.equal(
      lastUploadText({ ...upload('add', 1), accepted: 0, unknown: 800 }, file, NOW),
      'Last upload: +0, 800 unknown from crm-delta.csv, 1 min ago',
    );
    const update = { ...upload('update', 10), added: 20, removed: 3 };
    assert.equal(
      lastUploadText(update, file, NOW),
      'Last upload: updated +20 −3 from crm-delta.csv, 10 min ago',
    );
  });

  it('has the rule of an Events segment in short', () => {
    const events = { shopperActivity: 'View', lookbackDays: 'Last30Days', categoryIds: ['1'] };
    assert.equal(
      ruleText({
        id: '1',
        channels: [],
        json: () => '',
        events: { ...events, brandIds: [] },
      }),
      'viewed a product · last 30 days',
    );
    assert.equal(ruleText({ id: '1', channels: [], json: () => '' }), '');
  });
});
