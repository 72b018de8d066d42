import assert from 'node:assert/strict';
import { batchModel } from '../../../../../src/app/uploads/batchPage/batchPage';
import type { DraftStep } from '../../../../../src/app/uploads/draftStep';
import { Failure } from '../../../../../src/common/failure';
import { configureFormat } from '../../../../../src/common/format';
import type { UploadModel } from '../../../../../src/webview/uploadModel';
import { NOW } from '../plan/plans';
import { ACCOUNT, blocked, checking, group, input, OTHER, sectionOf, segmentOf } from './batches';

const legend = (model: UploadModel): string[] =>
  (sectionOf(model, 'rows')?.legend ?? []).map(({ count, text, press }) =>
    [count, text, press?.label].filter(Boolean).join(' '),
  );

describe('the page of several uploads', () => {
  before(() => configureFormat('en', 'UTC'));

  const twelve = (): ReturnType<typeof group>[] => [
    group('CRM Users 2025', { 'a.csv': { rows: [1031, 2] }, 'b.csv': { rows: [2399, 9, 3] } }),
    group('Loyalty', { 'c.csv': { rows: [3120, 0, 14] }, 'd.csv': { ticked: false } }),
    group(undefined, { 'e.csv': {} }),
  ];

  it('says in one sentence what is sent where, and in one bar how many rows', () => {
    const model = batchModel(input(twelve()));
    assert.equal(model.step, 'batch');
    assert.deepEqual(model.heading, { text: 'Add 3 files to 2 segments' });
    assert.deepEqual(model.context, {
      items: [{ text: 'Northwind EU' }],
      badge: { kind: 'live', text: 'Live account' },
    });
    assert.deepEqual(legend(model), [
      '6,550 to send',
      '11 invalid',
      '17 duplicates',
      'no segment yet: 1 file',
      '1 file left out',
      'Show Problems',
    ]);
    assert.deepEqual(sectionOf(model, 'rows')?.shares, [
      { kind: 'send', rows: 6550 },
      { kind: 'invalid', rows: 11 },
      { kind: 'duplicates', rows: 17 },
    ]);
    assert.equal(sectionOf(model, 'rows')?.busy, undefined);
    assert.deepEqual([model.intro, model.first, model.last], [[], [], []]);
    assert.equal(
      model.announcement,
      '6,578 rows: 6,550 to send, 11 invalid, 17 duplicates, 0 blank.',
    );
  });

  it('counts what only waits for a segment as long as no other file is sent', () => {
    const waiting = group(undefined, { 'a-1.csv': { rows: [200, 3] }, 'a-2.csv': { rows: [400] } });
    const doubtful = group(undefined, { 'b.csv': { rows: [10, 90] } });
    const model = batchModel(input([waiting, doubtful]));
    assert.deepEqual(legend(model), [
      '600 to send',
      '3 invalid',
      'no segment yet: 2 files',
      '1 file left out',
      'Show Problems',
    ]);
    assert.equal(model.bar?.buttons.at(-1)?.missing, 'Choose a segment first.');
  });

  it('begins with why nothing was sent, and reads that out', () => {
    const text = 'Nothing was sent. The segment would shrink.';
    const again = batchModel(input(twelve(), { unsent: new Failure('changed', text) }));
    assert.deepEqual(again.callout, { tone: 'warning', icon: 'warning', text, presses: [] });
    assert.equal(again.announcement, text);
    // The focus goes to the heading, because the button that had it was gone.
    assert.notEqual(again.step, batchModel(input(twelve())).step);
    const lost = new Failure('network', 'The connection was lost.', 'x', { system: 'ECONNRESET' });
    const { callout, announcement } = batchModel(input(twelve(), { unsent: lost }));
    assert.equal(callout?.title, 'Nothing was sent.');
    assert.deepEqual(callout.presses, [{ label: 'Try Again', action: 'send' }]);
    assert.equal(announcement, 'Nothing was sent. The connection was lost.');
  });

  it('names the file and the segment where there is only one', () => {
    const heading = (...groups: ReturnType<typeof group>[]): string =>
      batchModel(input(groups)).heading.text;
    const two = { 'a.csv': {}, 'b.csv': {} };
    assert.equal(heading(group('CRM', two)), 'Add 2 files to CRM');
    assert.equal(heading(group('CRM', two, { operation: 'replace' })), 'Replace CRM with 2 files');
    assert.equal(
      heading(group('CRM', two, { operation: 'remove' })),
      'Remove the people in 2 files from CRM',
    );
    assert.equal(
      heading(group('CRM', { 'a.csv': {}, 'b.csv': { ticked: false } })),
      'Add a.csv to CRM',
    );
    assert.equal(
      heading(group('CRM', two), group('VIP', { 'c.csv': {} }, { operation: 'remove' })),
      'Upload 3 files to 2 segments',
    );
    assert.equal(
      heading(group('CRM', two), group('CRM', { 'c.csv': {} }, { operation: 'remove' })),
      'Upload 3 files to CRM',
    );
    assert.equal(heading(group(undefined, two)), 'Upload 2 files');
    const off = { 'a.csv': { ticked: false }, 'b.csv': { ticked: false } };
    assert.equal(heading(group('CRM', off)), 'Add 2 files to CRM', 'all are left out');
  });

  it('has the sum of the figures of each file, as “up to” until those for one segment are read together', () => {
    const of = (files: Parameters<typeof group>[1], step?: DraftStep) =>
      batchModel(input([group('CRM', files, { step })]));
    const two = { 'a.csv': {}, 'b.csv': {} };
    const upTo = ['up to 200 to send', 'duplicates across files aren’t known yet'];
    assert.deepEqual(legend(of(two, checking())), upTo);
    assert.deepEqual(legend(of(two)), ['200 to send']);
    assert.deepEqual(legend(of({ 'a.csv': {} }, checking())), ['100 to send']);
  });

  it('says one file left out, and none while they are checked', () => {
    const off = group('CRM', { 'a.csv': {}, 'b.csv': { ticked: false } });
    assert.ok(legend(batchModel(input([off]))).includes('1 file left out'));
    const busy = group(
      'CRM',
      { 'a.csv': { step: checking(10) }, 'b.csv': { ticked: false } },
      { step: 'none' },
    );
    const model = batchModel(input([busy]));
    assert.deepEqual(legend(model), ['0 to send']);
    assert.equal(sectionOf(model, 'rows')?.busy, true);
  });

  it('names the account before a segment is chosen, if no other one could be', () => {
    const context = (...shown: (typeof ACCOUNT)[]): UploadModel['context'] =>
      batchModel(input([group(undefined, { 'a.csv': {} })], { shown })).context;
    assert.deepEqual(context(ACCOUNT), {
      items: [{ text: 'Northwind EU' }],
      badge: { kind: 'live', text: 'Live account' },
    });
    assert.deepEqual(context(ACCOUNT, OTHER), { items: [] });
    // What was chosen counts.
    const chosen = [group('CRM', { 'a.csv': {} }, { account: OTHER })];
    assert.deepEqual(batchModel(input(chosen, { shown: [ACCOUNT] })).context.items, [
      { text: 'Northwind US' },
    ]);
  });

  it('says each account in the table if there are several', () => {
    const model = batchModel(
      input([group('CRM', { 'a.csv': {} }), group('VIP', { 'b.csv': {} }, { account: OTHER })]),
    );
    assert.deepEqual(model.context, { items: [] });
    assert.deepEqual(
      sectionOf(model, 'lines')?.groups.map(({ head }) => head?.text),
      [
        'Maple & Main · Northwind EU · Add · size unknown → at least 100',
        'Maple & Main · Northwind US · Add · size unknown → at least 100',
      ],
    );
  });

  it('reads out each ten percent, the figures, and the countdown', () => {
    const files = (checked: number): ReturnType<typeof group> =>
      group(
        'CRM',
        Object.fromEntries(
          Array.from({ length: 40 }, (_, index) => [
            `${index}.csv`,
            index < checked ? {} : { step: checking() },
          ]),
        ),
        { step: 'none' },
      );
    const said = (checked: number): string | undefined =>
      batchModel(input([files(checked)])).announcement;
    assert.deepEqual([0, 3, 4, 7, 8, 39].map(said), [
      undefined,
      undefined,
      'Checking: 10%',
      'Checking: 10%',
      'Checking: 20%',
      'Checking: 90%',
    ]);
    assert.equal(said(40), '4,000 rows: 4,000 to send, 0 invalid, 0 duplicates, 0 blank.');
    const together = group('CRM', { 'a.csv': {} }, { step: checking() });
    assert.equal(batchModel(input([together])).announcement, undefined);
    const model = batchModel(input([group('CRM', { 'a.csv': {} })], { countdown: 3 }));
    assert.equal(model.announcement, 'Replacing in 3 s');
  });

  describe('for one file and several segments', () => {
    const optout = (...groups: ReturnType<typeof segmentOf>[]): UploadModel =>
      batchModel(input(groups, { isOneFile: true }));
    const remove = { operation: 'remove', forms: 'all' } as const;

    it('begins with who stays in, and has the file’s rows once', () => {
      const model = optout(
        segmentOf('CRM', [600, 3, 2], remove),
        segmentOf('Lapsed', [600, 3, 2], remove),
        segmentOf('Spring', [600, 3, 2], { ...remove, ticked: false }),
      );
      assert.equal(model.heading.text, 'Remove the people in optout.csv from 2 segments');
      assert.deepEqual(model.context.items, [
        { text: 'Email', icon: 'mail' },
        { text: 'Northwind EU' },
      ]);
      assert.deepEqual(model.intro[0], {
        text: '3 rows can’t be read: these people stay in the segment.',
        strong: true,
      });
      assert.deepEqual(legend(model), [
        '600 to send',
        '3 invalid',
        '2 duplicates',
        '1 segment left out',
        'Show Problems',
      ]);
      assert.deepEqual(
        [...model.first, ...model.last].map(({ type }) => type),
        ['operation', 'times'],
      );
      assert.equal(
        optout(segmentOf('CRM', [600, 1], remove), segmentOf('VIP', [600, 1], remove)).intro[0]
          .text,
        '1 row can’t be read: this person stays in the segment.',
      );
    });

    it('is about the segments that can be changed, also where the first one can’t', () => {
      const events = segmentOf('Cart', [600], {
        ...remove,
        step: blocked('“Cart” is an Events segment.'),
      });
      const others = [segmentOf('CRM', [600], remove), segmentOf('VIP', [600], remove)];
      const model = optout({ ...events, identifierType: undefined }, ...others);
      assert.equal(model.heading.text, 'Remove the people in optout.csv from 2 segments');
      assert.deepEqual(model.context.items[0], { text: 'Email', icon: 'mail' });
      assert.deepEqual(model.first, optout(...others).first);
      assert.ok(legend(model).includes('1 segment left out'));
    });

    it('says of an Add nothing of people who stay in, and of a removal nothing if all can be read', () => {
      const reading = { identifiers: 100_000, at: NOW - 1000 };
      const add = segmentOf('CRM', [600, 3]);
      assert.deepEqual(optout(add, segmentOf('VIP', [600, 3])).intro, []);
      const known = { ...remove, reading, plan: { listReading: reading } };
      assert.deepEqual(
        optout(segmentOf('CRM', [600], known), segmentOf('VIP', [600], known)).intro,
        [],
      );
    });

    it('says a reason that holds for all segments once, above the table', () => {
      const model = optout(segmentOf('CRM', [400, 812]), segmentOf('VIP', [400, 812]));
      assert.deepEqual(model.intro, [
        { text: '67% of the rows (812) are invalid and left out.', strong: true },
      ]);
      assert.deepEqual(
        sectionOf(model, 'lines')?.groups[0].lines.map(({ notes }) => notes),
        [[], []],
      );
    });

    it('lets nothing be changed during the countdown and while it is being sent', () => {
      const groups = [segmentOf('CRM', [600]), segmentOf('VIP', [600])];
      for (const locked of [{ countdown: 5 }, { isSending: true }]) {
        const model = batchModel(input(groups, { isOneFile: true, ...locked }));
        assert.deepEqual(
          model.first.map(({ type }) => type),
          ['facts'],
        );
        assert.equal(sectionOf(model, 'lines')?.press, undefined);
        assert.equal(sectionOf(model, 'lines')?.tick?.disabled, true);
      }
    });
  });
});
