// The messages between a panel's host and its page, in both directions. Everything is plain JSON.
// Names from the API are text on both sides, never markup.

import type { AccountBadge } from './pageModel';
import type { SegmentAction, SegmentModel } from './segmentModel';
import type { UploadAction } from './uploadActions';
import type { UploadModel } from './uploadModel';

/** The page is loaded. Messages to a page that is loading or hidden are lost. */
interface Ready {
  type: 'ready';
}

/** Copies a failure's message and details to the clipboard. */
export interface CopyDetails {
  type: 'copyDetails';
  text: string;
}

/** What a page needs to show texts and numbers. */
export interface Locale {
  /** The editor's display language (BCP 47). */
  language: string;
  /** Translations by English text, from the extension's bundle. */
  texts: Record<string, string>;
}

/** Sent instead of a model when there is nothing to show. The page can send `ready` to retry. */
export interface Unavailable {
  type: 'unavailable';
  message: string;
  /** Operation, code, status and trace ID, for a support ticket. */
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
  /** The segment to edit. */
  segmentId?: string;
  account: string;
  badge: AccountBadge;
  /** The API's values (edit), or suggestions (create). */
  initial: FormValues;
  /**
   * Absent while loading and after a failure; empty if the application may not list retailers. The ID
   * can be typed in each case.
   */
  retailers?: { id: string; name?: string }[];
  retailersFailed?: { message: string; details: string };
  /** `value` is the API's spelling; `hint` says what the type accepts and which channel it serves. */
  identifierTypes: { value: string; label: string; hint: string }[];
}

export type FormField = keyof FormValues;

export type FormToHost =
  | Ready
  | CopyDetails
  /** Retries loading the retailers. */
  | { type: 'readRetailers' }
  /** Updates the panel's title. */
  | { type: 'changed'; values: FormValues; dirty: boolean }
  /** `changed` lists the fields that the user changed: an edit sends only these. */
  | { type: 'submit'; values: FormValues; changed: FormField[] }
  | { type: 'copy'; values: FormValues }
  | { type: 'close' };

export type FormToPage =
  | { type: 'model'; model: FormModel; locale: Locale }
  | Unavailable
  | { type: 'saving' }
  /** The reply to a `submit` that failed, for the field if it is about one. */
  | { type: 'rejected'; field?: FormField; message: string; details: string }
  /** The reply to a `submit` that succeeded. `submitted` are the values that were sent. */
  | {
      type: 'saved';
      segmentId: string;
      submitted: FormValues;
      initial: FormValues;
      message: string;
    };

/** Stored with `setState`, next to what was typed. */
export interface FormState {
  accountKey: string;
  /** Absent for a new segment. */
  segmentId?: string;
  /** For a copy: the segment, and the initial values. */
  copyOf?: string;
  like?: FormValues;
  /**
   * A create request without a known result, and when it was first sent (milliseconds since 1970).
   */
  sent?: { at: number; values: FormValues };
}

// A segment, or several side by side: see segmentModel.ts.

export type SegmentToHost =
  | Ready
  | CopyDetails
  | { type: 'press'; action: SegmentAction; value?: string };

export type SegmentToPage =
  | { type: 'model'; model: SegmentModel; locale: Locale }
  | Unavailable
  /** What an action did, in a sentence. */
  | { type: 'status'; message: string };

export interface SegmentState {
  accountKey: string;
  /** Several are shown side by side. */
  segmentIds: string[];
}

// The upload: see uploadModel.ts.

export type UploadToHost =
  | Ready
  | CopyDetails
  /** `line`: the ID of the line in whose detail it was pressed. */
  | { type: 'press'; action: UploadAction; value?: string; line?: string };

/** `locale` comes with the first model after `ready`: further ones are many and come fast. */
export type UploadToPage = { type: 'model'; model: UploadModel; locale?: Locale } | Unavailable;

/**
 * The choices of a draft that survive a reload, which only the host reads: no cell, no typed ID. What is
 * kept of each choice stands in the table of choices.
 */
export interface KeptDraft {
  readonly files: readonly object[];
  /** The ID of the upload that it undoes, from which everything else follows. */
  readonly undoes?: string;
  readonly isEntry?: boolean;
  readonly accountKey?: string;
  readonly [choice: string]: unknown;
}

/**
 * The lines of uploads that survive a reload: a file each, whether it was ticked, and whether it is a
 * part of an export.
 */
export interface KeptBatch {
  lines: (KeptDraft & { ticked?: boolean; isPart?: true })[];
}

/** `id` tells pages of the same file apart. */
export type UploadState =
  | { id: string; batch: KeptBatch }
  | { id: string; jobId: string }
  | { id: string; jobIds: string[] }
  /** A report of a terminal, by its file. */
  | { id: string; reportUri: string }
  /** A removal from every segment: what was chosen, then its record. Only the host reads the choices. */
  | { id: string; removal: object }
  | { id: string; removalId: string }
  /** Whether uploads to the account of this key did what they were to do. */
  | { id: string; verifies: string };

/** The files of a page's styles, in their order: all but the form have some in common. */
export function stylesOf(page: string): string[] {
  return [...(['segment', 'upload'].includes(page) ? ['page.css'] : []), `${page}.css`];
}
