import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { HASHES } from '../../identifiers/identifierTypes';
import { PERMISSIONS } from '../../upload/uploadTypes';
import { collect, columnOf } from '../flags';
import type { Terminal } from '../terminal';

/** What an update compares its files with, and what it may do. */
export interface UpdateFlags {
  previous?: string[];
  keep?: string;
  /** Once for each column. */
  previousColumn?: string[];
  previousHash?: string;
  maxRemoved?: string;
  /** Lists separated by commas. */
  allow?: string[];
}

/** For `update`. */
export function addUpdateOptions(command: Command): void {
  command
    .option('--previous <file...>', t('what was sent before, to find the people who left'))
    .option('--keep <file>', t('keep the file here; the next update compares with it'))
    .option(
      '--previous-column <column>',
      t('column of the previous file, if another; repeat it for several'),
      collect,
    )
    .option(
      '--previous-hash <hash>',
      t('hash of the previous file, if another: {0}', HASHES.join(', ')),
    )
    .option(
      '--max-removed <ratio>',
      t('largest share of the previous file’s people to remove (default: 0.3)'),
    )
    .option(
      '--allow <list>',
      t('allow for this run only: {0}', PERMISSIONS.join(', ')),
      collect,
    );
}

/** Update flags as arguments of the window's commands. */
export function updateArguments(
  { previous, keep, previousColumn, previousHash, maxRemoved, allow }: UpdateFlags,
  terminal: Pick<Terminal, 'uriOf'>,
): object {
  return {
    previous: previous?.map((file) => terminal.uriOf(file)),
    keep: keep === undefined ? undefined : terminal.uriOf(keep),
    previousColumns: previousColumn?.map(columnOf),
    ...{ previousHash, maxRemoved },
    allow: allow?.flatMap((list) => list.split(',').map((one) => one.trim())),
  };
}
