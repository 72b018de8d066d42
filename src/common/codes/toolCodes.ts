/**
 * The codes that this tool gives to errors, by how a run ends that fails with one before anything is
 * sent. It is the only list of them: constructors of failures accept no other code, `outcome.ts` and
 * `exitCodes.ts` go by it, and `src/cli/codes` says what each means. Programs depend on codes: never
 * rename one that was published.
 */

/** Other arguments or settings would avoid it. */
export const USAGE_CODES = [
  'bad-argument',
  'bad-setting',
  'no-account',
  'ambiguous-segment',
  'ambiguous-audience',
] as const;

/** A safety check or a missing confirmation stopped it. */
export const BLOCKING_CODES = [
  'too-many-refused',
  // A file of 0 bytes, or of blank lines.
  'empty',
  'nothing-to-send',
  'min-kept',
  'max-removed',
  'previous-unknown',
  'other-list',
  'other-formats',
  'other-file',
  'invalid-grew',
  'cut-off',
  'suppression-missing',
  'suppression-unreadable',
  'suppression-empty',
  'suppression-stale',
  'suppression-shrunk',
  'suppression-not-comparable',
  'too-many-suppressed',
  // It changed after the check.
  'suppression-changed',
  // What a nightly file says about its files.
  'export-missing',
  'export-ambiguous',
  'tracked-by-git',
  'protected',
  'not-confirmed',
  'conflict',
  'changed',
  'superseded',
  'people-removed',
  'not-undoable',
] as const;

const BLOCKING: ReadonlySet<string> = new Set(BLOCKING_CODES);

/** Whether a safety check or a missing confirmation is what a failure says. */
export function isBlocking(failure: { code: string; source: ErrorSource }): boolean {
  return failure.source !== 'api' && BLOCKING.has(failure.code);
}

/** Only other credentials or a permission help. */
export const DENIED_CODES = ['signed-out', 'other-session', 'credentials', 'permission'] as const;

/** It goes away by itself. */
export const TEMPORARY_CODES = ['network', 'stalled', 'put-off', 'locked', 'size-unknown'] as const;

/** An Update that isn't finished, for which resuming it helps; or what was to come hasn't. */
export const INCOMPLETE_CODES = ['adds-open', 'incomplete', 'nothing-new'] as const;

/** Everything was sent, but too much of it is invalid or rejected. */
export const LEFT_OUT_CODES = ['refused-too-much'] as const;

/** It failed, unless the status says that it is temporary. */
export const BY_STATUS_CODES = ['api', 'proxy'] as const;

/** It failed, or is incomplete if rows were sent before. */
export const BY_SENT_CODES = ['not-kept'] as const;

/** It failed for an item, and wholly unless others were done. */
export const ITEM_CODES = [
  'refused',
  'no-answer',
  'not-asked',
  'name-must-not-be-empty',
  'retailer-missing',
  'retailer-unknown',
  'events-not-creatable',
  'type-unknown',
  'duplicate',
] as const;

/** It failed. */
type FailedCode =
  // Requests
  | 'malformed'
  | 'too-large'
  | 'incomplete-list'
  | 'other-answer'
  | 'redirected'
  // Files
  | 'not-found'
  | 'directory'
  | 'not-a-file'
  | 'no-permission'
  | 'unreadable'
  | 'binary'
  | 'gzip-broken'
  | 'encoding'
  | 'delimiter'
  | 'invalid-opening-quote'
  | 'invalid-closing-quote'
  | 'quote-not-closed'
  | 'record-too-long'
  | 'mixed-line-ends'
  | 'no-column'
  | 'ambiguous-column'
  | 'wrong-type'
  | 'file-changed'
  | 'not-written'
  // Uploads
  | 'keeps-people-out'
  | 'list-emptied'
  | 'list-changed'
  | 'unknown-job'
  | 'not-resumable'
  | 'journal-full'
  | 'journal-broken'
  | 'records-unreadable'
  | 'worker'
  | 'unsupported-type'
  | 'not-expressible'
  | 'unsaved-changes'
  | 'not-ready'
  | 'bad-report'
  // Accounts, segments and audiences
  | 'unknown-account'
  | 'segment-not-found'
  | 'audience-not-found'
  | 'segment-read-only'
  | 'segment-events'
  | 'segment-not-contact-list'
  | 'file-too-large'
  // This machine
  | 'state-folder'
  | 'sandbox-start'
  | 'wrong-clock'
  | 'unexpected';

/** Only the editor's commands fail with these. */
export const EDITOR_CODES = [
  'not-in-workspace',
  'unknown-draft',
  'no-segment',
  'not-csv',
  'not-saved',
  'not-applied',
  'no-problems',
  'other-encoding',
] as const;

export type ToolCode =
  | (typeof USAGE_CODES)[number]
  | (typeof BLOCKING_CODES)[number]
  | (typeof DENIED_CODES)[number]
  | (typeof TEMPORARY_CODES)[number]
  | (typeof INCOMPLETE_CODES)[number]
  | (typeof LEFT_OUT_CODES)[number]
  | 'cancelled'
  | (typeof BY_STATUS_CODES)[number]
  | (typeof BY_SENT_CODES)[number]
  | (typeof ITEM_CODES)[number]
  | FailedCode
  | EditorCode;
export type EditorCode = (typeof EDITOR_CODES)[number];

/** Whose word a code is: Criteo's own, or one of `ToolCode`. The same word may be both. */
export type ErrorSource = 'api' | 'tool';

/** A code as given to a failure. Criteo's may be any word. */
export type ErrorCode = ToolCode | { readonly api: string };

/** A code as errors have it in JSON. */
export interface CodeFields {
  code: string;
  source: ErrorSource;
}

/** The properties of an error for its code. */
export function codeFields(code: ErrorCode): CodeFields {
  return typeof code === 'string' ? { code, source: 'tool' } : { code: code.api, source: 'api' };
}

/** The code of a failure, to give it to another one. */
export function codeOf({ code, source }: { code: string; source: ErrorSource }): ErrorCode {
  return source === 'api' ? { api: code } : (code as ToolCode);
}
