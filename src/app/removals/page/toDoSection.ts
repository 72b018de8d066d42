import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { present } from '../../../common/records';
import type { NotesSection } from '../../../webview/uploadModel';
import { stillToDo, type ToDo } from '../receipt/stillToDo';
import { accountName } from '../removalTexts';
import type { RemovalRecord } from '../removalTypes';
import { keptOutAsText } from './choosingPage';
import { showPress } from './removalSections';

/** Names in a sentence. */
const MOST_NAMED = 5;

type Item = NotesSection['items'][number];

/** What no removal through this API reaches. */
export function toDoSection(record: RemovalRecord): NotesSection {
  return {
    type: 'notes',
    title: t('Still to do'),
    items: stillToDo(record).flatMap((todo) => itemsOf(todo, record)),
  };
}

/** A few of them; *Copy Retailers* has all. */
function namesText(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  const named = names.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? [named, t('… and {0} more', count(more))].join(' ') : named;
}

function itemsOf(todo: ToDo, record: RemovalRecord): Item[] {
  const { what, title, text, names = [] } = todo;
  const about = (...more: string[]): string =>
    t('{0}: {1}', title, present([text, ...more]).join(' '));
  switch (what) {
    case 'criteo':
      return [{ text: about(), press: { label: t('Open Page'), action: 'openCriteo' } }];
    case 'retailers':
      return [
        {
          text: about(namesText(names.map((name) => name.forTree()))),
          press: { label: t('Copy Retailers'), action: 'copyRetailers' },
        },
      ];
    case 'feeds':
      return [
        {
          text: about(),
          press: showPress('outOfReach', t('Out of reach'), t('Show {0}', count(names.length))),
        },
      ];
    case 'source':
      return [{ text: record.keptOut ? about() : about(keptOutAsText()) }];
    case 'accounts': {
      const label = t('Remove There…');
      const { notLookedAt = [], parts } = record;
      // Typed people are in no file.
      const isTyped = parts.at(-1)?.isTyped;
      if (notLookedAt.length === 0) return [{ text: about() }];
      return notLookedAt.map((account): Item => {
        const name = accountName(account);
        const { accountId: value } = account;
        return {
          text: t('{0}: this account wasn’t looked at.', name),
          ...(!isTyped && {
            press: { label, action: 'removeThere', value, description: t('{0}: {1}', label, name) },
          }),
        };
      });
    }
  }
}
