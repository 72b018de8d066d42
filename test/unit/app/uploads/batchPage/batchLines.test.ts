import assert from 'node:assert/strict';
import { linesSection } from '../../../../../src/app/uploads/batchPage/batchLines';
import type {
  BatchPageInput,
  GroupView,
  LineView,
} from '../../../../../src/app/uploads/batchPage/batchView';
import { Failure } from '../../../../../src/common/failure';
import { configureFormat } from '../../../../../src/common/format';
import type { Hash, ValueFormat } from '../../../../../src/identifiers/identifierTypes';
import type { Line, LinesSection, UploadModel } from '../../../../../src/webview/uploadModel';
import { NOW } from '../plan/plans';
import { blocked, checking, group, input, needs, planOf, ready, segmentOf } from './batches';

const lines = (groups: readonly GroupView[], changes: Partial<BatchPageInput> = {}): LinesSection =>
  linesSection(input(groups, changes));
const lineOf = (of: GroupView, changes: Partial<BatchPageInput> = {}): Line =>
  lines([of], changes).groups[0].lines[0];
const notes = (line: Line): string[] =>
  line.notes.map(({ text, press }) =>
    [text, press && `[${press.label}]`].filter(Boolean).join(' '),
  );
const head = (of: GroupView): NonNullable<LinesSection['groups'][number]['head']> =>
  lines([of]).groups[0].head ?? assert.fail();
const READING = { identifiers: 48_210, at: NOW - 60_000 };
const sized = { reading: READING, plan: { listReading: READING } };

describe('the table of several files', () => {
  before(() => configureFormat('en', 'UTC'));

  it('says the segment once, what happens to it, and how its size changes', () => {
    const crm = group('CRM Users 2025', { 'a.csv': { rows: [15_900] } }, sized);
    assert.deepEqual(lines([crm]).groups[0].head, {
      icon: 'mail',
      title: 'CRM Users 2025',
      text: 'Maple & Main · Add · 48,210 → at most 64,110',
      press: {
        label: 'Change',
        action: 'changeGroup',
        value: crm.id,
        description: 'Change CRM Users 2025',
      },
      warnings: [],
      expand: { label: 'More about CRM Users 2025', open: false },
    });
    assert.equal(
      head(group('CRM', { 'a.csv': {} }, { reading: READING, step: checking() })).text,
      'Maple & Main · Add · 48,210',
    );
    const unknown = group('5', { 'a.csv': {} }, { more: { names: undefined, view: undefined } });
    assert.deepEqual([head(unknown).title, head(unknown).text], ['Segment 5', 'Add']);
    assert.equal(head(unknown).press?.description, 'Change Segment 5');
  });

  it('says in which format addresses are sent, unless that is as written and the only one', () => {
    const sentAs = (hash: Hash, name = 'a.csv', segment = 'CRM', form: ValueFormat = 'plain') =>
      group(
        segment,
        { [name]: { rows: [10] } },
        { plan: { options: { ...planOf({ x: [1] }).options, hash }, byForm: { [form]: 10 } } },
      );
    const texts = (...groups: GroupView[]) =>
      lines(groups).groups.map((one) => /sent as [^·]*[^· ]/.exec(one.head?.text ?? '')?.[0]);
    assert.deepEqual(texts(sentAs('sha256')), ['sent as SHA-256']);
    assert.deepEqual(texts(sentAs('none')), [undefined]);
    const both = [sentAs('none'), sentAs('md5', 'b.csv')];
    assert.deepEqual(texts(...both), ['sent as written', 'sent as MD5']);
    assert.deepEqual(texts(sentAs('none'), sentAs('md5', 'b.csv', 'Other')), [
      undefined,
      'sent as MD5',
    ]);
    assert.deepEqual(texts(sentAs('sha256', 'a.csv', 'CRM', 'md5')), [undefined]);
  });

  it('begins with files that need a segment, and keeps the order of the others', () => {
    const section = lines([
      group('CRM', { 'a.csv': {} }),
      group(undefined, { 'app-ids.csv': { rows: [8412], more: {} } }),
      group('VIP', { 'b.csv': {} }),
    ]);
    assert.deepEqual(
      section.groups.map((one) => one.head?.title),
      ['app-ids.csv', 'CRM', 'VIP'],
    );
    const [{ lines: open }] = section.groups;
    assert.deepEqual(open[0].notes, []);
    assert.deepEqual(open[0].tick, { label: 'app-ids.csv', state: 'on' });
    assert.equal(open[0].off, undefined, 'it only waits');
    assert.deepEqual(open[0].shares, [{ kind: 'send', rows: 8412 }]);
  });

  describe('asks once for the segment of files that are named alike', () => {
    const asking = (
      files: Parameters<typeof group>[1],
      operation: GroupView['choices']['operation'] = 'add',
    ): GroupView => group(undefined, files, { operation });
    const mobile = (name: string, rows: number) => ({
      rows: [rows] as [number],
      more: {
        check: {
          step: ready(planOf({ [name]: [rows] })),
          identifierType: 'UserIdentifier',
          choices: { files: [] },
        },
      } as Partial<LineView>,
    });
    const choose = (id: string, name: string): unknown => ({
      label: 'Choose Segment…',
      action: 'chooseTarget',
      value: id,
      description: `Choose Segment… for ${name}`,
    });

    it('with the pattern, and what the files hold', () => {
      const weeks = asking({ 'Week-38-crm.csv': { rows: [1640] }, 'week-42-crm.csv': {} });
      assert.deepEqual(head(weeks), {
        icon: 'mail',
        title: 'week-*-crm.csv',
        text: '2 files · 1,740 emails',
        press: choose('Week-38-crm.csv', 'week-*-crm.csv'),
        look: 'primary',
        warnings: [],
      });
      const dated = asking({ 'vip-2026-11-05.csv': {}, 'vip-1.csv': {} });
      assert.equal(head(dated).title, 'vip-*.csv');
      const alone = asking({ 'Week-38.csv': mobile('Week-38.csv', 8412) });
      const { icon, title, text } = head(alone);
      assert.deepEqual([icon, title, text], ['mobile', 'Week-38.csv', '1 file · 8,412 mobile IDs']);
      const second = lines([weeks, alone]).groups[1].head;
      assert.deepEqual(second?.press, choose('Week-38.csv', 'Week-38.csv'));
      assert.equal(second?.look, 'secondary');
    });

    it('not of those that can’t be read, which come last, together', () => {
      const broken = asking({
        'a.xlsx': { step: blocked('This is an Excel workbook.') },
        'b.json': { step: blocked('This is JSON.') },
      });
      const section = lines([broken, asking({ 'vip.csv': {} }), group('CRM', { 'c.csv': {} })]);
      assert.deepEqual(
        section.groups.map((one) => [one.head?.title, one.head?.press?.label, one.head?.look]),
        [
          ['vip.csv', 'Choose Segment…', 'primary'],
          ['CRM', 'Change', undefined],
          ['Can’t be read', undefined, undefined],
        ],
      );
      const [, , last] = section.groups;
      assert.equal(last.head?.text, '2 files');
      assert.deepEqual(
        last.lines.map((one) => [one.name, one.tick?.disabled, notes(one)]),
        [
          ['a.xlsx', true, ['This is an Excel workbook.']],
          ['b.json', true, ['This is JSON.']],
        ],
      );
    });

    it('without figures while they are checked, and without those that are left out', () => {
      const unknown = { check: undefined };
      const busy = asking({ 'a-1.csv': {}, 'a-2.csv': { step: checking(20) } });
      assert.equal(head(busy).text, '2 files');
      const first = asking({ 'a-1.csv': { more: unknown }, 'a-2.csv': { more: unknown } });
      assert.deepEqual([head(first).icon, head(first).text], ['question', '2 files']);
      const doubtful = asking({ 'a-1.csv': {}, 'a-2.csv': { rows: [401, 812] } });
      assert.equal(head(doubtful).text, '1 of 2 files · 100 emails');
      assert.deepEqual(notes(lines([doubtful]).groups[0].lines[0]), ['67% invalid: wrong column?']);
      const alone = asking({ 'optout.csv': { rows: [6, 3] } }, 'remove');
      assert.equal(head(alone).text, '1 file · 6 emails · Remove');
      const gone = asking({ 'a-1.csv': { step: blocked('The file can’t be read.') } });
      assert.equal(head(gone).text, '1 file');
    });

    it('but not of a file that holds something else', () => {
      const mixed = asking({ 'a-1.csv': mobile('a-1.csv', 9), 'a-2.csv': {}, 'a-3.csv': {} });
      assert.equal(head(mixed).text, '2 of 3 files · 200 emails');
      assert.deepEqual(head(mixed).press, choose('a-2.csv', 'a-*.csv'));
      const [{ lines: rows }] = lines([mixed], { sort: 'name' }).groups;
      assert.deepEqual(rows.map(notes), [['9 mobile IDs [Choose Segment…]'], [], []]);
      assert.deepEqual(rows[0].notes[0].press, choose('a-1.csv', 'a-1.csv'));
    });

    it('and says that people are removed, but of no other segment', () => {
      assert.equal(
        head(asking({ 'optout.csv': {} }, 'remove')).text,
        '1 file · 100 emails · Remove',
      );
    });

    it('not while the others are sent', () => {
      const [{ head: locked }] = lines([asking({ 'a.csv': {} })], { isSending: true }).groups;
      assert.deepEqual([locked?.press, locked?.look], [undefined, undefined]);
    });
  });

  it('has a line a file: its rows as a bar, what is sent, and what is left out', () => {
    const line = lineOf(group('CRM', { 'week-38.csv': { rows: [1640, 5, 21] } }));
    assert.deepEqual(line, {
      id: 'week-38.csv',
      name: 'week-38.csv',
      tick: { label: 'week-38.csv', state: 'on' },
      shares: [
        { kind: 'send', rows: 1640 },
        { kind: 'invalid', rows: 5 },
        { kind: 'duplicates', rows: 21 },
      ],
      numbers: ['1,640', '5'],
      notes: [],
      expand: { label: 'More about week-38.csv', open: false },
    });
  });

  it('sorts by what is left out, then as asked, and keeps its groups', () => {
    const groups = [
      group('CRM', {
        'b.csv': { rows: [10, 1] },
        'a10.csv': { rows: [40, 3] },
        'a9.csv': { rows: [30, 2] },
      }),
      group('VIP', { 'z.csv': { rows: [50, 9] } }),
    ];
    const order = (sort: BatchPageInput['sort']): string[][] =>
      lines(groups, { sort }).groups.map((one) => one.lines.map(({ name }) => name));
    assert.deepEqual(order('leftOut'), [['a10.csv', 'a9.csv', 'b.csv'], ['z.csv']]);
    assert.deepEqual(order('toSend'), [['a10.csv', 'a9.csv', 'b.csv'], ['z.csv']]);
    assert.deepEqual(order('name'), [['a9.csv', 'a10.csv', 'b.csv'], ['z.csv']]);
    assert.deepEqual(lines(groups).heads.numbers, [
      { label: 'To send', press: { label: 'To send', action: 'sort', value: 'toSend' } },
      {
        label: 'Left out',
        sorted: 'descending',
        press: { label: 'Left out', action: 'sort', value: 'leftOut' },
      },
    ]);
  });

  it('moves no line while files are checked, and none because a file is ticked', () => {
    const order = (of: GroupView): string[] => lines([of]).groups[0].lines.map(({ name }) => name);
    const busy = { 'b.csv': {}, 'a.csv': { step: checking(20) } };
    assert.deepEqual(order(group('CRM', busy, { step: 'none' })), ['b.csv', 'a.csv']);
    const again = group(
      'CRM',
      { 'b.csv': { rows: [10, 1] }, 'a.csv': { rows: [40, 3] } },
      { step: checking() },
    );
    assert.deepEqual(order(again), ['a.csv', 'b.csv']);
    assert.deepEqual(
      lines([again]).groups[0].lines.map((line) => [line.notes, line.numbers]),
      [
        [[], ['40', '3']],
        [[], ['10', '1']],
      ],
    );
  });

  describe('says of a file', () => {
    const note = (...of: Parameters<typeof group>): string[] => notes(lineOf(group(...of)));

    it('how far it was read', () => {
      const of = (step: ReturnType<typeof checking>): string[] =>
        note('CRM', { 'a.csv': { step } }, { step: 'none' });
      assert.deepEqual(of(checking(38.7)), ['Checking: 38%']);
      assert.deepEqual(of(checking(140)), ['Checking: 100%']);
      assert.deepEqual(of(checking()), ['Checking…']);
      const line = lineOf(group('CRM', { 'a.csv': { step: checking(1) } }, { step: 'none' }));
      assert.deepEqual([line.numbers, line.shares], [['', ''], []]);
    });

    it('that it was left out by hand', () => {
      const line = lineOf(group('CRM', { 'a.csv': { ticked: false, rows: [50, 1] } }));
      assert.deepEqual(line.tick, { label: 'a.csv', state: 'off' });
      assert.equal(line.off, true);
      assert.deepEqual(line.shares, [
        { kind: 'unsent', rows: 50 },
        { kind: 'invalid', rows: 1 },
      ]);
      assert.deepEqual(line.notes, []);
    });

    it('that it is in doubt, so that it is left out until it is ticked; of a Replace, never', () => {
      const doubtful = { rows: [401, 812] as [number, number] };
      const line = lineOf(group('CRM', { 'a.csv': doubtful }));
      assert.deepEqual(notes(line), ['67% invalid: wrong column?']);
      assert.deepEqual([line.off, line.tick?.state, line.tick?.disabled], [true, 'off', undefined]);
      const ticked = lineOf(group('CRM', { 'a.csv': { ...doubtful, ticked: true } }));
      assert.deepEqual([ticked.off, ticked.tick?.state], [undefined, 'on']);
      const replacing = group('CRM', { 'a.csv': doubtful }, { operation: 'replace' });
      assert.deepEqual([lineOf(replacing).off, lineOf(replacing).tick?.state], [undefined, 'on']);
      const few = group('CRM', { 'a.csv': { rows: [95, 5] } });
      assert.deepEqual([notes(lineOf(few)), lineOf(few).off], [[], undefined]);
    });

    it('nothing of a size that its own check doesn’t know', () => {
      const line = lineOf(group('CRM', { 'a.csv': {} }, { operation: 'remove' }));
      assert.deepEqual([line.off, line.notes], [undefined, []]);
    });

    it('why it can’t be sent', () => {
      const stopped = (step: ReturnType<typeof blocked>): Line =>
        lineOf(group('CRM', { 'a.csv': { step } }));
      for (const [step, text] of [
        [blocked('The file can’t be read.'), 'The file can’t be read.'],
        [needs('save'), 'Unsaved changes [Save File]'],
        [needs('column'), 'Expand to choose a column.'],
        [
          blocked('Wrong type.', { identifierType: 'UserIdentifier' }),
          'Contains mobile IDs [Choose Segment…]',
        ],
      ] as const) {
        const line = stopped(step);
        assert.deepEqual(notes(line), [text]);
        assert.deepEqual(line.tick, { label: 'a.csv', state: 'off', disabled: true });
        assert.equal(line.off, true);
        assert.equal(line.notes[0].icon, 'warning');
      }
      assert.deepEqual(note('CRM', { 'a.csv': { rows: [0, 7] } }), [
        'No row can be sent.',
        '100% invalid: wrong column?',
      ]);
    });

    it('nothing where its type isn’t known, since its head asks for a segment', () => {
      assert.deepEqual(note(undefined, { 'a.csv': { step: needs('type') } }), []);
      assert.deepEqual(note(undefined, { 'a.csv': { step: needs('save') } }), [
        'Unsaved changes [Save File]',
      ]);
    });

    it('that it was sent before', () => {
      const at = Date.parse('2026-02-18T09:05:00Z');
      const [before] = lineOf(
        group('CRM', { 'a.csv': { more: { sentBefore: { jobId: 'j9', at } } } }),
      ).notes;
      assert.match(before.text, /^Sent before, Feb 18, 2026, 09:05$/u);
      assert.equal(before.icon, 'info');
      assert.deepEqual(
        [before.press?.label, before.press?.action, before.press?.value],
        ['Show', 'openUpload', 'j9'],
      );
      assert.match(before.press?.description ?? '', /^Show the upload of Feb 18, 2026/);
    });
  });

  describe('of an Update', () => {
    const waiting = (files: Parameters<typeof group>[1], more: Partial<GroupView> = {}) =>
      group('CRM', files, { operation: 'update', step: needs('previous'), more });
    const replaced = (replacedBy: string, isOlder = true) => ({
      more: { isLeftOut: true, replacedBy: `file:///work/${replacedBy}`, isOlder },
    });

    it('leads to its previous file, and lets it be left out', () => {
      const of = waiting({ 'a.csv': {} });
      assert.deepEqual(head(of).warnings, [
        {
          text: 'Which file was sent before?',
          press: {
            label: 'Choose Previous File…',
            action: 'expand',
            value: of.id,
            description: 'Choose Previous File…: CRM',
          },
        },
      ]);
      const line = lineOf(of);
      assert.deepEqual(
        [line.notes, line.off, line.tick],
        [[], true, { label: 'a.csv', state: 'on' }],
      );
    });

    it('says which file updates the segment instead, older or not, which a tick changes', () => {
      const note = (name: string, by: string, isOlder?: boolean): Line =>
        lineOf(group('CRM', { [name]: replaced(by, isOlder) }, { operation: 'update' }));
      const older = note('crm-9.csv', 'crm-10.csv');
      assert.deepEqual(older.notes, [
        { text: 'Older: crm-10.csv updates this segment.', icon: 'info' },
      ]);
      assert.deepEqual([older.off, older.tick], [true, { label: 'crm-9.csv', state: 'off' }]);
      assert.deepEqual(notes(note('crm-10.csv', 'crm-9.csv', false)), [
        'crm-9.csv updates this segment.',
      ]);
      const files = { 'crm-9.csv': replaced('crm-10.csv'), 'crm-10.csv': { ticked: false } };
      assert.deepEqual(notes(lineOf(group('CRM', files, { operation: 'update' }))), [
        'crm-10.csv comes first, but is left out.',
      ]);
    });

    it('has a box for all that none of the replaced files keeps from being ticked', () => {
      const of = waiting({ 'crm-10.csv': {}, 'crm-9.csv': replaced('crm-10.csv') });
      assert.equal(lines([of]).tick?.state, 'on');
    });

    it('offers to send all files as parts of one export, once', () => {
      const files = { 'crm-10.csv': {}, 'crm-9.csv': replaced('crm-10.csv') };
      for (const of of [
        waiting(files, { parts: 'newest' }),
        group('CRM', files, { operation: 'update', more: { parts: 'newest' } }),
        group('CRM', files, {
          operation: 'update',
          step: blocked('Gone.'),
          more: { parts: 'newest' },
        }),
      ]) {
        const [warning] = head(of).warnings;
        assert.deepEqual(warning, {
          text: 'Only one of these files updates the segment.',
          press: {
            label: 'They Are Parts of One Export',
            action: 'sendTogether',
            value: of.id,
            description: 'They Are Parts of One Export: CRM',
          },
        });
      }
      const together = waiting({ 'a.csv': {}, 'b.csv': {} }, { parts: 'together' });
      assert.deepEqual(
        head(together).warnings.map(({ press }) => press?.action),
        ['expand'],
      );
    });
  });

  it('says what a segment lacks whose operation isn’t chosen yet', () => {
    const of = group('CRM', { 'a.csv': {} }, { step: needs('operation') });
    assert.equal(head(of).warnings[0]?.text, 'Choose what happens to the segment.');
  });

  it('says how much of a segment is lost, and marks that', () => {
    const sizes = {
      reading: { ...READING, identifiers: 5000 },
      plan: { listReading: { ...READING, identifiers: 5000 } },
    };
    const loses = head(
      group('CRM', { 'a.csv': { rows: [600] } }, { operation: 'replace', ...sizes }),
    );
    assert.equal(loses.text, 'Maple & Main · Replace · 5,000 → 600 (−88%)');
    assert.equal(loses.loss, true);
    const removal = group('CRM', { 'a.csv': { rows: [4000] } }, { operation: 'remove', ...sizes });
    assert.deepEqual(
      [head(removal).text, head(removal).loss],
      ['Maple & Main · Remove · 5,000 → at least 1,000', true],
    );
    const keeps = head(
      group('CRM', { 'a.csv': { rows: [4900] } }, { operation: 'replace', ...sizes }),
    );
    assert.deepEqual(
      [keeps.text, keeps.loss],
      ['Maple & Main · Replace · 5,000 → 4,900 (−2%)', undefined],
    );
  });

  it('shows a file’s own page while it is expanded', () => {
    const detail = {
      step: 'ready',
      heading: { text: 'x' },
      main: [{ type: 'facts', title: 'F', items: [] }],
      callout: {
        tone: 'warning',
        icon: 'warning',
        text: '',
        presses: [{ label: 'Save File', action: 'saveFile' }],
      },
    } as unknown as UploadModel;
    const line = lineOf(group('CRM', { 'a.csv': { more: { detail } } }));
    assert.deepEqual(line.expand, { label: 'Less about a.csv', open: true });
    assert.deepEqual(line.detail, {
      sections: detail.main,
      presses: [{ label: 'Save File', action: 'saveFile' }],
    });
  });

  it('has one box for all files that can be sent', () => {
    const tick = (...groups: GroupView[]): LinesSection['tick'] => lines(groups).tick;
    const all = { label: 'All files' };
    const [on, off] = [{}, { ticked: false }];
    const stopped = { step: blocked('Gone.') };
    assert.deepEqual(tick(group('CRM', { 'a.csv': on, 'b.csv': stopped })), {
      ...all,
      state: 'on',
    });
    assert.deepEqual(tick(group('CRM', { 'a.csv': on, 'b.csv': off })), { ...all, state: 'mixed' });
    assert.deepEqual(tick(group('CRM', { 'a.csv': off })), { ...all, state: 'off' });
    assert.deepEqual(tick(group(undefined, { 'c.csv': on, 'd.csv': off })), {
      ...all,
      state: 'mixed',
    });
    const broken = group(undefined, { 'c.csv': stopped });
    assert.deepEqual(tick(group('CRM', { 'a.csv': stopped }), broken), {
      ...all,
      state: 'off',
      disabled: true,
    });
  });

  describe('warns of a segment', () => {
    const warnings = (...of: Parameters<typeof group>): string[] =>
      head(group(...of)).warnings.map(({ text, press }) =>
        [text, press && `[${press.label}]`].filter(Boolean).join(' '),
      );

    it('that can’t be written, with another try', () => {
      const failure = new Failure('segment-read-only', 'The segment is read-only.', 'uploadMany');
      const of = group('CRM', { 'a.csv': {}, 'b.csv': {} }, { step: 'none', more: { failure } });
      assert.deepEqual(head(of).warnings, [
        {
          text: 'The segment is read-only.',
          press: { label: 'Try Again', action: 'check', value: of.id },
        },
      ]);
      assert.deepEqual(
        lines([of]).groups[0].lines.map(({ tick, off }) => [tick?.state, tick?.disabled, off]),
        [
          ['off', true, true],
          ['off', true, true],
        ],
      );
    });

    it('once, where that stops several groups', () => {
      const failure = new Failure('network', 'No connection.', 'uploadMany');
      const made = (operation: 'add' | 'remove'): GroupView =>
        group('CRM', { 'a.csv': {} }, { operation, more: { failure } });
      assert.deepEqual(
        lines([made('add'), made('remove')]).groups.map((one) => one.head?.warnings.length),
        [1, 0],
      );
    });

    it('whose files were stopped together, and lets some be left out', () => {
      const step = blocked('b.csv was deleted.');
      const two = group('CRM', { 'a.csv': {}, 'b.csv': {} }, { step });
      assert.deepEqual(warnings('CRM', { 'a.csv': {}, 'b.csv': {} }, { step }), [
        'b.csv was deleted. [Try Again]',
      ]);
      const [line] = lines([two]).groups[0].lines;
      assert.deepEqual([line.tick, line.off], [{ label: 'a.csv', state: 'on' }, true]);
      const one = lineOf(group('CRM', { 'a.csv': {} }, { step }));
      assert.deepEqual(one.tick, { label: 'a.csv', state: 'off', disabled: true });
    });

    it('that a suppression list stops, whose page has the ways on', () => {
      const stop = { fact: 'opt-outs.csv isn’t there.', lists: [] };
      const step = { ...blocked('Allow it (allow: suppression-missing).'), stop };
      const of = group('CRM', { 'a.csv': {}, 'b.csv': {} }, { step });
      const [{ text, press }] = head(of).warnings;
      assert.deepEqual(
        [text, press?.label, press?.action, press?.value],
        [stop.fact, 'Choose What to Do…', 'expand', of.id],
      );
    });

    it('that other files change in another way', () => {
      assert.deepEqual(warnings('CRM', { 'a.csv': {} }, { more: { isConflicting: true } }), [
        'Other files change this segment in another way or hash format, so one would undo the other. Leave some of them out.',
      ]);
    });

    it('that would be replaced without one of its files, which can still be left out', () => {
      const of = group(
        'CRM',
        { 'a.csv': {}, 'b.csv': { step: blocked('Gone.') } },
        { operation: 'replace', step: 'none' },
      );
      assert.deepEqual(
        head(of).warnings.map(({ text }) => text),
        ['Without all of its files, people would be lost. Fix the file, or leave it out.'],
      );
      assert.deepEqual(
        lines([of]).groups[0].lines.map(({ tick }) => tick),
        ['a.csv', 'b.csv'].map((label) => ({ label, state: 'on' })),
      );
    });

    it('that would lose too much', () => {
      assert.deepEqual(warnings('CRM', { 'a.csv': {} }, { operation: 'replace', ...sized }), [
        'The segment would shrink: it had 48,210 identifiers, this file has 100.',
        'Criteo’s help center asks for more than 500 identifiers per file; the API states no minimum. This file has 100.',
      ]);
    });
  });

  it('lets nothing be changed during the countdown and while it is being sent', () => {
    for (const locked of [{ countdown: 4 }, { isSending: true }]) {
      const section = lines([group('CRM', { 'a.csv': {} })], locked);
      assert.equal(section.groups[0].head?.press, undefined);
      assert.deepEqual(section.tick, { label: 'All files', state: 'on', disabled: true });
      assert.equal(section.groups[0].lines[0].tick?.disabled, true);
      assert.ok(section.heads.numbers.every(({ press }) => press === undefined));
    }
  });
});

describe('the table of several segments for one file', () => {
  before(() => configureFormat('en', 'UTC'));
  const removal = { operation: 'remove', forms: 'all', ...sized } as const;
  const table = (...groups: GroupView[]): LinesSection => lines(groups, { isOneFile: true });

  it('has a line a segment, with its size, and more segments can be added', () => {
    const section = table(
      segmentOf('CRM', [600, 3], sized),
      segmentOf('VIP', [600, 3], { ...sized, ticked: false }),
    );
    assert.equal(section.title, 'Segments');
    assert.deepEqual(section.press, { label: 'Add Segments…', action: 'addTargets' });
    assert.deepEqual(section.tick, { label: 'All segments', state: 'mixed' });
    assert.deepEqual(section.heads.numbers, [{ label: 'Size' }, { label: 'After' }]);
    const [first, second] = section.groups[0].lines;
    assert.deepEqual(first, {
      id: 'CRM',
      name: 'CRM',
      icon: 'mail',
      text: 'Maple & Main',
      tick: { label: 'CRM', state: 'on' },
      numbers: ['48,210', 'at most 48,810'],
      notes: [],
      expand: { label: 'More about CRM', open: false },
    });
    assert.deepEqual([second.off, second.tick], [true, { label: 'VIP', state: 'off' }]);
    assert.equal(section.hint, 'Sizes read at 08:59.');
  });

  it('has the least that is left where people are removed in several formats', () => {
    const section = table(segmentOf('CRM', [600], removal), segmentOf('VIP', [600], removal));
    assert.deepEqual(section.heads.numbers, [{ label: 'Size' }, { label: 'After' }]);
    assert.deepEqual(
      section.groups[0].lines.map(({ numbers }) => numbers),
      [
        ['48,210', 'at least 47,010'],
        ['48,210', 'at least 47,010'],
      ],
    );
    assert.equal(section.hint, 'Sizes read at 08:59.');
  });

  it('says of one that it is read-only, and goes on with the others', () => {
    const section = table(
      segmentOf('CRM', [600], removal),
      segmentOf('Locked', [600], { ...removal, step: blocked('The segment is read-only.') }),
    );
    const [, locked] = section.groups[0].lines;
    assert.deepEqual(notes(locked), ['The segment is read-only. [Try Again]']);
    assert.deepEqual(
      [locked.off, locked.tick],
      [true, { label: 'Locked', state: 'off', disabled: true }],
    );
    assert.deepEqual(section.tick, { label: 'All segments', state: 'on' });
  });

  it('says how much of a segment is lost, unless it is left out', () => {
    const replacing = { ...sized, operation: 'replace' } as const;
    const [loses, off] = table(
      segmentOf('CRM', [600], replacing),
      segmentOf('VIP', [600], { ...replacing, ticked: false }),
    ).groups[0].lines;
    assert.deepEqual([loses.numbers, loses.loss], [['48,210', '600 (−99%)'], true]);
    assert.deepEqual([off.numbers, off.loss], [['48,210', ''], undefined]);
    // A draft has what it says from its class.
    const { draft, ...of } = segmentOf('CRM', [600], replacing);
    const ofClass = { ...of, draft: Object.create(draft ?? null) as GroupView['draft'] };
    assert.deepEqual(table(ofClass).groups[0].lines[0].numbers, loses.numbers);
  });

  it('opens the line of an Update whose previous file isn’t chosen', () => {
    const of = segmentOf('CRM', [600], { operation: 'update', step: needs('previous') });
    const [line] = table(of, segmentOf('VIP', [600], sized)).groups[0].lines;
    assert.deepEqual(notes(line), ['Which file was sent before? [Choose Previous File…]']);
    assert.deepEqual(
      [line.notes[0].press?.action, line.notes[0].press?.value],
      ['expand', line.id],
    );
    assert.deepEqual(line.tick, { label: 'CRM', state: 'on' });
  });

  it('says that it checks, with the last known size', () => {
    const [line] = table(
      segmentOf('CRM', [600], { reading: READING, step: checking() }),
      segmentOf('VIP', [600], removal),
    ).groups[0].lines;
    assert.deepEqual([notes(line), line.numbers], [['Checking…'], ['48,210', '']]);
  });
});
