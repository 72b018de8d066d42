import { t } from '@vscode/l10n';
import { window, type Uri } from 'vscode';
import { Arguments } from '../../app/arguments';
import { notLocatedText } from '../../app/repair/exportLeftOut';
import { fixFile, requireOtherFile, type FixResult } from '../../app/repair/fixFile';
import { fixLabel } from '../../app/repair/ruleTexts';
import { rowsText } from '../../common/counts';
import { orCancel } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { count } from '../../common/format';
import { FIX_KINDS, type FixKind } from '../../identifiers/identifierTypes';
import type { Commands } from '../base/command';
import { sourceOf } from '../base/editorSource';
import { withCancel } from '../base/progress';
import { uriIn } from '../base/uriArguments';
import { beside, fileWithProblems, readAsFor, targetFile } from './problemFile';
import type { Problems } from './problems';

interface Call {
  uri: Uri;
  to: Uri;
  fixes: readonly FixKind[];
}

/**
 * "Mend CSV into a New File…": the quick fixes for files that are too large for the editor. The
 * source stays as it is, and the new file is written as it was: encoding, byte order mark,
 * delimiter, quotes and line ends.
 */
export function registerFixFile(commands: Commands, problems: Problems): void {
  commands.add<Call, FixResult>({
    id: 'criteoAudiences.fixFile',
    parse: ([argument]) => {
      const args = Arguments.of(argument, 'fixFile', 'to', 'fixes');
      const words = t('“fixes” must be a list of these values: {0}.', FIX_KINDS.join(', '));
      return (
        args && {
          uri: uriIn(args, 'uri'),
          to: uriIn(args, 'to'),
          fixes: args.parse('fixes', kindsIn, words),
        }
      );
    },
    run: (call) => writeFixedFile(problems, call),
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
      const to = orCancel(
        await window.showSaveDialog({
          title: t('Save Fixed CSV As'),
          defaultUri: beside(uri, t('fixed')),
        }),
      );
      const mended = await withCancel(t('Fixing {0}…', fileName(uri).forNotification()), (signal) =>
        writeFixedFile(problems, { uri, to, fixes: chosen.map(({ fix }) => fix) }, signal),
      );
      const said = t(
        'Changed {0} of {1}. The new file is {2}.',
        count(mended.changed),
        rowsText(mended.rows),
        fileName(to).forNotification(),
      );
      void window.showInformationMessage(
        [said, ...(mended.refusedUnknown ? [notLocatedText()] : [])].join(' '),
      );
      return mended;
    },
  });
}

function kindsIn(value: unknown): readonly FixKind[] | undefined {
  const kinds = Array.isArray(value) ? FIX_KINDS.filter((kind) => value.includes(kind)) : [];
  return kinds.length > 0 ? kinds : undefined;
}

async function writeFixedFile(
  problems: Problems,
  { uri, to, fixes }: Call,
  signal?: AbortSignal,
): Promise<FixResult> {
  requireOtherFile(uri.toString(), to.toString());
  const readAs = readAsFor(problems, uri, 'fixFile');
  const byApi = await problems.refusedOnDisk(uri);
  const source = await sourceOf(uri, 'fixFile');
  return fixFile(source, readAs, fixes, byApi, targetFile(to), signal);
}
