/**
 * The words that the glossary (CONTRIBUTING.md) bans from texts for people, each with its
 * replacement. Names of arguments, settings and codes may contain them: they are quoted, in
 * backticks, or contain a dot.
 */
const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\b(mend|mends|mended|mending|repair\w*)\b/i, 'fix'],
  [/\b(emptied|empties|emptying)\b/i, 'clear'],
  [/\bempty (it|them|the (list|segment))\b/i, 'clear'],
  [/\bremove all identifiers\b/i, 'Clear Segment'],
  [/\brefus(e|es|ed|al|als|ing)\b/i, 'rejected (by Criteo) or invalid'],
  [/\bgood\b/i, 'valid'],
  [/\bbad (row|rows|value|values)\b/i, 'invalid'],
  [/\bjobs?\b/i, 'upload, or upload record'],
  [/\bcalls?\b/i, 'request'],
  [/\b(in|every|another|other|all) forms?\b/i, 'hash format'],
  [/\b(go|goes|going|went|gone) on\b/i, 'resume, or continue'],
  [/\bbesides\b/i, 'also'],
  [/\b(tell|tells|told)\b/i, 'say'],
  [/\ball the same\b/i, 'leave it out'],
  [/\b(stand|stands|stood)\b/i, 'is'],
  // A state of `uploads verify` has it in its name.
  [/(?<!\balmost )\bnobody\b|\bsomebody\b/i, 'no one, or the passive'],
  [/\btrouble of its own\b/i, 'server error'],
  [/\btook the order\b/i, 'accepted the request'],
  [/\bworth a look\b/i, 'warnings'],
  [/\bneeds your yes\b/i, 'needs confirmation'],
  [/\b(is|are) to be\b/i, 'should be, or an imperative'],
  [/\bwanted\b/i, 'expected, required'],
  [/\bforget\w*\b|\bforgotten\b/i, 'delete'],
  [/\bids?\b/, 'ID'],
  [/\btrace id\b/i, 'trace ID'],
  [/\bmistakes of ours\b/i, 'programming errors'],
];

/**
 * Where "list" means what it says: the API's contact list, a list of things, the verb, the list of
 * people that may be in a segment beside another one (`other-list`), and a suppression list.
 */
const OTHER_LISTS =
  /\bcontact lists?\b|\blists? of\b|\banother list\b|\bsuppression lists?\b|\b(can’t|to) list\b|^lists?( the)?( audience)? (accounts|audiences|segments|uploads)\b|: list,/gi;

/** A "who" that lacks its "people": as a subject, after a number, a verb or a preposition. */
const BARE_WHO: readonly RegExp[] = [
  /(?:^|[.:;!?(] ?)Who\b(?![^.!?]*\?)/,
  /(?:\d|\b(?:some|all|many|others|none)) who\b/i,
  /\b(?:remov|add|keep|send|leav|exclud|miss|target)\w* who\b/i,
  /\b(?:and|or|but|of|from|for|with|without|than|as|to) who\b/i,
  /\bwhoever\b/i,
];

/** Code and quotes contain other people's words. */
const withoutNames = (text: string): string =>
  text
    .replace(/`[^`]*`/g, ' ')
    .replace(/“[^”{}\s]*”/g, ' ')
    .replace(/\]\([^)]*\)/g, ' ')
    .replace(/\b[\w-]+(\.\w+)+\b/g, ' ')
    .replace(/\{\d+\}/g, ' 0 ');

/** Each banned word of a text, with its replacement. */
export function bannedIn(text: string): string[] {
  const words = withoutNames(text);
  return BANNED.flatMap(([pattern, better]) => {
    const found = pattern.exec(words)?.[0];
    // "trace ID" in capitals is correct.
    return found && !/\bID\b/.test(found) ? [`“${found}”: write ${better}`] : [];
  });
}

/** Each "list" in a text of a page that should be "segment". */
export function listsIn(text: string): string[] {
  const found = /\blists?\b/i.exec(withoutNames(text).trim().replace(OTHER_LISTS, ' '))?.[0];
  return found === undefined ? [] : [`“${found}”: write segment`];
}

/** Each "who" in a text that should be "people who", as far as that can be seen from its neighbors. */
export function bareWhoIn(text: string): string[] {
  const words = withoutNames(text).trim().replace(/\s+/g, ' ');
  return BARE_WHO.flatMap((pattern) => {
    const found = pattern.exec(words)?.[0];
    return found === undefined ? [] : [`“${found}”: write people who`];
  });
}
