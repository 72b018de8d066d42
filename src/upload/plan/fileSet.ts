import { compact } from '../../common/records';
import type { Counts, Finding, PlannedChunk, PlannedFile } from '../uploadTypes';
import type { DedupedFile } from './deduper';
import type { FindingList } from './findings';

/** What reading some of a job's files gives: those that are sent, or the previous ones. */
export class FileSet {
  readonly files: PlannedFile[] = [];
  readonly chunks: PlannedChunk[] = [];
  readonly findings: Finding[] = [];
  readonly byRule: Record<string, number> = {};
  readonly columnWarnings = new Set<string>();
  rows = 0;
  fields = 0;
  blank = 0;
  invalid = 0;
  duplicates = 0;
  suppressed: number | undefined;

  /** Of the values read so far. */
  counts(): Omit<Counts, 'good'> {
    const { rows, blank, invalid, suppressed, duplicates } = this;
    const fields = this.#hasSeveralColumns ? this.fields : undefined;
    return compact({ rows, fields, blank, invalid, suppressed, duplicates });
  }

  /** Adds what was found in a file: its chunks, and findings about its invalid rows and the others. */
  addResult({ chunks, suppressed, byRule, findings }: DedupedFile, ofRows: FindingList): void {
    this.chunks.push(...chunks);
    this.duplicates += byRule.duplicate ?? 0;
    if (suppressed !== undefined) this.suppressed = (this.suppressed ?? 0) + suppressed;
    ofRows.absorb(byRule, findings);
    this.findings.push(...ofRows.take());
    for (const [rule, count] of Object.entries(ofRows.byRule))
      this.byRule[rule] = (this.byRule[rule] ?? 0) + count;
  }

  get #hasSeveralColumns(): boolean {
    return this.fields > this.rows || this.files.some(({ byColumn }) => byColumn !== undefined);
  }
}
