import { t } from '@vscode/l10n';
import { checkLabel, CHECKS, examine, type CheckResult } from '../../app/doctor/checkup';
import { BUILD } from '../../app/version';
import type { CliCommand } from '../cliCommand';
import { endingOf } from '../exitCodes';
import { collect } from '../flags';
import { hanging } from '../output/wrapText';
import { checkedSetup, type CheckFlags } from '../session/checkedSetup';
import { retailerOption } from './segments/segmentOptions';

/** What a report of a problem has to name. */
const THIS = `criteo-audiences ${BUILD} · Node.js ${process.versions.node} · ${process.platform}`;
const SIGNS = { true: '✔', false: '✖', null: '–' } as const;

/** `doctor`. */
export function addDoctorCommand(program: CliCommand): void {
  program
    .command('doctor')
    .description(t('Check credentials, permissions, segments and this machine; change nothing'))
    .option(
      '--segment <segment>',
      t('also check this segment, by ID or exact name; repeat it for several'),
      collect,
    )
    .addOptions(retailerOption())
    .examples('doctor', 'doctor --segment "CRM Users" --json')
    .records('unused')
    .reads()
    .does<CheckFlags>(async ({ session, terminal, options, host }, flags) => {
      session.mayCreateFolder = false;
      const { allChecks } = await import('../../app/doctor/checks');
      const setup = checkedSetup(session, host, options, flags);
      const { results, failure } = await examine(setup, allChecks(setup));
      return {
        document: { doctor: results, build: BUILD },
        lines: [THIS, ...linesOf(results, terminal.width)],
        ...(failure && {
          ending: endingOf(failure.error),
          error: failure.error
            .withMessage(t('{0}: {1}', checkLabel(failure.check), failure.error.message))
            .toJSON(),
        }),
      };
    });
}

/** A sign, what was checked, and what was found; below it what to do. */
function linesOf(results: readonly CheckResult[], width: number): string[] {
  const longest = Math.max(...CHECKS.map((name) => checkLabel(name).length));
  return results.flatMap(({ check, ok, message, advice }) => {
    const start = `${SIGNS[`${ok}`]} ${checkLabel(check).padEnd(longest)}  `;
    const indent = ' '.repeat(start.length);
    return [
      ...hanging(message, start, indent, width),
      ...(advice === undefined ? [] : hanging(advice, indent, indent, width)),
    ];
  });
}
