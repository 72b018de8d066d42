import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { requireAccountOfJob } from '../../../app/uploads/requireJob';
import { requestsText } from '../../../common/counts';
import { Cancelled } from '../../../common/failure';
import { count, plural } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/jobTypes';
import { whileWorking } from '../../base/progress';
import type { Problems } from '../../problems/problems';
import { showProblems } from '../../problems/showProblems';
import { UPLOADS_THAT_ARE } from './jobActions';
import type { JobCommands } from './jobCommands';

const OPERATION = 'findRefusedRows';
/** Default limit of requests per search. */
const MAX_REQUESTS = 50;

/** The command's result: rejected rows found and still unknown, and the requests it took. */
interface SearchResult {
  found: number;
  left: number;
  calls: number;
}

/**
 * "Find Rejected Rows…": Criteo names only a sample of the identifiers it rejects. To find the
 * rest, halves of each chunk are sent again until the rows are known.
 */
export function registerFindRejected(
  jobs: JobCommands,
  accounts: Accounts,
  engine: () => Uploads,
  problems: Problems,
): void {
  const search = async (
    job: JobSummary,
    maxCalls = MAX_REQUESTS,
    signal?: AbortSignal,
  ): Promise<SearchResult> => {
    const account = await requireAccountOfJob(accounts, job, OPERATION);
    const { findings, calls, left } = await engine().findRejected(job.jobId, account.client, {
      maxCalls,
      signal,
    });
    const plan = await engine().planOf(job.jobId);
    showProblems(problems, plan, engine().serverFindings(job.jobId), job.report);
    return { found: findings.length, calls, left };
  };
  jobs.add({
    name: OPERATION,
    fits: UPLOADS_THAT_ARE.rejected,
    noneText: () => t('No uploads with rejected rows'),
    read: (args) => args.optionalNumber('maxCalls'),
    run: (job, maxCalls) => search(job, maxCalls),
    prompt: async (job) => {
      await confirmSearch();
      const result = await whileWorking(
        { title: t('Finding rejected rows…'), cancellable: true },
        (signal) => search(job, undefined, signal),
      );
      void window.showInformationMessage(resultText(result));
      return result;
    },
  });
}

function resultText({ found, calls, left }: SearchResult): string {
  const foundText = plural(found, {
    one: t('Found {0} rejected row with {1}.', count(found), requestsText(calls)),
    other: t('Found {0} rejected rows with {1}.', count(found), requestsText(calls)),
  });
  return left > 0 ? `${foundText} ${t('Still unknown: {0}.', count(left))}` : foundText;
}

async function confirmSearch(): Promise<void> {
  const find = t('Find Rejected Rows');
  const choice = await window.showInformationMessage(
    t('Find the rejected rows with up to {0}?', requestsText(MAX_REQUESTS)),
    {
      modal: true,
      detail: t(
        'Criteo names only a sample of the identifiers it rejects. To find the rest, parts of the file are sent again. This shouldn’t change what is already in the segment, but Criteo doesn’t document it.',
      ),
    },
    find,
  );
  if (choice !== find) throw new Cancelled();
}
