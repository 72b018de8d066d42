import { t } from '@vscode/l10n';
import { fileLabel, fileNames } from '../../../common/fileName';
import { plural } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import type { JobSummary } from '../../../upload/jobTypes';
import { keepSent, reasonOf } from '../../../upload/update/keptFile';
import type { Plan } from '../../../upload/uploadTypes';
import { touchedList } from '../outcome';
import { laterUploadsOf } from '../standing';
import { keptPathOf } from './repeatUpload';

/** An update of which a command was copied. */
interface CopiedUpdate {
  readonly job: JobSummary;
  readonly plan: Plan;
}

/**
 * Keeps what updates sent, for a next run whose file has taken its place, and returns what to tell.
 * Where a later update or replace (of `jobs`) has filled the segment, this file is no longer what it
 * has, and the records say what is. Never rejects.
 */
export async function keepForNext(
  updates: readonly CopiedUpdate[],
  jobs: readonly JobSummary[],
): Promise<string[]> {
  const kept: { path: string }[] = [];
  const others: string[] = [];
  for (const { job, plan } of updates) {
    const [{ path, contentHash, uri }] = plan.files;
    const copy = keptPathOf(plan);
    if (plan.options.operation !== 'update' || plan.keep) continue;
    if (path === undefined || copy === undefined || contentHash === undefined) continue;
    const file = fileLabel(uri).forNotification();
    if (laterUploadsOf(jobs, job).some(isFilled)) {
      others.push(
        t(
          'Copied, without a copy of {0}: a later update or replace has changed the segment, so the first run compares with what that one sent.',
          file,
        ),
      );
      continue;
    }
    try {
      if (await keepSent(path, copy, contentHash)) kept.push({ path: copy });
      else
        others.push(
          t(
            'Copied. {0} has changed since it was sent, so the first run stops: it isn’t known who left. Update the segment from here first, then copy again.',
            file,
          ),
        );
    } catch (error) {
      others.push(
        t(
          'Copied, but {0} couldn’t be written: {1}. Once another file has taken the place of {2}, the first run stops: it isn’t known who left. Make its folder writable, then copy again.',
          fileNames([{ path: copy }]).forNotification(),
          OutsideText.text(reasonOf(error)).forNotification(),
          file,
        ),
      );
    }
  }
  if (kept.length === 0) return others;
  const names = fileNames(kept).forNotification();
  return [
    plural(kept.length, {
      one: t('Copied. The file’s people are kept in {0}, for the next update.', names),
      other: t('Copied. The files’ people are kept in {0}, for the next updates.', names),
    }),
    ...others,
  ];
}

function isFilled({ operation, report }: JobSummary): boolean {
  const fills = operation === 'update' || operation === 'replace';
  return fills && report !== undefined && touchedList(report);
}
