/**
 * The spellings of mobile IDs. It isn't documented whether Criteo takes an ID in upper case (IDFA) and
 * the same one in lower case for one person, so both are removed, and nothing is changed on adding.
 */

/** How often a mobile ID occurs in other letter case: of lower and upper case, how many differ from it. */
export function otherCaseCount(bytes: Uint8Array, start: number, end: number): number {
  let [lower, upper] = [0, 0];
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte >= 0x61 && byte <= 0x7a) lower = 1;
    else if (byte >= 0x41 && byte <= 0x5a) upper = 1;
  }
  return lower + upper;
}

/** The ID in lower and in upper case, without the spelling that it has: `otherCaseCount` of them. */
export function otherCases(id: string): string[] {
  return [id.toLowerCase(), id.toUpperCase()].filter((spelling) => spelling !== id);
}
