import { fairShare } from '../../common/fairShare';
import type { Finding } from '../uploadTypes';

/** VS Code shows at most 1,000 problems per file: one is reserved for the totals. */
export const MAX_FINDINGS = 999;

/**
 * Collects findings while a file is checked. Counts all of them and keeps the first 999 of each
 * rule. In the end each rule gets a fair share of the limit, so that 10,000 findings of one kind
 * don't hide the only one of another.
 */
export class FindingList {
  readonly byRule: Record<string, number> = {};
  readonly #findings = new Map<string, Finding[]>();

  /** Counts a finding of a rule. True if the finding is to be created and passed to `keep`. */
  count(rule: string): boolean {
    const count = (this.byRule[rule] ?? 0) + 1;
    this.byRule[rule] = count;
    return count <= MAX_FINDINGS;
  }

  keep(finding: Finding): void {
    const list = this.#findings.get(finding.rule);
    if (list) list.push(finding);
    else this.#findings.set(finding.rule, [finding]);
  }

  /** Adds what another list counted and kept of rules that aren't in this one. */
  absorb(byRule: Record<string, number>, findings: readonly Finding[]): void {
    Object.assign(this.byRule, byRule);
    for (const finding of findings) this.keep(finding);
  }

  /** At most 999 findings, errors before warnings, spread over rules, in file order. */
  take(): Finding[] {
    const withLevel = (error: boolean): Finding[] =>
      [...this.#findings.values()].filter(([{ level }]) => (level === 'error') === error).flat();
    const errors = fairShare(withLevel(true), ruleOfFinding, MAX_FINDINGS);
    const warnings = fairShare(withLevel(false), ruleOfFinding, MAX_FINDINGS - errors.length);
    return [...errors, ...warnings].sort(
      (a, b) => a.row - b.row || (a.column ?? 0) - (b.column ?? 0),
    );
  }
}

function ruleOfFinding({ rule }: Finding): string {
  return rule;
}
