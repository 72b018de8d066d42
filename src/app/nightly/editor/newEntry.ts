import { isDeepStrictEqual } from 'node:util';
import { t } from '@vscode/l10n';
import { Failure } from '../../../common/failure';
import type { Plan } from '../../../upload/uploadTypes';
import type { AccountHandle } from '../../accounts/account';
import { UPLOAD_CHOICES } from '../../uploads/choices/choices';
import {
  chosenFor,
  givenOf,
  rowOf,
  type ChoiceName,
  type Chosen,
} from '../../uploads/choices/choiceTable';
import { defaultOf } from '../../uploads/choices/engineOptions';
import { choicesOfJob, limitsChosen } from '../../uploads/choices/jobChoices';
import { nameAge } from '../../uploads/repeat/nextName';
import { pathOf, readingChosen } from '../../uploads/repeat/repeatUpload';
import type { NewEntry } from '../file/addEntries';
import { ENTRY_CHOICES } from '../file/nightlyFile';

/**
 * The entry that has an upload done every night: of a file with a date or a number in its name, the newest of
 * such names. A file whose name stays is kept for the next Update. Throws `Failure` 'not-expressible'.
 */
export function entryOfPlan(plan: Plan, account: AccountHandle, command: string): NewEntry {
  const { target, files, options } = plan;
  const { operation } = options;
  const chosen = choicesOfJob(plan, account);
  const [reading, ...others] = chosen.files.map((file, index) => readingChosen(file, files[index]));
  if (others.some((other) => !isDeepStrictEqual(other, reading)))
    throw new Failure(
      'not-expressible',
      t(
        'These files were read with different columns, delimiters, encodings or headers, but an entry of a nightly file reads all of its files in the same way.',
      ),
      command,
    );
  const paths = files.map((file) => pathOf(file, command));
  const pattern = paths.length === 1 ? patternOf(paths[0]) : undefined;
  const all: Chosen<ChoiceName> = {
    ...givenOf(chosen, UPLOAD_CHOICES),
    ...limitsChosen(plan),
    ...reading,
  };
  return {
    id: target.segmentId,
    name: target.segmentName || undefined,
    operation,
    files: pattern === undefined ? paths : [pattern],
    keep: operation === 'update' && pattern === undefined && paths.length === 1,
    choices: {
      ...chosenFor(ENTRY_CHOICES, (name) =>
        all[name] === (rowOf(name).usual ?? defaultOf(name)) ? undefined : all[name],
      ),
      ...(pattern !== undefined && { every: 'day' }),
    },
  };
}

/** A path with `*` for what later exports have otherwise in their names; undefined if that isn't known. */
function patternOf(path: string): string | undefined {
  const [name] = /[^/\\]*$/.exec(path) ?? [''];
  const age = nameAge(name);
  return (
    age && `${path.slice(0, -name.length)}${name.slice(0, age.from)}*${name.slice(age.to + 1)}`
  );
}
