import { t } from '@vscode/l10n';
import { Option } from 'commander';
import { Arguments } from '../../app/arguments';
import { fixedText, fixFile, readFixes, requireOtherFile } from '../../app/repair/fixFile';
import { KEEPING_FIXES } from '../../app/repair/fixRows';
import { namesOf } from '../../app/uploads/choices/choiceTable';
import { fileLabel } from '../../common/fileName';
import { FIX_KINDS } from '../../identifiers/identifierTypes';
import type { CliCommand } from '../cliCommand';
import { withValues } from '../flags';
import { checkFiles, requireReadAs, whileWriting, type CheckFlags } from './checkFiles';
import { choiceOptions, targetOptions } from './choiceOptions';
import { outFile, outOptions, type OutFlags } from './outOption';

type FixFlags = CheckFlags & OutFlags & { fixes?: string[] };

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
    .addOptions(...outOptions(t('file to write')), fixes)
    .addOptions(...targetOptions(), ...choiceOptions(namesOf('file')))
    .examples(
      'fix crm.csv --out crm.fixed.csv --type Email',
      'fix crm.csv --out crm.fixed.csv --segment "CRM Users" --fixes clean remove',
    )
    .records('unused')
    .reads()
    .does<FixFlags, [file: string]>(async (context, flags, file) => {
      const operation = 'fixFile';
      const { terminal } = context;
      const args = new Arguments({ fixes: flags.fixes }, operation);
      const kinds = flags.fixes ? readFixes(args) : KEEPING_FIXES;
      if (flags.out) requireOtherFile(terminal.uriOf(file), terminal.uriOf(flags.out), operation);
      const to = await outFile(flags, terminal, operation);
      const { draft, planned } = await checkFiles(context, [file], flags, operation);
      const readAs = requireReadAs(planned, operation);
      const fix = await whileWriting(context, (signal) =>
        fixFile(draft.sources[0], readAs, kinds, [], to, signal),
      );
      return { document: { fix }, lines: [fixedText(fix, fileLabel(fix.to).forTerminal())] };
    });
}
