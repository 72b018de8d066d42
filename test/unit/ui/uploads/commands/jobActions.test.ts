import assert from 'node:assert/strict';
import { UPLOADS_THAT_ARE } from '../../../../../src/ui/uploads/commands/jobActions';
import type { JobSummary, Report } from '../../../../../src/upload/jobTypes';
import { withSides } from '../../../../support/withSides';
import { manifest } from '../../../product/sources';
import { holds } from '../../../product/whenClause';

const report = (changes: Partial<Report> = {}): Report =>
  withSides({
    state: 'finished',
    finishedAt: '2027-01-21T09:00:00Z',
    sent: 1,
    accepted: 1,
    refused: 0,
    unknown: 0,
    ...changes,
  } as Report);
const job = (changes: Partial<JobSummary>): JobSummary =>
  ({
    jobId: 'a',
    operation: 'add',
    state: 'finished',
    resumable: false,
    elsewhere: false,
    plannedAt: '2027-01-21T08:00:00Z',
    files: [{ uri: 'file:///a.csv' }],
    target: { origin: 'o', segmentId: '1' },
    report: report(),
    progress: {},
    ...changes,
  }) as JobSummary;
const kinds = (one: JobSummary, all: readonly JobSummary[] = [one]): string[] =>
  Object.entries(UPLOADS_THAT_ARE).flatMap(([kind, fits]) => (fits(one, all) ? [kind] : []));

describe('the uploads that a command applies to', () => {
  it('are those in a state for it', () => {
    const running = { state: 'running', report: undefined } as const;
    assert.deepEqual(kinds(job(running)), ['cancellable', 'shown']);
    const progress = { stopping: 'cancelled' } as JobSummary['progress'];
    assert.deepEqual(kinds(job({ ...running, progress })), ['shown'], 'it is being cancelled');
    assert.deepEqual(
      kinds(job({ ...running, elsewhere: true })),
      ['shown'],
      'the other window does',
    );
    assert.deepEqual(kinds(job({ state: 'planned', report: undefined })), ['deletable']);
    assert.deepEqual(kinds(job({})), ['ended', 'undoable', 'shown', 'deletable']);
    assert.deepEqual(kinds(job({ operation: 'remove', report: report({ refused: 3 }) })), [
      'ended',
      'shown',
      'rejected',
      'deletable',
    ]);
    for (const state of ['interrupted', 'cancelled', 'failed'] as const)
      assert.deepEqual(
        kinds(job({ state, resumable: true })),
        ['resumable', 'ended', 'shown', 'deletable'],
        state,
      );
  });

  it('can be undone only if no later one went to the same segment', () => {
    const first = job({});
    const later = job({
      jobId: 'b',
      startedAt: '2027-01-21T10:00:00Z',
      report: report({ finishedAt: '2027-01-21T11:00:00Z' }),
    });
    assert.ok(!kinds(first, [first, later]).includes('undoable'));
    assert.ok(kinds(later, [first, later]).includes('undoable'));
  });

  it('have a context key each, which a command or its key depends on', () => {
    const inMenusAlone = ['ended', 'rejected'];
    const inList = { focusedView: 'criteoAudiences.uploads', listFocus: true };
    for (const kind of Object.keys(UPLOADS_THAT_ARE)) {
      if (inMenusAlone.includes(kind)) continue;
      const [key, some, none] =
        kind === 'cancellable'
          ? ['criteoAudiences.uploading', true, false]
          : [`criteoAudiences.none.${kind}`, false, true];
      const { commands, keybindings = [], menus } = manifest().contributes;
      const conditions = [
        ...commands.map(({ enablement }) => enablement),
        ...[...keybindings, ...(menus.commandPalette ?? [])].map(({ when }) => when),
      ];
      const depending = conditions.filter(
        (condition) =>
          holds(condition, { ...inList, [key as string]: some }) &&
          !holds(condition, { ...inList, [key as string]: none }),
      );
      assert.ok(depending.length > 0, kind);
    }
  });
});
