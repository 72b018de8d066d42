import { t } from '@vscode/l10n';
import { count, plural } from '../../../common/format';
import type { ReadingProgress } from './readings';

/** A row that says how far the sizes of a list are read. A click on it reads all of them. */
export interface ProgressRow {
  label: string;
  description: string;
  /** The ID of a codicon. */
  icon: string;
  tooltip: string;
}

/** What is said of sizes that aren't read: `Reading sizes · 10 of 32, 2 min left`, `Sizes not read · Read 32`. */
export function progressRow({ unread, reading, waitsFor }: ReadingProgress): ProgressRow {
  if (reading) {
    const { done, total, minutes, perMinute, isAsked } = reading;
    return {
      label: t('Reading sizes'),
      description: t('{0} of {1}, {2} min left', count(done), count(total), count(minutes)),
      icon: 'sync~spin',
      tooltip: isAsked
        ? t('All sizes are being read, at most {0} a minute.', count(perMinute))
        : t('In the background, at most {0} a minute. Click to read all now.', count(perMinute)),
    };
  }
  return {
    label: t('Sizes not read'),
    description: t('Read {0}', count(unread)),
    icon: 'question',
    tooltip: [
      plural(unread, {
        one: t('{0} segment has no size since the last computation.', count(unread)),
        other: t('{0} segments have no size since the last computation.', count(unread)),
      }),
      waitsFor ? waitText(waitsFor) : '',
      t('Click to read all now.'),
    ]
      .filter(Boolean)
      .join(' '),
  };
}

function waitText(waitsFor: NonNullable<ReadingProgress['waitsFor']>): string {
  switch (waitsFor) {
    case 'upload':
      return t('They are read once no upload or clear is in progress.');
    case 'quota':
      return t('They are read once half of the API’s limit is left.');
    case 'refused':
      return t('They are read an hour after the API’s limit was reached.');
  }
}
