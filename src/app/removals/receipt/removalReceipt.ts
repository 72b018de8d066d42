import { t } from '@vscode/l10n';
import { peopleText, segmentsText } from '../../../common/counts';
import { count } from '../../../common/format';
import { bullets, joinSections, table } from '../../../common/markdown';
import { OutsideText } from '../../../common/outsideText';
import { groupBy, present } from '../../../common/records';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import { utcSpan } from '../../uploads/words/timeSpan';
import {
  byAccountAndType,
  peopleOf,
  peopleWhoStay,
  removing,
  segmentCounts,
  stateOf,
} from '../removalFigures';
import { failureText, staysTexts } from '../removalTexts';
import type {
  RemovalPart,
  RemovalRecord,
  RemovalSegment,
  RemovalState,
  SkippedSegment,
} from '../removalTypes';
import { receiptFileName, receiptMessage, receiptName } from './plainReference';
import { accountName, segmentNames } from './receiptNames';
import { meaningText, notRead, toolName } from './removalDocument';
import { secondText, segmentOutcome } from './segmentOutcome';
import { stillToDo } from './stillToDo';

/**
 * The receipt of a removal for people, as Markdown that is read as text, too: what `removalDocument` has, with the
 * people who stay first.
 */
export function removalReceipt(record: RemovalRecord): string {
  const { accounts, segments, outOfReach, leftOut, stoppedBy } = record;
  const state = stateOf(record);
  const added = segments.filter(({ operation }) => operation === 'add');
  return joinSections([
    `# ${t('Receipt: removal from every segment')}`,
    t('State: {0}', stateLabel(state)),
    meaningText(),
    state === 'open' && t('This removal has begun, and hasn’t ended.'),
    stoppedBy &&
      (stoppedBy.code === 'cancelled'
        ? t('The last run was cancelled.')
        : t('The last run ended early. {0}', receiptMessage(stoppedBy.message).forCopy())),
    accounts.some(({ isSandbox }) => isSandbox) && t('Local sandbox: nothing is sent to Criteo.'),
    section(
      t('People who stay'),
      staysTexts(record, peopleWhoStay(record), {
        segments: (segments) => segmentNames(segments, record),
        account: (accountId) => accountName(record, accountId).forCopy(),
        why: (error) => receiptMessage(failureText(error)).forCopy(),
      }),
    ),
    section(t('Request'), requestLines(record)),
    section(t('Still to do'), toDoLines(record)),
    section(t('Sent again'), againLines(record)),
    `## ${t('Segments')}`,
    summary(record),
    segments.some(({ sendings }) => sendings.some((one) => one.formatsNotSent?.length)) &&
      t('People who are in a segment in a hash format that wasn’t sent stay in it.'),
    section(t('Left out'), [...skippedLines(leftOut, record), ...otherTypeLines(record)]),
    section(t('Out of reach'), skippedLines(outOfReach, record)),
    section(t('Added to segments that keep people out'), detailLines(added, record)),
    section(t('Each segment'), detailLines(removing(record), record)),
  ]);
}

function section(heading: string, lines: readonly string[]): string | false {
  return lines.length > 0 && `## ${heading}\n\n${bullets(lines)}`;
}

function stateLabel(state: RemovalState): string {
  return { open: t('open'), complete: t('complete'), incomplete: t('incomplete') }[state];
}

function requestLines(record: RemovalRecord): string[] {
  const { id, reference, startedAt, endedAt, parts, accounts, keptOut } = record;
  const unreadable = notRead(parts);
  const facts = present<readonly [label: string, text: string]>([
    [t('Request ID'), id],
    reference !== undefined && [t('Reference'), receiptName(reference).forCopy()],
    endedAt === undefined
      ? [t('Begun'), secondText(startedAt)]
      : [t('Time'), utcSpan(Date.parse(startedAt), Date.parse(endedAt))],
    [t('People'), count(peopleOf(record))],
    unreadable > 0 && [t('People whose rows can’t be read'), count(unreadable)],
    ...parts.map(
      (part, index) =>
        [
          parts.length > 1 ? t('Part {0}', count(index + 1)) : t('Source'),
          sourceText(part),
        ] as const,
    ),
    ...parts.flatMap(({ isTyped, notRead }) =>
      isTyped || notRead.length === 0
        ? []
        : [[t('Columns not read'), notRead.map(columnOf).join(', ')] as const],
    ),
    ...accounts.map(
      ({ accountId }) => [t('Account'), accountName(record, accountId).forCopy()] as const,
    ),
    [t('Application (client ID)'), OutsideText.name(record.clientId).forCopy()],
    ['API', OutsideText.name(record.origin).forCopy()],
    [t('Tool'), toolName(record)],
    keptOut && [
      t('Suppression list'),
      t(
        '{0} added to {1} on {2}',
        peopleText(keptOut.people),
        receiptFileName(keptOut.path).forCopy(),
        secondText(keptOut.at),
      ),
    ],
  ]);
  return facts.map(([label, text]) => t('{0}: {1}', label, text));
}

function columnOf({ name, column, type }: RemovalPart['columns'][number]): string {
  return t(
    '{0} ({1})',
    name === '' ? t('column {0}', count(column + 1)) : receiptName(name).forCopy(),
    identifierTypeLabel(type),
  );
}

/** Where the people of a part are from, and what was read of them. */
function sourceText({ isTyped, files, columns, fields, types }: RemovalPart): string {
  const named = columns.map(columnOf);
  return present([
    isTyped ? t('typed') : files.map(({ uri }) => receiptFileName(uri).forCopy()).join(', '),
    !isTyped && named.join(', '),
    types
      .map(({ type, people }) => t('{0}: {1}', identifierTypeLabel(type), peopleText(people)))
      .join(', '),
    t(
      'identifiers: {0} different + {1} duplicate + {2} unreadable',
      count(fields.identifiers),
      count(fields.duplicates),
      count(fields.unreadable),
    ),
  ]).join('; ');
}

function toDoLines(record: RemovalRecord): string[] {
  return stillToDo(record).map(({ title, text, names = [], address }) =>
    t(
      '{0}: {1}',
      title,
      present([
        names.length > 0 && `${names.map((name) => name.forCopy()).join(', ')}.`,
        text,
        address,
      ]).join(' '),
    ),
  );
}

/** What is sent once more, by its time, and why. */
function againLines(record: RemovalRecord): string[] {
  const again = record.segments.flatMap((segment) => {
    const after = segment.sendings.map(({ againAfter }) => againAfter ?? '').sort();
    return after.at(-1) ? [{ segment, after: after.at(-1) ?? '' }] : [];
  });
  return [...groupBy(again, ({ after }) => after)].map(([after, those]) =>
    t(
      'After {0}, to {1}. An add was sent there since the last computation, and Criteo doesn’t document which of the two comes first.',
      secondText(after),
      segmentNames(
        those.map(({ segment }) => segment),
        record,
      ),
    ),
  );
}

/** How many segments have accepted, by account and type. */
function summary(record: RemovalRecord): string {
  const groups = byAccountAndType(removing(record));
  if (groups.length === 0) return t('There is no segment to remove them from.');
  return table(
    [
      ...[t('Account'), t('Type'), t('Segments'), t('Accepted by Criteo')],
      ...[t('People'), t('Identifiers')],
    ],
    groups.map(({ accountId, type, segments, people, identifiers }) => {
      const { accepted } = segmentCounts(segments);
      return [
        accountName(record, accountId).forCopy(),
        identifierTypeLabel(type),
        ...[segments.length, accepted, people, identifiers].map((n) => count(n)),
      ];
    }),
    [2, 3, 4, 5],
  );
}

/** By reason and account. */
function skippedLines(
  skipped: readonly SkippedSegment<
    (RemovalRecord['outOfReach'] | RemovalRecord['leftOut'])[number]['reason']
  >[],
  record: RemovalRecord,
): string[] {
  const labels = {
    'keeps-out': t('They keep people out'),
    'role-unknown': t('It isn’t known whether they keep people out'),
    'other-retailer': t('Other retailers'),
    'read-only': t('Read-only, filled by others'),
    events: t('Events segments, filled by a rule'),
    unsupported: t('Of a kind that this tool can’t change'),
  };
  return [...groupBy(skipped, ({ accountId, reason }) => `${reason} ${accountId}`).values()].map(
    (those) =>
      t(
        '{0} ({1}): {2}',
        labels[those[0].reason],
        count(those.length),
        segmentNames(those, record),
      ),
  );
}

/** Of a type that nobody has here. */
function otherTypeLines(record: RemovalRecord): string[] {
  return record.accounts.flatMap(({ accountId, otherTypes }) =>
    otherTypes.map(({ type, segments }) =>
      t(
        '{0}: {1} with identifiers of another type ({2}) than these people have here',
        accountName(record, accountId).forCopy(),
        segmentsText(segments),
        OutsideText.name(identifierTypeLabel(type)).forCopy(),
      ),
    ),
  );
}

function detailLines(segments: readonly RemovalSegment[], record: RemovalRecord): string[] {
  return segments.map((segment) => segmentOutcome(segment, record));
}
