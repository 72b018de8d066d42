// The upload: a draft, then its upload, then its report. The host decides every text and every
// state; the page draws them.

import type {
  PageCallout,
  PageFacts,
  PageHead,
  PageIcon,
  PagePress,
  TimesSection,
} from './pageModel';
import type { UploadAction } from './uploadActions';

export type { TimesSection };

export type UploadIcon = PageIcon;

export type Press = PagePress<UploadAction>;

/** A share of rows, each with a color and a pattern of its own. */
export type ShareKind =
  | 'send'
  | 'suppressed'
  | 'unchanged'
  | 'leaving'
  | 'accepted'
  | 'pending'
  | 'duplicates'
  | 'invalid'
  | 'blank'
  | 'rejected'
  | 'unknown'
  | 'unsent';

/** The file as its first records and what each column seems to be. Read anew each time. */
export interface FileSection {
  type: 'file';
  title: string;
  /** Such as "UTF-8 with BOM · comma · header · 120,001 rows". */
  summary: string;
  change?: Press;
  /** Names the table for screen readers. */
  label: string;
  /** Heads the line numbers, for screen readers. */
  lineLabel: string;
  columns: { name: string; detail: string; chosen: boolean; press?: Press }[];
  rows: { line: string; cells: { text: string; mark?: 'invalid' | 'blank' }[] }[];
  /** Names the marks of cells, for tooltips and screen readers. */
  marks: { invalid: string; blank: string };
  hint?: string;
}

/** One bar of all rows, with its legend. */
export interface RowsSection {
  type: 'rows';
  title: string;
  /** The title is only for screen readers. */
  untitled?: boolean;
  /** The first one leads. Without `kind`, only a note. `info`: what the text means, behind an icon. */
  legend: { kind?: ShareKind; count?: string; text: string; info?: string; press?: Press }[];
  shares: { kind: ShareKind; rows: number }[];
  hint?: string;
  /** More is still being read. */
  busy?: boolean;
}

/** Rows that aren't sent or were rejected, by kind. */
export interface KindsSection {
  type: 'kinds';
  title: string;
  /** Of all of them. */
  presses: Press[];
  items: {
    text: string;
    count: string;
    /** 0–1, of the largest one. */
    share: number;
    kind: 'invalid' | 'rejected';
    fix?: Press;
    show?: Press;
    /** Where its rows are, after `show`, if the editor can't show them. */
    lines?: string;
  }[];
  /** Shown in place of the items after the first six until it is pressed. */
  more?: { label: string; count: string };
}

/** Sentences, each with a way on. */
export interface NotesSection {
  type: 'notes';
  title: string;
  items: { text: string; press?: Press }[];
  hint?: string;
}

export type CellKind = 'waiting' | 'underWay' | 'accepted' | 'partly' | 'rejected' | 'unknown';

/** One cell per request, or per several if there are very many. */
export interface ProgressSection {
  type: 'progress';
  title: string;
  percent?: string;
  texts: { text: string; muted?: boolean }[];
  /** `removes`: of an Update, whose removals are after all others, behind a minus sign. */
  cells: { kind: CellKind; title: string; removes?: true }[];
  /** The cells as a sentence. */
  cellsLabel: string;
  legend: { kind: CellKind; count: string; text: string }[];
  hint?: string;
}

/** What happens to the list. */
export interface OperationSection {
  type: 'operation';
  title: string;
  choices: { value: string; label: string; hint: string; chosen: boolean }[];
  hash?: { label: string; options: { value: string; label: string; chosen: boolean }[] };
  /** Of a removal: the hash formats, and whether plain addresses are among them. */
  formats?: {
    label: string;
    text: string;
    hint?: string;
    /** `action`: default `chooseFormats`. */
    plain?: { label: string; chosen: boolean; action?: UploadAction };
  };
  press?: Press;
}

/** How the list's size changes. */
export interface SizeSection {
  type: 'size';
  title: string;
  before: string;
  after: string;
  /** Such as "about", before the number, and "(−80%)" behind it. */
  qualifier?: string;
  change?: string;
  /** Read for "→". */
  arrow: string;
  tone?: 'loss' | 'unknown';
  /** Ratios that add up to 1. `pending`: what was sent before and isn't computed. */
  bar?: { kept: number; pending: number; added: number; lost: number };
  /** The parts that the size after follows from, and their sum, where it isn't only a reading. */
  parts?: { kind: 'read' | 'pending' | 'own' | 'lost'; label: string; value: string }[];
  sum?: { label: string; value: string };
  texts: string[];
  /** Whom the change concerns: opens the names. */
  usedBy?: { label: string; names: string[] };
  press?: Press;
}

export type FactsSection = PageFacts<UploadAction>;

/** Ways on where the file doesn't fit. */
export interface WaysSection {
  type: 'ways';
  title: string;
  items: {
    icon: UploadIcon;
    text: string;
    /** Such as the retailer. */
    note?: string;
    count?: string;
    press: Press;
    look: 'primary' | 'secondary' | 'link';
  }[];
}

/** Ticks or unticks a line, or all of them. */
export interface Tick {
  /** For screen readers, such as the name of the file. */
  label: string;
  state: 'on' | 'off' | 'mixed';
  disabled?: boolean;
}

/** Shows more or less. */
export interface Expand {
  label: string;
  open: boolean;
}

/** How a line stands: `sync` turns; `check`, `refresh` and `dash` have no color. */
export type LineIcon =
  | 'pass'
  | 'check'
  | 'warning'
  | 'error'
  | 'sync'
  | 'refresh'
  | 'waiting'
  | 'question'
  | 'dash'
  | 'circleSlash';

/** One file or one segment of several uploads. */
export interface Line {
  id: string;
  name: string;
  /** The name is a link. */
  press?: Press;
  icon?: UploadIcon;
  /** Such as the retailer. */
  text?: string;
  /** Until it is sent. */
  tick?: Tick;
  /** Below the text: what it follows from. */
  by?: string;
  /** In place of the tick, once it is sent. `text` is for screen readers and the tooltip. */
  state?: { icon: LineIcon; text: string };
  /** Left out: drawn muted. */
  off?: boolean;
  shares?: { kind: ShareKind; rows: number }[];
  /** As many as the heads. */
  numbers: string[];
  /** `isButton`: the press isn't a link. */
  notes: { text: string; icon?: 'warning' | 'info'; press?: Press; isButton?: true }[];
  /** The last number says that people are lost. */
  loss?: true;
  /** Absent if there is nothing more to show. */
  expand?: Expand;
  /** What the line's own page shows, while it is open. */
  detail?: Detail;
}

/** What more there is about a line or a group. Presses in it have its ID. */
export interface Detail {
  sections: UploadSection[];
  presses: Press[];
}

/** Files or segments of several uploads, one line each. */
export interface LinesSection {
  type: 'lines';
  title: string;
  /** The title is only for screen readers. */
  untitled?: boolean;
  press?: Press;
  /** Its notes are ways on. All such tables of a page have the same columns. */
  hasWays?: true;
  heads: {
    /** They are only for screen readers. */
    untold?: true;
    name: string;
    text?: string;
    /** Of the bar of rows. */
    shares?: string;
    /** `press`: sorts by it. */
    numbers: { label: string; sorted?: 'descending'; press?: Press }[];
    /** For screen readers. */
    notes: string;
    /** For screen readers, in place of the tick. */
    state?: string;
  };
  /** Of all lines. */
  tick?: Tick;
  groups: {
    id: string;
    /** Said once for all of its lines. */
    head?: {
      icon: UploadIcon;
      title: string;
      text?: string;
      /** The text says that people are lost. */
      loss?: true;
      press?: Press;
      /** Of the press; without it, a link. */
      look?: 'primary' | 'secondary';
      warnings: { text: string; press?: Press }[];
      /** Absent if there is nothing more to show. */
      expand?: Expand;
    };
    /** Below its head, while that is open. */
    detail?: Detail;
    lines: Line[];
  }[];
  /** Sentences below the table. */
  texts?: string[];
  hint?: string;
}

export type UploadSection =
  | LinesSection
  | FileSection
  | RowsSection
  | KindsSection
  | NotesSection
  | ProgressSection
  | OperationSection
  | SizeSection
  | TimesSection
  | FactsSection
  | WaysSection;

export interface BarButton extends Press {
  look: 'primary' | 'secondary' | 'danger';
  /** Why it can't be pressed yet. A press says so. */
  missing?: string;
  /** Ctrl+Enter presses it from anywhere. Never a dangerous one. */
  byKey?: boolean;
  /** Opens these instead. */
  menu?: Press[];
}

/** A ticked line with a pattern of file names: "Next time, add week-*.csv to CRM Users". */
export interface RememberLine {
  checked: boolean;
  before: string;
  pattern: string;
  after: string;
  edit: Press;
}

export interface UploadModel extends PageHead<UploadAction> {
  /** The page moves the focus to the heading when this changes. */
  step: string;
  /** At most one, for what stops the job. */
  callout?: PageCallout<UploadAction>;
  /** Under the heading, before anything else: people who stay where they are to be removed. */
  stays?: { text: string; presses: Press[] }[];
  /** At full width under the heading: how much a dangerous operation would lose. */
  danger?: SizeSection;
  /** Below it, or in its place: what is typed before the danger button. `reasons`: what it is about. */
  typed?: {
    reasons: { text: string; loss?: true; press?: Press }[];
    fields: { label: string; text: string }[];
  };
  /** Under the heading. */
  intro: { text: string; strong?: boolean }[];
  /** The left column. */
  main: UploadSection[];
  /** The right column; below 760 px, above the left one. */
  first: UploadSection[];
  /** The right column, below `first`; below 760 px, under the left one. */
  last: UploadSection[];
  /** The bar at the bottom edge. */
  bar?: {
    text?: string;
    busy?: boolean;
    /** Offers to do the same with such files the next time. */
    remember?: RememberLine;
    /** To the left. */
    start: BarButton[];
    buttons: BarButton[];
  };
  /** Read out by screen readers when it changes. */
  announcement?: string;
}
