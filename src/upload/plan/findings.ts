import { fairShare } from '../../common/fairShare';
import type { Finding } from '../uploadTypes';

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
    const ofLevel = (error: boolean): Finding[] =>
      [...this.#kept.values()].filter(([{ level }]) => (level === 'error') === error).flat();
    const errors = fairShare(ofLevel(true), ruleOfFinding, MAX_FINDINGS);
    const warnings = fairShare(ofLevel(false), ruleOfFinding, MAX_FINDINGS - errors.length);
    return [...errors, ...warnings].sort((a, b) => a.row - b.row);
  }
}

function ruleOfFinding({ rule }: Finding): string {
  return rule;
}
