import assert from 'node:assert/strict';
import { manifest } from './sources';
import { holds } from './whenClause';

const { 'view/item/context': menus = [] } = manifest().contributes.menus;

/** The entries of a menu for rows with these `contextValue`s: the editor shows what all have. */
function entries(view: string, ...rows: readonly string[]): string[] {
  const of = (viewItem: string): string[] =>
    menus
      .filter(({ when, group = '' }) => {
        const context = { view, viewItem, listMultiSelection: rows.length > 1 };
        return !group.startsWith('inline') && holds(when, context);
      })
      .flatMap(({ command = '' }) => command.replace('criteoAudiences.', ''));
  const [first, ...others] = rows.map(of);
  return first.filter((entry) => others.every((one) => one.includes(entry)));
}

describe('the menu of several rows', () => {
  const ofSegments = (...rows: readonly string[]): string[] =>
    entries('criteoAudiences.segments', ...rows);
  const WRITABLE = 'segment.contactList.writable';
  const OF_SEVERAL = [
    'showStatistics',
    'addFromCsv',
    'removeFromCsv',
    'replaceWithCsv',
    'showAudiences',
    'copySegmentId',
    'deleteSegments',
  ];

  it('is that of segments, whatever else Ctrl+A has selected', () => {
    assert.deepEqual(ofSegments(WRITABLE, WRITABLE), OF_SEVERAL);
    const others = ['account.sandbox', 'group', 'action', 'segment.events', 'segment.other'];
    for (const other of [...others, 'segment.contactList.readOnly'])
      assert.deepEqual(ofSegments(other, WRITABLE), OF_SEVERAL, other);
  });

  it('leaves the menu of one row as it is', () => {
    assert.deepEqual(
      ['account', 'group', 'segment.events'].map((row) =>
        ofSegments(row).filter((entry) => OF_SEVERAL.includes(entry)),
      ),
      [[], [], ['showStatistics', 'showAudiences', 'copySegmentId', 'deleteSegments']],
    );
  });
});
