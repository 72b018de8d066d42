import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { t } from '@vscode/l10n';
import { Failure } from '../../../common/failure';
import { fileNameOf } from '../../../common/messageText';
import { knownType } from '../../../identifiers/identifierTypes';
import type { AccountHandle } from '../../accounts/account';
import { UPLOAD_CHOICES, type Choices } from '../../uploads/choices/choices';
import {
  applies,
  chosenFor,
  namesOf,
  type ChoiceName,
  type Chosen,
} from '../../uploads/choices/choiceTable';
import { fileChoice } from '../../uploads/choices/fileChoice';
import type { NightlyEntry } from './nightlyFile';

const READING = namesOf('file');

/**
 * The choices of an upload that an entry makes for its files. `files`: absolute paths. `identifierType`: of
 * the segment, if it is known: a default for emails isn't used with another one.
 */
export function choicesOfEntry(
  entry: NightlyEntry,
  files: readonly string[],
  account: AccountHandle,
  stateFolder: string,
  identifierType?: string,
): Choices {
  const { id, operation, keep, defaults } = entry;
  const isEmail = identifierType === undefined || knownType(identifierType) === 'Email';
  const chosen: Chosen<ChoiceName> = { ...entry.choices, operation };
  const choices = chosenFor([...UPLOAD_CHOICES, ...READING], (name) =>
    defaults.some((one) => one === name) && !applies(name, operation, isEmail)
      ? undefined
      : chosen[name],
  );
  return {
    ...chosenFor(UPLOAD_CHOICES, (name) => choices[name]),
    files: files.map((path) => fileChoice(pathToFileURL(path).href, choices)),
    into: { account, segmentId: id },
    ...(keep
      ? { keep: pathToFileURL(keptFile(stateFolder, account.accountId, id)).href }
      : // What the records say was sent is compared with.
        operation === 'update' && { previous: [] }),
  };
}

/** Where the file of an entry with `keep` is kept for the next Update. */
export function keptFile(stateFolder: string, accountId: string, segmentId: string): string {
  return join(stateFolder, 'kept', `${accountId}-${segmentId}.csv`);
}

/**
 * Rejects with `Failure` 'tracked-by-git' if a file to be sent, a suppression list or the kept file is in
 * a repository. `isTracked`: `trackedByGit`, or a function that says no where git may not run.
 */
export async function rejectTracked(
  { files, suppress = [], keep }: Pick<Choices, 'files' | 'suppress' | 'keep'>,
  isTracked: (file: string) => Promise<boolean>,
): Promise<void> {
  const uris = [...files.map(({ uri }) => uri), ...suppress.map(({ file }) => file), keep ?? []];
  for (const uri of uris.flat()) {
    const path = fileURLToPath(uri);
    // A link to it may be tracked.
    if (await isTracked(await realpath(path).catch(() => path)))
      throw new Failure(
        'tracked-by-git',
        t(
          'Git tracks {0}, and keeps the people in it for ever. Take it out (git rm --cached) and ignore it.',
          fileNameOf(path),
        ),
      );
  }
}
