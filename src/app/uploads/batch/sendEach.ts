import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import type { CodeFields } from '../../../common/codes/toolCodes';
import { Failure, toFailure } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import type { Report } from '../../../upload/jobTypes';
import { keepsOutText, roleUnknownText, type SegmentRole } from '../../audiences/keepsOut';
import { nameOf } from '../../segments/labels';
import type { Choices } from '../choices/choices';
import type { FileChoice } from '../choices/fileChoice';
import type { Draft } from '../draft/draft';
import { segmentKey } from '../draft/groupKey';
import { outcomeOf } from '../outcome';
import type { Batch } from './batch';
import { undoOneAnother } from './batchGroup';
import type { BatchOwner } from './batchOwner';

/** How an upload ended: its report, or why there is none. */
export interface UploadEnd {
  report?: Report;
  error?: CodeFields & { message: string };
}

/** The draft of a group, and for each of its lines the 0-based index of its file. */
interface Group {
  readonly draft: Draft;
  readonly files: ReadonlyMap<string, number>;
}

/**
 * Sends the drafts of a program's batch one after the other, and resolves with the end of each line;
 * files of one draft share its report. If a draft can't be sent, its files are retried one by one, so
 * that an unreadable file doesn't hold back the others, except for a Replace and an Update, which
 * need all of them.
 */
export async function sendEach(
  batch: Batch,
  owner: BatchOwner,
  run: (draft: Draft) => Promise<Report>,
): Promise<UploadEnd[]> {
  const groups = batch.groups.flatMap(({ id, lines }): Group[] => {
    const draft = batch.draftOf(id);
    if (!draft) return [];
    const keys = lines.map(({ choices: { files } }) => keyOfFile(files[0]));
    const distinct = [...new Set(keys)];
    const files = new Map(lines.map(({ id }, index) => [id, distinct.indexOf(keys[index])]));
    return [{ draft, files }];
  });
  const all = groups.map(({ draft }) => draft);
  const isOfSeveral = removesFromSeveral(all);
  /** `of`: the draft of all files, if `draft` is of one of them. */
  const endOf = async (draft: Draft, of = draft): Promise<UploadEnd> => {
    try {
      requireNoConflict(of, all);
      if (isOfSeveral) await requireTarget(of, owner);
      return { report: await run(draft) };
    } catch (error) {
      return endedBy(toFailure(error, draft.options.command));
    }
  };
  const ends = new Map<string, UploadEnd>();
  for (const { draft, files } of groups) {
    const end = await endOf(draft);
    for (const id of files.keys()) ends.set(id, end);
    const { choices, options } = draft;
    const { operation } = choices;
    if (
      choices.files.length < 2 ||
      needsAllFiles(operation) ||
      !(await isStoppedByFile(draft, end))
    )
      continue;
    const single: UploadEnd[] = [];
    for (const file of choices.files)
      single.push(
        await endOf(
          owner.draft({ ...choices, files: [file] }, { ...options, isOneOfSeveral: true }),
          draft,
        ),
      );
    for (const [id, index] of files) ends.set(id, single[index]);
  }
  return batch.lines.map(({ id }) => ends.get(id) ?? {});
}

/** The end of what failed before it began. */
export function endedBy({ code, source, message }: Failure): UploadEnd {
  return { error: { code, source, message } };
}

/**
 * Throws `Failure` 'conflict' if another draft changes the same segment with another operation, or
 * both replace or update it.
 */
function requireNoConflict(draft: Draft, all: readonly Draft[]): void {
  const { choices, options } = draft;
  const others = all
    .filter((other) => other !== draft && undoOneAnother(choices, other.choices))
    .map((other) => other.choices);
  if (others.length === 0) return;
  throw new Failure(
    'conflict',
    t(
      '{0} and {1} change the same segment in different ways or hash formats, so one would undo the other. Nothing was sent. Leave some of them out, or send them with the same options.',
      fileNames(choices.files).forNotification(),
      fileNames(others.flatMap((other) => other.files)).forNotification(),
    ),
    options.command,
  );
}

/** Whether people are removed from several segments. */
function removesFromSeveral(drafts: readonly Draft[]): boolean {
  const removals = drafts.filter(({ choices }) => choices.operation === 'remove');
  return new Set(removals.map(({ choices }) => segmentKey(choices.into))).size > 1;
}

/**
 * For a removal, one from several segments: throws `Failure` 'keeps-people-out' if people who are
 * removed from its segment may be targeted again.
 */
export async function requireTarget(
  { choices: { into, operation }, options: { command } }: Draft,
  owner: Pick<BatchOwner, 'destination' | 'optOuts'>,
): Promise<void> {
  if (!into || operation !== 'remove') return;
  const found = await owner.destination(into, command);
  const role = await owner.optOuts.roleOf(found);
  if (role !== 'target') throw heldFailure(role, found.segment, command);
}

/** Why nobody is removed from a segment, one of several. */
export function heldFailure(
  role: Exclude<SegmentRole, 'target'>,
  segment: Segment,
  command: string,
): Failure {
  return new Failure(
    'keeps-people-out',
    t(
      '{0} Nothing was removed from {1}, one of several segments. Add these people to it, or remove them from it alone.',
      role === 'keepOut' ? keepsOutText() : roleUnknownText(),
      nameOf(segment).forNotification(),
    ),
    command,
  );
}

function keyOfFile({ uri, columns, dialect }: FileChoice): string {
  return JSON.stringify([uri, columns, dialect]);
}

/**
 * Whether a single file may be what stopped a draft. Deletes a job that a safety check stopped
 * before any request.
 */
async function isStoppedByFile({ step }: Draft, { report, error }: UploadEnd): Promise<boolean> {
  if (step.kind !== 'sent') return error !== undefined && error.code !== 'cancelled';
  const isBlocked = report !== undefined && outcomeOf(report) === 'blocked';
  if (isBlocked) await step.upload.discard();
  return isBlocked;
}

/** Whether an upload takes out the people who are not in one of its files. */
function needsAllFiles(operation: Choices['operation']): boolean {
  return operation === 'replace' || operation === 'update';
}
