/**
 * The text of a `Plan.fingerprint`. `kind`: what was compared, and how, since sums of different things
 * must not be compared. `sum`: the two halves of the sum of their fingerprints.
 */
export function fingerprintText(
  kind: string,
  distinct: number,
  [low, high]: readonly [low: number, high: number],
): string {
  const sum = [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
  return `${kind}:${distinct}:${sum}`;
}

/** Whether two fingerprints are of the same set of identifiers, however they were sent. */
export function haveSamePeople(a: string, b: string): boolean {
  const peopleOf = (fingerprint: string): string => {
    const [type, , , mode, , distinct, sum] = fingerprint.split(':');
    return [type, mode, distinct, sum].join(':');
  };
  return peopleOf(a) === peopleOf(b);
}
