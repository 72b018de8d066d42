// The page of a segment, or of several side by side. The host decides every text and every state;
// the page draws them.

import type { ChartModel } from './chartModel';
import type { PageCallout, PageFacts, PageHead, PagePress, TimesSection } from './pageModel';

/** What a control does. Comments say what `value` has, if anything. */
export type SegmentAction =
  | 'add'
  | 'remove'
  | 'replace'
  | 'edit'
  | 'refresh'
  | 'copySummary'
  | 'exportHistory'
  | 'openJson'
  | 'copyId'
  | 'clear'
  | 'delete'
  /** The ID of an upload. */
  | 'openUpload'
  /** The ID of a segment. */
  | 'openSegment'
  /** A person knows why the segment isn't as expected. */
  | 'explain'
  | 'copyQuestion'
  /** The ID of an upload. */
  | 'uploadAgain'
  /** The page of all segments that were changed from here. */
  | 'showVerified'
  | 'close';

type SegmentPress = PagePress<SegmentAction>;

/** The three big figures. */
export interface FiguresSection {
  items: {
    label: string;
    value: string;
    /** Since an earlier reading. */
    change?: { text: string; direction?: 'up' | 'down' };
  }[];
  /** Below them: when they were read, and what isn't in them yet. */
  notes: {
    text: string;
    /** In UTC. */
    tooltip?: string;
  }[];
}

/** What isn't as expected, above the chart. */
export interface HistoryNote {
  strong: string;
  text: string;
  press?: SegmentPress;
}

/** What happened around a fall, in order. */
export interface AroundFall {
  title: string;
  heads: { when: string; what: string; from: string };
  rows: {
    /** Stays the same from model to model. */
    id: string;
    when: string;
    what: string;
    strong?: boolean;
    press?: SegmentPress;
    from: string;
  }[];
  hint: string;
  /** The last one ends it. */
  presses: SegmentPress[];
}

/** What was uploaded from this machine, newest first. */
export interface UploadsTable {
  title: string;
  heads: { file: string; what: string; identifiers: string; when: string };
  rows: {
    /** Stays the same from model to model. */
    id: string;
    file: string;
    /** Opens the upload, while its record exists. */
    press?: SegmentPress;
    kind: 'added' | 'removed' | 'updated' | 'replaced';
    what: string;
    identifiers: string;
    when: string;
    tooltip: string;
  }[];
  /** Shows all of them. */
  more?: string;
  /** In place of the table. */
  empty?: string;
}

/** The audiences that use the segment, in words. */
export interface AudiencesSection {
  title: string;
  items: {
    name: string;
    sentence: { text: string; strong?: boolean }[];
  }[];
  /** Shows all of them. */
  more?: string;
  /** In place of the list. */
  text?: string;
  press?: SegmentPress;
  /** They are old. */
  asOf?: { text: string; press: SegmentPress };
  /** Below the list: what it can't tell. */
  note?: string;
}

/** Several segments side by side. */
export interface ComparisonTable {
  /** Names the table for screen readers. */
  label: string;
  heads: { segment: string; identifiers: string; matches: string; matchRate: string; asOf: string };
  rows: {
    id: string;
    press: SegmentPress;
    identifiers: string;
    matches: string;
    matchRate: string;
    asOf: string;
    /** In UTC. */
    tooltip?: string;
  }[];
}

export interface SegmentModel extends PageHead<SegmentAction> {
  /** At most one: what doesn't work, and the way on. */
  callout?: PageCallout<SegmentAction>;
  buttons: (SegmentPress & { look: 'primary' | 'secondary' })[];
  refresh: SegmentPress & { busy: boolean };
  more: { label: string; menu: (SegmentPress & { danger?: boolean })[] };
  figures?: FiguresSection;
  /** A sentence in place of the figures. */
  noFigures?: string;
  comparison?: ComparisonTable;
  history?: { title: string; chart: ChartModel; note?: HistoryNote };
  around?: AroundFall;
  uploads?: UploadsTable;
  audiences?: AudiencesSection;
  next?: TimesSection;
  /** A sentence in place of the line of time. */
  noNext?: { title: string; text: string };
  details?: PageFacts<SegmentAction> & { copy?: SegmentPress };
}
