import { t } from '@vscode/l10n';
import { segmentStateOf } from '../../../app/removals/removalFigures';
import { segmentNames, sentBy } from '../../../app/removals/removalTexts';
import type { PlannedRemoval, RemovalRecord } from '../../../app/removals/removalTypes';
import { segmentsText } from '../../../common/counts';
import { count } from '../../../common/format';
import { NO_PROGRESS } from '../../../upload/jobTypes';
import type { CommandContext } from '../../context';

type Removals = Awaited<ReturnType<CommandContext['session']['removals']>>;

/** Sends a removal until it ends, and shows how many segments have answered. An interruption stops it in order. */
export function followRemoval(
  { interruption, progress, terminal, reporter, session: { patience } }: CommandContext,
  removals: Removals,
  planned: PlannedRemoval,
): Promise<RemovalRecord> {
  const { segments } = sentBy(planned);
  const index = planned.record.parts.indexOf(planned.part);
  const before = new Map(segments.map((one) => [one, one.sendings[index].requests]));
  const announce = (): void => {
    progress.clear();
    terminal.note(
      t(
        'Stopping: waiting up to 10 s for requests in flight. The removal can be resumed. To stop at once, interrupt again.',
      ),
    );
  };
  let isWaiting = false;
  const show = (): void => {
    const waiting = segments.filter(({ sendings }) => sendings[index].isWaiting);
    if (!isWaiting && waiting.length > 0) {
      isWaiting = true;
      progress.clear();
      reporter.note(
        t('Sent last, because other uploads to them are under way: {0}', segmentNames(waiting)),
      );
    }
    const done = segments.filter(
      (one) =>
        one.sendings[index].requests > (before.get(one) ?? 0) || segmentStateOf(one) === 'failed',
    ).length;
    progress.show(
      { ...NO_PROGRESS, phase: 'sending', callsDone: done, callsTotal: segments.length },
      () => t('{0} of {1} answered', count(done), segmentsText(segments.length)),
    );
  };
  const { dispose } = removals.onDidChange((id) => {
    if (id === planned.record.id) show();
  });
  return interruption.during(announce, (signal) =>
    removals.run(planned, { signal, autoResume: true, patience }).finally(() => {
      dispose();
      progress.clear();
    }),
  );
}
