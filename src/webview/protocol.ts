/**
 * All that passes between a panel's host and its page, typed in both directions. Everything is plain JSON.
 * Names from the API are text on both sides, never markup.
 */

/** Sent once the page can listen: a message to a page that is still loading, or hidden, is lost. */
export interface Ready {
  type: 'ready';
}

/** What a page needs before it can show texts and numbers. */
export interface Locale {
  /** BCP 47, as the editor's display language. */
  language: string;
  /** Translations, as in the extension's bundle. */
  texts: Record<string, string>;
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
  account: string;
  sandbox: boolean;
  /** As the API has it (edit) or as suggested (create). */
  initial: FormValues;
  /** Empty where the app may not list retailers: then the id is typed. */
  retailers: { id: string; name?: string }[];
  /** What each type accepts, and which channel it serves. */
  identifierTypes: { value: string; hint: string }[];
}

export type FormField = keyof FormValues;

export type FormToHost =
  | Ready
  /** The panel's title follows the name. */
  | { type: 'changed'; values: FormValues; dirty: boolean }
  | { type: 'submit'; values: FormValues }
  | { type: 'copy'; values: FormValues }
  | { type: 'close' };

export type FormToPage =
  | { type: 'model'; model: FormModel; locale: Locale; typed?: FormValues }
  | { type: 'saving' }
  /** The reply to `submit`: where it failed, at the field it is about. */
  | { type: 'refused'; field?: FormField; message: string }
  | { type: 'saved'; initial: FormValues; message: string };

/** What the form keeps over hiding and reloading (`setState`). */
export interface FormState {
  accountKey: string;
  segmentId?: string;
  values?: FormValues;
}

// Statistics: one segment, or several side by side.

export interface Reading {
  at: number;
  numberOfIdentifiers?: number;
  numberOfMatches?: number;
  /** A ratio 0–1 as the API sent it; absent is "no figure given". */
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
  /** The sentence of a failed reading. */
  failure?: string;
}

export interface StatisticsModel {
  sandbox: boolean;
  segments: SegmentFigures[];
  loading: boolean;
}

export type StatisticsToHost = Ready | { type: 'refresh' } | { type: 'exportHistory'; segmentId: string } | { type: 'copySummary' };

export type StatisticsToPage = { type: 'model'; model: StatisticsModel; locale: Locale } | { type: 'said'; message: string };

export interface StatisticsState {
  accountKey: string;
  segmentIds: string[];
}
