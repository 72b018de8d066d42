import { t } from '@vscode/l10n';
import { dateTime, day, utcClock } from '../../../common/format';
import { plainText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import type { LineIcon } from '../../../webview/uploadModel';
import { isUnchanged, type NightEntry } from './nightReport';
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
      ...{ id: 'nothing-new', icon: 'dash', name: t('Nothing new') },
      holds: (entry) => entry.sentAt !== undefined && isUnchanged(entry),
      text: () => t('No new export has come: not sent again'),
    },
    {
      ...{ id: 'earlier', icon: 'dash', name: t('Sent earlier tonight') },
      // Also where that was only checked.
      holds: ({ sentAt }) => sentAt !== undefined,
      text: () => t('Unchanged since: not sent again'),
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
  const { deadline, notes = [], sentAt, state, unchangedSince } = entry;
  if (state === 'not-begun')
    return deadline === undefined
      ? t('not begun: the run was stopped')
      : t('not begun: the deadline {0} UTC has passed', utcClock(Date.parse(deadline)));
  const since = unchangedSince !== undefined && Date.parse(unchangedSince);
  return present([
    sentAt === undefined
      ? kindOf(entry).text([entry])
      : since === false && dateTime(Date.parse(sentAt)),
    since !== false && t('Nothing new since {0}', day(since, since)),
    ...notes.map(plainText),
  ]).join(' · ');
}
