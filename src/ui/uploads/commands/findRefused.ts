import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { Arguments } from '../../../app/arguments';
import { accountOfJob } from '../../../app/uploads/target';
import { callsWords } from '../../../common/counts';
import { Cancelled, Failure } from '../../../common/failure';
import { count, plural } from '../../../common/format';
import type { JobSummary } from '../../../upload/types';
import { whileWorking } from '../../base/progress';
import { fileNames } from '../../base/source';
import type { UploadParts } from '../services';
import { showProblems } from '../view/problems';
import { isJobNode } from '../view/tree';
import { jobOf, pickJob } from './jobs';

const OPERATION = 'findRefusedRows';
/** Calls that the search may cost. */
const MOST_CALLS = 50;

interface Found {
  found: number;
  left: number;
  calls: number;
}

/**
 * "Find the Refused Rows": where the API refused more than it named, halves of the chunk are sent
 * again until the rows are known.
 */
export function registerFindRefused(parts: UploadParts): void {
  const { context } = parts;
  context.commands.add<{ jobId: string; maxCalls: number }, Found>({
    id: `criteoAudiences.${OPERATION}`,
    accepts: ([argument]) => {
      if (isJobNode(argument)) return undefined;
      const args = Arguments.of(argument, OPERATION, 'jobId');
      return (
        args && {
          jobId: args.text('jobId'),
          maxCalls: args.optionalNumber('maxCalls') ?? MOST_CALLS,
        }
      );
    },
    called: async ({ jobId, maxCalls }) =>
      find(parts, await jobOf(parts, jobId, OPERATION), maxCalls),
    asked: async (node) => {
      const chosen = isJobNode(node)
        ? await jobOf(parts, node.jobId, OPERATION)
        : await pickJob(parts, ({ report }) => (report?.refused ?? 0) > 0);
      await agreed();
      const found = await whileWorking(
        { title: t('Looking for the refused rows'), cancellable: true },
        async (_, token) => {
          const aborting = new AbortController();
          const listening = token.onCancellationRequested(() => aborting.abort());
          try {
            return await find(parts, chosen, MOST_CALLS, aborting.signal);
          } finally {
            listening.dispose();
          }
        },
      );
      const words = [
        plural(found.found, {
          one: t('{0} refused row found with {1}.', count(found.found), callsWords(found.calls)),
          other: t('{0} refused rows found with {1}.', count(found.found), callsWords(found.calls)),
        }),
        found.left > 0 ? t('Still unknown: {0}.', count(found.left)) : '',
      ]
        .filter(Boolean)
        .join(' ');
      void window.showInformationMessage(words);
      return found;
    },
  });
}

async function agreed(): Promise<void> {
  const yes = t('Find Them');
  const choice = await window.showInformationMessage(
    t('Find the refused rows with up to {0}?', callsWords(MOST_CALLS)),
    {
      modal: true,
      detail: t(
        'The API names only a sample of what it refuses. Parts of the file are sent again until the rows are known; what is in the list already should stay as it is (plausible, not documented).',
      ),
    },
    yes,
  );
  if (choice !== yes) throw new Cancelled();
}

async function find(
  { context, problems }: UploadParts,
  job: JobSummary,
  maxCalls: number,
  signal?: AbortSignal,
): Promise<Found> {
  await context.accounts.require(job.target.accountId);
  const account = accountOfJob(context.accounts, job.target);
  if (!account)
    throw new Failure(
      'other-session',
      t(
        'The upload of {0} was made with another session ({1}). Sign in with its client id again to go on.',
        fileNames(job.files).forNotification(),
        job.target.origin,
      ),
      OPERATION,
    );
  const { findings, calls, left } = await context
    .engine()
    .findRefused(job.jobId, account.client, { maxCalls, signal });
  const plan = await context.engine().planOf(job.jobId);
  showProblems(problems, plan, context.engine().serverFindings(job.jobId), job.report);
  return { found: findings.length, calls, left };
}
