// What the chart of a segment's page draws: the readings taken on this machine and what was done to
// the segment from here. Plain JSON, as part of the page's model.

/** The figures as the API sent them; absent if it sent none. */
export interface ChartReading {
  /** Milliseconds since 1970. */
  at: number;
  identifiers?: number;
  matches?: number;
  /** A ratio, or any value above 1. */
  matchRate?: number;
}

export interface ChartMark {
  /** Milliseconds since 1970. */
  at: number;
  kind: 'added' | 'removed' | 'updated' | 'replaced' | 'cleared' | 'fell';
  /** In a sentence, such as "Replaced 43,580 with 44,903". */
  text: string;
  /** The uploaded files' names. */
  file?: string;
  /** Of the upload, while its record exists. */
  jobId?: string;
  /** Of a fall. */
  fall?: {
    /** When the size was read before it; in milliseconds since 1970. */
    from: number;
    /** Before and after it. */
    identifiers: [number, number];
    /** Beside it: "−35%, unexplained". */
    label: string;
  };
}

export interface ChartSegment {
  segmentId: string;
  /** As in the heading; with several segments, as in the legend. */
  name: string;
  /** Oldest first. */
  readings: ChartReading[];
  /** Oldest first. */
  marks: ChartMark[];
}

/** One segment has a line of identifiers and one of matches; several have a line of identifiers each. */
export interface ChartModel {
  segments: ChartSegment[];
}
