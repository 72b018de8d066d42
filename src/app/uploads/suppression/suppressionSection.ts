import { t } from '@vscode/l10n';
import { fileName } from '../../../common/fileName';
import { count, plural } from '../../../common/format';
import { compact, present } from '../../../common/records';
import type { LinesSection, NotesSection, Press } from '../../../webview/uploadModel';
import {
  allowedText,
  comparedText,
  suppressedText,
  suppressionNotes,
  writtenText,
  type SuppressionFacts,
} from './suppressionTexts';

/** Asks for one more list. */
export function addListPress(): Press {
  return { label: t('Add Suppression List…'), action: 'addSuppressionList' };
}

/**
 * The lists with whom they have, and what becomes of the people in the files who are on them. `now`: in
 * milliseconds since 1970, while it isn't sent; `press`: where a list can be added.
 */
export function suppressionSection(
  facts: SuppressionFacts,
  files: readonly { uri: string }[],
  { now, press }: { now?: number; press?: Press },
): LinesSection | NotesSection {
  const { lists, people } = facts;
  const notes = [...suppressionNotes(facts), ...(now === undefined ? [] : allowedText(facts))];
  if (lists.length === 0)
    return {
      type: 'notes',
      title: t('Suppression lists'),
      items: [...notes.map((text) => ({ text })), ...(press ? [{ text: '', press }] : [])],
    };
  return compact<LinesSection>({
    type: 'lines',
    title: plural(people, {
      one: t('{0} person never sent', count(people)),
      other: t('{0} people never sent', count(people)),
    }),
    press,
    heads: {
      name: t('Suppression list'),
      text: t('Written'),
      numbers: [
        { label: t('People') },
        { label: files.length > 1 ? t('In these files') : t('In this file') },
      ],
      notes: t('Notes'),
    },
    groups: [
      {
        id: 'suppression',
        lines: lists.map((list) => ({
          id: list.path,
          name: fileName(list.path).forTree(),
          press: { label: fileName(list.path).forTree(), action: 'openFile', value: list.path },
          text: writtenText(list, now),
          numbers: [list.people, list.suppressed].map(count),
          notes: [],
        })),
      },
    ],
    // The figures of a report say it, and what was permitted has a section.
    texts: now === undefined ? notes : [suppressedText(facts, files), ...notes],
    hint: present([comparedText(facts), t('No one is marked in the file.')]).join(' '),
  });
}
