import { t } from '@vscode/l10n';
import { dateTime } from '../../../common/format';
import { plainText } from '../../../common/outsideText';
import { groupBy, present } from '../../../common/records';
import type { Line } from '../../../webview/uploadModel';
import type { Fold } from '../../uploads/report/stateTables';
import type { NightEntry } from '../report/nightReport';
import { waysOn, wayToSee } from './entryWays';
import {
  acceptedText,
  checkedText,
  isDone,
  rejected,
  rejectedText,
  sentText,
  whyOf,
} from './morningTexts';
import { entryName, needsPerson, type EntryView } from './nightView';

/** The line of an entry that needs someone. */
export function needLine(view: EntryView): Line {
  const { entry, key } = view;
  const { text, by } = whyOf(entry);
  return {
    id: key,
    name: entryName(entry),
    text,
    by,
    state: { icon: 'error', text: t('Needs you') },
    numbers: [acceptedText(entry)],
    notes: waysOn(view),
  };
}

/** A kind of what needs no one: the first that holds. `text`: of all of them. */
interface Kind extends Pick<Fold, 'id' | 'icon' | 'name'> {
  holds(entry: NightEntry): boolean;
  text(entries: readonly NightEntry[]): string;
}

function kinds(): Kind[] {
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
      holds: ({ state }) => state === 'up-to-date',
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

/** Those who need no one, by kind: each is in one. */
export function restFolds(views: readonly EntryView[]): Fold[] {
  const all = kinds();
  const kindOf = ({ entry }: EntryView): Kind | undefined => all.find(({ holds }) => holds(entry));
  const byKind = groupBy(
    views.filter((view) => !needsPerson(view)),
    kindOf,
  );
  return all.map((kind) => {
    const { id, icon, name } = kind;
    const own = byKind.get(kind) ?? [];
    return {
      ...{ id, icon, name },
      text: kind.text(own.map(({ entry }) => entry)),
      lines: own.map((view) => restLine(view, kind)),
    };
  });
}

/** The line of one that needs no one, under its kind. */
function restLine(view: EntryView, kind: Kind): Line {
  const { entry, key } = view;
  const { notes = [], sentAt } = entry;
  return {
    id: key,
    name: entryName(entry),
    text: present([
      sentAt === undefined ? kind.text([entry]) : t('Sent {0}', dateTime(Date.parse(sentAt))),
      ...notes.map(plainText),
    ]).join(' · '),
    numbers: [''],
    notes: wayToSee(view),
  };
}
