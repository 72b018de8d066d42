import type { Counts, Finding, PlannedChunk, PlannedFile } from '../uploadTypes';

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

  /** Of the values read so far. */
  counts(): Omit<Counts, 'good'> {
    const { rows, fields, blank, invalid, duplicates } = this;
    return { rows, ...(this.#hasSeveralColumns && { fields }), blank, invalid, duplicates };
  }

  get #hasSeveralColumns(): boolean {
    return this.fields > this.rows || this.files.some(({ byColumn }) => byColumn !== undefined);
  }
}
