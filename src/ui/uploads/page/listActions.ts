import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import { Uri } from 'vscode';
import { Arguments } from '../../../app/arguments';
import type { Choices } from '../../../app/uploads/choices/choices';
import {
  joinLists,
  lists,
  type SuppressionChoice,
} from '../../../app/uploads/choices/suppressionChoice';
import type { Draft } from '../../../app/uploads/draft/draft';
import { draftPlanOf, type DraftStep } from '../../../app/uploads/draftStep';
import { stopWords } from '../../../app/uploads/suppression/stopWords';
import { fileOrCount } from '../../../common/fileName';
import { PERMISSIONS } from '../../../upload/permissions';
import type { UploadAction } from '../../../webview/uploadActions';
import { browseFiles } from '../../base/chooseFile';
import { confirmModal } from '../../segments/confirm';

/** Presses about suppression lists. */
export const LIST_ACTIONS = [
  'addSuppressionList',
  'removeSuppressionList',
  'replaceSuppressionList',
  'allowSuppression',
] as const satisfies readonly UploadAction[];

/** Picks suppression lists, as the value of `addSuppressionList`. Throws `Cancelled`. */
export async function browseLists(): Promise<string> {
  return (await browseFiles(t('Add Suppression List'), true)).join('\n');
}

/**
 * Resolves with whether it is one of these presses, once it is carried out. `value`: see
 * `UploadAction`. Throws `Cancelled`, and `Failure` 'bad-argument' for a list that isn't on the disk.
 */
export async function pressList(
  { choices, step }: Pick<Draft, 'choices' | 'step'>,
  choose: (changes: Partial<Choices>) => unknown,
  action: UploadAction,
  value: string | undefined,
): Promise<boolean> {
  const own = LIST_ACTIONS.find((one) => one === action);
  const { suppress = [], allow = [] } = choices;
  const use = (used: readonly SuppressionChoice[]): unknown =>
    choose({ suppress: used.length > 0 ? used : undefined });
  const isMeant = ({ file }: SuppressionChoice): boolean => fileURLToPath(file) === value;
  switch (own) {
    case 'addSuppressionList':
      await use(joinLists(suppress, listsAt((value ?? (await browseLists())).split('\n'))));
      break;
    case 'removeSuppressionList':
      await use(suppress.filter((list) => !isMeant(list)));
      break;
    case 'replaceSuppressionList': {
      const [uri] = await browseFiles(t('Choose Suppression List'), false);
      const [{ file }] = listsAt([uri.toString()]);
      await use(suppress.map((list) => (isMeant(list) ? { ...list, file } : list)));
      break;
    }
    case 'allowSuppression': {
      const permission = PERMISSIONS.find((one) => one === value);
      const files = fileOrCount(choices.files).forNotification();
      const words = step.kind === 'blocked' ? stopWords(step, files) : undefined;
      if (!permission || !words) break;
      const detail = t('This is for this upload only, and its report will say so.');
      await confirmModal(words.question, [words.risk, detail], words.yes);
      await choose({ allow: [...allow, permission] });
      break;
    }
    case undefined:
  }
  return own !== undefined;
}

/** Whether a file is a list of a draft. */
export function usesList(step: DraftStep, { fsPath }: Uri): boolean {
  if (step.kind === 'needs')
    return step.missing === 'save' && Uri.parse(step.uri).fsPath === fsPath;
  const stop = step.kind === 'blocked' ? step.stop : undefined;
  const lists = draftPlanOf(step)?.lists ?? stop?.lists ?? [];
  return lists.some(({ path }) => path === fsPath);
}

function listsAt(uris: readonly string[]): readonly SuppressionChoice[] {
  return lists.read(new Arguments({ suppress: uris }, 'uploadCsv'), 'suppress') ?? [];
}
