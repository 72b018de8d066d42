import { t } from '@vscode/l10n';
import { segmentsText } from '../../common/counts';
import { count, formatLanguage, plural, utcDateTime, wholePercent } from '../../common/format';
import { OutsideText } from '../../common/outsideText';
import { present } from '../../common/records';
import { lastComputation, nextComputation, shownSince } from '../../upload/schedule';
import { rangeOfPlain } from '../segments/sizes/knownSizes';
import { rangeText } from '../segments/sizes/sizeTexts';
import { needsSomebody, type VerifiedSegment, type VerifyState } from './verifyTypes';

// What is said of segments that were verified, on a page, in a notice and in the terminal.

const HALF_DAY = 12 * 3_600_000;

/** A state, to begin a line with. */
export function verifyStateLabel(state: VerifyState): string {
  return {
    'as-expected': t('As expected'),
    'not-computed': t('Not computed yet'),
    'no-figure': t('No figure'),
    'did-not-grow': t('Did not grow'),
    'matches-almost-nobody': t('Matches almost nobody'),
    'unexplained-fall': t('Unexplained fall'),
  }[state];
}

/** The segment's name, or its ID if that isn't known. */
export function verifiedName({ segment, segmentId }: VerifiedSegment): OutsideText {
  return OutsideText.name(segment ?? segmentId);
}

/** `3 of 60 segments aren’t as expected`. */
export function verifyHeading(segments: readonly VerifiedSegment[]): string {
  const bad = segments.filter(needsSomebody).length;
  const all = segmentsText(segments.length);
  return bad === 0
    ? t('{0} verified: none needs you', all)
    : plural(bad, {
        one: t('{0} of {1} isn’t as expected', count(bad), all),
        other: t('{0} of {1} aren’t as expected', count(bad), all),
      });
}

/** What is the matter with a segment, and the figures behind it. */
export function verifyWhy(verified: VerifiedSegment): { text: string; by: string } {
  const { state, isExplained, error } = verified;
  const label = verifyStateLabel(state);
  const figures = figuresOf(verified);
  const text = figures === undefined ? label : t('{0}: {1}', label, figures);
  return {
    text: isExplained ? t('{0} (explained)', text) : text,
    by: present([
      ...reasonsOf(verified),
      error && t('It couldn’t be read now: {0}', error.message),
    ]).join(' '),
  };
}

function figuresOf({ state, read, before, expected }: VerifiedSegment): string | undefined {
  const { identifiers = 0, matches, matchRate = 0 } = read ?? {};
  switch (state) {
    case 'matches-almost-nobody': {
      const rate = new Intl.NumberFormat(formatLanguage(), {
        style: 'percent',
        maximumSignificantDigits: 1,
      }).format(matchRate);
      return matches === undefined
        ? rate
        : t('{0} of {1} ({2})', count(matches), count(identifiers), rate);
    }
    case 'unexplained-fall': {
      const from = before?.identifiers ?? 0;
      const share = wholePercent(from > 0 ? 1 - identifiers / from : 0);
      return t('{0} → {1} (−{2})', count(from), count(identifiers), share);
    }
    case 'did-not-grow':
      return before && identifiers > before.identifiers
        ? t('{0}, at least {1} expected', count(identifiers), count(expected?.atLeast ?? 0))
        : count(identifiers);
    default:
      return undefined;
  }
}

function reasonsOf(verified: VerifiedSegment): (string | undefined | false)[] {
  const { state, upload, before, expected, othersFell = 0 } = verified;
  const range = expected && rangeText(rangeOfPlain(expected));
  const expectedText = range !== undefined && t('Expected {0}.', range);
  switch (state) {
    case 'as-expected':
      return [expectedText];
    case 'not-computed':
      return [upload && waitText(Date.parse(upload.at))];
    case 'no-figure':
      return [t('Criteo returned no size.')];
    case 'did-not-grow':
      return [upload && sentText(verified, upload), expectedText];
    case 'matches-almost-nobody':
      return [t('Wrong column, type or hash?'), upload && lastSentText(upload)];
    case 'unexplained-fall':
      return [
        expectedText,
        expected && before && expected.atLeast < before.identifiers
          ? t('What was sent from here doesn’t explain it.')
          : t('Nothing was removed, cleared or replaced from here.'),
        othersFell > 0 && othersFellText(othersFell),
      ];
  }
}

/** `2 other segments of this retailer fell, too.` */
export function othersFellText(others: number): string {
  return plural(others, {
    one: t('{0} other segment of this retailer fell, too.', count(others)),
    other: t('{0} other segments of this retailer fell, too.', count(others)),
  });
}

function waitText(sentAt: number): string {
  return t(
    'Sent {0}. Criteo computes it at {1} and shows it up to five hours later.',
    utcDateTime(sentAt),
    utcDateTime(nextComputation(sentAt)),
  );
}

function sentText(
  { read }: VerifiedSegment,
  { at, accepted = 0 }: NonNullable<VerifiedSegment['upload']>,
): string {
  const sentAt = Date.parse(at);
  const shown = lastComputation(shownSince(Date.parse(read?.at ?? at)));
  const computations = (shown - nextComputation(sentAt)) / HALF_DAY + 1;
  return t(
    '{0} were sent on {1} and accepted, {2} computations ago.',
    count(accepted),
    utcDateTime(sentAt),
    count(Math.max(2, computations)),
  );
}

/** `Last sent: lapsed.csv, column email_md5, as SHA-256.` */
function lastSentText({
  files = [],
  columns = [],
  hash,
}: NonNullable<VerifiedSegment['upload']>): string | undefined {
  const [names, heads] = [files, columns].map((texts) =>
    texts.map((text) => OutsideText.name(text).forTree()).join(', '),
  );
  const parts = present([
    names,
    heads !== '' && (columns.length === 1 ? t('column {0}', heads) : t('columns {0}', heads)),
    hash !== undefined && t('as {0}', hash),
  ]);
  return parts.length > 0 ? t('Last sent: {0}.', parts.join(', ')) : undefined;
}
