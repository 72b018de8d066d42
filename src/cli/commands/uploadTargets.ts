import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import { accessOf } from '../../app/segments/labels';
import { resolveRetailerId, resolveSegmentId } from '../../app/segments/resolveSegment';
import { heldFailure } from '../../app/uploads/batch/sendEach';
import type { Choices } from '../../app/uploads/choices/choices';
import type { Drafts } from '../../app/uploads/draft/drafts';
import { failureOf } from '../../app/uploads/draftStep';
import { badArgument, Failure, toFailure } from '../../common/failure';
import { knownType, type IdentifierType } from '../../identifiers/identifierTypes';
import type { CommandContext } from '../context';
import { followedCheck } from './checkFiles';

/** A segment that files are for. */
export interface UploadTarget {
  /** As it was given: its ID or its name. */
  readonly name: string;
  readonly segmentId?: string;
  /** Why it wasn't found by its name. */
  readonly failure?: Failure;
}

/** The segments of an upload. */
export interface UploadTargets {
  readonly account: AccountHandle;
  readonly targets: readonly UploadTarget[];
  /** Of all segments, those that take the file, and why it isn't sent to them. */
  readonly leftOut?: readonly { readonly segment: Segment; readonly failure: Failure }[];
}

/** The segments that were named by ID or name, each once. */
export async function namedTargets(
  { session }: CommandContext,
  account: AccountHandle,
  names: readonly string[],
  retailer: string | undefined,
  command: string,
): Promise<UploadTargets> {
  const targets = new Map<string, UploadTarget>();
  for (const name of names)
    try {
      const segmentId = await resolveSegmentId(session, account, name, retailer, command);
      if (!targets.has(segmentId)) targets.set(segmentId, { name, segmentId });
    } catch (error) {
      targets.set(`name ${name}`, { name, failure: toFailure(error, command) });
    }
  return { account, targets: [...targets.values()] };
}

/**
 * All segments of an account, or of a retailer, that can be changed and have the type of the files;
 * those that keep people out are left out, and those that may fail. Rejects with `Failure`
 * 'bad-argument' if several types fit a file or none, 'segment-not-found' if there is no segment, and
 * if files, segments or audiences can't be read.
 */
export async function allTargets(
  context: CommandContext,
  drafts: Drafts,
  account: AccountHandle,
  choices: Choices,
  retailer: string | undefined,
  command: string,
): Promise<UploadTargets> {
  const { accounts, audiences, list } = context.session;
  const type = await typeOfFiles(context, drafts, choices, command);
  const retailerIds =
    retailer === undefined
      ? undefined
      : [await resolveRetailerId(accounts, account, retailer, command)];
  const all = await list.search(account, { retailerIds });
  // Without them, every segment would be left out.
  await audiences.all(account);
  const targets: UploadTarget[] = [];
  const leftOut: { segment: Segment; failure: Failure }[] = [];
  for (const segment of all) {
    if (accessOf(segment) !== 'writable') continue;
    if (knownType(segment.contactList?.identifierType) !== type) continue;
    const role = await drafts.optOuts.roleOf({ account, segment });
    const target = { name: segment.id, segmentId: segment.id };
    if (role === 'target') targets.push(target);
    else {
      const failure = heldFailure(role, segment, command);
      // These people may still be targeted there.
      if (role === 'unknown') targets.push({ ...target, failure });
      else leftOut.push({ segment, failure });
    }
  }
  if (targets.length === 0 && leftOut.length === 0)
    throw new Failure(
      'segment-not-found',
      t('There is no segment to remove these people from.'),
      command,
    );
  return { account, targets, leftOut };
}

/** The only type that fits each of the files, by the columns that were given for it. */
async function typeOfFiles(
  context: CommandContext,
  drafts: Drafts,
  choices: Choices,
  command: string,
): Promise<IdentifierType> {
  const types = new Set<IdentifierType | undefined>();
  for (const file of choices.files) {
    const options = { by: 'program', command, checks: true } as const;
    const step = await followedCheck(context, drafts.draft({ ...choices, files: [file] }, options));
    if (step.kind !== 'needs' || step.missing !== 'type') throw failureOf(step);
    const fitting = step.candidates.filter(({ fits }) => fits);
    types.add(fitting.length === 1 ? fitting[0].type : undefined);
  }
  const [type, ...others] = types;
  if (type && others.length === 0) return type;
  throw badArgument(
    command,
    t(
      'It isn’t clear which type of identifiers the file has. Name the segments with {0}.',
      '--segment',
    ),
  );
}
