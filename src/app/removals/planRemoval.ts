import { t } from '@vscode/l10n';
import { fileNames } from '../../common/fileName';
import { compact, pick } from '../../common/records';
import { couldBeData } from '../../csv/header';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import type { PlanControl, Uploads } from '../../upload/contract';
import type { ReadPeople } from '../../upload/people/peopleTypes';
import { SharedReads } from '../../upload/plan/sharedReads';
import { estimatedTime, lastComputation, REQUESTS_PER_MINUTE } from '../../upload/schedule';
import { EVERY_KNOWN } from '../../upload/suppression/suppressionTypes';
import type { Plan, SourceFile, UploadOptions } from '../../upload/uploadTypes';
import type { AccountHandle, Accounts } from '../accounts/account';
import type { History } from '../segments/history';
import { lastRead } from '../segments/sizes/knownSizes';
import type { UploadSettings } from '../uploads/choices/choices';
import { optionsOf } from '../uploads/choices/engineOptions';
import { targetOfCheck } from '../uploads/target';
import { otherPeople, removalFailure } from './removalFailure';
import { isSentNow, ofType, segmentKeyOf } from './removalFigures';
import { newRemovalId } from './removalRecords';
import type {
  PlannedRemoval,
  RemovalPart,
  RemovalRecord,
  RemovalRequest,
  RemovalSegment,
  SegmentName,
  Sending,
  SizedSegment,
} from './removalTypes';
import { readScope, requireOneApplication, type Scope, type ScopeSources } from './scope';

/** Up to so many identifiers, one question is enough. */
const FEW_IDENTIFIERS = 1000;
/** All that a person has of a type, four formats at most, is in the same request of 50,000 identifiers. */
const MAX_PEOPLE_PER_REQUEST = 12_500;
/** Segments that are sent to at the same time. */
export const CONCURRENCY = 4;

/** What a removal is planned with. */
export interface RemovalSources extends ScopeSources {
  readonly accounts: ScopeSources['accounts'] & Pick<Accounts, 'byKey' | 'signedIn'>;
  readonly engine: () => Uploads;
  readonly history: Pick<History, 'of' | 'add'>;
  readonly settingsOf: (uri: string) => UploadSettings;
  /** All accounts of the application; undefined if it can't list them. */
  readonly listAccounts: (
    account: AccountHandle,
  ) => Promise<readonly { id: string; name?: { forTree(): string } }[] | undefined>;
  /** The folder of a receipt that nobody has chosen one for. */
  readonly receiptFolder: string;
  /** The version of this tool. */
  readonly tool: string;
  readonly now: () => number;
}

type Options = Pick<PlanControl, 'signal' | 'onProgress'> & {
  /** Other people than those that were confirmed are an error. */
  isSame?: boolean;
};

/**
 * Reads people and segments, and says what a removal will send. `continues`: one that has begun, as it is
 * on disk. Rejects as reading the files does, with `Failure` 'nothing-to-send' if no row can be read, and
 * 'file-changed' if `isSame` and they have other people.
 */
export async function planRemoval(
  given: RemovalRequest,
  continues: RemovalRecord | undefined,
  sources: RemovalSources,
  { signal, onProgress, isSame = false }: Options = {},
): Promise<PlannedRemoval> {
  const { engine, now } = sources;
  const request = { ...given, options: optionsWith(given.options, continues?.options) };
  const { files, options, accounts } = request;
  requireOneApplication(accounts);
  const before = continues?.parts.at(-1)?.readings.at(-1);
  const control = { before: before?.readable, signal, onProgress };
  const people = await readSealed(request, engine(), control);
  if (people.people === 0 && people.unreadable > 0) throw nobodyReadable(request);
  const { parts, index } = partsWith(people, request, continues);
  if (isSame && index === continues?.parts.length) throw otherPeople(files);
  const types = people.types.filter((one) => one.people > 0).map(({ type }) => type);
  const scope = await readScope(people.rows === 0 ? [] : accounts, types, options, sources, signal);
  const record = recordOf(request, continues, { parts, index, scope }, sources);
  const [{ accountId: own }] = accounts;
  const all = await sources.listAccounts(accounts[0]).catch(() => undefined);
  const nameOf = (id: string): string | undefined =>
    all?.find((one) => one.id === id)?.name?.forTree();
  record.accounts = record.accounts.map((account) =>
    compact({ name: nameOf(account.accountId), ...account }),
  );
  record.notLookedAt = all
    ?.filter(({ id }) => id !== own && !record.accounts.some(({ accountId }) => accountId === id))
    .map(({ id, name }) => compact({ accountId: id, name: name?.forTree() }));
  const reads = new SharedReads();
  const plans = new Map<IdentifierType, Plan>();
  for (const type of people.rows === 0 ? [] : people.types.map((one) => one.type))
    plans.set(
      type,
      await engine().plan(
        filesOfType(files, people.columns, type),
        targetOfCheck(type),
        engineOptionsOf(request, 'remove', type, record.id, sources.settingsOf),
        { isCheck: true, reads, signal },
      ),
    );
  const sendable = record.segments.filter((segment) => isSentNow(segment, index, now()));
  const requests = sendable.reduce(
    (sum, { type }) => sum + (plans.get(type as IdentifierType)?.calls ?? 1),
    0,
  );
  const quota = accounts[0].client.rateLimiter.quota ?? REQUESTS_PER_MINUTE;
  return {
    request,
    record,
    continues,
    part: record.parts[index],
    plans,
    requests,
    duration: estimatedTime(requests, CONCURRENCY, quota),
    isGuarded: people.fields.identifiers > FEW_IDENTIFIERS,
    ...(await knownOf(sendable, index, scope, sources)),
    destinations: scope.destinations,
    reads,
  };
}

/**
 * Reads the people of a request as `Uploads.readPeople` does, with fingerprints that only the application's
 * secret can make: those of one person are kept, and the key of the engine's own is beside them.
 */
export async function readSealed(
  { files, options, accounts: [{ client }] }: RemovalRequest,
  engine: Uploads,
  control: Parameters<Uploads['readPeople']>[2],
): Promise<ReadPeople> {
  const people = await engine.readPeople(files, options.columns, control);
  const { fingerprint, fingerprintBefore: before } = people;
  const sealedBefore = before === undefined ? undefined : client.seal(before);
  return { ...people, fingerprint: client.seal(fingerprint), fingerprintBefore: sealedBefore };
}

/** What is known of the segments from here: sizes, and what was added since the last computation. */
async function knownOf(
  segments: readonly RemovalSegment[],
  index: number,
  { destinations }: Scope,
  sources: RemovalSources,
): Promise<Pick<PlannedRemoval, 'maybeEmpty' | 'largestLoss' | 'again' | 'sizes'>> {
  const sizes = new Map<string, number>();
  const again: SegmentName[] = [];
  const maybeEmpty: SizedSegment[] = [];
  let largestLoss: PlannedRemoval['largestLoss'];
  for (const segment of segments) {
    const key = segmentKeyOf(segment);
    const account = destinations.get(key)?.account;
    if (!account || segment.operation === 'add') continue;
    const entries = await sources.history.of(account, segment.id).catch(() => []);
    const size = lastRead(entries)?.identifiers;
    const { people } = segment.sendings[index];
    if (await wasAddedSince(account, segment.id, sources.now(), sources)) again.push(segment);
    if (size === undefined) continue;
    sizes.set(key, size);
    const share = people / size;
    if (size <= people) maybeEmpty.push({ ...segment, size });
    else if (share > (largestLoss?.share ?? 0)) largestLoss = { ...segment, size, share };
  }
  return { sizes, again, maybeEmpty, largestLoss };
}

/**
 * Whether something was added to a segment from here since the last computation: which of it and a removal
 * counts isn't documented.
 */
export async function wasAddedSince(
  account: AccountHandle,
  segmentId: string,
  now: number,
  { history, engine }: Pick<RemovalSources, 'history' | 'engine'>,
): Promise<boolean> {
  const since = lastComputation(now);
  const entries = await history.of(account, segmentId).catch(() => []);
  return (
    entries.some(
      ({ kind, operation, at }) => kind === 'upload' && operation !== 'remove' && at >= since,
    ) ||
    engine()
      .jobs()
      .some(
        ({ target, operation, calls, finishedAt }) =>
          target.origin === account.origin &&
          target.segmentId === segmentId &&
          operation !== 'remove' &&
          calls > 0 &&
          Date.parse(finishedAt ?? new Date(now).toISOString()) >= since,
      )
  );
}

/** The parts of a record with the people of a request, and which of them those are. */
function partsWith(
  people: ReadPeople,
  { files, isTyped }: RemovalRequest,
  continues: RemovalRecord | undefined,
): { parts: RemovalPart[]; index: number } {
  const { fingerprint, readable, fingerprintBefore } = people;
  const known = continues?.parts ?? [];
  const read = {
    ...pick(people, ['rows', 'people', 'unreadable', 'fields', 'types', 'columns', 'notRead']),
    files: files.map((file) => pick(file, ['uri', 'path', 'columns', 'dialect'])),
    ...(isTyped && { isTyped }),
  };
  const reading = { readable, fingerprint };
  const same = known.findIndex(({ readings }) => readings.at(-1)?.fingerprint === fingerprint);
  if (same >= 0)
    return {
      // Its rows may have moved.
      parts: known.with(same, { ...read, readings: known[same].readings.with(-1, reading) }),
      index: same,
    };
  const last = known.at(-1);
  // The same people, and rows that couldn't be read before.
  if (last && fingerprintBefore === last.readings.at(-1)?.fingerprint) {
    const index = known.length - 1;
    return {
      parts: known.with(index, { ...read, readings: [...last.readings, reading] }),
      index,
    };
  }
  return { parts: [...known, { ...read, readings: [reading] }], index: known.length };
}

/** The record with everything to send open. */
function recordOf(
  { files, accounts, options, reference, folder }: RemovalRequest,
  continues: RemovalRecord | undefined,
  { parts, index, scope }: { parts: RemovalPart[]; index: number; scope: Scope },
  { tool, receiptFolder, settingsOf, now }: RemovalSources,
): RemovalRecord {
  const startedAt = new Date(now()).toISOString();
  const known = new Map(continues?.segments.map((one) => [segmentKeyOf(one), one]));
  const targets = scope.targets.map((target): RemovalSegment => {
    const before = known.get(segmentKeyOf(target));
    known.delete(segmentKeyOf(target));
    const kept = before?.operation === target.operation ? before.sendings : [];
    return {
      ...target,
      sendings: parts.map((part, i) => sendingOf(part, target.type, kept.at(i), i === index)),
    };
  });
  const isRead = ({ accountId }: SegmentName): boolean =>
    scope.accounts.some((one) => one.accountId === accountId && !one.failure);
  const others = [...known.values()].map((segment) => ({
    ...segment,
    sendings: parts.map((part, i) => {
      const sending = sendingOf(part, segment.type, segment.sendings.at(i), i === index);
      // Those of other parts may have types that weren't looked for.
      const isToSend =
        i === index && (sending.state === 'open' || sending.againAfter !== undefined);
      return isRead(segment) && isToSend ? goneFrom(sending) : sending;
    }),
  }));
  const besides = <T extends { accountId: string }>(all: readonly T[] = []): T[] =>
    all.filter(({ accountId }) => !scope.accounts.some((one) => one.accountId === accountId));
  return compact<RemovalRecord>({
    id: continues?.id ?? newRemovalId(now()),
    reference: continues?.reference ?? reference,
    folder: continues?.folder ?? folder ?? receiptFolder,
    tool,
    origin: accounts[0].origin,
    clientId: accounts[0].clientId,
    startedAt: continues?.startedAt ?? startedAt,
    endedAt: continues?.endedAt,
    accounts: [...besides(continues?.accounts), ...scope.accounts],
    options: {
      ...options,
      columns: storableColumns(options.columns, parts[index].columns),
      hash: options.hash ?? settingsOf(files[0]?.uri ?? '').hash,
    },
    parts: files.length > 0 ? parts : [],
    segments: [...targets, ...others],
    outOfReach: [...besides(continues?.outOfReach), ...scope.outOfReach],
    leftOut: [...besides(continues?.leftOut), ...scope.leftOut],
    keptOut: continues?.keptOut,
  });
}

/** What is to be sent of a part, given what was. `isRead`: it was read now. */
function sendingOf(
  part: RemovalPart,
  type: string,
  before: Sending | undefined,
  isRead: boolean,
): Sending {
  const people = ofType(part, type)?.people ?? 0;
  const last = part.readings.length - 1;
  if (before === undefined)
    return {
      state: people === 0 ? 'accepted' : 'open',
      people,
      staying: people,
      reading: people === 0 ? last : -1,
      ...{ identifiers: 0, accepted: 0, rejected: 0, unknown: 0, requests: 0, traceIds: [] },
    };
  if (!isRead) return before;
  const more = Math.max(0, people - before.people);
  if (before.state === 'accepted' && more === 0) return { ...before, reading: last };
  return {
    ...before,
    ...(before.state === 'accepted' && { state: 'open' }),
    people,
    // Of an earlier reading, everyone was accepted.
    staying: before.reading < 0 ? people : before.staying + more,
  };
}

/** Nothing can be sent any more: the segment isn't among those that can be changed. */
function goneFrom(sending: Sending): Sending {
  return {
    ...sending,
    state: 'failed',
    againAfter: undefined,
    error: removalFailure(
      'segment-not-found',
      t('The segment isn’t there any more, can’t be changed any more, or was left out.'),
    ).toJSON(),
  };
}

/** The files with columns of a type, to be read for it. */
export function filesOfType(
  files: readonly SourceFile[],
  columns: ReadPeople['columns'],
  type: string,
): SourceFile[] {
  return files.flatMap((file, index) => {
    const own = columns.filter((one) => one.file === index && one.type === type);
    return own.length > 0 ? [{ ...file, columns: own.map(({ column }) => column) }] : [];
  });
}

/** The options of an upload that is a part of a removal. Nothing holds it back: all was confirmed at once. */
export function engineOptionsOf(
  { files, options: { hash, formats } }: Pick<RemovalRequest, 'files' | 'options'>,
  operation: 'remove' | 'add',
  type: IdentifierType,
  removal: string,
  settingsOf: RemovalSources['settingsOf'],
): UploadOptions {
  const settings = {
    ...settingsOf(files[0]?.uri ?? ''),
    // Who is kept out of audiences by a segment may be on every list.
    suppress: undefined,
    // Without it, nothing tells whether other people are in the files now.
    dedupe: true,
  };
  return {
    ...optionsOf({ files: [], ...compact({ hash, formats }) }, operation, type, settings, 'person'),
    ...(operation === 'remove' && { chunkSize: MAX_PEOPLE_PER_REQUEST }),
    removal,
  };
}

/** A name that may be personal data is replaced by the numbers of the columns that were named. */
function storableColumns(
  given: RemovalRequest['options']['columns'],
  columns: RemovalPart['columns'],
): RemovalRequest['options']['columns'] {
  if (!given?.some((one) => typeof one === 'string' && couldBeData(one))) return given;
  const named = columns.filter(({ file, isNamed }) => file === 0 && isNamed);
  const rest = given.filter((one) => one === EVERY_KNOWN);
  return [...rest, ...named.map(({ column }) => column)];
}

/** A segment that was named for an earlier run is named for all. */
function optionsWith(
  options: RemovalRequest['options'],
  before: RemovalRequest['options'] = {},
): RemovalRequest['options'] {
  const both = (list: 'alsoFrom' | 'addTo'): readonly string[] | undefined =>
    before[list] ? [...new Set([...before[list], ...(options[list] ?? [])])] : options[list];
  return compact({ ...options, alsoFrom: both('alsoFrom'), addTo: both('addTo') });
}

function nobodyReadable({ files }: RemovalRequest): Error {
  return removalFailure(
    'nothing-to-send',
    t(
      'No row of {0} can be read, so everyone in it stays. Look at its problems, or name the column (for customer IDs and RampIDs).',
      fileNames(files).forNotification(),
    ),
  );
}
