import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import {
  applyCreation,
  creationResultText,
  invalidRowText,
  planCreation,
} from '../../../app/segments/changes/creation';
import {
  readSegmentFile,
  requireSegmentFileSize,
  writeSegmentFile,
} from '../../../app/segments/segmentFile';
import { writeParts } from '../../../app/writeParts';
import { segmentsText } from '../../../common/counts';
import { badArgument, withFileName } from '../../../common/failure';
import { count, plural } from '../../../common/format';
import { examineSource, readStart } from '../../../csv/source';
import type { SetWork } from '../../context';
import { isReadByRunner } from '../../globalOptions';
import { located } from '../../output/problemLines';
import { setRecordsUse } from '../../recordsUse';
import { addExamples } from '../examples';
import { addOutOption, outFile, type OutFlags } from '../outOption';

/** `segments export` and `segments import`. */
export function addFileCommands(segments: Command, setWork: SetWork): void {
  const exporting = segments.command('export').description(t('Export all segments as CSV'));
  addOutOption(exporting, t('file to write (default: standard output)'));
  addExamples(exporting, 'segments export --out segments.csv', 'segments export --json');
  setWork<OutFlags>(exporting, async ({ options, session, terminal }, flags) => {
    // Content is as it is, and names in it are from outside.
    if (flags.out === undefined && isReadByRunner(options, terminal.env))
      throw badArgument(
        'exportSegments',
        t(
          '“{0}” is required on a CI runner, which could run names in the output as commands.',
          '--out',
        ),
      );
    const to =
      flags.out === undefined ? undefined : await outFile(flags, terminal, 'exportSegments');
    const all = await session.list.search(await session.account(), {});
    const csv = writeSegmentFile(all);
    const result = { document: { export: { csv, segments: all.length } } };
    if (!to) return { ...result, lines: [], content: csv };
    await writeParts(to, [Buffer.from(csv)]);
    return {
      ...result,
      lines: [
        plural(all.length, {
          one: t('{0} segment exported.', count(all.length)),
          other: t('{0} segments exported.', count(all.length)),
        }),
      ],
    };
  });

  const importing = segments
    .command('import')
    .argument('<file>', t('CSV file with the columns name, retailer and type'))
    .description(t('Create segments from a CSV file, and skip those that exist'));
  addExamples(importing, 'segments import segments.csv', 'segments import segments.csv --json');
  setRecordsUse('unused', exporting, importing);
  setWork<object, [file: string]>(
    importing,
    async ({ session, reporter, interruption, terminal }, _, file) => {
      const operation = 'createSegmentsFromCsv';
      const uri = terminal.uriOf(file);
      const rows = await withFileName({ uri }, async () => {
        const source = { path: fileURLToPath(uri) };
        const { size } = await examineSource(source);
        requireSegmentFileSize(size, uri);
        return readSegmentFile(await readStart(source, size + 1, false));
      });
      const account = await session.account();
      const { accounts, list } = session;
      const plan = await planCreation({ accounts, list }, account, rows, false);
      reporter.note(t('Creating {0}…', segmentsText(plan.toCreate.length)));
      const { creation, refused } = await interruption.during(
        () => reporter.note(t('Cancelling after the current request…')),
        (signal) => applyCreation({ accounts, list }, plan, undefined, { signal }),
      );
      return {
        document: { creation },
        lines: [creationResultText(creation)],
        problems: refused.map((row) =>
          located(terminal.relative(uri), {
            rule: row.code,
            message: invalidRowText(row),
            place: row.place,
          }),
        ),
        ...(refused.length > 0 && {
          ending: creation.created.length > 0 || creation.existing > 0 ? 'partial' : 'failed',
          error: {
            code: refused[0].code,
            source: refused[0].source,
            message: refused[0].message,
            operation,
          },
        }),
      };
    },
  );
}
