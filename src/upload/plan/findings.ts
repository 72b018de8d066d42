import type { Finding } from '../types';

/** The window cuts a file's problems at 1,000: one is kept for the totals. */
export const MAX_FINDINGS = 999;

/**
 * Findings of a file while it is judged: all are counted, of each rule the first 999 are kept, and
 * of those a fair share is given at the end, so that 10,000 of one kind do not hide the one of
 * another.
 */
export class FindingList {
  readonly byRule: Record<string, number> = {};
  readonly #kept = new Map<string, Finding[]>();

  /** Counts one of a rule; true where its finding is to be made and given to `keep`. */
  count(rule: string): boolean {
    const count = (this.byRule[rule] ?? 0) + 1;
    this.byRule[rule] = count;
    return count <= MAX_FINDINGS;
  }

  keep(finding: Finding): void {
    const list = this.#kept.get(finding.rule);
    if (list) list.push(finding);
    else this.#kept.set(finding.rule, [finding]);
  }

  /** Takes what another list counted and kept of a rule that this one has not met. */
  absorb(rule: string, count: number, findings: Finding[]): void {
    if (count === 0) return;
    this.byRule[rule] = count;
    this.#kept.set(rule, findings);
  }

  /** At most 999, errors before warnings, spread over rules, in the order of the file. */
  take(): Finding[] {
    const lists = [...this.#kept.values()];
    const errors = lists.filter((list) => list[0].level === 'error');
    const taken = share(errors, MAX_FINDINGS);
    const warnings = lists.filter((list) => list[0].level !== 'error');
    return [...taken, ...share(warnings, MAX_FINDINGS - taken.length)].sort(
      (a, b) => a.row - b.row,
    );
  }
}

/**
 * Fills up from the shortest list on: what a short one leaves of its share goes to the longer ones.
 */
function share(lists: Finding[][], total: number): Finding[] {
  const taken: Finding[] = [];
  const byLength = [...lists].sort((a, b) => a.length - b.length);
  byLength.forEach((list, index) => {
    const part = Math.floor((total - taken.length) / (byLength.length - index));
    taken.push(...list.slice(0, part));
  });
  return taken;
}
