import assert from 'node:assert/strict';
import { configureFormat } from '../../../../../../src/common/format';
import type { UploadModel, UploadSection } from '../../../../../../src/webview/uploadModel';
import { updateJobPage } from '../../update/updatePages';
import { firstPlan, PREVIOUS, removed, updateRequests } from '../../update/updates';

const rowsSections = ({ main }: UploadModel) =>
  main.filter(
    (section): section is Extract<UploadSection, { type: 'rows' }> => section.type === 'rows',
  );
const progressOf = ({ main }: UploadModel) =>
  main.find(
    (section): section is Extract<UploadSection, { type: 'progress' }> =>
      section.type === 'progress',
  );
const intro = (model: UploadModel): string => model.intro.map(({ text }) => text).join(' ');
const labels = ({ bar }: UploadModel): string[] => (bar?.buttons ?? []).map(({ label }) => label);

const OPEN = removed({ sent: 0, accepted: 0, unsent: 680 });
const running = { state: 'running' as const, resumable: false };
const RISKS = {
  code: 'adds-open',
  source: 'tool' as const,
  message: 'Some weren’t added.',
  operation: 'upload',
};

describe('the page of an Update once it is sent', () => {
  before(() => configureFormat('en', 'UTC'));

  it('says whether it adds or removes at the moment', () => {
    const adding = updateJobPage(
      { sent: 24_600, accepted: 24_600, unsent: 24_600, removed: OPEN },
      { job: running, requests: updateRequests(['accepted', 'underWay'], ['waiting', 'waiting']) },
    );
    assert.equal(progressOf(adding)?.texts[0]?.text, 'Adding…');
    assert.equal(adding.heading.text, 'Updating CRM Users 2025 with crm-2026-12.csv');
    const removing = updateJobPage(
      { removed: OPEN },
      { job: running, requests: updateRequests(['accepted', 'accepted'], ['underWay', 'waiting']) },
    );
    assert.equal(progressOf(removing)?.texts[0]?.text, 'Removing 340 people who left');
    assert.match(adding.bar?.text ?? '', /added or removed isn’t undone/);
  });

  it('tells requests that remove apart, also in their titles and for screen readers', () => {
    const progress = progressOf(
      updateJobPage(
        { removed: OPEN },
        { job: running, requests: updateRequests(['accepted'], ['underWay', 'waiting']) },
      ),
    );
    assert.deepEqual(
      progress?.cells.map(({ removes = false }) => removes),
      [false, true, true],
    );
    assert.deepEqual(
      progress.cells.map(({ title }) => title),
      [
        'crm-2026-12.csv, rows 1 to 1,000: accepted',
        'Remove people who left, crm-2026-11.csv, rows 1 to 1,000: under way',
        'Remove people who left, crm-2026-11.csv, rows 1,001 to 2,000: waiting',
      ],
    );
    assert.match(progress.cellsLabel, /2 to remove people who left$/);
  });

  it('never puts adds and removals into one cell', () => {
    const progress = progressOf(
      updateJobPage(
        {},
        {
          job: running,
          requests: updateRequests(Array(599).fill('accepted'), Array(3).fill('waiting')),
        },
      ),
    );
    const cells = progress?.cells ?? [];
    assert.equal(cells.filter(({ removes }) => removes).length, 2);
    assert.ok(cells.every(({ removes, title }) => Boolean(removes) === title.startsWith('Remove')));
  });

  it('reports the rows of the file, then the people who left and the previous file', () => {
    const model = updateJobPage();
    assert.deepEqual(model.heading, { text: 'CRM Users 2025 updated: +1,200 −340', icon: 'pass' });
    assert.deepEqual(
      rowsSections(model).map(({ title, legend }) => [
        title,
        `${legend[0]?.count} ${legend[0]?.text}`,
      ]),
      [
        ['Rows', '49,200 accepted'],
        ['People who left', '−680 removals accepted'],
      ],
    );
    const previous = model.main.find(({ title }) => title === 'In the previous file');
    assert.match(
      previous?.type === 'notes' ? (previous.items[0]?.text ?? '') : '',
      /^48,380 rows: /,
    );
    const facts = model.last.find((section) => section.type === 'facts');
    const fact =
      facts?.type === 'facts' && facts.items.find(({ label }) => label === 'Previous file');
    assert.deepEqual(fact && [fact.text, fact.press?.action], ['crm-2026-11.csv', 'openFile']);
    assert.equal(model.announcement, 'CRM Users 2025 updated: +1,200 −340');
  });

  it('says of a first run that nobody was removed', () => {
    const none = { ...PREVIOUS, rows: 0, still: 0, removed: 0 };
    const model = updateJobPage(
      {
        unchanged: 0,
        removed: removed({ rows: 0, sent: 0, accepted: 0 }),
        previous: none,
        firstRun: true,
      },
      { plan: firstPlan() },
    );
    assert.equal(model.heading.text, 'CRM Users 2025 updated: +49,200');
    const note = model.main.find(({ type }) => type === 'notes');
    assert.match(JSON.stringify(note), /First run: no one leaves\./);
  });

  it('means that nobody was lost where an add stays open, and offers to resume', () => {
    const model = updateJobPage(
      { state: 'failed', accepted: 24_600, unknown: 24_600, removed: OPEN },
      {
        job: { state: 'failed', resumable: true, error: RISKS },
        requests: updateRequests(['accepted', 'unknown'], ['waiting', 'waiting']),
      },
    );
    assert.equal(model.heading.text, 'The update of CRM Users 2025 is incomplete');
    assert.deepEqual(
      [model.callout?.title, model.callout?.text],
      ['No one was removed yet', 'Some weren’t added.'],
    );
    assert.match(
      intro(model),
      /still in it\. Resume adds the rest, then removes 340 people who left\.$/,
    );
    assert.equal(labels(model)[0], 'Resume: Send 24,600');
  });

  it('waits with the removals while a request of the file was rejected as a whole', () => {
    const model = updateJobPage(
      { state: 'failed', accepted: 24_600, refused: 24_600, removed: OPEN },
      {
        job: { state: 'failed', resumable: true },
        requests: updateRequests(['accepted', 'rejected'], ['waiting']),
      },
    );
    assert.match(intro(model), /Resume adds the rest/);
  });

  it('resumes with the removals alone once everyone is added', () => {
    const model = updateJobPage(
      { state: 'cancelled', removed: removed({ sent: 340, accepted: 340, unsent: 340 }) },
      {
        job: { state: 'cancelled', resumable: true },
        requests: updateRequests(['accepted', 'accepted'], ['accepted', 'waiting']),
      },
    );
    assert.match(
      intro(model),
      /Everyone in the file is in the segment\. Resume removes the remaining people who left/,
    );
    assert.equal(labels(model)[0], 'Resume: Remove 340');
  });

  it('has the size that is to be expected, never less than the file', () => {
    const size = (model: UploadModel) => model.first.find(({ type }) => type === 'size');
    const after = (model: UploadModel): string | undefined => {
      const section = size(model);
      return section?.type === 'size' ? `${section.qualifier ?? ''}${section.after}` : undefined;
    };
    // 48,210 before, 1,200 new, 340 left.
    assert.equal(after(updateJobPage()), '49,200');
    assert.equal(
      after(updateJobPage({ unchanged: 0, removed: removed({ rows: 0 }) })),
      '49,200 to 97,410',
    );
  });
});
