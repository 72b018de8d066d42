import assert from 'node:assert/strict';
import {
  changeSection,
  comparedSections,
  previousCountsText,
  previousFiguresSection,
  removedSection,
} from '../../../../../src/app/uploads/update/updateSections';
import { configureFormat } from '../../../../../src/common/format';
import type { Report } from '../../../../../src/upload/jobTypes';
import type { Permission } from '../../../../../src/upload/permissions';
import type { RowsSection } from '../../../../../src/webview/uploadModel';
import { plan } from '../plan/plans';
import { firstPlan, PREVIOUS, removed, update, updatePlan, updateReport } from './updates';

const legend = (section: RowsSection | undefined): string[] =>
  (section?.legend ?? []).map(({ count, text }) => `${count} ${text}`);

describe('the sections of an Update', () => {
  before(() => configureFormat('en', 'UTC'));

  it('begin with three figures: new, leaving, unchanged', () => {
    const section = changeSection(updatePlan());
    assert.deepEqual(legend(section), ['+1,200 new', '−340 leaving', '48,000 unchanged']);
    assert.deepEqual(section?.shares, [
      { kind: 'send', rows: 1200 },
      { kind: 'leaving', rows: 340 },
      { kind: 'unchanged', rows: 48_000 },
    ]);
    assert.match(section.hint ?? '', /added first/);
    assert.equal(changeSection(plan()), undefined);
  });

  it('say of a first run and of nobody who left that nobody is removed', () => {
    const first = changeSection(firstPlan());
    assert.deepEqual(legend(first), ['+49,200 new']);
    assert.equal(first?.hint, 'First run: no one leaves.');
    const counts = { ...PREVIOUS, removed: 0 };
    assert.equal(changeSection(updatePlan({ counts }))?.hint, 'No one left, so no one is removed.');
    assert.equal(previousFiguresSection(update({ files: [] }), false, false), undefined);
  });

  it('have the previous file as parts that add up, without zeros', () => {
    const { rows, ...parts } = PREVIOUS;
    assert.equal(
      Object.values(parts).reduce((sum, n) => sum + n, 0),
      rows,
    );
    assert.equal(
      previousCountsText(PREVIOUS),
      '48,380 rows: 48,000 still there, 340 people who left, 20 also in other files, 10 not comparable, 3 not removable, 5 duplicates, 2 blank',
    );
    const few = { ...PREVIOUS, rows: 1, still: 1, removed: 0, shared: 0, notComparable: 0 };
    assert.equal(
      previousCountsText({ ...few, invalid: 0, duplicates: 0, blank: 0 }),
      '1 row: 1 still there',
    );
    assert.match(previousCountsText({ ...PREVIOUS, fields: 96_760 }), /^96,760 fields: /);
  });

  it('name the other files of the list, and offer to remove these people too', () => {
    const items = (isRemovingShared: boolean, locked = false, counts = PREVIOUS) =>
      previousFiguresSection(update({ counts }), isRemovingShared, locked)?.items ?? [];
    const shared = items(false).find(({ text }) => text.includes('newsletter.csv'));
    assert.match(shared?.text ?? '', /^20 people who left are in newsletter\.csv.*they stay\.$/);
    assert.deepEqual(shared?.press, {
      label: 'Remove Them Too',
      action: 'removeShared',
      value: 'true',
    });
    const undone = items(true, false, { ...PREVIOUS, shared: 0 });
    assert.deepEqual(
      undone.flatMap(({ press }) => (press ? [press.label, press.value] : [])),
      ['Keep Them', 'false'],
    );
    assert.ok(items(false, true).every(({ press }) => press === undefined));
  });

  it('say what was allowed for the run, each with its code', () => {
    const allowed: Permission[] = ['cut-off', 'remove-shared'];
    const sections = comparedSections({ ...updateReport(), allowed } as Report);
    assert.deepEqual(
      sections.find(({ title }) => title === 'Allowed for this run')?.items.map(({ text }) => text),
      [
        'A file that may be cut off (cut-off)',
        'People who are also in another file were removed (remove-shared)',
      ],
    );
    assert.ok(
      comparedSections(updateReport() as Report).every(
        ({ title }) => !title?.startsWith('Allowed'),
      ),
    );
  });

  it('say what became of the people who left, with a sign on each figure', () => {
    const section = (changes: Parameters<typeof removed>[0], allAdded = true) =>
      removedSection('People who left', removed(changes), { isSending: false, allAdded });
    assert.deepEqual(legend(section({})), ['−680 removals accepted']);
    assert.equal(section({})?.hint, '340 people, removed as 680 identifiers.');
    const open = section({ accepted: 300, refused: 10, unknown: 30, sent: 340, unsent: 340 });
    assert.deepEqual(legend(open), [
      '−300 removals accepted',
      '−10 rejected',
      '−30 unknown',
      '−340 not sent',
    ]);
    const waiting = section({ sent: 0, accepted: 0, unsent: 680 }, false);
    assert.match(waiting?.hint ?? '', /No one is removed until everyone is added\.$/);
    assert.equal(section({ rows: 0, sent: 0, accepted: 0 }), undefined);
    assert.equal(section({ sent: 340, accepted: 340 })?.hint, undefined, 'one format');
  });
});
