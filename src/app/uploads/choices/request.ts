import { t } from '@vscode/l10n';
import { Failure } from '../../../common/failure';
import { optionName } from '../../../common/optionNames';
import type { Accounts } from '../../accounts/account';
import { Arguments } from '../../arguments';
import { misplacedText } from './choiceRules';
import { UPLOAD_CHOICES, type Choices } from './choices';
import {
  CHOICE_NAMES,
  chosenFor,
  givenOf,
  namesIn,
  rowOf,
  type ChoiceName,
  type Chosen,
  type NamesIn,
} from './choiceTable';
import { fileChoice } from './fileChoice';
import { files } from './kinds';

/** The validated arguments of `criteoAudiences.uploadCsv`. */
export type UploadRequest = Chosen<NamesIn<'argument'>>;

/** The arguments that name files, beside those to upload. */
export const FILE_ARGUMENTS: readonly string[] = CHOICE_NAMES.filter(
  (name) => rowOf(name).kind.isFile,
);

/**
 * Validates the arguments of a command, and rejects those that it doesn't have. `place`: which
 * choices it has. `extra`: what it also has. Throws `Failure` 'bad-argument'.
 */
export function requestFrom(
  raw: Readonly<Record<string, unknown>>,
  operation = 'uploadCsv',
  extra: readonly string[] = [],
  place: 'argument' | 'task' | 'check' = 'argument',
): UploadRequest {
  const args = new Arguments(raw, operation);
  const names: readonly ChoiceName[] = namesIn(place);
  args.rejectUnknownKeys([...names.flatMap(argumentsOf), ...extra]);
  const request = readChoices(args, names);
  const misplaced = misplacedText(request);
  if (misplaced !== undefined) throw args.invalid(misplaced);
  return request;
}

/** The given ones of these choices. Throws `Failure` 'bad-argument' for a value that isn't valid. */
export function readChoices<N extends ChoiceName>(args: Arguments, names: readonly N[]): Chosen<N> {
  return chosenFor(names, (name) => readChoice(args, name));
}

/** Those of these choices whose stored value is valid. */
export function validChoices<N extends ChoiceName>(
  stored: Readonly<Record<string, unknown>>,
  names: readonly N[],
): Chosen<N> {
  const args = new Arguments(stored, '');
  return chosenFor(names, (name) => {
    try {
      return readChoice(args, name);
    } catch (error) {
      if (error instanceof Failure) return undefined;
      throw error;
    }
  });
}

/** What a choice may be called as an argument. */
export function argumentsOf(name: ChoiceName): string[] {
  const { single } = rowOf(name);
  return single ? [name, single] : [name];
}

/** As arguments: a single one of several values by itself. */
export function asArguments(values: Chosen<ChoiceName>): Record<string, unknown> {
  return Object.fromEntries(
    CHOICE_NAMES.flatMap((name) => {
      const value: unknown = values[name];
      const { single, kind } = rowOf(name);
      if (value === undefined) return [];
      if (kind.plain) return [[name, kind.plain(value)]];
      if (Array.isArray(value) && value.length === 1 && (single || kind === files))
        return [[single ?? name, value[0] as unknown]];
      return [[name, value === '\t' ? 'tab' : value]];
    }),
  );
}

function readChoice(args: Arguments, name: ChoiceName): unknown {
  const { kind, single } = rowOf(name);
  const value = kind.read(args, name);
  if (single) {
    const one = args.optionalColumn(single);
    if (one === undefined || value === undefined) return one === undefined ? value : [one];
    if ((value as unknown[]).length === 1 && (value as unknown[])[0] === one) return value;
    throw args.invalid(
      t(
        '“{0}” and “{1}” are both given, but differ. Leave out “{0}”.',
        optionName(single),
        optionName(name),
      ),
    );
  }
  return value;
}

/**
 * The choices that a program passed for files that become one upload and are all read in the same
 * way. Rejects with `Failure` 'unknown-account', 'signed-out' or
 * 'no-account'; the draft reports whatever is missing.
 */
export async function choicesOf(
  uris: readonly string[],
  request: UploadRequest,
  accounts: Pick<Accounts, 'require'>,
): Promise<Choices> {
  const { segmentId, accountId, previous } = request;
  return {
    ...givenOf(request, UPLOAD_CHOICES),
    ...(previous && { previous: previous.map((uri) => ({ uri })) }),
    files: uris.map((uri) => fileChoice(uri, request)),
    into:
      segmentId === undefined
        ? undefined
        : { account: await accounts.require(accountId), segmentId },
  };
}
