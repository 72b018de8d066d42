import { t } from '@vscode/l10n';
import { Option } from 'commander';
import { NIGHTLY_SUFFIX } from '../../../app/nightly/file/nightlyFile';
import { collect } from '../../flags';
import type { ChoiceFlags } from '../choiceOptions';

/** The options of `run`. */
export type RunFlags = ChoiceFlags & {
  only?: readonly string[];
  deadline?: string;
  confirm?: string;
  all?: true;
};

/** What a check of nightly files can have, too. */
export function onlyOptions(): Option[] {
  return [
    new Option(
      '--only <segment>',
      t('ID of a segment of a nightly file; repeat it for several'),
    ).argParser(collect),
    new Option('--all', t('show every entry of a nightly file')),
  ];
}

/** Whether files are nightly files. */
export function areNightly(files: readonly string[]): boolean {
  return files.some((file) => file.endsWith(NIGHTLY_SUFFIX));
}
