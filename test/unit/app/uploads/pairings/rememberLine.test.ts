import assert from 'node:assert/strict';
import type { ProposedPairing } from '../../../../../src/app/uploads/pairings/proposal';
import { rememberLine } from '../../../../../src/app/uploads/pairings/rememberLine';
import { OutsideText } from '../../../../../src/common/outsideText';

const proposed = (
  pattern: string,
  operation?: ProposedPairing['pairing']['operation'],
  changes: Partial<ProposedPairing> = {},
): ProposedPairing => ({
  pairing: { pattern, accountId: '18', segmentId: '7', operation },
  segment: OutsideText.name('CRM Users 2025'),
  names: [],
  isNew: true,
  ...changes,
});
const textOf = (...all: ProposedPairing[]): string | undefined => {
  const line = rememberLine(all);
  return line && `${line.before}<${line.pattern}>${line.after}`;
};

describe('the line that offers to remember where files go', () => {
  it('says what will be proposed for which files', () => {
    assert.equal(
      textOf(proposed('week-*-crm.csv', 'add')),
      'Next time, add <week-*-crm.csv> to CRM Users 2025',
    );
    assert.equal(
      textOf(proposed('week-*.csv', 'update')),
      'Next time, update CRM Users 2025 with <week-*.csv>',
    );
    assert.equal(
      textOf(proposed('week-*.csv')),
      'Next time, propose CRM Users 2025 for <week-*.csv>',
    );
  });

  it('counts the other patterns, and is about those that are new', () => {
    const all = [
      proposed('known.csv', 'add', { isNew: false }),
      proposed('a-*.csv', 'add'),
      proposed('b-*.csv', 'add'),
    ];
    assert.equal(textOf(...all), 'Next time, add <a-*.csv> to CRM Users 2025 (and 1 more pattern)');
    assert.match(textOf(...all, proposed('c.csv')) ?? '', / \(and 2 more patterns\)$/);
    assert.equal(textOf(all[0]), undefined);
    assert.equal(textOf(), undefined);
  });

  it('is ticked unless that was taken back, and can be edited', () => {
    const of = (isOff?: boolean): boolean | undefined =>
      rememberLine([proposed('a.csv', 'add')], { isOff })?.checked;
    assert.deepEqual([of(), of(false), of(true)], [true, true, false]);
    assert.deepEqual(rememberLine([proposed('a.csv', 'add')])?.edit, {
      label: 'Edit',
      action: 'editPairing',
      description: 'Edit the pattern of file names',
    });
  });

  it('shows a hostile name as plain text', () => {
    const segment = OutsideText.name('A\0B\u202eC');
    const line = rememberLine([proposed('a.csv', 'add', { segment })]);
    assert.deepEqual([line?.pattern, line?.after], ['a.csv', ' to ABC']);
  });
});
