import { t } from '@vscode/l10n';
import { ApiError } from '../../api/errors';
import { IDENTIFIER_TYPES, type NewSegment, type Segment, type SegmentChange } from '../../api/types';
import { carries } from '../base/command';
import { Failure, badArgument } from '../base/failure';
import type { AccountHandle, SegmentList } from '../services';
import { Arguments } from './arguments';
import { problemWords } from './outcome';
import { accountOf, chosenSegments, oneSegment, type Parts } from './parts';
import { plainSegment, type PlainSegment } from './words';

/** Creates whose answer was lost and that were not found afterwards: account and segment → when they were sent. */
const lost = new Map<string, number>();

function lostKey(account: AccountHandle, { name, retailerId, identifierType }: NewSegment): string {
  return JSON.stringify([account.key, name, retailerId, identifierType.toLowerCase()]);
}

/**
 * Creates one segment and puts it into the list. A lost answer is looked up by name, retailer, type and creation time
 * before it is called a failure; so is `name-must-be-unique` for what an earlier try may have made (API.md, Limits).
 * Rejects with a `Failure` that carries the API's code and words.
 */
export async function createOne(list: Pick<SegmentList, 'put'>, account: AccountHandle, wanted: NewSegment, signal?: AbortSignal): Promise<Segment> {
  const startedAt = Date.now();
  const key = lostKey(account, wanted);
  const keep = (segment: Segment): Segment => {
    lost.delete(key);
    list.put(account, segment);
    return segment;
  };
  const lookUp = (since: number): Promise<Segment | undefined> => account.client.findCreated(account.accountId, wanted, since, { signal });
  try {
    const result = await account.client.createSegments(account.accountId, [wanted], { signal });
    const [done] = result.done;
    if (done) return keep(done.item);
    const problem = result.failed[0]?.problem;
    const since = lost.get(key);
    if (problem?.code === 'name-must-be-unique' && since !== undefined) {
      const found = await lookUp(since);
      if (found) return keep(found);
    }
    if (problem) throw new Failure(problem.code ?? 'refused', problemWords(problem), 'createSegment', { traceId: problem.traceId });
    const found = await lookUp(startedAt);
    if (found) return keep(found);
    throw new Failure('no-answer', t('The API answered without a word about “{0}”, and it cannot be found. Refresh before you try again.', wanted.name), 'createSegment');
  } catch (error) {
    if (!(error instanceof ApiError) || error.outcome !== 'unknown') throw error;
    lost.set(key, lost.get(key) ?? startedAt);
    // The look-up may fail for the same reason; then the first failure is what there is to tell.
    const found = await lookUp(startedAt).catch(() => undefined);
    if (found) return keep(found);
    throw error;
  }
}

/** Sends what changed of one segment and puts the answer into the list. */
export async function updateOne(list: Pick<SegmentList, 'put'>, account: AccountHandle, change: SegmentChange, signal?: AbortSignal): Promise<Segment> {
  const result = await account.client.updateSegments(account.accountId, [change], { signal });
  const [done] = result.done;
  if (done) {
    list.put(account, done.item);
    return done.item;
  }
  const problem = result.failed[0]?.problem;
  if (problem) throw new Failure(problem.code ?? 'refused', problemWords(problem), 'updateSegment', { traceId: problem.traceId });
  throw new Failure('no-answer', t('The API answered without a word about segment {0}. Refresh to see whether it changed.', change.id), 'updateSegment');
}

/** `criteoAudiences.createSegment` and `.updateSegment`. */
export function registerCreate(parts: Parts): void {
  const { commands, accounts, list } = parts;

  commands.add<NewSegment & { accountId?: string }, PlainSegment>({
    id: 'criteoAudiences.createSegment',
    accepts([raw]) {
      if (!carries(raw, 'name', 'description', 'retailerId', 'identifierType', 'accountId')) return undefined;
      const args = new Arguments(raw, 'createSegment');
      return {
        name: args.text('name'),
        description: args.optionalText('description'),
        retailerId: args.id('retailerId'),
        identifierType: identifierType(args.text('identifierType')),
        accountId: args.optionalId('accountId'),
      };
    },
    called: async ({ accountId, ...wanted }) => plainSegment(await createOne(list, await accounts.require(accountId), wanted)),
    async asked(...args) {
      parts.panels.create(await accountOf(parts, args));
    },
  });

  commands.add<SegmentChange & { accountId?: string }, PlainSegment>({
    id: 'criteoAudiences.updateSegment',
    accepts([raw]) {
      if (!carries(raw, 'id', 'name', 'description', 'accountId')) return undefined;
      const args = new Arguments(raw, 'updateSegment');
      const change = { id: args.id('id'), name: args.optionalText('name'), description: args.optionalText('description') };
      if (change.name === undefined && change.description === undefined) throw badArgument('updateSegment', t('Nothing to change: pass “name” or “description”.'));
      if (change.name?.trim() === '') throw badArgument('updateSegment', t('A segment needs a name.'));
      return { ...change, accountId: args.optionalId('accountId') };
    },
    called: async ({ accountId, ...change }) => plainSegment(await updateOne(list, await accounts.require(accountId), change)),
    async asked(...args) {
      const [chosen] = chosenSegments(parts.tree, args);
      const { account, segment } = chosen ?? (await oneSegment(parts, [], { title: t('Edit which segment?'), only: 'contactList' }));
      if (!segment.contactList) throw new Failure('segment-events', t('Events segments are edited in Criteo’s own user interface.'), 'updateSegment');
      parts.panels.edit(account, segment);
    },
  });
}

/** The API's own spelling of a type that is known; another as it is: the API decides about types of later. */
function identifierType(text: string): string {
  return IDENTIFIER_TYPES.find((type) => type.toLowerCase() === text.toLowerCase()) ?? text;
}
