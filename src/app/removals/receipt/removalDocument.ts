import { t } from '@vscode/l10n';
import type { StoredFailure } from '../../../common/failure';
import { isoTime } from '../../../common/format';
import { peopleOf, peopleWhoStay, segmentStateOf, stateOf } from '../removalFigures';
import type {
  RemovalOptions,
  RemovalPart,
  RemovalRecord,
  RemovalSegment,
  SegmentName,
  Sending,
} from '../removalTypes';
import { receiptFileName, receiptMessage, receiptName } from './plainReference';
import { effectOf, keepsPeopleOut, notSentText } from './segmentOutcome';
import { stillToDo } from './stillToDo';

/**
 * The receipt of a removal as JSON: what was asked for and answered, in counts, codes, names, IDs and times in
 * UTC. It has no identifier, nothing made of one, and no line of a file.
 */
export function removalDocument(record: RemovalRecord): object {
  const { accounts, notLookedAt, parts, segments, outOfReach, leftOut, keptOut, options } = record;
  const document = {
    version: 1,
    kind: 'removal',
    state: stateOf(record),
    meaning: meaningText(),
    requestId: record.id,
    reference: plainName(record.reference),
    startedAt: timeOf(record.startedAt),
    endedAt: timeOf(record.endedAt),
    stoppedBy: errorOf(record.stoppedBy),
    tool: toolName(record),
    api: record.origin,
    clientId: record.clientId,
    people: peopleOf(record),
    peopleNotRead: notRead(parts),
    parts: parts.map(partOf),
    stay: peopleWhoStay(record).map(
      ({ people, reason, type, accountId, segments: in_, error }) => ({
        people,
        reason,
        type,
        accountId,
        segments: in_.map((segment) => ({ accountId: segment.accountId, id: segment.id })),
        error: errorOf(error),
      }),
    ),
    accounts: accounts.map(({ name, failure, ...account }) => ({
      ...account,
      name: plainName(name),
      error: errorOf(failure),
    })),
    // Null: they can't be listed.
    accountsNotLookedAt:
      notLookedAt?.map(({ accountId, name }) => ({ accountId, name: plainName(name) })) ?? null,
    segments: segments.map((segment) => ({
      ...nameOf(segment),
      operation: segment.operation,
      state: segmentStateOf(segment),
      keepsPeopleOut: keepsPeopleOut(segment, options) || undefined,
      sendings: segment.sendings.map((sending) => sendingOf(sending, segment, options)),
    })),
    outOfReach: outOfReach.map((one) => ({ ...nameOf(one), reason: one.reason })),
    leftOut: leftOut.map((one) => ({ ...nameOf(one), reason: one.reason })),
    keptOut: keptOut && {
      file: receiptFileName(keptOut.path).forTree(),
      at: timeOf(keptOut.at),
      people: keptOut.people,
    },
    stillToDo: stillToDo(record).map(({ names, ...one }) => ({
      ...one,
      names: names?.map((name) => name.forTree()),
    })),
  };
  // Without what is undefined, at any depth.
  return JSON.parse(JSON.stringify(document)) as object;
}

/** What a receipt proves, and what it doesn't. */
export function meaningText(): string {
  return t(
    'Criteo was asked to remove these people. What it accepted, it accepted as well-formed: it doesn’t say whether a person was in a segment.',
  );
}

export function toolName({ tool }: Pick<RemovalRecord, 'tool'>): string {
  return `criteo-audiences ${tool}`;
}

/** People whose rows can't be read. */
export function notRead(parts: readonly RemovalPart[]): number {
  return parts.reduce((sum, { unreadable }) => sum + unreadable, 0);
}

function columnOf({ name, column, type }: RemovalPart['columns'][number]): object {
  return { name: plainName(name || undefined), column: column + 1, type };
}

function partOf(part: RemovalPart): object {
  const { files, isTyped, columns, rows, people, unreadable, fields, types } = part;
  return {
    isTyped,
    files: isTyped ? undefined : files.map(({ uri }) => receiptFileName(uri).forTree()),
    columns: isTyped ? undefined : columns.map(columnOf),
    columnsNotRead: isTyped || part.notRead.length === 0 ? undefined : part.notRead.map(columnOf),
    rows,
    people,
    peopleNotRead: unreadable,
    fields,
    types: types.map((one) => ({
      type: one.type,
      people: one.people,
      peopleNotRead: one.unreadable,
    })),
  };
}

function sendingOf(sending: Sending, segment: RemovalSegment, options: RemovalOptions): object {
  const { state, isWaiting, people, identifiers, accepted, rejected, unknown } = sending;
  const effect = effectOf(sending, segment);
  return {
    state,
    isWaiting,
    at: timeOf(sending.at),
    people,
    staying: sending.staying,
    identifiers,
    accepted,
    rejected,
    unknown,
    formatsSent: sending.formats,
    formatsNotSent: sending.formatsNotSent?.map((format) => ({
      format,
      why: notSentText(format, options),
    })),
    requests: sending.requests,
    traceIds: sending.traceIds,
    error: errorOf(sending.error),
    sentAgainAfter: timeOf(sending.againAfter),
    firstComputationWithoutThem: isoTime(effect?.computation),
    outOfCampaignsFromAbout: isoTime(effect?.live),
  };
}

function nameOf({ accountId, id, name, retailerId, retailer, type }: SegmentName): object {
  return {
    accountId,
    id,
    name: plainName(name),
    retailerId,
    retailer: plainName(retailer),
    type: type || undefined,
  };
}

function errorOf(error: StoredFailure | undefined): object | undefined {
  return error && { ...error, message: receiptMessage(error.message).forTree() };
}

function plainName(name: string | undefined): string | undefined {
  return name === undefined ? undefined : receiptName(name).forTree();
}

/** In UTC. */
function timeOf(text = ''): string | undefined {
  return isoTime(Date.parse(text));
}
