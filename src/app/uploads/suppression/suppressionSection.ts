import { t } from '@vscode/l10n';
import { fileName } from '../../../common/fileName';
import { count, plural } from '../../../common/format';
import { compact, present } from '../../../common/records';
import type { LinesSection, NotesSection, Press } from '../../../webview/uploadModel';
import type { DraftPlan } from '../draftStep';
import {
  allowedText,
  comparedText,
  suppressedText,
  suppressionNotes,
  writtenText,
  type SuppressionFacts,
} from './suppressionTexts';

type ListInUse = NonNullable<DraftPlan['lists']>[number];

/** Asks for one more list. */
export function addListPress(): Press {
  return { label: t('Add Suppression List…'), action: 'addSuppressionList' };
}

/**
 * The lists with whom they have, and what becomes of the people in the files who are on them. `now`: in
 * milliseconds since 1970, while it isn't sent; `isLocked`: then nothing can be changed; `sources`: where
 * each list is set.
 */
export function suppressionSection(
  facts: SuppressionFacts,
  files: readonly { uri: string }[],
  {
    now,
    isLocked = false,
    sources = [],
  }: { now?: number; isLocked?: boolean; sources?: readonly ListInUse[] },
): LinesSection | NotesSection {
  const { lists, people } = facts;
  const press = now === undefined || isLocked ? undefined : addListPress();
  const notes = [
    ...suppressionNotes(facts),
    ...(now === undefined ? [] : allowedText(facts, true)),
  ];
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
          notes: sourceNotes(list.path, sources, press !== undefined),
        })),
      },
    ],
    // The figures of a report say it, and what was permitted has a section.
    texts: now === undefined ? notes : present([suppressedText(facts, files), ...notes]),
    hint: present([comparedText(facts), t('No one is marked in the file.')]).join(' '),
  });
}

/** That an upload's lists aren't used: see `DraftPlan`. */
export function unusedListsText(): string {
  return t('Suppression lists aren’t used: this segment keeps people out.');
}

function sourceNotes(
  path: string,
  sources: readonly ListInUse[],
  canRemove: boolean,
): LinesSection['groups'][number]['lines'][number]['notes'] {
  const by = sources.find((one) => one.path === path)?.by;
  if (!by) return [];
  const name = fileName(path).forTree();
  const press: Press = {
    label: t('Leave Out'),
    action: 'removeSuppressionList',
    value: path,
    description: t('Leave out {0}', name),
  };
  return [{ text: SOURCES[by](), ...(by === 'choice' && canRemove && { press }) }];
}

const SOURCES: Record<ListInUse['by'], () => string> = {
  setting: () => t('From the settings'),
  pairing: () => t('From the pairing of this file'),
  choice: () => t('Chosen for this upload'),
};
