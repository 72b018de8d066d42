import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import type { SegmentList } from '../../../app/segments/segmentList';
import { requireAccountOfJob, requireJob } from '../../../app/uploads/requireJob';
import { requestsText } from '../../../common/counts';
import { Cancelled } from '../../../common/failure';
import { count, plural } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/uploadTypes';
import { type Commands } from '../../base/command';
import { whileWorking } from '../../base/progress';
import type { Problems } from '../../problems/problems';
import { showProblems } from '../../problems/showProblems';
import { pickJob } from '../dialogs/pickJob';
import { isJobNode } from '../view/jobNode';

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
export function registerFindRejected(
  commands: Commands,
  accounts: Accounts,
  segments: SegmentList,
  engine: () => Uploads,
  problems: Problems,
): void {
  const find = async (job: JobSummary, maxCalls: number, signal?: AbortSignal): Promise<Found> => {
    const account = await requireAccountOfJob(accounts, job, OPERATION);
    const { findings, calls, left } = await engine().findRejected(job.jobId, account.client, {
      maxCalls,
      signal,
    });
    const plan = await engine().planOf(job.jobId);
    showProblems(problems, plan, engine().serverFindings(job.jobId), job.report);
    return { found: findings.length, calls, left };
  };
  commands.add<{ jobId: string; maxCalls: number }, Found>({
    id: `criteoAudiences.${OPERATION}`,
    parse: ([argument]) => {
      if (isJobNode(argument)) return undefined;
      const args = Arguments.of(argument, OPERATION, 'jobId');
      return (
        args && {
          jobId: args.text('jobId'),
          maxCalls: args.optionalNumber('maxCalls') ?? MOST_CALLS,
        }
      );
    },
    run: async ({ jobId, maxCalls }) =>
      find(await requireJob(engine(), jobId, OPERATION), maxCalls),
    prompt: async (node) => {
      const chosen = isJobNode(node)
        ? await requireJob(engine(), node.jobId, OPERATION)
        : await pickJob(engine(), accounts, segments, ({ report }) => (report?.refused ?? 0) > 0);
      await agreed();
      const found = await whileWorking(
        { title: t('Finding rejected rows'), cancellable: true },
        (signal) => find(chosen, MOST_CALLS, signal),
      );
      const words = [
        plural(found.found, {
          one: t('Found {0} rejected row with {1}.', count(found.found), requestsText(found.calls)),
          other: t(
            'Found {0} rejected rows with {1}.',
            count(found.found),
            requestsText(found.calls),
          ),
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
  const yes = t('Find Rejected Rows');
  const choice = await window.showInformationMessage(
    t('Find the rejected rows with up to {0}?', requestsText(MOST_CALLS)),
    {
      modal: true,
      detail: t(
        'Criteo names only a sample of the identifiers it rejects. To find the rest, parts of the file are sent again. This shouldn’t change what is already in the segment, but Criteo doesn’t document it.',
      ),
    },
    yes,
  );
  if (choice !== yes) throw new Cancelled();
}
