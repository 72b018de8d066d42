import { t } from '@vscode/l10n';
import { Arguments } from '../../../app/arguments';
import { nightDocument } from '../../../app/nightly/report/nightDocument';
import {
  isFinishedNextTime,
  type NightEntry,
  type NightRemoval,
  type NightReport,
} from '../../../app/nightly/report/nightReport';
import { entryName, isDone } from '../../../app/nightly/report/nightTexts';
import { NightRun, type NightFile } from '../../../app/nightly/run/nightRun';
import type { NightControl, NightServices } from '../../../app/nightly/run/nightServices';
import { trackedByGit } from '../../../app/uploads/plan/gitState';
import { segmentsText } from '../../../common/counts';
import { badArgument } from '../../../common/failure';
import { count } from '../../../common/format';
import { fileNameOf } from '../../../common/messageText';
import { NO_PROGRESS } from '../../../upload/jobTypes';
import type { CommandContext } from '../../context';
import { endingOfSeveral, EXIT_CODES, type Ending } from '../../exitCodes';
import { problemsDocument } from '../../output/problemLines';
import type { Result } from '../../output/reporter';
import { choicesOf, settingsOf } from '../choiceOptions';
import { finishDue } from '../removal/listedRemovals';
import { deadlineAt, passedText } from './deadline';
import type { RunFlags } from './nightlyFlags';
import { endLine, nightLines } from './nightTable';
import { accountOf, brokenResult, readNightly, type ReadNightly } from './readNightly';

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
    return runNightly(context, names, flags, true);
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

/** `run`: sends what nightly files say, all of them in one queue. `isCheck`: sends nothing. */
export async function runNightly(
  context: CommandContext,
  names: readonly string[],
  flags: RunFlags,
  isCheck = false,
): Promise<Result> {
  const { session, interruption } = context;
  const command = isCheck ? 'check' : 'run';
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
  const services: NightServices = {
    ...{ engine: session.engine, segments: session.list, open: session.uploads.open },
    drafts: (segments) => session.drafts(settings, segments),
    ...{ stateFolder: session.stateFolder, isTracked: trackedByGit(), now: Date.now },
  };
  // All of them before anything is sent.
  const ready: NightFile[] = [];
  for (const { path, file } of files)
    if (file)
      ready.push({ path, file, account: await accountOf(context, file.accountId, command) });
  const removals = isCheck ? [] : await finishDue(context, ready, deadline);
  const total = ready.reduce((sum, { file }) => sum + file.entries.length, 0);
  const { announce, ...follow } = followed(context, total, isCheck);
  const nights = await interruption.during(announce, (own) => {
    // It may have come during the removals.
    const signal = interruption.isReceived ? AbortSignal.abort() : own;
    const control = { signal, patience: session.patience, deadline, confirm, allow, isCheck };
    return new NightRun(ready, services, { ...control, ...follow }).result();
  });
  context.progress.clear();
  if (removals.length > 0) nights[0] = { ...nights[0], removals };
  return resultOf(context, nights, files, flags.all, passedText(deadline));
}

/**
 * The files with their chosen entries: those that have one, or errors. Rejects with `Failure` 'bad-argument'
 * also if `--only` names a segment that none has.
 */
async function readAll(
  context: CommandContext,
  names: readonly string[],
  { only }: Pick<RunFlags, 'only'>,
  command: string,
): Promise<ReadNightly[]> {
  const files: ReadNightly[] = [];
  for (const name of names) {
    const read = await readNightly(context, name, command);
    const file = read.file && {
      ...read.file,
      entries: read.file.entries.filter(({ id }) => only?.includes(id) ?? true),
    };
    files.push(apartFrom(files, { ...read, file }));
  }
  const known = files.flatMap(({ file }) => file?.entries.map(({ id }) => id) ?? []);
  const unknown = only?.find((id) => !known.includes(id));
  if (unknown !== undefined && files.every(({ file }) => file))
    throw badArgument(
      command,
      t('“{0}” names a segment that isn’t in the nightly file.', '--only'),
      unknown,
    );
  return files.filter(({ file }) => file?.entries.length !== 0);
}

/** A nightly file, with an error at each segment that one of the files before it has an entry for, too. */
function apartFrom(before: readonly ReadNightly[], read: ReadNightly): ReadNightly {
  const known = new Map(
    before.flatMap(({ file, uri }) => (file?.entries ?? []).map(({ id }) => [id, uri])),
  );
  const problems = (read.file?.entries ?? []).flatMap(({ id, at }) => {
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

/** How a run ends because of a removal. */
const ENDINGS = {
  ...{ finished: 'finished', due: 'finished', left: 'gave-up', stopped: 'partial' },
} as const satisfies Record<NightRemoval['state'], Ending>;

function resultOf(
  { interruption }: CommandContext,
  nights: readonly NightReport[],
  files: readonly ReadNightly[],
  all?: true,
  passed?: string,
): Result {
  const entries = nights.flatMap((night) => night.entries);
  const removals = nights.flatMap((night) => night.removals ?? []);
  const ending: Ending = interruption.isReceived
    ? 'cancelled'
    : endingOfSeveral([endingOfNight(entries), ...removals.map(({ state }) => ENDINGS[state])]);
  return {
    document: nights.length === 1 ? { night: nights[0] } : { nights },
    lines: nights.flatMap((night) => nightLines(night, (all ?? night.isCheck) === true, passed)),
    ending,
    summary: () => nights.map((night) => nightDocument(night, EXIT_CODES[ending], true)).join('\n'),
    problems: files.flatMap(({ problems }) => problems),
  };
}

/**
 * How a run of nightly files ends: `gave-up` if all that is missing will be finished by the same line,
 * `partial` if something is done, and otherwise what all of it failed with.
 */
function endingOfNight(entries: readonly NightEntry[]): Ending {
  const open = entries.filter((entry) => !isDone(entry));
  if (open.every(isFinishedNextTime)) return open.length === 0 ? 'finished' : 'gave-up';
  if (open.length < entries.length) return 'partial';
  const [{ outcome }] = open;
  return open.every((one) => EXIT_CODES[one.outcome] === EXIT_CODES[outcome]) ? outcome : 'failed';
}
