import assert from 'node:assert/strict';
import { configureFormat } from '../../../../../src/common/format';
import type {
  LinesSection,
  OperationSection,
  RowsSection,
  UploadModel,
  UploadSection,
} from '../../../../../src/webview/uploadModel';
import { removed } from '../update/updates';
import { suppressedJobPage, suppressedPage } from './suppressedPages';
import { suppressedPlan, suppressedReport, suppressedRequests, suppression } from './suppressions';

const find = <T extends UploadSection['type']>(
  { main, first, last }: UploadModel,
  type: T,
): Extract<UploadSection, { type: T }> | undefined =>
  [...main, ...first, ...last].find(
    (one): one is Extract<UploadSection, { type: T }> => one.type === type,
  );
const legend = (section: RowsSection | undefined): string[] =>
  (section?.legend ?? []).map(({ count = '', text }) => `${count} ${text}`.trim());
const linesOf = ({ groups }: LinesSection): string[] =>
  groups.flatMap(({ lines }) =>
    lines.map(({ name, text, numbers }) => [name, text, ...numbers].join(' | ')),
  );
const running = { state: 'running', resumable: false } as const;
const open = removed({ rows: 37, sent: 0, accepted: 0, unsent: 74 });

describe('the page of an upload with suppression lists', () => {
  before(() => configureFormat('en', 'UTC'));

  it('has suppressed rows as a kind of their own, that is no problem', () => {
    const page = suppressedPage();
    assert.deepEqual(legend(find(page, 'rows')), [
      '115,082 to send',
      '37 suppressed',
      '3,050 duplicates',
      '1,222 invalid',
      '610 blank',
    ]);
    assert.equal(find(page, 'kinds'), undefined);
    assert.doesNotMatch(JSON.stringify(page), /Show: .*suppress/i);
    assert.equal(
      page.announcement,
      '120,001 rows: 115,082 to send, 37 suppressed, 1,222 invalid, 3,050 duplicates, 610 blank.',
    );
  });

  it('shows the lists, who is on them, and what becomes of these people', () => {
    const section = find(suppressedPage(), 'lines');
    assert.ok(section);
    assert.equal(section.title, '18,216 people never sent');
    assert.equal(section.press?.action, 'addSuppressionList');
    assert.deepEqual(linesOf(section), [
      'opt-outs.csv | 6 h ago, limit 26 h | 18,204 | 31',
      'kept-out.csv | Feb 28 | 12 | 6',
    ]);
    assert.deepEqual(section.groups[0].lines[0].press, {
      label: 'opt-outs.csv',
      action: 'openFile',
      value: '/lists/opt-outs.csv',
    });
    assert.match(section.texts?.[0] ?? '', /^37 people in crm-export\.csv aren’t sent, and are/);
    assert.equal(section.hint, 'Compared: email, work_email, phone. No one is marked in the file.');
  });

  it('says that no one is on a list, and draws nothing of that', () => {
    const [list] = suppression().lists;
    const none = { lists: [{ ...list, suppressed: 0 }], inFiles: 0, removed: 0, identifiers: 0 };
    const page = suppressedPage(suppressedPlan(none, { suppressed: 0, good: 115_119 }));
    assert.equal(
      legend(find(page, 'rows')).some((text) => text.includes('suppressed')),
      false,
    );
    assert.match(find(page, 'lines')?.texts?.[0] ?? '', /^No one in crm-export\.csv/);
    assert.equal(page.bar?.buttons[0].label, 'Add 115,119');
  });

  it('offers to add a list where people are added, with none and with some', () => {
    const of = (operation: 'add' | 'remove' | 'update' | 'replace', has = false) => {
      const plan = suppressedPlan({}, has ? {} : { suppression: undefined }, { operation });
      return (find(suppressedPage(plan), 'operation') as OperationSection).press?.action;
    };
    assert.equal(of('add'), 'addSuppressionList');
    assert.equal(of('replace'), 'addSuppressionList');
    assert.equal(of('remove'), undefined);
    // It is beside the lists.
    assert.equal(of('add', true), undefined);
    const locked = suppressedPage(suppressedPlan(), { waits: true });
    assert.equal(find(locked, 'lines')?.press, undefined);
  });

  it('says that everyone else stays in the segment', () => {
    const hint = (page: UploadModel): string | undefined =>
      find(page, 'operation')?.choices.find(({ chosen }) => chosen)?.hint;
    assert.equal(
      hint(suppressedPage()),
      'Everyone in the segment stays in it, except suppressed people.',
    );
    assert.equal(
      hint(suppressedPage(suppressedPlan({ removed: 0 }))),
      'Everyone in the segment stays in it.',
    );
  });

  it('says where each list is set, and takes back what was chosen here', () => {
    const lists = [
      { path: '/lists/opt-outs.csv', by: 'setting' },
      { path: '/lists/kept-out.csv', by: 'choice' },
    ] as const;
    const notes = (changes = {}) =>
      find(suppressedPage(suppressedPlan(), changes, { lists }), 'lines')?.groups[0].lines.map(
        (line) =>
          line.notes.map(({ text, press }) => [text, press?.action, press?.value].join(' ')),
      );
    assert.deepEqual(notes(), [
      ['From the settings  '],
      ['Chosen for this upload removeSuppressionList /lists/kept-out.csv'],
    ]);
    assert.deepEqual(notes({ waits: true }), [
      ['From the settings  '],
      ['Chosen for this upload  '],
    ]);
  });

  it('says that lists aren’t used for a segment that keeps people out', () => {
    const page = suppressedPage(
      suppressedPlan({}, { suppression: undefined }),
      {},
      { areListsUnused: true },
    );
    assert.match(JSON.stringify(page.main), /aren’t used: this segment keeps people out/);
    assert.equal((find(page, 'operation') as OperationSection).press, undefined);
  });

  it('only says what is missing where there is no list', () => {
    const lacking = { lists: [], lacking: [{ path: '/lists/old.csv' }] };
    const page = suppressedPage(
      suppressedPlan({ ...lacking, people: 0, inFiles: 0, removed: 0, identifiers: 0 }),
    );
    assert.equal(find(page, 'lines'), undefined);
    const notes = page.main.find(({ title }) => title === 'Suppression lists');
    assert.match(JSON.stringify(notes), /Without old\.csv/);
  });

  it('can remove people where no row is to be sent', () => {
    const page = suppressedPage(suppressedPlan({}, { good: 0, distinct: 0, byForm: {} }));
    assert.equal(page.heading.text, 'Add crm-export.csv to CRM Users 2025');
    assert.equal(page.bar?.buttons[0].label, 'Remove 37');
    const { texts } = find(page, 'size') ?? {};
    assert.deepEqual(texts, ['Read at 08:59.', 'More if some aren’t in the segment.']);
  });

  it('counts with people who may not be in the segment', () => {
    const size = find(suppressedPage(), 'size');
    assert.equal(`${size?.before} → ${size?.after}`, '48,210 → 115,082 to 163,292');
  });

  it('adds first, then removes', () => {
    const adding = suppressedJobPage(
      suppressedReport({ sent: 50_000, accepted: 50_000, unsent: 65_082 }, { removed: open }),
      {
        job: running,
        requests: suppressedRequests(['accepted', 'underWay', 'waiting'], 'waiting'),
      },
    );
    const removing = suppressedJobPage(suppressedReport({}, { removed: open }), {
      job: running,
      requests: suppressedRequests(['accepted', 'accepted', 'accepted'], 'underWay'),
    });
    const [before, after] = [adding, removing].map((page) => find(page, 'progress'));
    assert.equal(before?.texts[0].text, 'Adding…');
    assert.equal(after?.texts[0].text, 'Removing 37 suppressed people');
    const last = after?.cells.at(-1);
    assert.equal(
      last?.title,
      'Remove suppressed people, crm-export.csv, rows 1 to 50,000: under way',
    );
    assert.equal(last?.removes, true);
    assert.match(after?.cellsLabel ?? '', /, 1 to remove suppressed people$/);
    assert.doesNotMatch(JSON.stringify([adding, removing]), /who left/);
  });

  it('says what became of them', () => {
    const done = suppressedJobPage();
    assert.equal(
      done.heading.text,
      '115,082 added to CRM Users 2025, 37 suppressed people removed',
    );
    assert.deepEqual(
      done.main.flatMap((one) => (one.type === 'rows' ? legend(one) : [])),
      [
        ...['115,082 accepted', '37 suppressed', '3,050 duplicates', '1,222 invalid', '610 blank'],
        '−74 removals accepted',
      ],
    );
    const facts = find(done, 'facts')?.items.find(({ label }) => label === 'Suppressed people');
    assert.equal(facts?.text, 'removed as plain, SHA-256');
  });

  it('says that some may still be in the segment, and what was permitted', () => {
    const page = suppressedJobPage(
      suppressedReport({ state: 'failed' }, { removed: open, allowed: ['suppression-stale'] }),
      {
        job: { state: 'failed', resumable: true },
        requests: suppressedRequests(['accepted', 'accepted', 'accepted'], 'waiting'),
      },
    );
    assert.deepEqual(page.intro.at(-1), {
      text: 'Suppressed people may still be in the segment. Resume removes them.',
      strong: true,
    });
    assert.equal(page.bar?.buttons[0].label, 'Resume: Remove 74');
    assert.match(
      JSON.stringify(page.main),
      /Allowed for this run.*A suppression list that is older than its limit/,
    );
  });
});
