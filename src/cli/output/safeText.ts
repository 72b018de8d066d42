/**
 * Names in the output are from outside. Where it is a log of a CI runner, a line of it can be a
 * command: `::…` at its start to GitHub (actions/runner, ActionCommand.cs), `##[…]` anywhere to GitHub
 * and Azure, `##vso[…]` to Azure, `##teamcity[…]` to TeamCity. The runners of GitHub and Azure compare
 * as people read, so ignorable characters in between don't help.
 */
const TWO_HASHES = /#(?=\p{Default_Ignorable_Code_Point}*#)/gu;
const TWO_COLONS =
  /^([\s\p{Default_Ignorable_Code_Point}]*:)(?=\p{Default_Ignorable_Code_Point}*:)/u;
/** C1 controls, line separators and direction marks, which `JSON.stringify` leaves as they are. */
const UNESCAPED = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu;

/** A line that no runner takes for a command: with a space between two `#`, and after a first `:`. */
export function withoutCommands(line: string): string {
  return line.replace(TWO_HASHES, '# ').replace(TWO_COLONS, '$1 ');
}

/**
 * A JSON document on a line, with the version of its format. Its strings are the same once parsed,
 * but the line has no control character, no direction mark and no command.
 */
export function jsonLine(value: object): string {
  return JSON.stringify({ version: 1, ...value })
    .replace(UNESCAPED, escaped)
    .replace(TWO_HASHES, escaped);
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
