import { t } from '@vscode/l10n';
import { peopleText, requestsText, segmentsText } from '../../common/counts';
import type { StoredFailure } from '../../common/failure';
import { allOf, count, duration, plural, utcAndLocal, wholePercent } from '../../common/format';
import { OutsideText, plainText } from '../../common/outsideText';
import { present } from '../../common/records';
import { formatLabel } from '../../identifiers/formatLabel';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import type { ValueFormat } from '../../identifiers/identifierTypes';
import { countSentInEveryFormat, HASH_FORMATS } from '../../upload/hashFormats';
import type { PeopleColumn } from '../../upload/people/peopleTypes';
import {
  isSentNow,
  peopleOf,
  peopleWhoStay,
  removing,
  segmentCounts,
  type StayingPeople,
} from './removalFigures';
import type {
  PlannedRemoval,
  RemovalAccount,
  RemovalPart,
  RemovalRecord,
  RemovalSegment,
  SegmentName,
} from './removalTypes';

/** Names in a sentence; of more, only their number is said. */
const MOST_NAMES = 5;
/** Milliseconds: shorter times are left out. */
const WORTH_SAYING = 10_000;

/** What a removal of people from every segment is about, in sentences that all faces share. */
export function segmentName({ name, id }: SegmentName): string {
  return OutsideText.name(name ?? id).forTree();
}

export function accountName({
  name,
  accountId,
}: Pick<RemovalAccount, 'name' | 'accountId'>): string {
  return OutsideText.name(name ?? accountId).forTree();
}

/** `Store Cards, Gift Cards, and Loyalty Club`; of many, `212 segments`. */
export function segmentNames(segments: readonly SegmentName[]): string {
  return segments.length <= MOST_NAMES
    ? allOf(segments.map(segmentName))
    : segmentsText(segments.length);
}

/** `1 account`, `2 accounts`. */
export function accountsText(n: number): string {
  return plural(n, { one: t('{0} account', count(n)), other: t('{0} accounts', count(n)) });
}

/** The people and the segments of a run that hasn't begun. */
export function sentBy({ record, part }: Pick<PlannedRemoval, 'record' | 'part'>): {
  people: number;
  segments: RemovalSegment[];
} {
  const index = record.parts.indexOf(part);
  const segments = record.segments.filter((one) => isSentNow(one, index, Date.now()));
  const sendings = segments.map((one) => one.sendings[index]);
  // Of rows that were fixed, only those people are sent.
  const areOthers = sendings.every(({ reading, state }) => reading >= 0 && state !== 'accepted');
  const others = Math.max(0, ...sendings.map(({ staying }) => staying));
  return { people: areOthers ? others : part.people, segments };
}

/** What it takes, part by part, the people first. */
export function costParts(planned: PlannedRemoval): string[] {
  const { record, requests, duration: ms } = planned;
  const { people, segments } = sentBy(planned);
  const out = record.outOfReach.length;
  return present([
    peopleText(people),
    accountsText(record.accounts.length),
    segmentsText(segments.length),
    requestsText(requests),
    ms >= WORTH_SAYING && t('takes about {0}', duration(ms)),
    out > 0 && t('{0} out of reach', count(out)),
  ]);
}

/** `12 people · 2 accounts · 212 segments · 212 requests · takes about 1 min · 31 out of reach` */
export function costText(planned: PlannedRemoval): string {
  return costParts(planned).join(' · ');
}

/** `Remove 12 people from 212 segments of Northwind EU (protected) and Northwind CA?` */
export function questionText(planned: PlannedRemoval): string {
  const { people, segments } = sentBy(planned);
  const reached = planned.record.accounts.filter(({ failure }) => !failure);
  const accounts = reached.map((account) =>
    account.isProtected ? t('{0} (protected)', accountName(account)) : accountName(account),
  );
  return t(
    'Remove {0} from {1} of {2}?',
    peopleText(people),
    segmentsText(removing({ segments }).length),
    allOf(accounts),
  );
}

/** Who stays whatever a run does, because they or their account can't be read. */
export function staysBefore(record: RemovalRecord): StayingPeople[] {
  return peopleWhoStay(record).filter(({ reason }) =>
    ['rows', 'fields', 'account'].includes(reason),
  );
}

/** How a sentence on people who stay names segments, an account and a reason. */
export interface StayNames {
  segments: (segments: readonly SegmentName[]) => string;
  account: (accountId: string) => string;
  why: (error: StoredFailure | undefined) => string;
}

/** Where people stay, with the reason, as one sentence for each. */
export function staysTexts(
  record: RemovalRecord,
  stays: readonly StayingPeople[] = peopleWhoStay(record),
  names: StayNames = {
    segments: segmentNames,
    account: (accountId) => accountName(accountOf(record, accountId)),
    why: failureText,
  },
): string[] {
  return stays.map(({ people, reason, segments, type, accountId = '', error }) => {
    const [where, why] = {
      rows: () => [
        t('every segment'),
        plural(people, {
          one: t('their row can’t be read.'),
          other: t('their rows can’t be read.'),
        }),
      ],
      fields: () => [
        t(
          '{0} ({1})',
          // They are in no segment of this account that takes the type, as far as is known.
          segments.length > 0 ? names.segments(segments) : t('every segment'),
          identifierTypeLabel(type),
        ),
        plural(people, {
          one: t('this field can’t be read.'),
          other: t('these fields can’t be read.'),
        }),
      ],
      account: () => [t('every segment of {0}', names.account(accountId)), names.why(error)],
      rejected: () => [names.segments(segments), t('Criteo rejected their identifiers.')],
      failed: () => [names.segments(segments), names.why(error)],
      open: () => [names.segments(segments), names.why(error)],
    }[reason]();
    return t('{0}: {1}', stayIn(people, where), why);
  });
}

/** An account of a removal by its ID. */
export function accountOf(
  { accounts }: Pick<RemovalRecord, 'accounts'>,
  accountId: string,
): Pick<RemovalAccount, 'name' | 'accountId'> {
  return accounts.find((one) => one.accountId === accountId) ?? { accountId };
}

/** `12 people stay in Store Cards` */
function stayIn(people: number, where: string): string {
  return plural(people, {
    one: t('{0} stays in {1}', peopleText(people), where),
    other: t('{0} stay in {1}', peopleText(people), where),
  });
}

/** Why a segment or an account wasn't reached, as the end of a sentence. */
export function failureText(error: StoredFailure | undefined): string {
  switch (error?.status) {
    case undefined:
      return error ? plainText(error.message) : t('not sent, or the answer was lost.');
    case 403:
      return t('no permission (403).');
    case 404:
      return t('the segment no longer exists (404).');
    default:
      return plainText(error?.message ?? '');
  }
}

/** In how many segments it is through: `Removal of 12 people accepted in 209 segments, 3 to send again` */
export function acceptedText(record: RemovalRecord): string {
  const { accepted, again } = segmentCounts(removing(record));
  const text = t(
    'Removal of {0} accepted in {1}',
    peopleText(peopleOf(record)),
    segmentsText(accepted),
  );
  return again > 0 ? t('{0}, {1} to send again', text, count(again)) : text;
}

/** What comes first about a removal that has ended: who stays, or where it was accepted. */
export function resultTitle(record: RemovalRecord): string {
  const stays = peopleWhoStay(record);
  if (stays.length === 0) return acceptedText(record);
  const reached = stays.filter(({ reason }) => reason !== 'rows' && reason !== 'account');
  if (reached.length === 0) return staysTexts(record, stays)[0].replace(/\.$/, '');
  const segments = new Set(reached.flatMap((one) => one.segments));
  return stayIn(Math.max(...reached.map((one) => one.people)), segmentNames([...segments]));
}

/** Both in counts alone, for a log that others read. */
export function countsText(record: RemovalRecord): string {
  const stays = peopleWhoStay(record);
  const segments = new Set(stays.flatMap((one) => one.segments)).size;
  const people = Math.max(0, ...stays.map((one) => one.people));
  const stay = segments > 0 && stayIn(people, segmentsText(segments));
  return present([acceptedText(record), stay])
    .map((text) => `${text}.`)
    .join(' ');
}

/** When it is sent again, in milliseconds since 1970, and to which segments; undefined if to none. */
export function sentAgain(
  record: RemovalRecord,
): { after: number; segments: RemovalSegment[] } | undefined {
  const againOf = ({ sendings }: RemovalSegment): number[] =>
    sendings.flatMap(({ againAfter }) => (againAfter === undefined ? [] : Date.parse(againAfter)));
  const segments = record.segments.filter((segment) => againOf(segment).length > 0);
  if (segments.length === 0) return undefined;
  return { after: Math.max(...segments.flatMap(againOf)), segments };
}

/** Why a removal is sent again to segments, and after which computation (milliseconds since 1970). */
export function againText(segments: readonly SegmentName[], after: number): string {
  return t(
    'Sent again after {0}: {1}. An Add went there since the last computation, and Criteo doesn’t document which of them counts.',
    utcAndLocal(after),
    segmentNames(segments),
  );
}

/** How emails are sent, and how they aren't; undefined if none are. */
export function formatsSentence({ segments }: Pick<RemovalRecord, 'segments'>): string | undefined {
  const sendings = segments.flatMap((segment) => segment.sendings);
  const sent = new Set(sendings.flatMap(({ formats = [] }) => formats));
  const notSent = new Set(sendings.flatMap(({ formatsNotSent = [] }) => formatsNotSent));
  return formatsText([...sent], [...notSent]);
}

/** The same of a run that hasn't begun. */
export function plannedFormats({ plans, request }: PlannedRemoval): string | undefined {
  const plan = plans.get('Email');
  const counts = plan && plan.good > 0 ? countSentInEveryFormat(plan) : {};
  const sent = HASH_FORMATS.filter((format) => counts[format]);
  // In plain only where plain addresses were sent.
  const { formats = 'hashed' } = request.options;
  const notSent = HASH_FORMATS.filter(
    (format) => !counts[format] && !(formats === 'hashed' && format === 'plain'),
  );
  const texts = [
    formatsText(sent, notSent),
    formats === 'hashed' && sent.length > 0 && !counts.plain
      ? t('As plain addresses only where such were sent from here.')
      : undefined,
  ];
  return present(texts).join(' ') || undefined;
}

function formatsText(sent: ValueFormat[], notSent: ValueFormat[]): string | undefined {
  if (sent.length === 0) return undefined;
  const some = notSent.filter((format) => sent.includes(format));
  const none = notSent.filter((format) => !sent.includes(format));
  const labels = (formats: ValueFormat[]): string => formats.map(formatLabel).join(', ');
  return present([
    t('Emails are sent as {0}.', labels(sent)),
    some.length > 0 && t('Not everywhere: {0}.', labels(some)),
    none.length > 0 && t('Not sent: {0}. People who are in a segment that way stay.', labels(none)),
  ]).join(' ');
}

/** What nothing is sent to, as far as nobody can: `31 out of reach: 27 events segments, 4 read-only` */
export function outOfReachText({
  outOfReach,
}: Pick<RemovalRecord, 'outOfReach'>): string | undefined {
  if (outOfReach.length === 0) return undefined;
  const number = (reason: (typeof outOfReach)[number]['reason']): number =>
    outOfReach.filter((one) => one.reason === reason).length;
  const [events, readOnly, others] = [number('events'), number('read-only'), number('unsupported')];
  return t(
    '{0} out of reach: {1}',
    segmentsText(outOfReach.length),
    present([
      events > 0 && t('{0} of events', count(events)),
      readOnly > 0 && t('{0} read-only', count(readOnly)),
      others > 0 && t('{0} of other kinds', count(others)),
    ]).join(', '),
  );
}

/** What nothing is sent to by a rule or a choice, as one sentence for each. */
export function leftOutTexts({ leftOut }: Pick<RemovalRecord, 'leftOut'>): string[] {
  const those = (reason: (typeof leftOut)[number]['reason']): SegmentName[] =>
    leftOut.filter((one) => one.reason === reason);
  const names = (segments: readonly SegmentName[]): string => segments.map(segmentName).join(', ');
  const [keepsOut, unknown, elsewhere] = [
    those('keeps-out'),
    those('role-unknown'),
    those('other-retailer'),
  ];
  return present([
    keepsOut.length > 0 && t('Left out, because they keep people out: {0}', names(keepsOut)),
    unknown.length > 0 && t('Left out, because they may keep people out: {0}', names(unknown)),
    elsewhere.length > 0 && t('Left out, of other retailers: {0}', segmentsText(elsewhere.length)),
  ]);
}

/** Which segments may be empty afterwards; undefined if none is known to. */
export function maybeEmptyText({
  maybeEmpty,
}: Pick<PlannedRemoval, 'maybeEmpty'>): string | undefined {
  return maybeEmpty.length === 0
    ? undefined
    : t('May be empty afterwards: {0}', segmentNames(maybeEmpty));
}

/** Which other segment may lose most; undefined if no size is known. */
export function largestLossText({
  largestLoss,
}: Pick<PlannedRemoval, 'largestLoss'>): string | undefined {
  if (!largestLoss) return undefined;
  const { size, share } = largestLoss;
  return t(
    '{0} may lose the largest share: up to {1} of {2}.',
    segmentName(largestLoss),
    wholePercent(share),
    count(size),
  );
}

/** What an erasure from a segment that keeps people out means. */
export function targetedAgainText(): string {
  return t('These people may be targeted again.');
}

/** From which such segments a removal removes them, too; undefined if from none. */
export function alsoFromText(record: RemovalRecord): string | undefined {
  const { alsoFrom = [] } = record.options;
  const those = removing(record).filter(({ id }) => alsoFrom.includes(id));
  return those.length === 0 ? undefined : t('{0}: {1}', segmentNames(those), targetedAgainText());
}

/** Who may be given as another account. */
export function sameCompanyText(): string {
  return t('Only accounts of the same company: their owner receives these identifiers.');
}

/** What "accepted" says, and what it doesn't. */
export function wellFormedText(): string {
  return t('Accepted means well-formed. Criteo doesn’t say whether they were in the segment.');
}

/** To which segments they are added; undefined if to none. */
export function addedText({ segments }: Pick<RemovalRecord, 'segments'>): string | undefined {
  const added = segments.filter(({ operation }) => operation === 'add');
  return added.length === 0
    ? undefined
    : t('Added to segments that keep people out: {0}', segmentNames(added));
}

/** Accounts of the application that weren't chosen; undefined if there are none. */
export function notLookedAtText({
  notLookedAt = [],
}: Pick<RemovalRecord, 'notLookedAt'>): string | undefined {
  return notLookedAt.length === 0
    ? undefined
    : t('Accounts not looked at: {0}', allOf(notLookedAt.map(accountName)));
}

/** A column by its name, or by its number where that is missing or may be personal data. */
export function columnText({ name, column }: Pick<PeopleColumn, 'name' | 'column'>): string {
  return name === '' ? t('Column {0}', count(column + 1)) : OutsideText.name(name).forTerminal();
}

/** Columns that seem to have identifiers, by which no one is removed. */
export function notReadText({ notRead }: Pick<RemovalPart, 'notRead'>): string | undefined {
  const names = notRead.map((one) =>
    t('{0} ({1})', columnText(one), identifierTypeLabel(one.type)),
  );
  return names.length > 0 ? t('Not read: {0}', names.join(', ')) : undefined;
}
