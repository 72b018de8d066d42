import type { JobSummary, Report } from '../../upload/jobTypes';
import type { AccountHandle } from '../accounts/account';
import type { History } from '../segments/history';
import { figuresOf } from '../segments/statistics';
import { touchedList } from './outcome';
import type { ScheduledReadings } from './scheduledReadings';
import { changeMade } from './update/updateFigures';

/**
 * Records in a segment's history what an upload did and the readings it took, and schedules a
 * reading after the next computation. `removal`: the ID of the removal everywhere that it was part of.
 */
export async function recordUpload(
  account: AccountHandle,
  report: Report,
  readings: JobSummary['readings'],
  history: Pick<History, 'of' | 'add'>,
  scheduled: Pick<ScheduledReadings, 'add'>,
  removal?: string,
): Promise<void> {
  const { jobId, segmentId, operation, accepted, unknown, finishedAt } = report;
  const entries = await history.of(account, segmentId).catch(() => []);
  for (const reading of readings) {
    const { at } = reading;
    // A resumed job also has the readings of its first run.
    if (entries.some((entry) => entry.kind === 'reading' && entry.at === at)) continue;
    await history.add(account, segmentId, {
      kind: 'reading',
      at,
      ...figuresOf(reading),
      jobId,
    });
  }
  if (!touchedList(report)) return;
  const at = Date.parse(finishedAt);
  const change = changeMade(report);
  await history.add(account, segmentId, {
    kind: 'upload',
    at,
    operation,
    accepted,
    ...(unknown > 0 && { unknown }),
    ...change,
    jobId,
    ...(removal !== undefined && { removal }),
  });
  await scheduled.add(account, segmentId, at);
}
