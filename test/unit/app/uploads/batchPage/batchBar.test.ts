import assert from 'node:assert/strict';
import { batchBar, batchTyped } from '../../../../../src/app/uploads/batchPage/batchBar';
import type { BatchPageInput, GroupView } from '../../../../../src/app/uploads/batchPage/batchView';
import { Failure } from '../../../../../src/common/failure';
import { configureFormat } from '../../../../../src/common/format';
import type { PlannedUpdate } from '../../../../../src/upload/uploadTypes';
import type { BarButton } from '../../../../../src/webview/uploadModel';
import { NOW } from '../plan/plans';
import { suppression } from '../suppression/suppressions';
import { PREVIOUS, update } from '../update/updates';
import { ACCOUNT, blocked, checking, group, input, needs, OTHER, segmentOf } from './batches';

const bar = (groups: readonly GroupView[], changes: Partial<BatchPageInput> = {}) =>
  batchBar(input(groups, changes));
const typed = (groups: readonly GroupView[]) => batchTyped(input(groups));
const button = (groups: readonly GroupView[], changes?: Partial<BatchPageInput>): BarButton =>
  bar(groups, changes)?.buttons[0] ?? assert.fail();

const files = (): Parameters<typeof group>[1] => ({
  'a.csv': { rows: [1000] },
  'b.csv': { rows: [34] },
});

describe('the bar of several uploads', () => {
  before(() => configureFormat('en', 'UTC'));

  it('has one button with the sum', () => {
    assert.deepEqual(bar([group('CRM', files()), group('VIP', { 'c.csv': {} })]), {
      start: [],
      buttons: [{ label: 'Add 1,134 from 3 Files', action: 'send', look: 'primary', byKey: true }],
    });
  });

  it('says what it does to files and segments', () => {
    const label = (...groups: GroupView[]): string => button(groups).label;
    const sized = {
      reading: { identifiers: 1034, at: NOW },
      plan: { listReading: { at: NOW, identifiers: 1034 } },
    };
    assert.equal(label(group('CRM', files(), { operation: 'remove' })), 'Remove 1,034 in 2 Files');
    assert.equal(
      label(group('CRM', files(), { operation: 'replace', ...sized })),
      'Replace with 1,034 from 2 Files',
    );
    assert.equal(label(group('CRM', { 'a.csv': {} })), 'Add 100');
    assert.equal(label(group('CRM', { 'a.csv': {}, 'b.csv': { ticked: false } })), 'Add 100');
    assert.equal(
      label(group('CRM', { 'a.csv': { rows: [400, 600], ticked: true } })),
      'Add the Other 400 Anyway',
    );
    assert.equal(
      label(group('CRM', files()), group('VIP', { 'c.csv': {} }, { operation: 'remove' })),
      'Add 1,034, Remove 100',
    );
    assert.equal(
      label(group('CRM', files()), group('VIP', { 'c.csv': {} }, { operation: 'replace' })),
      'Send 1,134 from 3 Files',
    );
    const one = (operation: 'add' | 'remove' | 'replace'): string =>
      button(
        ['CRM', 'VIP', 'Spring'].map((name) => segmentOf(name, [600], { operation })),
        { isOneFile: true },
      ).label;
    assert.equal(one('add'), 'Add 600 to 3 Segments');
    assert.equal(one('remove'), 'Remove 600 from 3 Segments');
    assert.equal(one('replace'), 'Replace 3 Segments with 600');
    const kept = segmentOf('Opt-outs', [600]);
    const removals = ['CRM', 'VIP'].map((name) => segmentOf(name, [600], { operation: 'remove' }));
    assert.equal(
      button([...removals, kept], { isOneFile: true }).label,
      'Add 600, Remove 600',
      'the same people each time',
    );
  });

  it('says how many suppressed people are removed in all', () => {
    const suppressed = { plan: { suppression: suppression() } };
    const label = (...groups: GroupView[]): string => button(groups).label;
    assert.equal(label(group('CRM', { 'a.csv': {} }, suppressed)), 'Add 100, Remove 37');
    assert.equal(
      label(group('CRM', files(), suppressed), group('VIP', { 'c.csv': {} }, suppressed)),
      'Add 1,134 from 3 Files, Remove 74',
    );
    assert.equal(
      label(
        group('CRM', files(), suppressed),
        group('VIP', { 'c.csv': {} }, { operation: 'remove' }),
      ),
      'Add 1,034, Remove 137',
    );
    // The same people each time.
    const segments = ['CRM', 'VIP'].map((name) => segmentOf(name, [600], suppressed));
    assert.equal(button(segments, { isOneFile: true }).label, 'Add 600 to 2 Segments, Remove 37');
  });

  describe('with an Update', () => {
    const READING = { identifiers: 48_210, at: NOW };
    /** `removed` people leave. By default, all but one in ten are unchanged. */
    const updating = (
      name: string,
      removed: number,
      {
        good = 1000,
        unchanged = good * 0.9,
        ...changes
      }: Partial<PlannedUpdate> & { good?: number } = {},
    ): GroupView =>
      group(
        name,
        { [`${name}.csv`]: { rows: [good] } },
        {
          operation: 'update',
          reading: READING,
          plan: {
            listReading: READING,
            update: update({ unchanged, counts: { ...PREVIOUS, removed }, ...changes }),
          },
        },
      );
    const label = (...groups: GroupView[]): string => button(groups).label;

    it('says what changes, as the page of one', () => {
      assert.equal(label(updating('CRM', 37)), 'Update: Add 100, Remove 37');
      assert.equal(label(updating('CRM', 0, { isKnown: false })), 'Update Anyway: Add 100');
      const together = group(
        'CRM',
        { 'a.csv': { rows: [600] }, 'b.csv': { rows: [400] } },
        {
          operation: 'update',
          reading: READING,
          plan: { listReading: READING, update: update({ unchanged: 900 }) },
        },
      );
      assert.equal(label(together), 'Update: Add 100, Remove 340');
    });

    it('sums up what changes in several segments', () => {
      assert.equal(
        label(updating('CRM', 37), updating('VIP', 3, { good: 2000 })),
        'Update 2 Segments: Add 300, Remove 40',
      );
      assert.equal(label(updating('CRM', 0), updating('VIP', 0)), 'Update 2 Segments: Add 200');
      const same = { unchanged: 1000 };
      assert.equal(
        label(updating('CRM', 4, same), updating('VIP', 0, same)),
        'Update 2 Segments: Remove 4',
      );
      assert.equal(
        label(updating('CRM', 0, same), updating('VIP', 0, same)),
        'Update 2 Segments: Nothing Changes',
      );
    });

    it('has both figures beside other operations', () => {
      const add = group('Spring', { 'a.csv': { rows: [2000] } });
      const remove = group('Lapsed', { 'b.csv': { rows: [50] } }, { operation: 'remove' });
      assert.equal(label(updating('CRM', 37), add), 'Add 2,100, Remove 37');
      assert.equal(label(updating('CRM', 37), add, remove), 'Add 2,100, Remove 87');
      assert.equal(label(updating('CRM', 0), add), 'Add 2,100');
    });

    it('is red where it may remove who hasn’t left, and says that it is sent anyway', () => {
      const risky = updating('CRM', 37, { isKnown: false });
      const safe = button([updating('CRM', 37), updating('VIP', 3)]);
      assert.deepEqual([safe.look, safe.byKey], ['primary', true]);
      const danger = button([risky, updating('VIP', 3)]);
      assert.deepEqual(
        [danger.label, danger.look, danger.byKey],
        ['Update 2 Segments: Add 200, Remove 40 Anyway', 'danger', undefined],
      );
    });

    it('asks for the previous file only if nothing else can be sent', () => {
      const waiting = group(
        'VIP',
        { 'v.csv': {} },
        { operation: 'update', step: needs('previous') },
      );
      assert.equal(button([waiting]).missing, 'Choose the previous file first.');
      const both = button([waiting, updating('CRM', 37)]);
      assert.deepEqual([both.missing, both.label], [undefined, 'Update: Add 100, Remove 37']);
    });

    it('waits for no file that another one replaces', () => {
      const older = {
        step: checking(5),
        more: { replacedBy: 'file:///work/b.csv' },
      };
      const of = group('CRM', { 'a.csv': older, 'b.csv': {} }, { operation: 'update' });
      assert.equal(button([of]).missing, undefined);
    });
  });

  it('waits for the checks, which never run backwards, and has no figure until then', () => {
    const waiting = {
      action: 'send',
      look: 'primary',
      missing: 'The files are still being checked.',
    };
    const some = group('CRM', { 'a.csv': {}, 'b.csv': { step: checking(50) } }, { step: 'none' });
    const other = group('VIP', { 'c.csv': {} });
    assert.deepEqual(bar([some, other]), {
      text: 'Checking: 2 of 3',
      busy: true,
      start: [],
      buttons: [{ label: 'Add', ...waiting }],
    });
    const together = group('CRM', files(), { step: checking(10) });
    assert.deepEqual(bar([together, other]), {
      text: 'Preparing the uploads…',
      busy: true,
      start: [],
      buttons: [{ label: 'Add', ...waiting }],
    });
    const mixed = group('VIP', { 'c.csv': {} }, { operation: 'remove' });
    assert.equal(button([together, mixed]).label, 'Upload');
  });

  it('waits for no file that is left out', () => {
    const slow = group('CRM', { 'a.csv': {}, 'b.csv': { step: checking(5), ticked: false } });
    assert.equal(bar([slow])?.text, 'Checking: 1 of 2');
    assert.equal(button([slow]).missing, undefined);
    assert.equal(button([slow]).label, 'Add 100');
  });

  it('waits for one file that goes to several segments', () => {
    const groups = [segmentOf('CRM', [600], { step: checking() }), segmentOf('VIP', [600])];
    assert.equal(bar(groups, { isOneFile: true })?.text, 'Checking: 1 of 2');
    assert.equal(button(groups, { isOneFile: true }).missing, 'The file is still being checked.');
  });

  it('says why nothing can be sent', () => {
    const missing = (...groups: GroupView[]): string | undefined => button(groups).missing;
    const off = group('CRM', { 'a.csv': { ticked: false }, 'b.csv': { step: needs('save') } });
    const open = group(undefined, { 'c.csv': {} });
    assert.equal(missing(off), 'Select at least one file.');
    assert.equal(missing(open), 'Choose a segment first.');
    assert.equal(missing(off, open), 'Choose a segment first.');
    const unreadable = group(undefined, { 'a.xlsx': { step: blocked('An Excel workbook.') } });
    assert.equal(missing(unreadable), 'Nothing can be sent. The table says why.');
    assert.equal(
      missing(group('CRM', { 'a.csv': { step: blocked('Gone.') } })),
      'Nothing can be sent. The table says why.',
    );
    assert.equal(
      missing(group('CRM', { 'a.csv': {} }, { step: blocked('Read-only.') })),
      'Nothing can be sent. The table says why.',
    );
    assert.equal(button([off]).label, 'Upload');
    const segments = ['CRM', 'VIP'].map((name) => segmentOf(name, [600], { ticked: false }));
    assert.equal(button(segments, { isOneFile: true }).missing, 'Select at least one segment.');
  });

  it('has no figure of segments that can’t be read', () => {
    const failure = new Failure('network', 'No connection.', 'uploadMany');
    assert.equal(button([group('CRM', files(), { more: { failure } })]).label, 'Upload');
    const others = [group('CRM', files(), { more: { failure } }), group('VIP', { 'c.csv': {} })];
    assert.equal(button(others).label, 'Add 100');
  });

  it('sends nothing while files undo each other', () => {
    const conflicting = { more: { isConflicting: true } };
    const model = button([
      group('CRM', files(), conflicting),
      group('CRM', { 'c.csv': {} }, { operation: 'remove', ...conflicting }),
      group('VIP', { 'd.csv': {} }),
    ]);
    assert.equal(
      model.missing,
      'Some files change the same segment in different ways. Leave some of them out.',
    );
    assert.equal(model.byKey, undefined);
  });

  describe('with account IDs to type', () => {
    const typing = (account = ACCOUNT): Parameters<typeof group>[2] => ({
      account,
      operation: 'replace',
      confirmation: { kind: 'accountId', account, guard: 'shrinks' },
    });

    it('asks for each account once, in one place, and is never pressed by a key', () => {
      const all = [
        group('CRM', files(), typing()),
        group('VIP', { 'c.csv': {} }, typing()),
        group('Spring', { 'd.csv': {} }, typing(OTHER)),
        group('Lapsed', { 'e.csv': {} }),
      ];
      assert.deepEqual(typed(all)?.fields, [
        { label: 'Type the ID of Northwind EU', text: '77' },
        { label: 'Type the ID of Northwind US', text: '88' },
      ]);
      assert.deepEqual(bar(all)?.buttons, [
        { label: 'Send 1,334 from 5 Files', action: 'send', look: 'danger' },
      ]);
    });

    it('asks for none of what is left out, and for none before all is checked', () => {
      const off = group('CRM', { 'a.csv': { ticked: false } }, typing());
      const other = group('VIP', { 'c.csv': {} });
      assert.equal(typed([off, other]), undefined);
      assert.equal(button([off, other]).look, 'primary');
      const slow = group('Spring', { 'd.csv': { step: checking() } }, { step: 'none' });
      assert.equal(typed([group('CRM', files(), typing()), slow]), undefined);
    });

    it('says above them what each segment would lose', () => {
      const loses = (name: string): GroupView =>
        group(
          name,
          { [`${name}.csv`]: {} },
          {
            ...typing(),
            reading: { identifiers: 5000, at: NOW },
            plan: { listReading: { at: NOW, identifiers: 5000 } },
          },
        );
      assert.deepEqual(typed(['CRM', 'VIP'].map(loses))?.reasons, [
        { text: 'CRM: 5,000 → 100 (−98%)', loss: true },
        { text: 'VIP: 5,000 → 100 (−98%)', loss: true },
      ]);
      const many = ['A', 'B', 'C', 'D', 'E'].map(loses);
      assert.equal(typed(many)?.reasons.at(-1)?.text, '… and 2 more');
    });
  });

  it('is red where a list may lose too much, even without an ID to type, and says what', () => {
    const loses = {
      reading: { identifiers: 5000, at: NOW },
      plan: { listReading: { at: NOW, identifiers: 5000 } },
    };
    const losing = group('CRM', { 'a.csv': {} }, { operation: 'replace', ...loses });
    const danger = button([losing]);
    assert.deepEqual(typed([group('VIP', files()), losing]), {
      reasons: [{ text: 'CRM: 5,000 → 100 (−98%)', loss: true }],
      fields: [],
    });
    assert.equal(typed([group('VIP', files())]), undefined);
    assert.deepEqual([danger.look, danger.byKey, danger.missing], ['danger', undefined, undefined]);
    const keeps = button([group('CRM', { 'a.csv': {} }, { operation: 'remove', ...loses })]);
    assert.deepEqual([keeps.look, keeps.byKey], ['primary', true]);
  });

  it('can be called off during the countdown, and while it reads the segments again, as it says', () => {
    assert.deepEqual(bar([group('CRM', files())], { countdown: 5 }), {
      text: 'Replacing in 5 s',
      start: [],
      buttons: [{ label: 'Cancel', action: 'hold', look: 'secondary' }],
    });
    assert.deepEqual(bar([group('CRM', files())], { isSending: true }), {
      text: 'Checking the segments…',
      busy: true,
      start: [],
      buttons: [{ label: 'Cancel', action: 'hold', look: 'secondary' }],
    });
  });
});
