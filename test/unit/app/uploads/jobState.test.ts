import assert from 'node:assert/strict';
import { contextOf, hasEnded } from '../../../../src/app/uploads/jobState';
import type { JobSummary, Report } from '../../../../src/upload/uploadTypes';
import { manifest, readJson } from '../../product/sources';

const report = { state: 'failed', sent: 1, refused: 0 } as Report;
const job = (changes: Partial<JobSummary>): JobSummary =>
  ({
    state: 'finished',
    resumable: false,
    elsewhere: false,
    report,
    progress: {},
    ...changes,
  }) as JobSummary;

/** Titles of the entries that a row's menu has: what is not a button of the row. */
function menuOf(summary: JobSummary, canUndo = false): string[] {
  const titles = readJson<Record<string, string>>('package.nls.json');
  const viewItem = contextOf(summary, canUndo);
  return (manifest().contributes.menus['view/item/context'] ?? [])
    .filter(({ group = '', when = '' }) => {
      const [, pattern] =
        /^view == criteoAudiences\.uploads && viewItem =~ \/(.*)\/$/.exec(when) ?? [];
      return (
        pattern !== undefined && !group.startsWith('inline') && new RegExp(pattern).test(viewItem)
      );
    })
    .sort((a, b) => (a.group ?? '').localeCompare(b.group ?? ''))
    .map(({ command = '' }) => titles[command.replace('criteoAudiences.', 'command.')] ?? command);
}

describe('the menu of an upload', () => {
  const CANCEL = ['Cancel Upload', 'Open Upload'];
  const OVER = 'Start Upload Over…';
  const COPY = ['Copy as Command', 'Copy as Task'];
  const REST = ['Open Upload', ...COPY, 'Delete Upload Record'];

  it('has what its state allows', () => {
    for (const state of ['running', 'queued', 'paused'] as const)
      assert.deepEqual(menuOf(job({ state })), CANCEL, state);
    assert.deepEqual(
      menuOf(
        job({ state: 'running', progress: { stopping: 'cancelled' } as JobSummary['progress'] }),
      ),
      ['Open Upload'],
      'it is being cancelled',
    );
    // Paused by a sign-out it stands still.
    for (const state of ['paused', 'interrupted', 'cancelled', 'failed'] as const)
      assert.deepEqual(
        menuOf(job({ state, resumable: true })),
        ['Resume Upload', OVER, ...REST],
        state,
      );
    for (const state of ['finished', 'failed'] as const)
      assert.deepEqual(menuOf(job({ state })), [OVER, ...REST], state);
  });

  it('offers to find rejected rows only if some were rejected and it is at rest', () => {
    const refused = { ...report, refused: 3 };
    assert.deepEqual(menuOf(job({ report: refused })), [
      OVER,
      'Open Upload',
      'Find Rejected Rows…',
      ...COPY,
      'Delete Upload Record',
    ]);
    assert.deepEqual(menuOf(job({ state: 'running', report: refused })), CANCEL);
  });

  it('offers to start it over and to copy it once it has ended', () => {
    const states = ['queued', 'running', 'paused', 'interrupted', 'finished', 'failed'] as const;
    for (const state of states)
      for (const resumable of [false, true])
        for (const elsewhere of [false, true])
          for (const one of [report, undefined]) {
            const summary = job({ state, resumable, elsewhere, report: one });
            for (const title of [OVER, ...COPY])
              assert.equal(
                menuOf(summary).includes(title),
                hasEnded(summary),
                `${title}: ${contextOf(summary)}`,
              );
          }
  });

  it('offers to undo it where that is possible, once it is at rest', () => {
    assert.deepEqual(menuOf(job({}), true), [OVER, 'Undo Upload…', ...REST]);
    assert.deepEqual(menuOf(job({ state: 'running' }), true), CANCEL);
    assert.deepEqual(menuOf(job({ elsewhere: true }), true), ['Open Upload']);
  });

  it('lets one of another window only be looked at', () => {
    assert.deepEqual(menuOf(job({ state: 'running', elsewhere: true })), ['Open Upload']);
  });

  it('does what the help for screen readers says', () => {
    const words: Record<string, [RegExp, RegExp]> = {
      cancelUpload: [/cancel/, /annuler/],
      resumeUpload: [/resume/, /reprendre/],
      startOver: [/start it over/, /recommencer/],
      undoUpload: [/undo it/, /défaire/],
      openReport: [/open its report/, /ouvrir son rapport/],
      copyAsCommand: [/copy it as a command/, /le copier comme commande/],
      copyAsTask: [/or a task/, /ou comme tâche/],
      findRefusedRows: [/find its rejected rows/, /rechercher ses lignes rejetées/],
      forgetJob: [/delete its record/, /supprimer son enregistrement/],
    };
    const offered = (manifest().contributes.menus['view/item/context'] ?? [])
      .filter(({ when = '' }) => when.includes('criteoAudiences.uploads'))
      .map(({ command = '' }) => command.replace('criteoAudiences.', ''));
    assert.deepEqual([...new Set(offered)].sort(), Object.keys(words).sort());
    for (const [index, file] of ['package.nls.json', 'package.nls.fr.json'].entries()) {
      const help = readJson<Record<string, string>>(file)['view.uploads.help'] ?? '';
      for (const [command, patterns] of Object.entries(words))
        assert.match(help, patterns[index] ?? assert.fail(), command);
    }
  });
});
