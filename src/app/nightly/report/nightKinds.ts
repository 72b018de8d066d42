import { t } from '@vscode/l10n';
import { dateTime, utcClock } from '../../../common/format';
import { plainText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import type { LineIcon } from '../../../webview/uploadModel';
import type { NightEntry } from './nightReport';
import { checkedText, isDone, rejected, rejectedText, sentText } from './nightTexts';

/** A kind of what needs no one: the first that holds. `text`: of all of them. */
export interface NightKind {
  readonly id: string;
  readonly icon: LineIcon;
  readonly name: string;
  holds(entry: NightEntry): boolean;
  text(entries: readonly NightEntry[]): string;
}

/** The kinds, in the order in which they are shown. */
export function nightKinds(): NightKind[] {
  return [
    {
      ...{ id: 'sent', icon: 'check', name: t('Sent') },
      holds: (entry) => entry.state === 'sent' && rejected(entry) === 0 && isDone(entry),
      text: sentText,
    },
    {
      ...{ id: 'partly', icon: 'warning', name: t('Sent, partly rejected') },
      holds: (entry) => isDone(entry) && rejected(entry) > 0,
      text: rejectedText,
    },
    {
      ...{ id: 'resumed', icon: 'refresh', name: t('Resumed') },
      holds: (entry) => entry.state === 'resumed' && isDone(entry),
      text: sentText,
    },
    {
      ...{ id: 'up-to-date', icon: 'dash', name: t('Up to date') },
      // Also where that was only checked.
      holds: ({ sentAt }) => sentAt !== undefined,
      text: () => t('Sent before and unchanged since: not sent again'),
    },
    {
      ...{ id: 'checked', icon: 'check', name: t('Checked') },
      holds: (entry) => entry.state === 'checked' && isDone(entry),
      text: checkedText,
    },
    {
      ...{ id: 'later', icon: 'waiting', name: t('Left for the next run') },
      holds: () => true,
      text: () => t('The same file finishes it, without anyone'),
    },
  ];
}

/** The kind of one that needs no one. */
export function kindOf(entry: NightEntry, kinds = nightKinds()): NightKind {
  return kinds.find(({ holds }) => holds(entry)) ?? kinds[0];
}

/** What is said of one that needs no one, below its kind: of what wasn't begun, why. */
export function doneText(entry: NightEntry): string {
  const { deadline, notes = [], sentAt, state } = entry;
  if (state === 'not-begun')
    return deadline === undefined
      ? t('not begun: the run was stopped')
      : t('not begun: the deadline {0} UTC has passed', utcClock(Date.parse(deadline)));
  return present([
    sentAt === undefined
      ? kindOf(entry).text([entry])
      : t('Sent {0}', dateTime(Date.parse(sentAt))),
    ...notes.map(plainText),
  ]).join(' · ');
}
