import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { HASHES } from '../../identifiers/identifierTypes';
import { collect, columnOf } from '../flags';
import type { Terminal } from '../terminal';

/** What an update compares its files with. */
export interface UpdateFlags {
  previous?: string[];
  keep?: string;
  /** Once for each column. */
  previousColumn?: string[];
  previousHash?: string;
  maxRemoved?: string;
  removeShared?: true;
  previousUnknown?: true;
  otherList?: true;
  otherFormats?: true;
  invalidGrew?: true;
  cutOff?: true;
}

export function addUpdateOptions(command: Command): void {
  command
    .option(
      '--previous <file...>',
      t('for refresh: what was sent before, to find the people who left'),
    )
    .option(
      '--keep <file>',
      t('for refresh and replace: keeps the file here; the next update compares with it'),
    )
    .option(
      '--previous-column <column>',
      t('for refresh: the column of the previous file, if it is another; repeat it for several'),
      collect,
    )
    .option(
      '--previous-hash <hash>',
      t('for refresh: the --hash that the previous file was sent with: {0}', HASHES.join(', ')),
    )
    .option(
      '--max-removed <ratio>',
      t('for refresh: share of the previous file’s people that may be removed (default: 0.3)'),
    )
    .option(
      '--remove-shared',
      t('for refresh: also removes people who are in another file that was sent to the segment'),
    )
    .option(
      '--previous-unknown',
      t('for refresh: continues without comparing what can’t be found, whose people stay'),
    )
    .option(
      '--other-list',
      t('for refresh: what was sent before is another list, whose people stay'),
    )
    .option(
      '--other-formats',
      t(
        'for refresh: allows that people who left stay in a hash format that can’t be made from their hash',
      ),
    )
    .option(
      '--invalid-grew',
      t('for refresh: allows a file with more invalid rows than the previous one'),
    )
    .option('--cut-off', t('for refresh: allows a file without the last line end'));
}

/** Update flags as arguments of the window's commands. */
export function updateArguments(
  {
    previous,
    keep,
    previousColumn,
    previousHash,
    maxRemoved,
    removeShared,
    previousUnknown,
    otherList,
    otherFormats,
    invalidGrew,
    cutOff,
  }: UpdateFlags,
  terminal: Pick<Terminal, 'uriOf'>,
): object {
  return {
    previous: previous?.map((file) => terminal.uriOf(file)),
    keep: keep === undefined ? undefined : terminal.uriOf(keep),
    previousColumns: previousColumn?.map(columnOf),
    ...{ previousHash, maxRemoved, removeShared },
    ...{ previousUnknown, otherList, otherFormats, invalidGrew, cutOff },
  };
}
