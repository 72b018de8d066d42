import { t } from '@vscode/l10n';
import { count, plural } from '../../../common/format';
import { PER_MINUTE } from './backgroundReader';
import type { ReadingProgress } from './readings';

/** A row that says how far the sizes of a list are read. A click on it reads all of them. */
export interface ProgressRow {
  label: string;
  description: string;
  /** The ID of a codicon. */
  icon: string;
  tooltip: string;
}

/** What is said of sizes that aren't read: `Reading sizes · 10 of 32`, `Sizes not read · Read 32`. */
export function progressRow({ unread, reading }: ReadingProgress): ProgressRow {
  if (reading)
    return {
      label: t('Reading sizes'),
      description: t('{0} of {1}', count(reading.done), count(reading.total)),
      icon: 'sync~spin',
      tooltip: t(
        'In the background, at most {0} a minute. Click to read all now.',
        count(PER_MINUTE),
      ),
    };
  const unknown = plural(unread, {
    one: t('{0} segment has no size since the last computation.', count(unread)),
    other: t('{0} segments have no size since the last computation.', count(unread)),
  });
  return {
    label: t('Sizes not read'),
    description: t('Read {0}', count(unread)),
    icon: 'question',
    tooltip: `${unknown} ${t('Click to read all now.')}`,
  };
}
