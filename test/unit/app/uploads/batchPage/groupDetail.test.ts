import assert from 'node:assert/strict';
import { linesSection } from '../../../../../src/app/uploads/batchPage/batchLines';
import type { GroupView } from '../../../../../src/app/uploads/batchPage/batchView';
import { configureFormat } from '../../../../../src/common/format';
import { OutsideText } from '../../../../../src/common/outsideText';
import type { Detail, LinesSection, UploadSection } from '../../../../../src/webview/uploadModel';
import { NOW, view } from '../plan/plans';
import { update } from '../update/updates';
import { blocked, group, input, needs, opened, planOf, segmentOf } from './batches';

const READING = { identifiers: 48_210, at: NOW - 60_000 };
const sized = { reading: READING, plan: { listReading: READING } };
const shown = (of: GroupView): LinesSection['groups'][number] =>
  linesSection(input([of])).groups[0];
const detailOf = (of: GroupView): Detail => shown(of).detail ?? assert.fail();
const types = ({ sections }: Detail): UploadSection['type'][] => sections.map(({ type }) => type);
/** The notes with this title, each with its press. */
const notes = ({ sections }: Detail, title: string): [string, string | undefined][] =>
  sections.flatMap((section) =>
    section.type === 'notes' && section.title === title
      ? section.items.map(({ text, press }): [string, string | undefined] => [text, press?.action])
      : [],
  );
const warnings = (of: GroupView): [string, string | undefined][] =>
  (shown(of).head?.warnings ?? []).map(({ text, press }) => [text, press?.action]);

describe('a group of files that is open', () => {
  before(() => configureFormat('en', 'UTC'));

  it('shows what the page of one has, but no file, no rows and no times of its own', () => {
    const of = group('CRM', { 'a.csv': { rows: [15_900, 3] } }, sized);
    assert.deepEqual([shown(of).head?.expand?.open, shown(of).detail], [false, undefined]);
    const open = opened(of);
    assert.deepEqual(shown(open).head?.expand, { label: 'Less about CRM', open: true });
    assert.deepEqual(types(detailOf(open)), ['operation', 'size', 'kinds']);
    assert.deepEqual(detailOf(open).presses, []);
    const none = group('CRM', { 'a.csv': { ticked: false } });
    assert.equal(shown(none).head?.expand, undefined, 'nothing is sent, so there is no page');
  });

  it('begins with what would be lost, in place of the warning', () => {
    const of = group(
      'CRM',
      { 'a.csv': { rows: [600, 900], ticked: true } },
      { operation: 'replace', ...sized },
    );
    const invalid: [string, undefined] = [
      '60% of the rows (900) are invalid and left out.',
      undefined,
    ];
    const shrinks = 'The segment would shrink: it had 48,210 identifiers, this file has 600.';
    assert.deepEqual(warnings(of), [invalid, [shrinks, undefined]]);
    assert.deepEqual(warnings(opened(of)), [invalid]);
    const [size] = detailOf(opened(of)).sections;
    assert.ok(size.type === 'size' && size.tone === 'loss');
  });

  it('leaves the kinds of invalid rows to files that are open, too', () => {
    const of = group('CRM', { 'a.csv': { rows: [900, 3] }, 'b.csv': { rows: [900, 3] } }, sized);
    const [first, second] = of.lines;
    const detail = opened(of).detail ?? assert.fail();
    const withLines = (lines: GroupView['lines']): UploadSection['type'][] =>
      types(detailOf(opened({ ...of, lines })));
    assert.ok(withLines([{ ...first, detail }, second]).includes('kinds'));
    assert.ok(!withLines([first, second].map((line) => ({ ...line, detail }))).includes('kinds'));
  });

  it('shows what an Update changes, and its previous file', () => {
    const of = group(
      'CRM',
      { 'a.csv': { rows: [49_200] } },
      { operation: 'update', plan: { update: update() } },
    );
    const rows = detailOf(opened(of)).sections.filter(({ type }) => type === 'rows');
    assert.deepEqual(
      rows.map(({ title }) => title),
      ['What changes'],
    );
    assert.deepEqual(notes(detailOf(opened(of)), 'Previous file'), [
      ['crm-2026-11.csv', 'changePrevious'],
    ]);
  });

  it('asks for the previous file in its place', () => {
    const of = group('CRM', { 'a.csv': {} }, { operation: 'update', step: needs('previous') });
    assert.deepEqual(warnings(of), [['Which file was sent before?', 'expand']]);
    const open = opened(of);
    assert.deepEqual(warnings(open), []);
    assert.deepEqual(types(detailOf(open)), ['notes', 'operation', 'ways']);
    assert.deepEqual(notes(detailOf(open), 'Notes'), [
      ['Update removes everyone who is in the previous file but not in a.csv.', undefined],
    ]);
  });

  it('says a reason once, in its head', () => {
    const open = opened(
      group('CRM', { 'a.csv': { rows: [400, 812], ticked: true } }, { ...sized }),
    );
    assert.deepEqual(warnings(open), [
      ['67% of the rows (812) are invalid and left out.', undefined],
    ]);
    assert.deepEqual(notes(detailOf(open), 'Notes'), []);
  });

  it('says a warning once, where there is a way on', () => {
    const of = group(
      'CRM',
      { 'a.csv': { rows: [600] } },
      { ...sized, plan: { ...sized.plan, formBefore: 'sha256' } },
    );
    const [[text]] = warnings(of);
    assert.match(text, /^The last upload to this segment used another hash format/);
    assert.deepEqual(warnings(opened(of)), []);
    assert.deepEqual(notes(detailOf(opened(of)), 'Warnings'), [[text, 'chooseHash']]);
  });

  it('leaves what is said of a file’s column to its line', () => {
    const columnWarnings = ['mixed-encodings'];
    const step = {
      kind: 'ready',
      planned: { plan: planOf({ 'a.csv': [600] }, { columnWarnings }) },
    } as Parameters<typeof opened>[0]['lines'][number]['stop'];
    const of = group('CRM', { 'a.csv': { step, rows: [600] } }, { plan: { columnWarnings } });
    assert.equal(shown(of).lines[0].notes.length, 1);
    assert.deepEqual(notes(detailOf(opened(of)), 'Warnings'), []);
  });

  it('has the ways on of a page that is stopped, and its sentence once', () => {
    const of = group('CRM', { 'a.csv': {} }, { step: blocked('It can’t be read.') });
    assert.deepEqual(warnings(of), [['It can’t be read.', 'check']]);
    assert.deepEqual(warnings(opened(of)), [['It can’t be read.', undefined]]);
    assert.deepEqual(
      detailOf(opened(of)).presses.map(({ label }) => label),
      // The other files stay.
      ['Try Again'],
    );
    assert.deepEqual(notes(detailOf(opened(of)), 'Notes'), []);
  });

  it('keeps what its callout says beyond the failure', () => {
    const failure = blocked('Request failed.');
    assert.ok(failure.kind === 'blocked');
    Object.assign(failure.failure, { code: 'segment-not-found' });
    assert.deepEqual(
      notes(detailOf(opened(group('CRM', { 'a.csv': {} }, { step: failure }))), 'Notes'),
      [
        [
          'It was deleted at Criteo, or this account may no longer see it. Nothing was sent.',
          undefined,
        ],
      ],
    );
  });
});

describe('a segment of one file that is open', () => {
  before(() => configureFormat('en', 'UTC'));
  const lines = (...groups: GroupView[]): LinesSection['groups'][number]['lines'] =>
    linesSection(input(groups, { isOneFile: true })).groups[0].lines;

  it('shows what differs between segments: what happens is beside the table', () => {
    const of = segmentOf('CRM', [600, 3], sized);
    const other = segmentOf('VIP', [600, 3], sized);
    const [open, closed] = lines(opened(of), other);
    assert.deepEqual(open.expand, { label: 'Less about CRM', open: true });
    assert.deepEqual(types(open.detail ?? assert.fail()), ['size', 'kinds']);
    assert.equal(closed.detail, undefined);
    const [locked] = lines(opened(of, { countdown: 3 }), other);
    assert.deepEqual(types(locked.detail ?? assert.fail()), ['size', 'kinds']);
  });

  it('leaves what is said above the table there while one is open', () => {
    const replacing = (name: string): GroupView =>
      segmentOf(name, [600], { operation: 'replace', ...sized });
    const [open, closed] = lines(opened(replacing('CRM')), replacing('VIP'));
    assert.deepEqual([open.notes, closed.notes], [[], []]);
  });

  it('says once which audiences use it, and nothing that is said above the table', () => {
    const removal = { operation: 'remove', ...sized } as const;
    const doubtful = (name: string): GroupView => {
      const of = segmentOf(name, [400, 812], removal);
      const audiences = [OutsideText.name('Spring')];
      return { ...of, view: view({ ...of.view, audiences }) };
    };
    const [closed] = lines(doubtful('CRM'), doubtful('VIP'));
    assert.deepEqual(
      closed.notes.map(({ text }) => text),
      ['Used by Spring.'],
    );
    const [open] = lines(opened(doubtful('CRM')), doubtful('VIP'));
    assert.deepEqual(open.notes, []);
    assert.deepEqual(types(open.detail ?? assert.fail()), ['size', 'kinds']);
    const [size] = open.detail?.sections ?? [];
    assert.ok(size.type === 'size');
    assert.deepEqual(size.usedBy?.names, ['Spring']);
  });
});
