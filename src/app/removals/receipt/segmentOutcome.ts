import { t } from '@vscode/l10n';
import { identifiersText, peopleText } from '../../../common/counts';
import { count, utcText } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import { formatLabel } from '../../../identifiers/formatLabel';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import type { ValueFormat } from '../../../identifiers/identifierTypes';
import { liveAround, nextComputation } from '../../../upload/schedule';
import { utcSpan } from '../../uploads/words/timeSpan';
import { segmentStateOf } from '../removalFigures';
import type { RemovalOptions, RemovalRecord, RemovalSegment, Sending } from '../removalTypes';
import { receiptMessage } from './plainReference';
import { accountName, segmentName, withId } from './receiptNames';

/** What became of a segment, as an item of a list in Markdown, without its dash. */
export function segmentOutcome(segment: RemovalSegment, record: RemovalRecord): string {
  const { sendings, accountId, retailer, retailerId, type } = segment;
  const names = present([
    segmentName(segment),
    OutsideText.name(identifierTypeLabel(type)),
    retailerId !== undefined && withId(retailer, retailerId),
    accountName(record, accountId),
  ]);
  const label = {
    failed: t('not accepted'),
    open: sendings.some(({ isWaiting }) => isWaiting)
      ? t('open, waits for another upload')
      : t('open'),
    rejected: t('some identifiers rejected by Criteo'),
    again: t('accepted by Criteo, sent again later'),
    accepted: t('accepted by Criteo'),
  }[segmentStateOf(segment)];
  const lines = present([
    keepsPeopleOut(segment, record.options) &&
      t('It keeps people out: these people may be targeted again.'),
    ...sendings.flatMap((sending, part) => {
      const [figures, ...lines] = outcomeLines(sending, segment, record);
      return sendings.length > 1
        ? [t('{0}: {1}', t('Part {0}', count(part + 1)), figures), ...lines]
        : [figures, ...lines];
    }),
  ]);
  return [
    t('{0}: {1}', names.map((name) => name.forCopy()).join(', '), label),
    ...lines.map((line) => `  - ${line}`),
  ].join('\n');
}

/** Figures, formats, times, errors and trace IDs. */
function outcomeLines(
  sending: Sending,
  segment: RemovalSegment,
  { options }: RemovalRecord,
): string[] {
  const { at, formats = [], formatsNotSent = [], traceIds, error, againAfter } = sending;
  const effect = effectOf(sending, segment);
  return present([
    t(
      '{0}, {1}: {2} accepted, {3} rejected, {4} unknown',
      peopleText(sending.people),
      identifiersText(sending.identifiers),
      ...[sending.accepted, sending.rejected, sending.unknown].map((n) => count(n)),
    ),
    error && receiptMessage(error.message).forCopy(),
    [
      ...(formats.length > 0 ? [t('Sent as {0}.', formats.map(formatLabel).join(', '))] : []),
      ...formatsNotSent.map((format) => notSentText(format, options)),
    ].join(' '),
    present([
      at !== undefined && t('Last response: {0}.', secondText(at)),
      againAfter !== undefined && t('Sent again after {0}.', utcText(Date.parse(againAfter))),
      effect &&
        t(
          'First computation without them: {0}. Out of campaigns from about {1}.',
          utcText(effect.computation),
          utcText(effect.live),
        ),
    ]).join(' '),
    traceIds.length > 0 && t('Trace IDs: {0}', OutsideText.text(traceIds.join(', ')).forCopy()),
  ]);
}

/** Why a hash format of emails wasn't sent. */
export function notSentText(format: ValueFormat, { formats, hash }: RemovalOptions): string {
  const label = formatLabel(format);
  if (formats === 'given')
    return t('Not sent as {0}: only the format of the file was chosen.', label);
  return format === 'plain' && formats !== 'all' && hash !== 'none'
    ? t('Not sent as {0}: emails are only sent as hashes.', label)
    : t('Not sent as {0}: that can’t be made from the given hashes.', label);
}

/** Whether people who are removed from a segment may be targeted again. */
export function keepsPeopleOut(
  { id, operation }: RemovalSegment,
  { alsoFrom = [] }: RemovalOptions,
): boolean {
  return operation === 'remove' && alsoFrom.includes(id);
}

/**
 * When Criteo computes the first audiences without the people who were removed, and when they are out of
 * campaigns, about. Milliseconds since 1970; undefined until that is known, of all of them.
 */
export function effectOf(
  { at, state, accepted, againAfter }: Sending,
  { operation }: Pick<RemovalSegment, 'operation'>,
): { computation: number; live: number } | undefined {
  const isThrough = state === 'accepted' && accepted > 0 && againAfter === undefined;
  if (operation !== 'remove' || at === undefined || !isThrough) return undefined;
  const computation = nextComputation(Date.parse(at));
  return { computation, live: liveAround(computation) };
}

/** A time in UTC to the second. */
export function secondText(time: string): string {
  const at = Date.parse(time);
  return utcSpan(at, at);
}
