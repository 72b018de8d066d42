import { t } from '@vscode/l10n';
import { segmentsText } from '../../common/counts';
import { allOf, count, percent, plural, utcClock, utcDateTime } from '../../common/format';
import { OutsideText, plainText } from '../../common/outsideText';
import { present } from '../../common/records';
import { liveAround, nextComputation } from '../../upload/schedule';
import type { PlainRange } from '../segments/sizes/knownSizes';
import { rangeText } from '../segments/sizes/sizeTexts';
import {
  needsSomebody,
  type VerifiedSegment,
  type VerifyReport,
  type VerifyState,
} from './verifyTypes';

// What is said of uploads that were verified, on a page and in the terminal.

/** The name of a state. */
export function stateName(state: VerifyState): string {
  return {
    'as-expected': t('As expected'),
    'not-computed': t('Not computed yet'),
    'no-figure': t('No figure'),
    'did-not-grow': t('Did not grow'),
    'matches-almost-nobody': t('Matches almost nobody'),
    'unexplained-fall': t('Unexplained fall'),
  }[state];
}

/** The name of a segment, as far as it is known. */
export function verifiedName({ segment, segmentId }: VerifiedSegment): string {
  return OutsideText.name(segment ?? segmentId).forTree();
}

/** `3 of 60 segments aren’t as expected`. */
export function verifyHeading({ segments, at }: VerifyReport): string {
  const bad = segments.filter(needsSomebody).length;
  const good = segments.filter(({ state }) => state === 'as-expected').length;
  const waiting = segments.filter(({ state }) => state === 'not-computed');
  const unread = segments.filter(({ state }) => state === 'no-figure').length;
  const all = segmentsText(segments.length);
  if (bad > 0)
    return plural(bad, {
      one: t('{0} of {1} isn’t as expected', count(bad), all),
      other: t('{0} of {1} aren’t as expected', count(bad), all),
    });
  if (waiting.length > 0 && waiting.length + unread === segments.length)
    return t('Nothing to verify before {0} UTC', utcClock(nextFigures(waiting, Date.parse(at))));
  return good === segments.length
    ? t('As expected: {0}', all)
    : t('As expected: {0} of {1}', count(good), all);
}

/** When the first of them may have a figure of what was sent. Both times in milliseconds since 1970. */
function nextFigures(waiting: readonly VerifiedSegment[], now: number): number {
  const times = waiting.flatMap(({ upload }) => {
    const computation = nextComputation(upload ? Date.parse(upload.at) : now);
    return [computation, liveAround(computation)];
  });
  return Math.min(nextComputation(now), ...times.filter((time) => time > now));
}

/** What is said of several that are in the same state and need no one, at least one. */
export function foldText(all: readonly VerifiedSegment[]): string {
  const [{ state, isExplained }] = all;
  if (isExplained) return t('The reason is known');
  switch (state) {
    case 'as-expected':
      return t('The size isn’t much less than follows from what was sent');
    case 'not-computed':
      return t('Criteo can’t have what was sent in the size yet');
    default:
      return t(
        'Criteo gave no size for {0}',
        all.length === 1 ? verifiedName(all[0]) : segmentsText(all.length),
      );
  }
}

/** What became of a segment, and what that follows from. */
export function verifiedTexts(one: VerifiedSegment): { text: string; by: string } {
  const { text, by } = TEXTS[one.state](one);
  const { error } = one;
  return {
    text,
    by: present([...by, error && t('It couldn’t be read now: {0}', plainText(error.message))]).join(
      ' ',
    ),
  };
}

interface Said {
  text: string;
  by: (string | undefined | false)[];
}

const TEXTS: Readonly<Record<VerifyState, (one: VerifiedSegment) => Said>> = {
  'as-expected': ({ read, expected }) => ({ text: readText(read), by: [expectedText(expected)] }),
  'not-computed': ({ upload, read }) => ({
    text: upload
      ? t('Sent {0}, readable from about {1}', ...sentTimes(Date.parse(upload.at)))
      : readText(read),
    by: [],
  }),
  'no-figure': () => ({ text: t('Criteo gave no size'), by: [] }),
  'did-not-grow': ({ read: { identifiers = 0 } = {}, before, upload, expected }) => ({
    text:
      before && identifiers > before.identifiers
        ? t('Grew less than it must: {0} after 2 computations', count(identifiers))
        : t('Did not grow: {0} after 2 computations', count(identifiers)),
    by: [
      upload?.accepted !== undefined &&
        t(
          '{0} were sent on {1} and accepted.',
          count(upload.accepted),
          utcDateTime(Date.parse(upload.at)),
        ),
      expectedText(expected),
    ],
  }),
  'matches-almost-nobody': ({ read = { at: '' }, upload }) => {
    const { identifiers = 0, matches, matchRate = (matches ?? 0) / identifiers } = read;
    const rate = percent(matchRate, 2);
    return {
      text:
        matches === undefined
          ? t('Matches almost nobody: {0} of {1}', rate, count(identifiers))
          : t('Matches almost nobody: {0} of {1} ({2})', count(matches), count(identifiers), rate),
      by: [t('Wrong column, type or hash?'), upload && lastSent(upload)],
    };
  },
  'unexplained-fall': ({ before, read, expected, othersFell = 0 }) => {
    const [from, to] = [before?.identifiers ?? 0, read?.identifiers ?? 0];
    return {
      text: t(
        'Unexplained fall: {0} → {1} (−{2})',
        count(from),
        count(to),
        percent(from > 0 ? Math.round((100 * (from - to)) / from) / 100 : 0),
      ),
      by: [
        expectedText(expected),
        t('Nothing that was removed or cleared from here explains it.'),
        othersFell > 0 && othersFellText(othersFell),
      ],
    };
  },
};

/** How many other segments of a retailer fell at the same computation. */
export function othersFellText(others: number): string {
  return plural(others, {
    one: t('{0} other segment of this retailer fell, too.', count(others)),
    other: t('{0} other segments of this retailer fell, too.', count(others)),
  });
}

function readText(read: VerifiedSegment['read']): string {
  return read?.identifiers === undefined
    ? t('not read')
    : t('{0}, read {1}', count(read.identifiers), utcDateTime(Date.parse(read.at)));
}

/** `Expected 48,210 to 49,310.` */
function expectedText(expected: PlainRange | undefined): string | undefined {
  const range = expected && rangeText({ atMost: Infinity, ...expected });
  return range === undefined ? undefined : t('Expected {0}.', range);
}

function sentTimes(at: number): string[] {
  return [utcDateTime(at), t('{0} UTC', utcClock(liveAround(nextComputation(at))))];
}

/** `Last sent: lapsed.csv, column email_md5, as SHA-256.` */
function lastSent({
  files = [],
  columns = [],
  hash,
}: NonNullable<VerifiedSegment['upload']>): string | undefined {
  const [names, columnNames] = [files, columns].map((all) =>
    allOf(all.map((name) => OutsideText.name(name).forTree())),
  );
  return files.length === 0
    ? undefined
    : t(
        'Last sent: {0}.',
        present([
          names,
          columns.length > 0 &&
            plural(columns.length, {
              one: t('column {0}', columnNames),
              other: t('columns {0}', columnNames),
            }),
          hash !== undefined && t('as {0}', hash),
        ]).join(', '),
      );
}

/** Names in a notice. */
const NAMED = 3;

/** For a notice: `2 segments aren’t as expected: Lapsed (matches almost nobody), CRM Users (unexplained fall)`. */
export function noticeText(segments: readonly VerifiedSegment[]): string {
  const named = segments.slice(0, NAMED).map(({ segment, segmentId, state }) => {
    const name = OutsideText.name(segment ?? segmentId).forNotification();
    return t('{0} ({1})', name, stateName(state));
  });
  const more = segments.length - named.length;
  const names = [...named, ...(more > 0 ? [t('{0} more', count(more))] : [])].join(', ');
  return plural(segments.length, {
    one: t('{0} segment isn’t as expected: {1}', count(segments.length), names),
    other: t('{0} segments aren’t as expected: {1}', count(segments.length), names),
  });
}
