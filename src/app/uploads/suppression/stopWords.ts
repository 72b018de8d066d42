import { t } from '@vscode/l10n';
import { fileName, fileNames } from '../../../common/fileName';
import { present } from '../../../common/records';
import type { SuppressionStop } from '../../../upload/suppression/suppressionTypes';
import type { Press } from '../../../webview/uploadModel';
import type { DraftStep } from '../draftStep';
import { addListPress } from './suppressionSection';

type Blocked = Extract<DraftStep, { kind: 'blocked' }>;

/** What is said where suppression lists stop an upload, and the ways on, the harmless one first. */
export interface StopWords {
  heading: string;
  fact: string;
  /** What would happen otherwise. */
  risk: string;
  presses: Press[];
  /** Asked before it is allowed for this upload, and what a button says then. */
  question: string;
  yes: string;
}

interface StopText {
  /** `lists`: their names; empty if none is given. */
  heading(lists: string, files: string): string;
  risk(lists: string): string;
}

const TEXTS: Record<SuppressionStop, StopText> = {
  'suppression-missing': {
    heading: (lists, files) =>
      lists === ''
        ? t('{0} isn’t sent without its suppression lists', files)
        : t('{0} isn’t sent without {1}', files, lists),
    risk: (lists) =>
      lists === ''
        ? t('People who opted out would be sent.')
        : t('The people on it would be sent.'),
  },
  'suppression-unreadable': {
    heading: (lists) => t('{0} can’t be read', lists),
    risk: () => t('The people in what can’t be read would be sent.'),
  },
  'suppression-empty': {
    heading: (lists) => t('{0} has no one in it', lists),
    risk: () => t('The people who were on it would be sent.'),
  },
  'suppression-stale': {
    heading: (lists, files) => t('{0} is too old to send {1}', lists, files),
    risk: () => t('People who opted out since then would be sent.'),
  },
  'suppression-shrunk': {
    heading: (lists) => t('{0} has fewer people than before', lists),
    risk: () => t('People who are no longer on it would be sent.'),
  },
  'suppression-not-comparable': {
    heading: (lists, files) => t('{0} can’t be compared with {1}', lists, files),
    risk: () => t('Those of them who are in the file would be sent.'),
  },
  'too-many-suppressed': {
    heading: (lists, files) => t('Too many people in {0} are on {1}', files, lists),
    risk: () => t('With a wrong file, people who haven’t opted out would be left out.'),
  },
};

/** Undefined if something else stops it. `files`: their name or number. */
export function stopWords({ failure, stop }: Blocked, files: string): StopWords | undefined {
  if (!stop) return undefined;
  const code = failure.code as SuppressionStop;
  const { lists, fact } = stop;
  const names = fileNames(lists.map(({ path }) => ({ path }))).forTree();
  const { heading, risk } = TEXTS[code];
  const checkAgain: Press = { label: t('Check Again'), action: 'check' };
  const isMissing = code === 'suppression-missing';
  return {
    heading: heading(names, files),
    fact,
    risk: risk(names),
    presses: present<Press>([
      // Another check finds no list that isn't given.
      ...(lists.length === 0 ? [addListPress(), checkAgain] : [checkAgain, otherList(code, lists)]),
      ...leaveOut(lists),
      {
        label: isMissing ? t('Send Without It Once…') : t('Use It Once…'),
        action: 'allowSuppression',
        value: code,
      },
    ]),
    question: t('{0} Continue with {1}?', fact, files),
    yes: isMissing ? t('Send Without It') : t('Use It Once'),
  };
}

/** Opens the setting that has lists. */
export function listSettingPress(): Press {
  return { label: t('Open Settings'), action: 'openListSetting' };
}

/** Leaves a list out where it was chosen or is remembered. */
export function leaveOutPress(path: string, label = t('Leave It Out')): Press {
  return { label, action: 'removeSuppressionList', value: path };
}

/** Each of these lists that isn't of a setting can be left out. */
function leaveOut(lists: NonNullable<Blocked['stop']>['lists']): Press[] {
  return lists
    .filter(({ by }) => by !== 'setting')
    .map(({ path }) =>
      lists.length === 1
        ? leaveOutPress(path)
        : leaveOutPress(path, t('Leave Out {0}', fileName(path).forTree())),
    );
}

/** How another list is given: one of a setting is changed there. */
function otherList(
  code: SuppressionStop,
  lists: NonNullable<Blocked['stop']>['lists'],
): Press | undefined {
  const [first, ...others] = lists;
  if (lists.some(({ by }) => by === 'setting')) return listSettingPress();
  if (others.length > 0) return undefined;
  return {
    label: code === 'suppression-stale' ? t('Choose a Newer File…') : t('Choose Another File…'),
    action: 'replaceSuppressionList',
    value: first.path,
  };
}
