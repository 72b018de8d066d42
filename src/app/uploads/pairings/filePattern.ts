import { t } from '@vscode/l10n';
import { comparableName, patternOf } from '../../../common/fileName';
import type { OutsideText } from '../../../common/outsideText';
import { saysOptOut } from '../../optOutName';

/** Stands for digits, and for a date or time. */
const DIGITS = '*';
/** Characters of a file name, on every system. */
const LONGEST = 255;
/** What separates the numbers of a date or time: `2026-11-05`, `2026.11.05 10:30`, `20261105t1030`. */
const SEPARATORS = '-_.: t';

/** `2026-11-05`, `2026.11.05`, `2026_11_05t10-30-00z`, `2026-11-05 10.30`. */
const DATE =
  /(?<!\d)\d{4}([-_.])\d{1,2}\1\d{1,2}(?:[t _-]\d{1,2}[-_.:]\d{2}(?:[-_.:]\d{2})?z?)?(?![\da-z])/g;

/**
 * The pattern of a file's name: each date, with its time, and each other run of digits becomes `*`. Without
 * digits, the name itself.
 */
export function filePattern(name: OutsideText): string {
  return patternOf(comparableName(name.raw()).replace(DATE, DIGITS));
}

/** A pattern written by hand, as it is compared and kept. */
export function normalizePattern(text: string): string {
  return text.trim().toLowerCase().normalize('NFC').replace(/\*+/g, DIGITS);
}

/**
 * Whether choices for files of this name may be kept: not for opt-outs, which a pattern could add the
 * next time by one careless confirmation, nor if the name has an address, or a `*` of its own.
 */
export function canRemember(name: OutsideText): boolean {
  const raw = name.raw();
  return !saysOptOut(raw) && !/\*|\S@\S/.test(raw) && raw.length <= LONGEST;
}

/**
 * Whether a name fits a pattern. `*` is one or more digits, also several numbers with a separator
 * of dates and times between them; everything else is literal.
 */
export function patternFits(pattern: string, name: OutsideText): boolean {
  const text = comparableName(name.raw());
  if (pattern.length > LONGEST || text.length > LONGEST) return false;
  // All ends at once: a pattern from outside could keep a backtracking search busy for hours.
  let ends = new Set([0]);
  for (const sign of pattern) {
    const next = new Set<number>();
    for (const at of ends)
      if (sign === DIGITS) for (const end of endsOfDigits(text, at)) next.add(end);
      else if (text.startsWith(sign, at)) next.add(at + sign.length);
    if (next.size === 0) return false;
    ends = next;
  }
  return ends.has(text.length);
}

/** Where a number, date or time that begins at `start` can end. */
function endsOfDigits(text: string, start: number): number[] {
  const ends: number[] = [];
  let separated = false;
  for (let at = start; at < text.length; at++) {
    if (isDigit(text[at])) {
      ends.push(at + 1);
      // As in `2026-11-05t10-30z`.
      if (separated && text[at + 1] === 'z') ends.push(at + 2);
    } else if (at > start && SEPARATORS.includes(text[at])) separated = true;
    else break;
  }
  return ends;
}

function isDigit(sign: string): boolean {
  return sign >= '0' && sign <= '9';
}

/** How exact a pattern is: its number of literal characters. */
export function literalLength(pattern: string): number {
  return pattern.replaceAll(DIGITS, '').length;
}

/** The least exact pattern of several that a name fits, so that names alike have the same one; else its own. */
export function widestPattern(name: OutsideText, patterns: readonly string[]): string {
  const [widest = filePattern(name)] = patterns
    .filter((pattern) => patternFits(pattern, name))
    .sort((a, b) => literalLength(a) - literalLength(b));
  return widest;
}

/** What is wrong with a pattern for files of these names; undefined if nothing is. */
export function patternProblem(text: string, names: readonly OutsideText[]): string | undefined {
  const pattern = normalizePattern(text);
  if (pattern.replace(/[*.]/g, '') === '') return t('Enter the name of a file, with * for digits.');
  if (pattern.length > LONGEST) return t('A file name can’t be as long as this.');
  if (saysOptOut(pattern))
    return t('Files of opt-outs and deletions aren’t remembered. Choose their segment each time.');
  const other = names.find((name) => !patternFits(pattern, name));
  return (
    other && t('{0} doesn’t fit. * means digits, everything else is literal.', other.forPrompt())
  );
}
