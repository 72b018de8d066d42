import { t } from '@vscode/l10n';
import { window, type Uri } from 'vscode';
import {
  fixedText,
  fixFile,
  readFixes,
  requireOtherFile,
  type FixResult,
} from '../../app/repair/fixFile';
import { KEEPING_FIXES } from '../../app/repair/fixRows';
import { fixLabel } from '../../app/repair/ruleTexts';
import { orCancel } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { FIX_KINDS, type FixKind } from '../../identifiers/identifierTypes';
import type { Commands } from '../base/command';
import { sourceOf } from '../base/editorSource';
import { withCancel } from '../base/progress';
import { uriIn } from '../base/uriArguments';
import { fileWithProblems, readAsFor, targetFile, withSuffix } from './problemFile';
import type { Problems } from './problems';

interface FixFileArguments {
  uri: Uri;
  to: Uri;
  fixes: readonly FixKind[];
}

/**
 * `criteoAudiences.fixFile({uri, to, fixes})`, "Save Fixed CSV As…": applies quick fixes to files
 * that are too large for the editor. Writes a new file with the same encoding, byte order mark,
 * delimiter, quotes and line endings; the source is unchanged.
 */
export function registerFixFile(commands: Commands, problems: Problems): void {
  commands.add({
    id: 'criteoAudiences.fixFile',
    read: (args) => ({
      uri: uriIn(args, 'uri'),
      to: uriIn(args, 'to'),
      fixes: readFixes(args),
    }),
    run: (args) => writeFixedFile(problems, args),
    prompt: async (...args) => {
      const uri = await fileWithProblems(problems, args);
      readAsFor(problems, uri, 'fixFile');
      const items = FIX_KINDS.map((kind) => ({
        label: kind === 'remove' ? t('Remove rows that can’t be fixed') : fixLabel(kind),
        picked: kind !== 'remove',
        fix: kind,
      }));
      const chosen = orCancel(
        await window.showQuickPick(items, {
          title: t('Fix {0}', fileName(uri).forNotification()),
          canPickMany: true,
          ignoreFocusOut: true,
        }),
      );
      return fixIntoNewFile(
        problems,
        uri,
        chosen.map(({ fix }) => fix),
      );
    },
  });
}

/**
 * Asks where to write a fixed copy of a file with problems, writes it, and says so. `fixes`: without
 * a choice, those that keep the rows ("Fix into a New File…"). Throws `Cancelled`, and `Failure` as
 * `fixFile`.
 */
export async function fixIntoNewFile(
  problems: Problems,
  uri: Uri,
  fixes: readonly FixKind[] = KEEPING_FIXES,
): Promise<FixResult> {
  const to = orCancel(
    await window.showSaveDialog({
      title: t('Save Fixed CSV As'),
      defaultUri: withSuffix(uri, t('fixed')),
    }),
  );
  const result = await withCancel(t('Fixing {0}…', fileName(uri).forNotification()), (signal) =>
    writeFixedFile(problems, { uri, to, fixes }, signal),
  );
  void window.showInformationMessage(fixedText(result, fileName(to).forNotification()));
  return result;
}

async function writeFixedFile(
  problems: Problems,
  { uri, to, fixes }: FixFileArguments,
  signal?: AbortSignal,
): Promise<FixResult> {
  requireOtherFile(uri.toString(), to.toString(), 'fixFile');
  const readAs = readAsFor(problems, uri, 'fixFile');
  const rejected = await problems.rejectedOnDisk(uri);
  const source = await sourceOf(uri, 'fixFile');
  return fixFile(source, readAs, fixes, rejected, targetFile(to), signal);
}
