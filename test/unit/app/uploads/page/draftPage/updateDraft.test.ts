import assert from 'node:assert/strict';
import { configureFormat } from '../../../../../../src/common/format';
import type { AllowedRisk } from '../../../../../../src/upload/permissions';
import type { UploadModel, UploadSection } from '../../../../../../src/webview/uploadModel';
import { NOW } from '../../plan/plans';
import { draftPage, needsPage, plannedPage, PROPOSED } from '../../update/updatePages';
import { firstPlan, NEW_URI, PREVIOUS, PREVIOUS_URI, updatePlan } from '../../update/updates';

function sectionsOf<T extends UploadSection['type']>(
  { main, first, last }: UploadModel,
  type: T,
): Extract<UploadSection, { type: T }>[] {
  return [...first, ...main, ...last].filter(
    (section): section is Extract<UploadSection, { type: T }> => section.type === type,
  );
}
const notesIn = (model: UploadModel, title: string) =>
  sectionsOf(model, 'notes').find((section) => section.title === title)?.items ?? [];
const button = ({ bar }: UploadModel) => bar?.buttons[0];
const sizeOf = (model: UploadModel) => sectionsOf(model, 'size')[0] ?? model.danger;

const WITHOUT = { choices: { files: [{ uri: NEW_URI }], operation: 'add' as const } };

describe('the page of an Update before it is sent', () => {
  before(() => configureFormat('en', 'UTC'));

  describe('without a previous file', () => {
    it('proposes files with their dates, and takes none by itself', () => {
      const model = needsPage();
      // The focus stays among the operations, from which the arrow keys lead on.
      assert.equal(model.step, draftPage({ kind: 'checking' }, WITHOUT).step);
      assert.notEqual(model.step, draftPage({ kind: 'checking' }).step);
      assert.equal(model.announcement, model.intro[0]?.text);
      const [ways] = sectionsOf(model, 'ways');
      assert.deepEqual(
        ways?.items.map(({ text, note, press, look }) => [
          text || press.label,
          note?.replace('\u202f', ' '),
          press.action,
          press.value,
          look,
        ]),
        [
          [
            'crm-2026-11.csv',
            'in the segment now: sent at Mar 3, 2026, 03:00',
            'choosePrevious',
            '0',
            'primary',
          ],
          ['crm-2026-10.csv', 'in the same folder', 'choosePrevious', '1', 'secondary'],
          ['Choose Previous File…', undefined, 'browsePrevious', undefined, 'link'],
          [
            'First Run: No One Is Removed',
            'if nothing was sent to CRM Users 2025 before',
            'firstRun',
            undefined,
            'link',
          ],
        ],
      );
      assert.deepEqual(
        [button(model)?.label, button(model)?.missing],
        ['Update', 'Choose the previous file first.'],
      );
      const [operation] = sectionsOf(model, 'operation');
      assert.equal(operation?.choices.find(({ chosen }) => chosen)?.value, 'update');
    });

    it('still has two ways where nothing is proposed', () => {
      const [ways] = sectionsOf(needsPage({ previous: undefined }), 'ways');
      assert.deepEqual(
        ways?.items.map(({ press }) => press.action),
        ['browsePrevious', 'firstRun'],
      );
    });
  });

  describe('with a plan', () => {
    it('has new, leaving and unchanged first, and a button with what changes', () => {
      const model = plannedPage();
      const [first] = model.main;
      assert.deepEqual(first?.type === 'rows' && first.legend.map(({ count }) => count), [
        '+1,200',
        '−340',
        '48,000',
      ]);
      assert.equal(button(model)?.label, 'Update: Add 1,200, Remove 340');
      assert.equal(button(model)?.look, 'primary');
      assert.deepEqual(model.heading.text, 'Update CRM Users 2025 with crm-2026-12.csv');
    });

    it('shows the previous file, where it comes from, and a way to change it', () => {
      const [item] = notesIn(plannedPage(), 'Previous file');
      assert.match(item?.text ?? '', /^crm-2026-11\.csv, in the segment now: sent at Mar 3, 2026/);
      assert.deepEqual([item?.press?.label, item?.press?.action], ['Change', 'changePrevious']);
      const remembered = plannedPage(updatePlan(), {
        previous: { proposals: [], chosen: PROPOSED, isRemembered: true },
      });
      assert.equal(
        notesIn(remembered, 'Previous file')[1]?.text,
        'Chosen because files of this name update this segment.',
      );
      const other = plannedPage(updatePlan(), { previous: { proposals: [] } });
      assert.equal(notesIn(other, 'Previous file')[0]?.text, 'crm-2026-11.csv');
    });

    it('shows what is compared with though nobody chose it', () => {
      const of = (changes: Parameters<typeof updatePlan>[0]) =>
        notesIn(plannedPage(updatePlan(changes), { previous: { proposals: [] } }), 'Previous file');
      const [only] = of({ found: [PREVIOUS_URI] });
      assert.equal(only?.text, 'From an earlier upload to this segment: crm-2026-11.csv.');
      assert.equal(only.press?.action, 'changePrevious');
      const both = updatePlan().update?.files ?? [];
      const copy = { ...both[0], uri: 'file:///work/kept.csv.sending' };
      const [chosen, found] = of({ files: [...both, copy], found: [copy.uri] });
      assert.equal(chosen?.text, 'crm-2026-11.csv');
      assert.equal(
        found?.text,
        'Also compared with kept.csv.sending, which an earlier upload put into this segment.',
      );
    });

    it('asks once whether what was sent is an earlier version, or another list', () => {
      const ways = (allowed: readonly AllowedRisk[] = []) => {
        const names = { uri: PREVIOUS_URI, jobId: 'j11' };
        const asked = [{ ...names, foundAt: PREVIOUS_URI }, names];
        return plannedPage(firstPlan({ asked }), {
          choices: { files: [{ uri: NEW_URI }], operation: 'update', previous: [], allow: allowed },
        });
      };
      const model = ways();
      const [section] = sectionsOf(model, 'ways');
      assert.equal(section?.title, 'Is this an earlier version of crm-2026-12.csv?');
      assert.deepEqual(
        section?.items.map(({ press }) => [press.label, press.action, press.value]),
        [
          ['Compare', 'comparePrevious', PREVIOUS_URI],
          ['It Is Another List', 'otherList', undefined],
        ],
      );
      assert.equal(button(model)?.label, 'Update Anyway: Add 49,200');
      assert.deepEqual(sectionsOf(ways(['other-list']), 'ways'), []);
    });

    it('changes nothing while a program waits', () => {
      const model = plannedPage(updatePlan(), { waits: true });
      assert.ok(
        sectionsOf(model, 'notes').every(({ items }) => items.every(({ press }) => !press)),
      );
      assert.equal(notesIn(model, 'Previous file').length, 1);
    });

    it('shows the kept file of a job that has one', () => {
      const keep = 'file:///work/last.csv';
      const choices = {
        files: [{ uri: NEW_URI }],
        operation: 'update' as const,
        keep,
      };
      const model = draftPage({ kind: 'checking' }, { choices, previous: { proposals: [] } });
      assert.equal(notesIn(model, 'Previous file')[0]?.text, 'last.csv');
    });

    it('says of a first run that nobody is removed', () => {
      const model = plannedPage(firstPlan(), {
        choices: { files: [{ uri: NEW_URI }], operation: 'update', previous: [] },
        previous: { proposals: [] },
      });
      assert.equal(notesIn(model, 'Previous file')[0]?.text, 'None: this is the first run.');
      assert.deepEqual(notesIn(model, 'In the previous file'), []);
      assert.equal(button(model)?.label, 'Update: Add 49,200');
    });

    it('has the size before and from where to where after', () => {
      const size = sizeOf(plannedPage());
      assert.deepEqual(
        [size?.before, size?.qualifier, size?.after],
        ['48,360', undefined, '49,200 to 49,220'],
      );
      assert.match(size?.texts.join(' ') ?? '', /Never empty/);
      const shrinking = updatePlan(
        { unchanged: 900, identifiers: 47_080, counts: { ...PREVIOUS, removed: 47_080 } },
        { good: 1000, distinct: 1000 },
      );
      assert.equal(sizeOf(plannedPage(shrinking))?.after, '1,280 to 1,380');
      const wrong = updatePlan(
        { unchanged: 1000, identifiers: 90_000, counts: { ...PREVIOUS, removed: 90_000 } },
        { good: 1000, distinct: 1000 },
      );
      assert.equal(sizeOf(plannedPage(wrong))?.after, '1,000');
    });

    it('needs a click where it may remove people who haven’t left', () => {
      const risky = plannedPage(updatePlan({ isKnown: false }), {}, ['It was never sent.']);
      assert.equal(button(risky)?.look, 'danger');
      assert.equal(button(risky)?.byKey, undefined);
      assert.equal(button(risky)?.label, 'Update Anyway: Add 1,200, Remove 340');
      assert.deepEqual(risky.intro, [{ text: 'It was never sent.', strong: true }]);
    });

    it('has a label for each change, also where nothing changes', () => {
      const label = (added: number, removed: number): string | undefined =>
        button(
          plannedPage(updatePlan({ unchanged: 49_200 - added, counts: { ...PREVIOUS, removed } })),
        )?.label;
      assert.equal(label(0, 0), 'Update: Nothing Changes');
      assert.equal(label(0, 340), 'Update: Remove 340');
      assert.equal(label(1200, 0), 'Update: Add 1,200');
    });
  });

  it('shows the previous file while the files are checked', () => {
    const model = draftPage({ kind: 'checking' });
    assert.match(notesIn(model, 'Previous file')[0]?.text ?? '', /^crm-2026-11\.csv/);
    const adding = draftPage(
      { kind: 'checking' },
      {
        choices: {
          files: [{ uri: NEW_URI }],
          operation: 'add',
          previous: [{ uri: PREVIOUS_URI }],
        },
        now: NOW,
      },
    );
    assert.deepEqual(notesIn(adding, 'Previous file'), [], 'not of another operation');
  });

  it('names Update where Replace is chosen', () => {
    const model = draftPage(
      { kind: 'checking' },
      { choices: { files: [{ uri: NEW_URI }], operation: 'replace' } },
    );
    const [operation] = sectionsOf(model, 'operation');
    assert.deepEqual(
      operation?.choices.map(({ value }) => value),
      ['add', 'remove', 'update', 'replace'],
    );
    assert.match(operation.choices[3]?.hint ?? '', /With Update, it’s never empty\.$/);
  });
});
