import { t } from '@vscode/l10n';
import { Option } from 'commander';
import { Arguments } from '../../app/arguments';
import { exportedText, exportLeftOut } from '../../app/repair/exportLeftOut';
import { fixedText, fixFile, readFixes, requireOtherFile } from '../../app/repair/fixFile';
import { KEEPING_FIXES, type ReadingOptions } from '../../app/repair/fixRows';
import { namesOf } from '../../app/uploads/choices/choiceTable';
import { readAsOf } from '../../app/uploads/plan/planProblems';
import type { TargetFile } from '../../app/writeParts';
import { Failure } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { FIX_KINDS } from '../../identifiers/identifierTypes';
import type { SourceFile } from '../../upload/uploadTypes';
import type { CliCommand } from '../cliCommand';
import type { CommandContext } from '../context';
import { withValues } from '../flags';
import { checkFiles, type CheckFlags } from './checkFiles';
import { choiceOptions, targetOptions } from './choiceOptions';
import { outFile, outOptions, type OutFlags } from './outOption';

type RepairFlags = CheckFlags & OutFlags;

/** `fix`. */
export function addFixCommand(program: CliCommand): void {
  const fixes = withValues(
    new Option(
      '--fixes <fix...>',
      t('fixes to apply: {0} (default: all but remove)', FIX_KINDS.join(', ')),
    ),
    FIX_KINDS,
  );
  program
    .command('fix')
    .argument('<file>', t('CSV file'))
    .description(t('Write a fixed copy of a file'))
    .addOptions(...outOptions(t('file to write')), fixes, ...readingOptions())
    .examples(
      'fix crm.csv --out crm.fixed.csv --type Email',
      'fix crm.csv --out crm.fixed.csv --segment "CRM Users" --fixes clean remove',
    )
    .records('unused')
    .reads()
    .does<RepairFlags & { fixes?: string[] }, [file: string]>(async (context, flags, file) => {
      const operation = 'fixFile';
      const args = new Arguments({ fixes: flags.fixes }, operation);
      const kinds = flags.fixes ? readFixes(args) : KEEPING_FIXES;
      const fix = await rewrite(context, file, flags, operation, (source, readAs, to, signal) =>
        fixFile(source, readAs, kinds, [], to, signal),
      );
      return { document: { fix }, lines: [fixedText(fix, fileName(fix.to).forTerminal())] };
    });
}

/** `export-invalid`. */
export function addExportInvalidCommand(program: CliCommand): void {
  program
    .command('export-invalid')
    .argument('<file>', t('CSV file'))
    .description(t('Export the invalid rows of a file as CSV'))
    .addOptions(...outOptions(t('file to write')), ...readingOptions())
    .examples(
      'export-invalid crm.csv --out invalid.csv --type Email',
      'export-invalid crm.csv --out invalid.csv --segment "CRM Users" --json',
    )
    .records('unused')
    .reads()
    .does<RepairFlags, [file: string]>(async (context, flags, file) => {
      const operation = 'exportRefusedRows';
      const result = await rewrite(context, file, flags, operation, (source, readAs, to, signal) =>
        exportLeftOut(source, readAs, [], to, signal),
      );
      return {
        document: { export: result },
        lines: [exportedText(result, fileName(result.to).forTerminal())],
      };
    });
}

/** How to read the file. */
function readingOptions(): Option[] {
  return [...targetOptions(), ...choiceOptions(namesOf('file'))];
}

/** Writes another file from a file, which is read again as a check read it. */
async function rewrite<T>(
  context: CommandContext,
  file: string,
  flags: RepairFlags,
  operation: string,
  write: (
    source: SourceFile,
    readAs: ReadingOptions,
    to: TargetFile,
    signal: AbortSignal,
  ) => Promise<T>,
): Promise<T> {
  const { terminal, interruption, reporter } = context;
  if (flags.out) requireOtherFile(terminal.uriOf(file), terminal.uriOf(flags.out), operation);
  const to = await outFile(flags, terminal, operation);
  const { draft, planned } = await checkFiles(context, [file], flags, operation);
  const readAs = readAsOf(planned.plan, 0);
  if (!readAs)
    throw new Failure(
      'unsupported-type',
      t('This segment’s identifier type can’t be checked.'),
      operation,
    );
  return interruption.during(
    () => reporter.note(t('Cancelling…')),
    (signal) => write(draft.sources[0], readAs, to, signal),
  );
}
