import { t } from '@vscode/l10n';
import type { Operation } from '../../../upload/uploadTypes';

/** `files` and `segments`: their names or how many there are, formatted for the place. */
type FilesText = (files: string, segments: string) => string;
/** `n`: how many identifiers. */
type FigureText = (n: string) => string;

interface CommonWords {
  label: () => string;
  /** What a page is about, before it is sent. */
  heading: FilesText;
  sending: FilesText;
  /** Of files or of a number of identifiers; see `doneText`. */
  done: FilesText;
}

/** Buttons that send identifiers of several files, or to several segments. */
interface SeveralWords {
  sendFiles: (n: string, files: string) => string;
  sendSegments: (n: string, segments: string) => string;
}

interface OperationWords extends CommonWords {
  /** For a list to choose from. */
  detail: () => string;
  /** For the page. `chosen`: whether it is chosen there. */
  hint: (chosen: boolean) => string;
  /** Buttons that send identifiers; `sendAnyway`: despite invalid rows. */
  send: FigureText;
  sendAnyway: FigureText;
  question: FilesText;
  /** What Cancel doesn't undo. */
  stays: () => string;
  /** Where files go that are used again. */
  into: (segment: string) => string;
}

const sentStays = (): string =>
  t('What was sent stays in the segment. A cancelled upload can be resumed.');
const uploadTo = (segment: string): string => t('Upload to {0}', segment);

/**
 * What is said of each operation, and of several uploads with different ones. The buttons of an
 * Update say what changes: see `sendLabel`.
 */
export const WORDS: Record<Operation, OperationWords> & { any: CommonWords } & Record<
    Exclude<Operation, 'update'> | 'any',
    SeveralWords
  > = {
  add: {
    label: () => t('Add'),
    detail: () => t('Keeps existing identifiers'),
    hint: () => t('Everyone in the segment stays in it.'),
    heading: (files, segments) => t('Add {0} to {1}', files, segments),
    sending: (files, segments) => t('Adding {0} to {1}', files, segments),
    done: (what, segments) => t('{0} added to {1}', what, segments),
    send: (n) => t('Add {0}', n),
    sendAnyway: (n) => t('Add the Other {0} Anyway', n),
    sendFiles: (n, files) => t('Add {0} from {1} Files', n, files),
    sendSegments: (n, segments) => t('Add {0} to {1} Segments', n, segments),
    question: (file, segment) => t('Add {0} to {1}?', file, segment),
    stays: sentStays,
    into: uploadTo,
  },
  remove: {
    label: () => t('Remove'),
    detail: () => t('Removes the identifiers in this file'),
    hint: () => t('Removes these people from the segment.'),
    heading: (files, segments) => t('Remove the people in {0} from {1}', files, segments),
    sending: (files, segments) => t('Removing the people in {0} from {1}', files, segments),
    done: (n, segments) => t('Removal of {0} from {1} accepted', n, segments),
    send: (n) => t('Remove {0}', n),
    sendAnyway: (n) => t('Remove the Other {0} Anyway', n),
    sendFiles: (n, files) => t('Remove {0} in {1} Files', n, files),
    sendSegments: (n, segments) => t('Remove {0} from {1} Segments', n, segments),
    question: (file, segment) => t('Remove the identifiers in {0} from {1}?', file, segment),
    stays: () => t('What was sent isn’t undone. A cancelled upload can be resumed.'),
    into: (segment) => t('Remove from {0}', segment),
  },
  update: {
    label: () => t('Update'),
    detail: () => t('Adds this file, then removes the people who are no longer in it'),
    hint: () => t('Adds everyone in the file, then removes the people who are no longer in it.'),
    heading: (files, segments) => t('Update {0} with {1}', segments, files),
    sending: (files, segments) => t('Updating {0} with {1}', segments, files),
    done: (what, segments) => t('{0} updated with {1}', segments, what),
    send: (n) => t('Update with {0}', n),
    sendAnyway: (n) => t('Update with the Other {0} Anyway', n),
    question: (file, segment) => t('Update {0} with {1}?', segment, file),
    stays: () => t('What was added or removed isn’t undone. A cancelled upload can be resumed.'),
    into: (segment) => t('Update {0}', segment),
  },
  replace: {
    label: () => t('Replace'),
    detail: () => t('Clears the segment, then adds this file'),
    hint: (chosen) =>
      chosen
        ? t(
            'Clears the segment, then adds the file. In between, it’s empty or incomplete. Can’t be undone. With Update, it’s never empty.',
          )
        : t('Clears the segment, then adds the file. In between, it’s empty or incomplete.'),
    heading: (files, segments) => t('Replace {0} with {1}', segments, files),
    sending: (files, segments) => t('Replacing {0} with {1}', segments, files),
    done: (what, segments) => t('{0} replaced with {1}', segments, what),
    send: (n) => t('Replace with {0}', n),
    sendAnyway: (n) => t('Replace with the Other {0} Anyway', n),
    sendFiles: (n, files) => t('Replace with {0} from {1} Files', n, files),
    sendSegments: (n, segments) => t('Replace {1} Segments with {0}', n, segments),
    question: (file, segment) => t('Clear {0}, then add {1}?', segment, file),
    stays: sentStays,
    into: uploadTo,
  },
  any: {
    label: () => t('Upload'),
    heading: (files, segments) => t('Upload {0} to {1}', files, segments),
    sending: (files, segments) => t('Uploading {0} to {1}', files, segments),
    done: (files, segments) => t('{0} uploaded to {1}', files, segments),
    sendFiles: (n, files) => t('Send {0} from {1} Files', n, files),
    sendSegments: (n, segments) => t('Send {0} to {1} Segments', n, segments),
  },
};

/** What was done with whole files: of a removal, `done` is about identifiers. */
export function doneText(operation: Operation | 'any', files: string, segments: string): string {
  return operation === 'remove'
    ? t('Removal of the people in {0} from {1} accepted', files, segments)
    : WORDS[operation].done(files, segments);
}
