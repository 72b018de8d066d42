import { t } from '@vscode/l10n';
import { Arguments } from '../../../app/arguments';
import type { NightlyFile } from '../../../app/nightly/file/nightlyFile';
import { nightDocument } from '../../../app/nightly/report/nightDocument';
import type { NightEntry, NightReport } from '../../../app/nightly/report/nightReport';
import { entryName, needsPerson, whyOf } from '../../../app/nightly/report/nightTexts';
import { NightRun } from '../../../app/nightly/run/nightRun';
import type { NightControl } from '../../../app/nightly/run/nightServices';
import { trackedByGit } from '../../../app/uploads/plan/gitState';
import { segmentsText } from '../../../common/counts';
import { badArgument } from '../../../common/failure';
import { count } from '../../../common/format';
import { fileNameOf } from '../../../common/messageText';
import { NO_PROGRESS } from '../../../upload/jobTypes';
import type { CommandContext } from '../../context';
import { EXIT_CODES, type Ending } from '../../exitCodes';
import { formatOf } from '../../globalOptions';
import { problemsDocument } from '../../output/problemLines';
import type { Result } from '../../output/reporter';
import { choicesOf, settingsOf } from '../choiceOptions';
import { deadlineAt } from './deadline';
import { endingOfNight } from './nightEnding';
import type { RunFlags } from './nightlyFlags';
import { endLine, nightLines } from './nightTable';
import { accountOf, brokenResult, readNightly, type ReadNightly } from './readNightly';

/** What both `run` and `check` do. */
interface Doing {
  readonly command: 'run' | 'check';
  readonly isCheck: boolean;
}

/** `run`: sends what nightly files say, one file after the other. */
export function runNightly(
  context: CommandContext,
  names: readonly string[],
  flags: RunFlags,
): Promise<Result> {
  return nightly(context, names, flags, { command: 'run', isCheck: false });
}

/**
 * `check` of nightly files: what a run would do, without sending anything. Without credentials, as in a pull
 * request, only what the files say.
 */
export async function checkNightly(
  context: CommandContext,
  names: readonly string[],
  flags: Pick<RunFlags, 'only' | 'all'>,
): Promise<Result> {
  const { options, session, terminal } = context;
  if (options.sandbox === true || session.hasCredentials) {
    await session.check();
    return nightly(context, names, flags, { command: 'check', isCheck: true });
  }
  const all = await readAll(context, names, flags, 'check');
  const problems = all.flatMap((one) => one.problems);
  return (
    brokenResult(all, 'check') ?? {
      document: {
        files: all.map(({ path, file }) => ({ path, segments: file?.entries.length })),
        ...problemsDocument(problems),
      },
      lines: [
        ...all.map(({ uri, file }) =>
          t(
            '{0}: {1} without errors',
            terminal.relative(uri),
            segmentsText(file?.entries.length ?? 0),
          ),
        ),
        t('Not checked, because there are no credentials: the segments and the exports.'),
      ],
      problems,
    }
  );
}

async function nightly(
  context: CommandContext,
  names: readonly string[],
  flags: RunFlags,
  doing: Doing,
): Promise<Result> {
  const { session, interruption } = context;
  const { command, isCheck } = doing;
  const settings = settingsOf(flags, command, context.terminal);
  const confirm = new Arguments({ confirm: flags.confirm }, command).confirm();
  const { allow } = choicesOf(flags, ['allow'], command, context.terminal);
  if (allow && !flags.only)
    throw badArgument(
      command,
      t('“{0}” is for the segments that “{1}” names.', '--allow', '--only'),
    );
  const deadline =
    flags.deadline === undefined ? undefined : deadlineAt(flags.deadline, Date.now());
  const files = await readAll(context, names, flags, command);
  const broken = brokenResult(files, command);
  if (broken) return broken;
  const isTracked = trackedByGit();
  const nights: NightReport[] = [];
  for (const { path, file } of files) {
    if (!file) continue;
    const account = await accountOf(context, file.accountId, command);
    const services = {
      ...{ engine: session.engine, segments: session.list, open: session.uploads.open },
      drafts: (segments: Parameters<typeof session.drafts>[1]) =>
        session.drafts(settings, segments),
      ...{ stateFolder: session.stateFolder, isTracked, now: Date.now },
    };
    const follow = followed(context, chosenOf(file, flags.only).length, isCheck);
    const night = await interruption.during(
      () => follow.announce(),
      (signal) => {
        // Of the one before.
        const own = interruption.isReceived ? AbortSignal.abort() : signal;
        const { patience } = session;
        return new NightRun(file, account, services, {
          ...{
            signal: own,
            patience,
            deadline,
            only: flags.only,
            confirm,
            allow,
            isCheck,
            ...follow,
          },
        }).result(path);
      },
    );
    context.progress.clear();
    nights.push(night);
  }
  return resultOf(context, nights, files, flags);
}

/** Those with a chosen entry, or errors. Rejects with `Failure` 'bad-argument' also if `--only` names a segment that none has. */
async function readAll(
  context: CommandContext,
  names: readonly string[],
  { only = [] }: Pick<RunFlags, 'only'>,
  command: string,
): Promise<ReadNightly[]> {
  const files: ReadNightly[] = [];
  for (const name of names)
    files.push(apartFrom(files, await readNightly(context, name, command), only));
  const known = new Set(files.flatMap(({ file }) => file?.entries.map(({ id }) => id) ?? []));
  const unknown = only.find((id) => !known.has(id));
  if (unknown !== undefined && files.every(({ file }) => file))
    throw badArgument(
      command,
      t('“{0}” names a segment that isn’t in the nightly file.', '--only'),
      unknown,
    );
  return files.filter(({ file }) => !file || chosenOf(file, only).length > 0);
}

/** A nightly file, with an error at each segment that one of the files before it has an entry for, too. */
function apartFrom(
  before: readonly ReadNightly[],
  read: ReadNightly,
  only: readonly string[],
): ReadNightly {
  const chosen = ({ file }: ReadNightly): NightlyFile['entries'] =>
    file ? chosenOf(file, only) : [];
  const known = new Map(before.flatMap((one) => chosen(one).map(({ id }) => [id, one.uri])));
  const problems = chosen(read).flatMap(({ id, at }) => {
    const uri = known.get(id);
    if (uri === undefined) return [];
    return read.at(
      at,
      'nightly',
      t('Segment {0} has an entry in {1} already.', id, fileNameOf(uri)),
    );
  });
  return problems.length === 0
    ? read
    : { ...read, file: undefined, problems: [...read.problems, ...problems] };
}

/** The entries that `--only` names, or all of them. */
function chosenOf({ entries }: NightlyFile, only?: readonly string[]): NightlyFile['entries'] {
  return entries.filter(({ id }) => !only?.length || only.includes(id));
}

/** Says what begins and ends, and shows how many are done. */
function followed(
  { progress, reporter, terminal }: CommandContext,
  total: number,
  isCheck: boolean,
): Pick<NightControl, 'onDidBegin' | 'onDidEnd' | 'onDidWait'> & { announce(): void } {
  let ended = 0;
  const note = (line: string): void => {
    progress.clear();
    reporter.note(line);
  };
  return {
    announce: () => {
      progress.clear();
      terminal.note(
        t(
          'Stopping: waiting up to 10 s for requests in flight. The same line finishes what is left. To stop at once, interrupt again.',
        ),
      );
    },
    onDidWait: note,
    onDidBegin: (entry) => {
      const name = entryName(entry);
      note(entry.state === 'resumed' ? t('{0}: resuming…', name) : t('{0}: sending…', name));
    },
    onDidEnd: (entry) => {
      const { state } = entry;
      ended++;
      if (!isCheck && state !== 'up-to-date' && state !== 'not-begun') note(endLine(entry));
      progress.show({ ...NO_PROGRESS, phase: 'sending', callsDone: ended, callsTotal: total }, () =>
        t('{0} of {1}', count(ended), segmentsText(total)),
      );
    },
  };
}

function resultOf(
  { interruption, options, terminal }: CommandContext,
  nights: readonly NightReport[],
  files: readonly ReadNightly[],
  { all }: RunFlags,
): Result {
  const entries = nights.flatMap((night) => night.entries);
  const ending: Ending = interruption.isReceived ? 'cancelled' : endingOfNight(entries);
  // As text, the table has them.
  const isAnnotated = formatOf(options, terminal.env) === 'github';
  const problems = files.flatMap((read, index) => [
    ...read.problems,
    ...(isAnnotated ? nights[index].entries.filter(needsPerson) : []).flatMap((entry) =>
      problemOf(read, entry),
    ),
  ]);
  return {
    document: nights.length === 1 ? { night: nights[0] } : { nights },
    lines: nights.flatMap((night) => nightLines(night, (all ?? night.isCheck) === true)),
    ending,
    summary: () => nights.map((night) => nightDocument(night, EXIT_CODES[ending], true)).join('\n'),
    problems,
  };
}

/** An entry that needs someone, as a problem at its place in the nightly file. */
function problemOf({ at, file }: ReadNightly, entry: NightEntry): ReturnType<ReadNightly['at']>[] {
  const { error, outcome, segmentId } = entry;
  const own = file?.entries.find(({ id }) => id === segmentId);
  const message = t('{0}: {1}', entryName(entry), whyOf(entry).text);
  return own ? [at(own.at, error?.code ?? outcome, message)] : [];
}
