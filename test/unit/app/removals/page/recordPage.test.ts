import assert from 'node:assert/strict';
import { recordModel } from '../../../../../src/app/removals/page/recordPage';
import { removalRow } from '../../../../../src/app/removals/page/removalRow';
import { removalReceipt } from '../../../../../src/app/removals/receipt/removalReceipt';
import { stateOf } from '../../../../../src/app/removals/removalFigures';
import { acceptedText } from '../../../../../src/app/removals/removalTexts';
import type { RemovalRecord, Sending } from '../../../../../src/app/removals/removalTypes';
import { configureFormat } from '../../../../../src/common/format';
import type { UploadModel, UploadSection } from '../../../../../src/webview/uploadModel';
import { chance, share } from '../../../../support/tenth';
import {
  FORBIDDEN,
  incomplete,
  NOW,
  open,
  OPEN,
  record,
  running,
  withSendings,
  withUnreadable,
} from './removalPages';

describe('the page of a removal on record', () => {
  before(() => configureFormat('en', 'UTC'));

  const of = (shown: RemovalRecord, changes: object = {}): UploadModel =>
    recordModel({ record: shown, isRunning: false, receipt: 'receipt.md', now: NOW, ...changes });
  const section = <Type extends UploadSection['type']>(
    { main, last }: UploadModel,
    type: Type,
    title: string,
  ): Extract<UploadSection, { type: Type }> | undefined =>
    [...main, ...last].find(
      (one): one is Extract<UploadSection, { type: Type }> =>
        one.type === type && one.title === title,
    );
  const buttons = ({ bar }: UploadModel): string[] =>
    [...(bar?.start ?? []), ...(bar?.buttons ?? [])].map(({ label }) => label);

  it('is complete without triumph: what was asked, then what is still to do', () => {
    const model = of(record());
    assert.deepEqual(model.heading, { text: 'Removal of 12 people accepted in 212 segments' });
    assert.match(model.intro[0]?.text ?? '', /^Accepted means well-formed/);
    assert.equal(model.main[0]?.title, 'Still to do');
    assert.deepEqual(
      section(model, 'notes', 'Still to do')?.items.map(({ press }) => press?.label),
      ['Open Page', 'Copy Retailers', 'Show 31', undefined, 'Remove There…'],
    );
    assert.deepEqual(section(model, 'rows', 'Segments')?.shares, [], 'no green bar');
    assert.deepEqual(buttons(model), ['Open Receipt', 'Keep Them Out From Now On']);
    const facts = section(model, 'facts', 'Receipt')?.items ?? [];
    assert.equal(facts.find(({ label }) => label === 'State')?.text, 'complete');
    assert.doesNotMatch(JSON.stringify(model), /erased|deleted|compliant|successful/i);
    assert.doesNotMatch(JSON.stringify(model), /"icon":"pass"/);
  });

  it('says who stays in its heading, and the way on beside each reason', () => {
    const model = of(incomplete());
    assert.equal(model.heading.icon, 'warning');
    assert.match(model.heading.text, /^12 people stay in /);
    assert.deepEqual(
      section(model, 'notes', 'People stay')?.items.map(({ text, press }) => [text, press?.label]),
      [
        ['2 people stay in every segment: their rows can’t be read.', 'Fix Rows…'],
        [
          '12 people stay in Newsletter Subscribers, CRM Users 2025, and Lapsed Customers: no permission (403).',
          'Copy for the Account’s Owner',
        ],
      ],
    );
    const figures = section(model, 'rows', 'Segments')?.legend ?? [];
    assert.deepEqual(
      figures.map(({ count, text }) => `${count ?? ''} ${text}`.trim()),
      ['205 accepted', '4 to send again', '3 rejected', '31 out of reach', ''],
    );
    assert.match(
      section(model, 'notes', 'Sent again after 00:00 UTC (00:00 local time)')?.hint ?? '',
      /This window does it/,
    );
    assert.deepEqual(buttons(model), [
      'Open Receipt',
      'Keep Them Out From Now On',
      'Resume: 3 Segments',
    ]);
  });

  it('resumes what is sent again once that is due', () => {
    const due = withSendings(record().segments, { againAfter: '2026-11-27T12:00:00Z' });
    assert.deepEqual(buttons(of(record({ segments: due }))).slice(2), ['Resume: 212 Segments']);
    const later = withSendings(record().segments, { againAfter: '2026-11-28T00:00:00Z' });
    const waiting = of(record({ segments: later }));
    assert.deepEqual(buttons(waiting), ['Open Receipt', 'Keep Them Out From Now On']);
    assert.equal(waiting.heading.icon, undefined);
  });

  it('checks again where only rows are left, and never offers to keep out twice', () => {
    const keptOut = { path: '/state/kept-out.csv', at: '2026-11-27T17:45:00Z', people: 12 };
    const model = of({ ...withUnreadable(2), keptOut });
    assert.deepEqual(buttons(model), ['Open Receipt', 'Check Again']);
    assert.equal(
      section(model, 'facts', 'Receipt')?.items.find(({ label }) => label === 'Kept out')?.text,
      '12 people since 17:45',
    );
  });

  it('shows a cell for each segment while it runs, and what waits for another upload', () => {
    const model = of(running(), { isRunning: true });
    assert.equal(model.heading.text, 'Removing 12 people everywhere');
    const progress = section(model, 'progress', 'Progress');
    assert.equal(progress?.percent, '55%');
    assert.equal(progress?.cells.length, 212);
    assert.deepEqual(
      progress?.legend.map(({ count, text }) => `${count} ${text}`),
      ['118 accepted', '93 waiting', '1 unknown'],
    );
    assert.deepEqual(
      section(model, 'notes', 'Uploads to these segments')?.items.map(({ text }) => text),
      ['Email 120 waits for an upload in progress. The removal follows it.'],
    );
    assert.deepEqual(buttons(model), ['Cancel']);
    assert.equal(of(running(), { isRunning: true, isCancelling: true }).bar?.busy, true);
  });

  it('draws no more cells than can be told apart, each as bad as its worst', () => {
    const many = Array.from({ length: 5 }, () => record().segments).flat();
    const [first] = many;
    assert.ok(first);
    const failed = withSendings([first], { state: 'failed' });
    const progress = section(
      of(record({ segments: [...failed, ...many] }), { isRunning: true }),
      'progress',
      'Progress',
    );
    assert.equal(progress?.cells.length, 354);
    assert.equal(progress?.cells[0]?.kind, 'rejected');
  });

  it('says that it hasn’t ended, and resumes', () => {
    const model = of(open());
    assert.equal(model.heading.text, 'The removal of 12 people hasn’t ended');
    assert.deepEqual(buttons(model).slice(2), ['Resume: 212 Segments']);
    assert.equal(
      section(model, 'facts', 'Receipt')?.items.find(({ label }) => label === 'State')?.text,
      'open',
    );
  });

  it('offers to remove them in another account, unless they were typed', () => {
    const { parts } = record();
    const pressed = (isTyped?: true): (string | undefined)[] =>
      (
        section(
          of(
            record({
              parts: parts.map((part) => ({ ...part, isTyped })),
              notLookedAt: [{ accountId: '5' }],
            }),
          ),
          'notes',
          'Still to do',
        )?.items ?? []
      ).map(({ press }) => press?.action);
    assert.ok(pressed().includes('removeThere'));
    assert.ok(!pressed(true).includes('removeThere'));
  });

  it('says one number of accepted segments: heading, bar, table, row and receipt', () => {
    const random = chance();
    const states: Partial<Sending>[] = [
      ...[{}, {}, { againAfter: '2026-11-28T00:00:00Z' }, { rejected: 3, staying: 3 }],
      ...[OPEN, { state: 'failed' as const, accepted: 0, staying: 12, error: FORBIDDEN }],
    ];
    const numberIn = (text = ''): number | undefined => {
      const [, n] = /accepted in ([\d,]+) segment/.exec(text) ?? [];
      return n === undefined ? undefined : Number(n);
    };
    for (let left = share(200); left > 0; left--) {
      // Of some, nobody stays.
      const most = random() < 0.5 ? 3 : states.length;
      const shown = record({
        segments: record()
          .segments.slice(0, 1 + Math.floor(random() * 6))
          .flatMap((one) => withSendings([one], states[Math.floor(random() * most)] ?? {})),
      });
      const model = of(shown);
      const { legend = [], shares = [] } = section(model, 'rows', 'Segments') ?? {};
      const accepted = Number(legend.find(({ text }) => text === 'accepted')?.count ?? 0);
      const columns = section(model, 'lines', 'Accepted')?.groups[0]?.lines ?? [];
      const table = /\| +Accepted by Criteo[^]*?\n\n/.exec(removalReceipt(shown))?.[0] ?? '';
      const cells = table.split('\n').flatMap((line) => Number(line.split('|')[4]) || []);
      assert.deepEqual(
        [
          numberIn(acceptedText(shown)),
          shares.find(({ kind }) => kind === 'accepted')?.rows ?? (shares.length ? 0 : accepted),
          columns.reduce((sum, { numbers }) => sum + Number(numbers[0]), 0),
          cells.reduce((sum, n) => sum + n, 0),
          numberIn(model.heading.text) ?? accepted,
          numberIn(removalRow(shown, false, NOW).tooltip) ?? accepted,
          stateOf(shown) === 'complete',
        ],
        [...Array.from({ length: 6 }, () => accepted), accepted === shown.segments.length],
        JSON.stringify(shown.segments.map(({ sendings }) => sendings)),
      );
    }
  });

  it('lists the segments to which people were added', () => {
    const [first] = record().segments;
    assert.ok(first);
    const added = { ...first, name: 'Opt-outs', operation: 'add' as const };
    const model = of(record({ segments: [...record().segments, added] }));
    assert.deepEqual(section(model, 'notes', 'Added to segments that keep people out')?.items, [
      { text: 'Opt-outs: added, accepted' },
    ]);
    const unsent = withSendings([added], OPEN);
    assert.equal(buttons(of(record({ segments: unsent }))).at(-1), 'Resume: 1 Segment');
  });
});
