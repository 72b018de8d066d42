import { plainText } from '../../common/outsideText';

/** A text as it is compared: in lower case and without accents, so that "velo" finds "Vélo". */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  // Most names have none, and this runs ten thousand times for the first keystroke.
  return /^[\p{ASCII}]*$/u.test(lower) ? lower : lower.normalize('NFD').replace(/\p{M}+/gu, '');
}

/** The words of a text to search for. */
export function wordsIn(text: string): string[] {
  return fold(text).split(/\s+/).filter(Boolean);
}

/** Digits of a number that can only be part of an ID. */
const PART_OF_ID = 5;

/**
 * Whether all words occur, in any order, in a folded text or in IDs. A short number beside other words
 * isn't looked for in IDs, where it would occur by chance: "campaign 17" is a name.
 */
export function hasAllWords(words: readonly string[], text: string, ids: string): boolean {
  return words.every(
    (word) =>
      text.includes(word) ||
      ((words.length === 1 || word.length >= PART_OF_ID) && ids.includes(word)),
  );
}

/** Longest part of a filter's text that is repeated, in characters. */
const LONGEST_TEXT = 100;

/** What was typed, as a sentence repeats it. */
export function typedText(text: string): string {
  const typed = plainText(text.trim());
  return typed.length > LONGEST_TEXT ? `${typed.slice(0, LONGEST_TEXT)}…` : typed;
}
