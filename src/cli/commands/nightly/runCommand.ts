import { t } from '@vscode/l10n';
import { Option } from 'commander';
import { NIGHTLY_SUFFIX } from '../../../app/nightly/file/nightlyFile';
import { namesOf } from '../../../app/uploads/choices/choiceTable';
import type { CliCommand } from '../../cliCommand';
import { choiceOptions } from '../choiceOptions';
import { onlyOptions, type RunFlags } from './nightlyFlags';

/** `run`: what nightly files say. */
export function addRunCommand(program: CliCommand): void {
  program
    .command('run')
    .argument('<file...>', t('nightly files (*{0})', NIGHTLY_SUFFIX))
    .description(t('Send what nightly files say, and finish what an earlier run left'))
    .addOptions(
      ...onlyOptions(),
      new Option('--deadline <time>', t('time in UTC from which on nothing new is begun: 23:30Z')),
      new Option('--confirm <account-id>', t('the account ID, to confirm entries that replace')),
      ...choiceOptions(['allow', ...namesOf('setting')]),
    )
    .examples(
      `run night${NIGHTLY_SUFFIX} --deadline 23:30Z --report night.json`,
      `run night${NIGHTLY_SUFFIX} --only 738406688413290496`,
    )
    .does<RunFlags, [files: string[]]>(async (context, flags, files) => {
      const { runNightly } = await import('./runNightly');
      return runNightly(context, files, flags);
    });
}
