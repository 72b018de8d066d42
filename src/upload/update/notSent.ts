import type { ListedContent } from '../journal/listContents';
import type { PlannedFile, PlannedUpdate } from '../uploadTypes';

/**
 * Why it isn't known that a previous file is in the list. `never`: it was never sent to the segment, as
 * far as records say. `changed`: other bytes were sent from its place. `replaced`: it was sent, and
 * something else has taken its place since. `otherwise`: it is in the list, but was read in another way.
 */
type NotSentReason = NonNullable<PlannedUpdate['notSentBecause']>;

/**
 * The reason for these previous files (`uris`), if it is the same for all and known. `sent`: the files
 * that uploads on record sent to the segment; `contents`: what is in the list.
 */
export function notSentReason(
  uris: readonly string[] = [],
  files: readonly PlannedFile[],
  sent: readonly PlannedFile[],
  contents: readonly ListedContent[],
): NotSentReason | undefined {
  const [reason, ...others] = new Set(
    uris.map((uri) => {
      const { contentHash } = files.find((file) => file.uri === uri) ?? {};
      const isSame = (one: { contentHash?: string }): boolean => one.contentHash === contentHash;
      const fromThere = [...sent, ...contents].filter((one) => one.uri === uri);
      // Without hashes, it isn't known whether these are its bytes.
      if (contentHash === undefined || fromThere.some((one) => one.contentHash === undefined))
        return fromThere.length === 0 ? 'never' : undefined;
      if (contents.some(isSame)) return 'otherwise';
      if (sent.some(isSame)) return 'replaced';
      return fromThere.length > 0 ? 'changed' : 'never';
    }),
  );
  return others.length === 0 ? reason : undefined;
}
