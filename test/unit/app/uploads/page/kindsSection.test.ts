import assert from 'node:assert/strict';
import { countFixable, kindsSection } from '../../../../../src/app/uploads/page/kindsSection';
import { configureFormat } from '../../../../../src/common/format';
import type { Plan } from '../../../../../src/upload/uploadTypes';
import type { KindsSection } from '../../../../../src/webview/uploadModel';
import { plan as planOf } from '../plan/plans';

const MANY = {
  'email-two-addresses': 412,
  'email-display-name': 264,
  'email-whitespace-inside': 187,
  'email-no-at': 141,
  'email-wrapped': 108,
  'email-dots': 70,
  'email-two-at': 20,
  'email-character': 15,
  'field-missing': 5,
};

const FILE = planOf().files[0];
const kinds = (
  byRule: Record<string, number>,
  options: Parameters<typeof kindsSection>[1] = {},
  plan: Partial<Plan> = {},
): KindsSection | undefined => kindsSection(planOf({ byRule, ...plan }), options);

describe('the kinds of rows that are not sent', () => {
  before(() => configureFormat('en', 'UTC'));

  it('are fields where several columns are read', () => {
    const title = (rejected: number): string | undefined =>
      kinds({ 'email-two-addresses': 2 }, { rejected }, { fields: 2 })?.title;
    assert.equal(title(0), 'Invalid fields by kind');
    assert.equal(title(1), 'Rejected and invalid fields by kind');
    assert.equal(kinds({}, { rejected: 1 }, { fields: 2 })?.title, 'Rejected fields');
    const section = kinds({ 'email-two-addresses': 2 }, {}, { fields: 2 });
    assert.match(section?.items[0].fix?.description ?? '', /^Fix 2 fields: /);
  });

  it('come with the most frequent first, and with what can be done about each', () => {
    const section = kinds({ 'email-no-at': 141, 'email-two-addresses': 1412 });
    assert.ok(section);
    assert.equal(section.title, 'Invalid rows by kind');
    assert.deepEqual(section.items, [
      {
        text: 'Several addresses in one field',
        count: '1,412',
        share: 1,
        kind: 'invalid',
        fix: {
          label: 'Fix 1,412',
          action: 'fix',
          value: 'email-two-addresses',
          description: 'Fix 1,412 rows: Several addresses in one field',
        },
        show: {
          label: 'Show',
          action: 'showRows',
          value: 'email-two-addresses',
          description: 'Show 1,412 rows: Several addresses in one field',
        },
      },
      {
        text: 'No @ sign',
        count: '141',
        share: 141 / 1412,
        kind: 'invalid',
        show: {
          label: 'Show',
          action: 'showRows',
          value: 'email-no-at',
          description: 'Show 141 rows: No @ sign',
        },
      },
    ]);
    assert.equal(section.more, undefined);
  });

  it('offer to fix all that has a fix, and to export all', () => {
    assert.deepEqual(kinds(MANY)?.presses, [
      { label: 'Export Invalid Rows…', action: 'exportRows' },
      { label: 'Fix All That Can Be Fixed (784)', action: 'fixAll' },
    ]);
    assert.deepEqual(kinds({ 'email-no-at': 1 })?.presses, [
      { label: 'Export Invalid Rows…', action: 'exportRows' },
    ]);
  });

  it('are fixed file by file: those of several files can only be shown and exported', () => {
    const section = kinds(MANY, {}, { files: [FILE, { ...FILE, uri: 'file:///work/b.csv' }] });
    assert.deepEqual(section?.presses, [{ label: 'Export Invalid Rows…', action: 'exportRows' }]);
    assert.ok(section.items.every(({ fix, show }) => fix === undefined && show !== undefined));
  });

  it('begin with those that Criteo rejected, however few', () => {
    const section = kinds({ 'email-two-addresses': 412 }, { rejected: 27 });
    assert.equal(section?.title, 'Rejected and invalid rows by kind');
    assert.deepEqual(
      section.items.map(({ text, kind, count, share }) => [text, kind, count, share]),
      [
        ['Rejected by Criteo', 'rejected', '27', 27 / 412],
        ['Several addresses in one field', 'invalid', '412', 1],
      ],
    );
    assert.deepEqual(section.items[0].show?.value, 'refused-by-api');
    assert.equal(section.presses[0].label, 'Export These Rows…');
    const unnamed = kinds({}, { rejected: 27, showsRejected: false });
    assert.equal(unnamed?.title, 'Rejected rows');
    assert.deepEqual(unnamed.items, [
      { text: 'Rejected by Criteo', count: '27', share: 1, kind: 'rejected' },
    ]);
  });

  it('are folded after the first six if there are more than seven', () => {
    assert.deepEqual(kinds(MANY)?.more, { label: '3 more kinds', count: '40' });
    assert.deepEqual(kinds(MANY, { rejected: 27 })?.more, { label: '4 more kinds', count: '110' });
    const seven = Object.fromEntries(Object.entries(MANY).slice(0, 7));
    assert.equal(kinds(seven)?.more, undefined);
  });

  it('are neither duplicates nor mere warnings, whose rows were sent', () => {
    assert.equal(
      kinds({ duplicate: 30, 'email-non-ascii-domain': 3, 'email-no-at': 0 }),
      undefined,
    );
    // Of another version, which left them out.
    assert.equal(kinds({ 'some-other-rule': 2 })?.items[0].text, 'some-other-rule');
  });

  it('can only be read where the file can’t be opened', () => {
    const section = kinds({ 'email-two-addresses': 4 }, { rejected: 2, isReadOnly: true });
    assert.deepEqual(section?.presses, []);
    assert.ok(section.items.every(({ fix, show }) => fix === undefined && show === undefined));
    const files = [{ ...FILE, dialect: { ...FILE.dialect, gzip: true } }];
    assert.deepEqual(kinds({ 'email-two-addresses': 4 }, { rejected: 2 }, { files }), section);
  });

  it('are fixed into a new file where the editor can’t hold this one', () => {
    assert.deepEqual(kinds(MANY, {}, { files: [{ ...FILE, size: 10 ** 9 }] })?.presses[1], {
      label: 'Fix into a New File… (784)',
      action: 'fixAll',
    });
  });

  it('have the lines on which their rows start under the kind that was asked for', () => {
    const lines = (rule: string, at: readonly number[], rejected = 0) =>
      kinds(
        { 'email-no-at': 3, 'email-dots': 2 },
        {
          rejected,
          listed: { rule, lines: at },
        },
      )?.items.map((item) => item.lines);
    assert.deepEqual(lines('email-dots', [2, 120_001]), [undefined, 'Lines 2, 120,001']);
    assert.deepEqual(lines('refused-by-api', [5], 1), ['Lines 5', undefined, undefined]);
    assert.deepEqual(lines('email-dots', []), [undefined, undefined]);
    assert.deepEqual(lines('email-wrapped', [3]), [undefined, undefined]);
  });

  it('can be fixed if something else than removing them helps', () => {
    assert.equal(countFixable(MANY), 784);
    assert.equal(countFixable({ 'email-no-at': 141, 'some-other-rule': 2 }), 0);
    assert.equal(countFixable({}), 0);
  });
});
