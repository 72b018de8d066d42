import { t } from '@vscode/l10n';
import { positionsIn } from '../../../app/nightly/file/jsonTree';
import {
  NIGHTLY_SUFFIX,
  type NightlyFile,
  type TextSpan,
} from '../../../app/nightly/file/nightlyFile';
import { parseNightly } from '../../../app/nightly/file/parseNightly';
import { badArgument, Failure } from '../../../common/failure';
import { fileLabel } from '../../../common/fileName';
import { fileNameOf } from '../../../common/messageText';
import { openSource } from '../../../csv/source';
import type { CommandContext } from '../../context';
import { located, problemsDocument, type LocatedProblem } from '../../output/problemLines';
import type { Result } from '../../output/reporter';

/** A nightly file as it was read. */
export interface ReadNightly {
  /** Absolute. */
  readonly path: string;
  readonly uri: string;
  /** Absent if it has errors. */
  readonly file?: NightlyFile;
  readonly problems: readonly LocatedProblem[];
  /** A problem at a place of it. */
  at(span: TextSpan, rule: string, message: string): LocatedProblem;
}

/** Rejects with `Failure` 'bad-argument' for a file that is none, or can't be read. */
export async function readNightly(
  { terminal }: Pick<CommandContext, 'terminal'>,
  name: string,
  command: string,
): Promise<ReadNightly> {
  const uri = terminal.uriOf(name);
  const path = terminal.resolve(name);
  if (!name.endsWith(NIGHTLY_SUFFIX))
    throw badArgument(
      command,
      t('{0} isn’t a nightly file: their names end with “{1}”.', fileNameOf(uri), NIGHTLY_SUFFIX),
    );
  const text = await textOf(path).catch((error: unknown) => {
    throw error instanceof Failure && error.code === 'not-found'
      ? new Failure('not-found', t('{0} doesn’t exist.', fileNameOf(uri)), command)
      : new Failure('unreadable', t('{0} can’t be read.', fileNameOf(uri)), command);
  });
  const { file, problems } = parseNightly(text, uri);
  const relative = terminal.relative(uri);
  const positionOf = positionsIn(text);
  const placeOf = ({ offset, length }: TextSpan) => {
    const [start, end] = [offset, offset + length].map(positionOf);
    return {
      ...{ line: start.line, startColumn: start.character },
      ...{ endLine: end.line, endColumn: end.character },
    };
  };
  return {
    ...{ path, uri, file },
    problems: problems.map(({ at, message, severity }) =>
      located(relative, {
        ...{ rule: 'nightly', message, place: placeOf(at) },
        severity: severity === 'note' ? 'information' : severity,
      }),
    ),
    at: (span, rule, message) => located(relative, { rule, message, place: placeOf(span) }),
  };
}

async function textOf(path: string): Promise<string> {
  const file = await openSource(path);
  try {
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** The account of a nightly file. Rejects with `Failure` 'bad-argument' if another one was chosen. */
export async function accountOf(
  { options, session }: CommandContext,
  accountId: string,
  command: string,
): ReturnType<CommandContext['session']['account']> {
  const [chosen = accountId] = options.account ?? [];
  if (chosen !== accountId)
    throw badArgument(
      command,
      t('The nightly file is for account {0}, but account {1} was chosen.', accountId, chosen),
    );
  return session.account(accountId);
}

/** The result where a file has errors: nothing is sent of any of them. Undefined if none has. */
export function brokenResult(all: readonly ReadNightly[], command: string): Result | undefined {
  const broken = all.filter(({ file }) => file === undefined);
  if (broken.length === 0) return undefined;
  const problems = all.flatMap((one) => one.problems);
  const [{ uri }] = broken;
  const failure = badArgument(
    command,
    t('{0} has errors. Nothing was sent.', fileLabel(uri).forNotification()),
  );
  return {
    document: problemsDocument(problems),
    lines: [],
    ...{ problems, ending: 'usage', error: failure.toJSON() },
  };
}
