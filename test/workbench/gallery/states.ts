import { DRAFTS } from './draftStates';
import { JOBS } from './jobStates';
import { MANY_FILES } from './manyFiles';
import { MANY_UPDATES } from './manyUpdates';
import { NIGHTS } from './nightStates';
import { OPT_OUT } from './optOut';
import { REMOVALS } from './removalStates';
import { SENT_UPLOADS } from './sentUploads';
import { STOPPED } from './stoppedStates';
import { SUPPRESSED } from './suppressedStates';
import { UPDATES } from './updateStates';

/** Every state of the upload page as a model, with the words and figures of the mock; by its name. */
export const STATES = {
  ...DRAFTS,
  ...JOBS,
  ...STOPPED,
  ...MANY_FILES,
  ...MANY_UPDATES,
  ...NIGHTS,
  ...OPT_OUT,
  ...REMOVALS,
  ...SENT_UPLOADS,
  ...SUPPRESSED,
  ...UPDATES,
};
