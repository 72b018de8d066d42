import assert from 'node:assert/strict';
import { morningModel } from '../../../../../src/app/nightly/morningPage/morningPage';
import type { NightView } from '../../../../../src/app/nightly/morningPage/nightView';
import {
  ENTRY_STATES,
  type NightEntry,
  type NightReport,
} from '../../../../../src/app/nightly/report/nightReport';
import { OUTCOMES } from '../../../../../src/app/uploads/outcome';
import type { Line, LinesSection, UploadModel } from '../../../../../src/webview/uploadModel';
import { chance, share } from '../../../../support/tenth';
import { APP_USERS, here, LAPSED, morning, NIGHT, sentEntry } from './nights';

const tablesOf = ({ main }: UploadModel): LinesSection[] =>
  main.flatMap((section) => (section.type === 'lines' ? section : []));
const linesOf = (table: LinesSection | undefined): Line[] =>
  table?.groups.flatMap(({ lines }) => lines) ?? [];
const needs = (model: UploadModel): Line[] =>
  linesOf(tablesOf(model).find(({ title }) => title === 'Need you'));
const rest = (model: UploadModel): Line[] =>
  linesOf(tablesOf(model).find(({ title }) => title !== 'Need you'));
const waysOf = (line: Line | undefined): string[] =>
  (line?.notes ?? []).flatMap(({ press, isButton }) =>
    press ? `${isButton ? '*' : ''}${press.label}` : [],
  );

describe('the page of a night', () => {
  it('shows who needs somebody first, and the others by kind', () => {
    const model = morningModel(morning());
    assert.deepEqual(model.heading, { text: '2 of 60 need you', icon: 'warning' });
    assert.deepEqual(
      needs(model).map(({ name, numbers }) => [name, ...numbers]),
      [
        ['Lapsed Customers', 'nothing'],
        ['App Users', 'nothing'],
      ],
    );
    assert.deepEqual(
      rest(model).map(({ name, text, numbers }) => [name, text, ...numbers]),
      [
        ['Sent', '412,904 accepted', '51'],
        ['Sent, partly rejected', '6 of 48,210 rejected in CRM Users 2025', '1'],
        ['Resumed', '1,800 accepted', '2'],
        ['Sent earlier tonight', 'Unchanged since: not sent again', '4'],
      ],
    );
    const [, list] = model.main.flatMap((section) =>
      section.type === 'facts' ? section.items.map(({ text }) => text) : [],
    );
    assert.equal(list, 'optouts/all.csv: 18,204 people, 6 h old then, limit 26 h');
  });

  it('offers only what is possible here', () => {
    const ways = (changes: Partial<NightView>): string[][] =>
      needs(morningModel(morning([here(NIGHT, changes)]))).map(waysOf);
    assert.deepEqual(ways({}), [
      ['*Choose File…', 'Show Entry'],
      ['*Review and Send…', 'Show Entry'],
    ]);
    assert.deepEqual(ways({ declared: undefined }), [['*Show Segment'], ['*Show Segment']]);
    assert.deepEqual(ways({ declared: undefined, account: undefined }), [[], []]);
    // Another file can’t be all parts of an export.
    const parts = { ...LAPSED, files: ['a.csv', 'b.csv'] };
    const [line] = needs(morningModel(morning([here({ ...NIGHT, entries: [parts] })])));
    assert.deepEqual(waysOf(line), ['*Review and Send…', 'Show Entry']);
    // The entry was deleted since.
    assert.deepEqual(ways({ declared: new Set([APP_USERS.segmentId]) })[0], ['*Show Segment']);
    const broken = sentEntry('5', 9, { accepted: 4, refused: 5 }, { outcome: 'refused-too-much' });
    const night = here({ ...NIGHT, entries: [broken] }, { jobs: new Set(['job-5']) });
    assert.deepEqual(needs(morningModel(morning([night]))).map(waysOf), [
      ['*Open Upload', 'Review and Send…'],
    ]);
  });

  it('runs those again that need somebody, where their file is', () => {
    const { bar } = morningModel(morning());
    const ids = [LAPSED, APP_USERS].map(({ segmentId }) => segmentId);
    assert.deepEqual(
      bar?.buttons.map(({ label, action, value }) => [label, action, value]),
      [['Run These 2 Again…', 'reviewEntries', ['0', ...ids].join(' ')]],
    );
    const away = morningModel(morning([here(NIGHT, { declared: undefined })]));
    assert.deepEqual(away.bar?.buttons, []);
    assert.equal(away.bar?.text, 'Not on this machine: /srv/night.criteo.jsonc');
  });

  it('has a part for each of several files', () => {
    const other = { ...NIGHT, file: '/srv/other.criteo.jsonc', entries: [APP_USERS] };
    const model = morningModel(morning([here(), here(other)]));
    assert.equal(model.heading.text, '3 of 61 need you');
    assert.deepEqual(
      tablesOf(model)[0].groups.map(({ head }) => [head?.title, head?.press?.value]),
      [
        ['night.criteo.jsonc', `0 ${LAPSED.segmentId} ${APP_USERS.segmentId}`],
        ['other.criteo.jsonc', `1 ${APP_USERS.segmentId}`],
      ],
    );
  });

  it('says that nothing is left', () => {
    const model = morningModel(morning([here({ ...NIGHT, entries: NIGHT.entries.slice(0, 52) })]));
    assert.deepEqual(model.heading, { text: 'All 52 are done', icon: 'pass' });
    assert.equal(tablesOf(model).length, 1);
    assert.deepEqual(model.bar?.buttons, []);
  });

  it('says which removals were due, and that one needs somebody', () => {
    const entries = NIGHT.entries.slice(0, 52);
    const removal = { id: 'R-1', text: 'Removal R-1 needs you: it was typed.' } as const;
    const of = (state: 'due' | 'left' | 'stopped'): UploadModel =>
      morningModel(morning([here({ ...NIGHT, entries, removals: [{ ...removal, state }] })]));
    const headings = (['due', 'left', 'stopped'] as const).map((state) => of(state).heading);
    assert.deepEqual(headings, [
      { text: 'All 52 are done', icon: 'pass' },
      { text: 'All 52 are done', icon: 'warning' },
      { text: '1 removal needs you · All 52 are done', icon: 'warning' },
    ]);
    assert.ok(JSON.stringify(of('stopped').main).includes(removal.text));
  });

  it('counts each entry once, whatever became of it, and shows it when its kind is open', () => {
    const random = chance();
    const one = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    for (let left = share(300); left > 0; left--) {
      const nights = Array.from({ length: 1 + Math.floor(random() * 3) }, (): NightReport => {
        const number = 1 + Math.floor(random() * 40);
        const entries = Array.from({ length: number }, (__, index): NightEntry => {
          const refused = one([0, 0, 3]);
          const sent = sentEntry(String(index), 10, { refused, accepted: 10 - refused });
          const state = one(ENTRY_STATES);
          return { ...sent, state, outcome: one([...OUTCOMES, 'finished', 'finished']) };
        });
        return { ...NIGHT, entries };
      });
      const all = nights.reduce((sum, { entries }) => sum + entries.length, 0);
      const views = nights.map((night) => here(night));
      const folded = morningModel(morning(views));
      const counted = rest(folded).reduce((sum, { numbers }) => sum + Number(numbers[0]), 0);
      assert.equal(needs(folded).length + counted, all);
      const open = new Set(rest(folded).map(({ id }) => id));
      const opened = morningModel(morning(views, { open }));
      const ids = [...needs(opened), ...rest(opened)].map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      assert.equal(ids.length, all + open.size);
    }
  });
});
