import { t } from '@vscode/l10n';
import { groupBy } from '../../../common/records';
import type { Line } from '../../../webview/uploadModel';
import type { Fold } from '../../uploads/report/stateTables';
import { doneText, kindOf, nightKinds } from '../report/nightKinds';
import { acceptedText, entryName, needsPerson, whyOf } from '../report/nightTexts';
import { waysOn, wayToSee } from './entryWays';
import type { EntryView } from './nightView';

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

/** Those who need no one, by kind: each is in one. */
export function restFolds(views: readonly EntryView[]): Fold[] {
  const all = nightKinds();
  const byKind = groupBy(
    views.filter(({ entry }) => !needsPerson(entry)),
    ({ entry }) => kindOf(entry, all),
  );
  return all.map((kind) => {
    const { id, icon, name } = kind;
    const own = byKind.get(kind) ?? [];
    return {
      ...{ id, icon, name },
      text: kind.text(own.map(({ entry }) => entry)),
      lines: own.map(restLine),
    };
  });
}

/** The line of one that needs no one, under its kind. */
function restLine(view: EntryView): Line {
  const { entry, key } = view;
  return {
    id: key,
    name: entryName(entry),
    text: doneText(entry),
    numbers: [''],
    notes: wayToSee(view),
  };
}
