/**
 * All that passes between a panel's host and its page, typed in both directions. Everything is
 * plain JSON. Names from the API are text on both sides, never markup.
 */

/** Sent once the page can listen: a message to a page that is still loading, or hidden, is lost. */
export interface Ready {
  type: 'ready';
}

/** A failure's sentence and what a ticket needs, for the clipboard. */
export interface CopyDetails {
  type: 'copyDetails';
  text: string;
}

/** What a page needs before it can show texts and numbers. */
export interface Locale {
  /** BCP 47, as the editor's display language. */
  language: string;
  /** Translations, as in the extension's bundle. */
  texts: Record<string, string>;
}

/** Instead of a model: the panel cannot show anything, and why. `ready` asks again. */
export interface Unavailable {
  type: 'unavailable';
  message: string;
  /** Operation, code, status and trace id, for a ticket. */
  details: string;
  locale: Locale;
}

// The form: create or edit a segment.

export interface FormValues {
  name: string;
  description: string;
  retailerId: string;
  identifierType: string;
}

export interface FormModel {
  mode: 'create' | 'edit';
  /** Of the segment that is edited. */
  segmentId?: string;
  account: string;
  sandbox: boolean;
  /** As the API has it (edit) or as suggested (create). */
  initial: FormValues;
  /**
   * Absent while they are being read, or where that failed; empty where the app may not list them.
   * The id can be typed meanwhile.
   */
  retailers?: { id: string; name?: string }[];
  retailersFailed?: { message: string; details: string };
  /** What each type accepts, and which channel it serves. */
  identifierTypes: { value: string; hint: string }[];
}

export type FormField = keyof FormValues;

export type FormToHost =
  | Ready
  | CopyDetails
  /** Once more, after they could not be read. */
  | { type: 'readRetailers' }
  /** The panel's title follows the name. */
  | { type: 'changed'; values: FormValues; dirty: boolean }
  /** `changed`: the fields that the user gave another value; of an edit only these are sent. */
  | { type: 'submit'; values: FormValues; changed: FormField[] }
  | { type: 'copy'; values: FormValues }
  | { type: 'close' };

export type FormToPage =
  | { type: 'model'; model: FormModel; locale: Locale }
  | Unavailable
  | { type: 'saving' }
  /** The reply to `submit`: where it failed, at the field it is about. */
  | { type: 'refused'; field?: FormField; message: string; details: string }
  /** `submitted` is what was sent: what was typed since then is not in it. */
  | {
      type: 'saved';
      segmentId: string;
      submitted: FormValues;
      initial: FormValues;
      message: string;
    };

/** What the form keeps over hiding and reloading (`setState`), beside what was typed. */
export interface FormState {
  accountKey: string;
  /** Absent for a new segment. */
  segmentId?: string;
  /** For a copy: of which segment, and what to begin with. */
  copyOf?: string;
  like?: FormValues;
  /**
   * A create that has no answer yet, or has lost it, and when it was first sent (milliseconds since
   * 1970).
   */
  sent?: { at: number; values: FormValues };
}

// Statistics: one segment, or several side by side.

export interface Reading {
  at: number;
  numberOfIdentifiers?: number;
  numberOfMatches?: number;
  /** As the API sent it: a ratio, or above 1 something else; absent is "no figure given". */
  matchRate?: number;
}

export interface Mark {
  at: number;
  kind: 'upload' | 'clear';
  /** In words: "Added 49,002". */
  label: string;
}

export interface SegmentFigures {
  segmentId: string;
  /** Account · retailer · segment. */
  title: string;
  /** Retailer · segment, for where the account is told already. */
  name: string;
  identifierType?: string;
  latest?: Reading;
  /** Oldest first. */
  readings: Reading[];
  marks: Mark[];
  /** Milliseconds since 1970; absent where nothing was changed from here. */
  lastChanged?: number;
  /** The first computation after the last change, and when it may be live. */
  computedAt?: number;
  liveAt?: number;
  /** A failed reading: the sentence, and what a ticket needs. */
  failure?: { message: string; details: string };
}

export interface StatisticsModel {
  account: string;
  sandbox: boolean;
  segments: SegmentFigures[];
  loading: boolean;
}

export type StatisticsToHost =
  | Ready
  | CopyDetails
  | { type: 'refresh' }
  | { type: 'exportHistory'; segmentId: string }
  | { type: 'copySummary' };

export type StatisticsToPage =
  | { type: 'model'; model: StatisticsModel; locale: Locale }
  | Unavailable
  | { type: 'said'; message: string };

export interface StatisticsState {
  accountKey: string;
  segmentIds: string[];
}
