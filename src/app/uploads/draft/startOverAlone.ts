import { t } from '@vscode/l10n';
import { codeOf } from '../../../common/codes/toolCodes';
import { Failure } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import type { Uploads } from '../../../upload/contract';
import { UploadError } from '../../../upload/uploadError';
import type { Choices, UploadChoice } from '../choices/choices';
import type { Chosen } from '../choices/choiceTable';
import { choicesOfJob, limitsChosen } from '../choices/jobChoices';
import { failureOf, type DraftStep } from '../draftStep';
import type { StartOver, Upload } from '../upload';
import type { Draft, DraftOptions } from './draft';
import { followChecks } from './followChecks';

/** What creates a draft. */
interface Drafting {
  draft(choices: Choices, options: DraftOptions): Draft;
}

const COMMAND = 'resumeUpload';

/**
 * Starts an upload over by its record. Nobody is there to confirm anything: it holds what is checked for
 * a program, and what would have to be confirmed rejects with `Failure` 'not-confirmed'. What was
 * permitted for an earlier run isn't for this one: it has its own.
 */
export function startOverByRecord(
  drafts: Drafting,
  engine: () => Pick<Uploads, 'planOf'>,
): StartOver {
  return async (upload, control) => {
    const plan = await engine().planOf(upload.jobId);
    const limits = limitsChosen(plan) as Chosen<UploadChoice>;
    const { allow } = control;
    const choices = { ...choicesOfJob(plan, upload.account), ...limits, ...(allow && { allow }) };
    const isEntry = plan.options.entry !== undefined;
    return planAgain(drafts, upload, { choices, isEntry }, control, (reasons) => {
      if (reasons.length === 0) return;
      throw new Failure(
        'not-confirmed',
        t(
          'A suppression list has changed since {0} was checked, and what it means now has to be confirmed: {1} Nothing more was sent. Start over.',
          fileNames(plan.files).forNotification(),
          reasons.join(' '),
        ),
        COMMAND,
      );
    });
  };
}

/** The same with the choices that a program gave, and confirmed. */
export function startOverAsGiven(drafts: Drafting, choices: Choices, isEntry?: boolean): StartOver {
  const given = { choices, isEntry };
  return (upload, control) => planAgain(drafts, upload, given, control, () => undefined);
}

async function planAgain(
  drafts: Drafting,
  { jobId, account }: Upload,
  { choices, isEntry }: { choices: Choices } & Pick<DraftOptions, 'isEntry'>,
  { signal, onProgress }: Parameters<StartOver>[1],
  requireConfirmed: (reasons: readonly string[]) => void,
): Promise<Upload> {
  const draft = drafts.draft(
    // That these files go to this segment was confirmed.
    { ...choices, confirm: account.accountId },
    { by: 'program', command: COMMAND, startsOver: jobId, isEntry },
  );
  try {
    const step = await followChecks(draft, () => draft.check(), signal, onProgress);
    if (step.kind !== 'ready') throw stoppedBy(step) ?? failureOf(step);
    requireConfirmed(step.planned.reasons);
    return await draft.send();
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** The error of suppression lists, with its fact. */
function stoppedBy(step: DraftStep): UploadError | undefined {
  if (step.kind !== 'blocked' || !step.stop) return undefined;
  const { fact, lists } = step.stop;
  return new UploadError(codeOf(step.failure), step.failure.message, {
    stop: { fact, lists: lists.map(({ path }) => path) },
  });
}
