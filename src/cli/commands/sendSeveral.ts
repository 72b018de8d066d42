import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import { plainSegment } from '../../app/segments/labels';
import type { Batch } from '../../app/uploads/batch/batch';
import { totalText } from '../../app/uploads/batch/batchResult';
import { requireTarget } from '../../app/uploads/batch/sendEach';
import type { Draft } from '../../app/uploads/draft/draft';
import type { Drafts } from '../../app/uploads/draft/drafts';
import { Cancelled, Failure, toFailure } from '../../common/failure';
import { OutsideText } from '../../common/outsideText';
import { present } from '../../common/records';
import type { CommandContext } from '../context';
import { endingOfSeveral } from '../exitCodes';
import { entryOf, joinedResults, type Entry, type Result } from '../output/reporter';
import { failureSummary } from '../output/stepSummary';
import { confirmTogether, sendDraft, type Sending } from './sendDraft';
import type { UploadTarget, UploadTargets } from './uploadTargets';

/** How the upload to one of several segments ended. */
interface End {
  /** In the document. */
  readonly entry: Named & Entry;
  readonly lines: readonly string[];
  /** For the summary and the problems of all. */
  readonly result?: Pick<Result, 'summary' | 'problems'>;
}

interface Named {
  readonly segmentId?: string;
  /** Its name, as far as it is known. */
  readonly segment?: string;
}

/**
 * Sends a batch, of one account and with one upload for each segment, one after the other. What can't
 * be sent doesn't hold back the others; an interruption does.
 */
export async function sendSeveral(
  context: CommandContext,
  batch: Batch,
  drafts: Drafts,
  found: UploadTargets,
  sending: Sending,
): Promise<Result> {
  const all = batch.groups.flatMap(({ id }) => batch.draftOf(id) ?? []);
  const ends: End[] = [];
  try {
    const asks = !sending.dryRun && all.some(({ choices }) => choices.confirm === undefined);
    const confirmed = asks ? await confirmTogether(context, all) : undefined;
    const send = async ({ segmentId, failure }: UploadTarget): Promise<Result> => {
      const draft = all.find(({ choices }) => choices.into?.segmentId === segmentId);
      if (failure || !draft) throw failure ?? new Error('No draft');
      await requireRole(context, draft, drafts, found);
      return sendDraft(context, draft, sending, confirmed);
    };
    for (const target of found.targets) {
      const result = await send(target).catch((error: unknown) =>
        toFailure(error, batch.options.command),
      );
      ends.push(endOf(result, namesOf(context, found, target)));
    }
  } finally {
    await batch.dispose();
  }
  return resultOf(ends, sending);
}

/** Rejects as `requireTarget` where there are several segments, or if the command was interrupted. */
async function requireRole(
  { interruption }: CommandContext,
  draft: Draft,
  drafts: Drafts,
  { targets }: UploadTargets,
): Promise<void> {
  if (!interruption.isReceived && targets.length > 1)
    await interruption.during(
      () => undefined,
      () => requireTarget(draft, drafts),
    );
  if (interruption.isReceived) throw new Cancelled();
}

function endOf(result: Result | Failure, named: Named): End {
  const entry = entryOf(named, result);
  if (!(result instanceof Failure)) {
    const { error, lines } = result;
    const isSaid = !error || lines.some((line) => line.includes(error.message));
    return { entry, lines: isSaid ? lines : [...lines, error.message], result };
  }
  const { segmentId = '', segment = segmentId } = named;
  const label = OutsideText.name(segment).forTerminal();
  if (entry.ending === 'cancelled') return { entry, lines: [t('Not started: {0}.', label)] };
  return {
    entry,
    lines: [t('{0}: {1}', label, result.message)],
    result: { summary: () => failureSummary(result, label) },
  };
}

function resultOf(ends: readonly End[], { dryRun }: Sending): Result {
  const entries = ends.map(({ entry }) => entry);
  const { summary, problems } = joinedResults(ends.flatMap(({ result }) => result ?? []));
  return {
    document: { uploads: entries },
    lines: present([
      ...ends.flatMap(({ lines }) => lines),
      !dryRun && ends.length > 0 && totalText(entries),
    ]),
    ending: endingOfSeveral(entries.map(({ ending }) => ending)),
    ...(!dryRun && { summary }),
    problems,
  };
}

/** A segment is read when its upload is checked. */
function namesOf(
  { session: { list } }: CommandContext,
  { account }: UploadTargets,
  { name, segmentId }: UploadTarget,
): Named {
  if (segmentId === undefined) return { segment: name };
  const segment = list.find(account, segmentId);
  return segment ? namedBy(segment) : { segmentId };
}

function namedBy(segment: Segment): Named {
  const { id, name } = plainSegment(segment);
  return { segmentId: id, ...(name !== undefined && { segment: name }) };
}
