import assert from 'node:assert/strict';
import {
  canCancel,
  canDelete,
  canResume,
  contextOf,
  findLaterUpload,
  hasEnded,
  isBlocked,
  isOutdated,
  isSentCompletely,
  isShown,
  isUnderWay,
  isUnfinished,
  type RowAbilities,
} from '../../../../../src/app/uploads/standing';
import type { JobSummary, Report } from '../../../../../src/upload/jobTypes';
import { withSides } from '../../../../support/withSides';
import { manifest, readJson } from '../../../product/sources';
import { holds } from '../../../product/whenClause';

const report = withSides({ state: 'failed', sent: 1, refused: 0 } as Report);
const job = (changes: Partial<JobSummary>): JobSummary =>
  ({
    state: 'finished',
    resumable: false,
    elsewhere: false,
    report,
    files: [{ uri: 'file:///work/crm.csv', size: 1 }],
    progress: {},
    ...changes,
  }) as JobSummary;
const stopping = { stopping: 'cancelled' } as JobSummary['progress'];

const ALL: RowAbilities = { hasFile: true, hasSegment: true };

const condition =
  /^view == criteoAudiences\.uploads && viewItem =~ \/(.*)\/( && !listMultiSelection)?$/;

/**
 * Titles of the entries that a row's menu has, a list for each group. `inline`: the buttons of the
 * row instead. `several`: several rows are selected.
 */
function groupsOf(
  jobs: readonly JobSummary[],
  abilities = ALL,
  { inline = false, several = false } = {},
): string[][] {
  const viewItem = contextOf(jobs, abilities);
  const groups = new Map<string, string[]>();
  (manifest().contributes.menus['view/item/context'] ?? [])
    .filter(({ group = '', when = '' }) => {
      const [, pattern, single] = condition.exec(when) ?? [];
      return (
        pattern !== undefined &&
        group.startsWith('inline') === inline &&
        !(several && single !== undefined) &&
        new RegExp(pattern).test(viewItem)
      );
    })
    .sort((a, b) => (a.group ?? '').localeCompare(b.group ?? ''))
    .forEach(({ command, submenu, group = '' }) => {
      const key = group.split('@')[0] ?? '';
      const title = command ? titleOf(command, 'command') : `${titleOf(submenu, 'submenu')} ▸`;
      groups.set(key, [...(groups.get(key) ?? []), title]);
    });
  return [...groups.values()];
}

function titleOf(id = '', kind: 'command' | 'submenu'): string {
  const titles = readJson<Record<string, string>>('package.nls.json');
  return titles[id.replace('criteoAudiences', kind)] ?? assert.fail(id);
}

/** The entries of *Automate ▸* in a row's menu, if it has that. */
function automateOf(...jobs: JobSummary[]): string[] {
  const isOffered = groupsOf(jobs).flat().includes('Automate ▸');
  const entries = (manifest().contributes.menus['criteoAudiences.automate'] ?? [])
    .filter(({ when }) => holds(when, { viewItem: contextOf(jobs, ALL) }))
    .map(({ command }) => titleOf(command, 'command'));
  assert.equal(entries.length > 0, isOffered);
  return entries;
}

const menuOf = (one: JobSummary, abilities?: RowAbilities): string[][] =>
  groupsOf([one], abilities);

const OPEN = ['Open Upload', 'Open Uploaded File', 'Show Segment'];
const COPY = ['Add to Nightly File…', 'Copy as Command'];
const AUTOMATE = ['Automate ▸'];
const START_OVER = ['Start Over…'];
const DELETE = ['Delete Upload Record'];
const RESUME = ['Resume Upload'];
const CANCEL = ['Cancel Upload'];

describe('the menu of an upload', () => {
  it('has what its state allows, in groups, and what is dangerous last', () => {
    for (const state of ['running', 'queued', 'paused'] as const)
      assert.deepEqual(menuOf(job({ state })), [CANCEL, OPEN], state);
    assert.deepEqual(menuOf(job({ state: 'running', progress: stopping })), [OPEN], 'cancelling');
    // Paused by a sign-out it stands still.
    for (const state of ['paused', 'interrupted', 'cancelled', 'failed'] as const)
      assert.deepEqual(
        menuOf(job({ state, resumable: true })),
        [RESUME, OPEN, START_OVER, AUTOMATE, DELETE],
        state,
      );
    for (const state of ['finished', 'failed'] as const)
      assert.deepEqual(menuOf(job({ state })), [OPEN, START_OVER, AUTOMATE, DELETE], state);
  });

  it('copies it as what can repeat it', () => {
    const uris = (...all: string[]): Pick<JobSummary, 'files'> => ({
      files: all.map((uri) => ({ uri, size: 1 })),
    });
    const [file, other] = ['file:///work/a.csv', 'file:///work/b.csv'];
    assert.deepEqual(automateOf(job(uris(file))), COPY);
    assert.deepEqual(automateOf(job(uris(file, other))), COPY);
    assert.deepEqual(automateOf(job(uris(file)), job(uris(other))), COPY);
    assert.deepEqual(automateOf(job(uris('vscode-vfs://work/a.csv'))), []);
    assert.deepEqual(automateOf(job({ ...uris(file), operation: 'update' })), COPY);
    assert.deepEqual(automateOf(job({ ...uris(file, other), operation: 'update' })), [COPY[0]]);
  });

  it('has a button for Resume or Cancel, and no other', () => {
    const inline = (...jobs: JobSummary[]): string[][] => groupsOf(jobs, ALL, { inline: true });
    assert.deepEqual(inline(job({ state: 'running' })), [CANCEL]);
    assert.deepEqual(inline(job({ state: 'cancelled', resumable: true })), [RESUME]);
    assert.deepEqual(inline(job({})), []);
    assert.deepEqual(inline(job({ state: 'running', elsewhere: true })), []);
  });

  it('lets one that waits for its turn be cancelled, and not deleted', () => {
    const waiting = job({ state: 'planned', batch: ['a', 'b'], report: undefined });
    assert.deepEqual(menuOf(waiting), [CANCEL, OPEN]);
    assert.deepEqual([isShown(waiting), isShown(job({ state: 'planned' }))], [true, false]);
  });

  it('offers only what can be opened', () => {
    assert.deepEqual(menuOf(job({ state: 'running' }), {}), [CANCEL, ['Open Upload']]);
    assert.deepEqual(menuOf(job({ state: 'running' }), { hasFile: true })[1], OPEN.slice(0, 2));
  });

  it('offers one whose record can’t be read to be looked at and deleted, and nothing else', () => {
    const unreadable = job({ state: 'failed', report: undefined, files: [] });
    assert.deepEqual(menuOf(unreadable, {}), [['Open Upload'], DELETE]);
  });

  it('offers to find rejected rows only if some were rejected and it is at rest', () => {
    const refused = { ...report, refused: 3 };
    assert.deepEqual(menuOf(job({ report: refused })), [
      [...OPEN, 'Find Rejected Rows…'],
      START_OVER,
      AUTOMATE,
      DELETE,
    ]);
    assert.deepEqual(menuOf(job({ state: 'running', report: refused })), [CANCEL, OPEN]);
  });

  it('offers what its state allows and nothing else, in every state', () => {
    const states = ['queued', 'running', 'paused', 'interrupted', 'finished', 'failed'] as const;
    for (const state of states)
      for (const resumable of [false, true])
        for (const elsewhere of [false, true])
          for (const one of [report, undefined]) {
            const summary = job({ state, resumable, elsewhere, report: one });
            const offered = menuOf(summary).flat();
            const expected: [string[], boolean][] = [
              [[...START_OVER, ...AUTOMATE], hasEnded(summary)],
              [DELETE, canDelete(summary)],
              [RESUME, canResume(summary)],
              [CANCEL, canCancel(summary)],
              [['Open Upload'], true],
            ];
            for (const [titles, isOffered] of expected)
              for (const title of titles)
                assert.equal(
                  offered.includes(title),
                  isOffered,
                  `${title}: ${contextOf([summary])}`,
                );
            assert.ok(!(canDelete(summary) && isUnderWay(summary)));
          }
  });

  it('offers to undo it where that is possible, once it is at rest', () => {
    const undo = { ...ALL, canUndo: true };
    assert.deepEqual(menuOf(job({}), undo), [
      OPEN,
      [...START_OVER, 'Undo Upload…'],
      AUTOMATE,
      DELETE,
    ]);
    assert.deepEqual(menuOf(job({ state: 'running' }), undo), [CANCEL, OPEN]);
    assert.deepEqual(menuOf(job({ elsewhere: true }), undo), [OPEN]);
  });

  it('lets one of another window only be looked at', () => {
    assert.deepEqual(menuOf(job({ state: 'running', elsewhere: true })), [OPEN]);
  });

  it('of several that were sent together has what applies to any of them', () => {
    const [running, cancelled, finished] = [
      job({ state: 'running' }),
      job({ state: 'cancelled', resumable: true }),
      job({}),
    ];
    assert.deepEqual(groupsOf([running, finished]), [CANCEL, OPEN]);
    assert.deepEqual(groupsOf([cancelled, finished]), [RESUME, OPEN, START_OVER, AUTOMATE, DELETE]);
    // A report of one alone is on its page.
    const refused = job({ report: { ...report, refused: 3 } });
    assert.deepEqual(groupsOf([refused, refused], { ...ALL, canUndo: true }), [
      OPEN,
      START_OVER,
      AUTOMATE,
      DELETE,
    ]);
  });

  it('has at most eight entries, whatever applies to it', () => {
    const counts = (['finished', 'failed', 'cancelled', 'interrupted'] as const).flatMap((state) =>
      [false, true].map((resumable) => {
        const one = job({ state, resumable, report: { ...report, refused: 3 } });
        // What can be resumed can't be undone.
        return menuOf(one, { ...ALL, canUndo: !canResume(one) }).flat().length;
      }),
    );
    assert.equal(Math.max(...counts), 8);
  });

  it('of several selected rows deletes their records', () => {
    assert.deepEqual(groupsOf([job({})], ALL, { several: true }), [DELETE]);
    assert.deepEqual(groupsOf([job({ state: 'running' })], ALL, { several: true }), []);
  });

  it('does what the help for screen readers says', () => {
    const words: Record<string, [RegExp, RegExp]> = {
      cancelUpload: [/cancel it/, /l’annuler/],
      resumeUpload: [/resume it/, /le reprendre/],
      startOver: [/start it over/, /le recommencer/],
      undoUpload: [/undo it/, /le défaire/],
      openReport: [/open it/, /l’ouvrir/],
      openUploadedFile: [/open its file/, /ouvrir son fichier/],
      showUploadSegment: [/show its segment/, /afficher son segment/],
      addToNightlyFile: [/add it to a nightly file/, /l’ajouter à un fichier de nuit/],
      copyAsCommand: [/copy it as a command/, /le copier comme commande/],
      findRefusedRows: [/find its rejected rows/, /rechercher ses lignes rejetées/],
      cancelRemoval: [/cancel it/, /l’annuler/],
      resumeRemoval: [/resume it/, /le reprendre/],
      openRemoval: [/open it/, /l’ouvrir/],
      openReceipt: [/open its receipt/, /ouvrez son reçu/],
      forgetJob: [/delete its record<keybinding/, /supprimer son enregistrement<keybinding/],
    };
    const offered = (manifest().contributes.menus['view/item/context'] ?? [])
      .filter(({ when = '' }) => when.includes('criteoAudiences.uploads'))
      .flatMap(({ command, submenu, when = '' }) => {
        assert.match(when, condition, command);
        return command ? { command } : (manifest().contributes.menus[submenu ?? ''] ?? []);
      })
      .map(({ command = '' }) => command.replace('criteoAudiences.', ''));
    assert.deepEqual([...new Set(offered)].sort(), Object.keys(words).sort());
    for (const [index, file] of ['package.nls.json', 'package.nls.fr.json'].entries()) {
      const help = readJson<Record<string, string>>(file)['view.uploads.help'] ?? '';
      for (const [command, patterns] of Object.entries(words))
        assert.match(help, patterns[index] ?? assert.fail(), command);
    }
  });
});

describe('an upload that a safety check stopped', () => {
  const error = { code: 'min-kept', source: 'tool', message: 'Nothing was sent.' } as const;

  it('is blocked: it offers to start over, not to resume', () => {
    const one = job({ state: 'failed', error });
    assert.deepEqual([isBlocked(one), canResume(one), hasEnded(one)], [true, false, true]);
    const context = contextOf([one]);
    assert.match(context, /\.ended\b/);
    assert.doesNotMatch(context, /resumable/);
  });

  it('is none that the engine resumes, that is superseded, or that Criteo rejected with such a word', () => {
    for (const changes of [
      { resumable: true },
      { error: SUPERSEDED },
      { error: { ...error, code: 'network' } },
      { error: { ...error, source: 'api' } },
      { error: undefined },
      { state: 'running' },
    ] as Partial<JobSummary>[])
      assert.equal(isBlocked(job({ state: 'failed', error, ...changes })), false);
  });
});

const SUPERSEDED = { code: 'superseded', source: 'tool' as const, message: 'Start over.' };

describe('a superseded upload', () => {
  it('offers to start over, not to resume', () => {
    for (const state of ['failed', 'cancelled', 'finished'] as const) {
      const one = job({ state, error: SUPERSEDED });
      assert.deepEqual([isOutdated(one), canResume(one), hasEnded(one)], [true, false, true]);
      const context = contextOf([one]);
      assert.match(context, /\.ended\b/);
      assert.doesNotMatch(context, /resumable/);
    }
    assert.equal(isOutdated(job({ state: 'failed' })), false);
  });

  it('counts as sent completely only without what a later one left unsent', () => {
    assert.equal(isSentCompletely(job({ state: 'finished' })), true);
    for (const changes of [
      { state: 'finished', resumable: true },
      { state: 'finished', error: SUPERSEDED },
      { state: 'cancelled' },
    ] as Partial<JobSummary>[])
      assert.equal(isSentCompletely(job(changes)), false, JSON.stringify(changes));
  });
});

describe('an unfinished upload', () => {
  it('is in progress, waits, or was cut off', () => {
    const unfinished: Partial<JobSummary>[] = [
      { state: 'running' },
      { state: 'paused' },
      { state: 'queued' },
      { state: 'planned', batch: ['a', 'b'] },
      { state: 'running', elsewhere: true },
      { state: 'interrupted', resumable: true },
      { state: 'cancelled', resumable: true },
      { state: 'failed', resumable: true },
    ];
    for (const changes of unfinished)
      assert.equal(isUnfinished(job(changes)), true, JSON.stringify(changes));
  });

  it('isn’t one that is over, even if a rejected request could be sent again', () => {
    const over: Partial<JobSummary>[] = [
      { state: 'finished' },
      { state: 'finished', resumable: true },
      { state: 'failed' },
      { state: 'failed', error: SUPERSEDED },
      { state: 'cancelled' },
      { state: 'cancelled', error: SUPERSEDED },
      { state: 'planned' },
    ];
    for (const changes of over)
      assert.equal(isUnfinished(job(changes)), false, JSON.stringify(changes));
  });
});

describe('a later upload', () => {
  const at = (jobId: string, startedAt?: string, segmentId = '7'): JobSummary =>
    ({
      jobId,
      startedAt,
      plannedAt: '2026-03-04T09:00:00Z',
      target: { origin: 'o', clientId: 'c', segmentId },
    }) as JobSummary;

  it('is one to the same segment that started after it', () => {
    const first = at('a', '2026-03-04T10:00:00Z');
    const later = at('b', '2026-03-04T11:00:00Z');
    const others = [first, at('c', '2026-03-04T11:00:00Z', '8'), at('d')];
    assert.equal(findLaterUpload({ jobs: () => others }, first), undefined);
    assert.equal(findLaterUpload({ jobs: () => [...others, later] }, first), later);
  });
});
