import type { AmendmentCounts, Counts, RequestRecord, SegmentCounts } from './control';

/** Counts requests and responses. Keeps no identifier. */
export class Recorder {
  private operations: Record<string, { calls: number; statuses: Record<string, number> }> = {};
  private segments = new Map<string, SegmentCounts>();
  private log: RequestRecord[] = [];

  /** Beyond this many, requests are still counted, but the oldest leave the log. */
  private static readonly LONGEST_LOG = 100_000;

  called(call: RequestRecord): void {
    const counts = (this.operations[call.operation] ??= { calls: 0, statuses: {} });
    counts.calls++;
    counts.statuses[call.status] = (counts.statuses[call.status] ?? 0) + 1;
    this.log.push(call);
    if (this.log.length > Recorder.LONGEST_LOG * 1.1)
      this.log = this.log.slice(-Recorder.LONGEST_LOG);
  }

  /** Counts an add or remove. `changed` and `duplicates` are filled in when it takes effect. */
  amended(
    segmentId: string,
    operation: 'add' | 'remove',
    counts: { valid: number; invalid: number },
  ): AmendmentCounts {
    const figures = this.segment(segmentId)[operation];
    figures.calls++;
    figures.received += counts.valid + counts.invalid;
    figures.accepted += counts.valid;
    figures.refused += counts.invalid;
    return figures;
  }

  cleared(segmentId: string): void {
    this.segment(segmentId).clears++;
  }

  counts(pending: number): Counts {
    return structuredClone({
      operations: this.operations,
      segments: Object.fromEntries(this.segments),
      log: this.log,
      pending,
    });
  }

  reset(): void {
    this.operations = {};
    this.segments = new Map();
    this.log = [];
  }

  private segment(segmentId: string): SegmentCounts {
    let counts = this.segments.get(segmentId);
    if (!counts) {
      const none = (): AmendmentCounts => ({
        calls: 0,
        received: 0,
        accepted: 0,
        refused: 0,
        changed: 0,
        duplicates: 0,
      });
      counts = { add: none(), remove: none(), clears: 0 };
      this.segments.set(segmentId, counts);
    }
    return counts;
  }
}
