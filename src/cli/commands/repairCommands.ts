import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { Arguments } from '../../app/arguments';
import { exportLeftOut } from '../../app/repair/exportLeftOut';
import { fixFile, requireOtherFile } from '../../app/repair/fixFile';
import type { ReadingOptions } from '../../app/repair/fixRows';
import { namesOf } from '../../app/uploads/choices/choiceTable';
import { readAsOf } from '../../app/uploads/plan/planProblems';
import type { TargetFile } from '../../app/writeParts';
import { rowsText } from '../../common/counts';
import { Failure } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { count } from '../../common/format';
import { FIX_KINDS, type FixKind } from '../../identifiers/identifierTypes';
import type { SourceFile } from '../../upload/uploadTypes';
import type { CommandContext, SetWork } from '../context';
import { setRecordsUse } from '../recordsUse';
import { checkFiles, type CheckFlags } from './checkFiles';
import { addChoiceOptions, addTargetOptions } from './choiceOptions';
import { addExamples } from './examples';
import { addOutOption, outFile, type OutFlags } from './outOption';

type RepairFlags = CheckFlags & OutFlags;

/** `fix` and `export-invalid`. */
export function addRepairCommands(program: Command, setWork: SetWork): void {
  const fix = program
    .command('fix')
    .argument('<file>', t('CSV file'))
    .description(t('Write a fixed copy of a file'));
  addOutOption(fix, t('file to write')).option(
    '--fixes <fix...>',
    t('fixes to apply: {0} (default: all but remove)', FIX_KINDS.join(', ')),
  );
  addTargetOptions(fix);
  addChoiceOptions(fix, namesOf('file'));
  addExamples(
    fix,
    'fix crm.csv --out crm.fixed.csv --type Email',
    'fix crm.csv --out crm.fixed.csv --segment "CRM Users" --fixes clean remove',
  );
  setWork<RepairFlags & { fixes?: string[] }, [file: string]>(fix, async (context, flags, file) => {
    const to = await otherFile(context, flags, file, 'fixFile');
    const kinds = fixesOf(flags.fixes);
    const { source, readAs } = await readAgain(context, file, flags, 'fixFile');
    const result = await context.interruption.during(
      () => context.reporter.note(t('Cancelling…')),
      (signal) => fixFile(source, readAs, kinds, [], to, signal),
    );
    return {
      document: { fix: result },
      lines: [
        t(
          'Changed {0} of {1}. The new file is {2}.',
          count(result.changed),
          rowsText(result.rows),
          fileName(to.uri).forTerminal(),
        ),
      ],
    };
  });

  const exporting = program
    .command('export-invalid')
    .argument('<file>', t('CSV file'))
    .description(t('Export the invalid rows of a file as CSV'));
  addOutOption(exporting, t('file to write'));
  addTargetOptions(exporting);
  addChoiceOptions(exporting, namesOf('file'));
  addExamples(
    exporting,
    'export-invalid crm.csv --out invalid.csv --type Email',
    'export-invalid crm.csv --out invalid.csv --segment "CRM Users" --json',
  );
  setRecordsUse('unused', fix, exporting);
  setWork<RepairFlags, [file: string]>(exporting, async (context, flags, file) => {
    const operation = 'exportRefusedRows';
    const to = await otherFile(context, flags, file, operation);
    const { source, readAs } = await readAgain(context, file, flags, operation);
    const result = await context.interruption.during(
      () => context.reporter.note(t('Cancelling…')),
      (signal) => exportLeftOut(source, readAs, [], to, signal),
    );
    return {
      document: { export: result },
      lines: [
        t(
          'Exported {0} to {1}. The file contains identifiers: protect it like its source.',
          rowsText(result.rows),
          fileName(to.uri).forTerminal(),
        ),
      ],
    };
  });
}

/** The file, and how a check read it. */
async function readAgain(
  context: CommandContext,
  file: string,
  flags: CheckFlags,
  operation: string,
): Promise<{ source: SourceFile; readAs: ReadingOptions }> {
  const { draft, planned } = await checkFiles(context, [file], flags, operation);
  const readAs = readAsOf(planned.plan, 0);
  if (readAs) return { source: draft.sources[0], readAs };
  throw new Failure(
    'unsupported-type',
    t('This segment’s identifier type can’t be checked.'),
    operation,
  );
}

function fixesOf(given: readonly string[] | undefined): readonly FixKind[] {
  if (given === undefined) return FIX_KINDS.filter((kind) => kind !== 'remove');
  return new Arguments({ fixes: given }, 'fixFile').parse(
    'fixes',
    () =>
      given.every((kind): kind is FixKind => FIX_KINDS.some((known) => known === kind))
        ? given
        : undefined,
    () => t('“{0}” must be a list of these values: {1}.', '--fixes', FIX_KINDS.join(', ')),
  );
}

/** The file to write, which isn't the one to read. */
async function otherFile(
  { terminal }: CommandContext,
  flags: OutFlags,
  file: string,
  operation: string,
): Promise<TargetFile> {
  if (flags.out) requireOtherFile(terminal.uriOf(file), terminal.uriOf(flags.out));
  return outFile(flags, terminal, operation);
}
