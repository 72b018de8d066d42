import assert from 'node:assert/strict';
import { nightDocument } from '../../../../../src/app/nightly/report/nightDocument';
import { APP_USERS, LAPSED, NIGHT, sentEntry } from '../morningPage/nights';

describe('the copy of what a night left', () => {
  it('has those who need somebody first, and each entry once', () => {
    const text = nightDocument(NIGHT, 3);
    for (const line of [
      '# Run of a nightly file',
      '**2 of 60 need you**',
      '- Account: Northwind EU (48210)',
      '- Time: 2026-11-27 20:40:00 to 21:12:08 UTC',
      '- Ended: some done (exit code 3), 32 min',
    ])
      assert.ok(text.split('\n').includes(line), `${line}\n${text}`);
    const rows = text
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2);
    assert.equal(rows.length, NIGHT.entries.length);
    assert.ok(rows[0]?.startsWith(`| Lapsed Customers (${LAPSED.segmentId}) | **Needs you** |`));
    assert.ok(rows[1]?.startsWith(`| App Users (${APP_USERS.segmentId}) | **Needs you** |`));
  });

  it('says why an entry wasn’t begun', () => {
    const late = { state: 'not-begun', outcome: 'gave-up', report: undefined } as const;
    const entries = [
      sentEntry('1', 0, {}, { ...late, deadline: '2026-11-27T23:30:00.000Z' }),
      sentEntry('2', 0, {}, late),
    ];
    const text = nightDocument({ ...NIGHT, entries });
    assert.match(
      text,
      /\| Left for the next run \| not begun: the deadline 23:30 UTC has passed \|/,
    );
    assert.match(text, /\| Left for the next run \| not begun: the run was stopped \|/);
  });

  it('names each removal that was due', () => {
    const removals = [
      { id: 'R-1', state: 'due', text: 'R-1 is due later' },
      { id: 'R-2', state: 'stopped', text: 'R-2 needs you' },
    ] as const;
    const text = nightDocument({ ...NIGHT, entries: [sentEntry('1', 2)], removals }, 3);
    for (const line of [
      '**1 removal needs you · 1 segment is done**',
      '- R-1 is due later',
      '- R-2 needs you',
    ])
      assert.ok(text.split('\n').includes(line), `${line}\n${text}`);
  });

  it('has no markup from outside', () => {
    const entries = [sentEntry('1', 2, {}, { segment: 'a|b <img> [x](y)' })];
    assert.ok(nightDocument({ ...NIGHT, entries }).includes('a\\|b \\<img> \\[x\\](y) (1)'));
  });
});
