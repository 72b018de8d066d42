import {
  canCancel,
  canDelete,
  canFindRejected,
  canResume,
  hasEnded,
  isShown,
} from '../../../app/uploads/standing';
import { looksUndoable } from '../../../app/uploads/undoUpload';
import type { JobSummary } from '../../../upload/jobTypes';

/**
 * Which uploads a command applies to, as far as the list of all uploads (the second argument) says:
 * what a picker offers, and whether there is anything to offer.
 */
export const UPLOADS_THAT_ARE = {
  cancellable: canCancel,
  resumable: canResume,
  /** They can be started over and copied as a command. */
  ended: hasEnded,
  undoable: looksUndoable,
  /** They have a page. */
  shown: isShown,
  /** Criteo rejected some of their rows. */
  rejected: canFindRejected,
  /** Their records can be deleted. */
  deletable: canDelete,
} satisfies Record<string, (job: JobSummary, all: readonly JobSummary[]) => boolean>;
