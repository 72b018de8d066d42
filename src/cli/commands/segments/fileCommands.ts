import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
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
import { pick } from '../../../common/records';
import { examineSource, readStart } from '../../../csv/source';
import type { CliCommand } from '../../cliCommand';
import type { CommandContext } from '../../context';
import { endingOfSome } from '../../exitCodes';
import { isReadByRunner } from '../../globalOptions';
import { located } from '../../output/problemLines';
import type { Result } from '../../output/reporter';
import { outFile, outOptions, type OutFlags } from '../outOption';

/** `segments export`. */
export function addExportCommand(segments: CliCommand): void {
  segments
    .command('export')
    .description(t('Export all segments as CSV'))
    .addOptions(...outOptions(t('file to write (default: standard output)')))
    .examples('segments export --out segments.csv', 'segments export --json')
    .records('unused')
    .reads()
    .does<OutFlags>(async ({ options, session, terminal }, flags) => {
      const operation = 'exportSegments';
      // Content is as it is, and names in it are from outside.
      if (flags.out === undefined && isReadByRunner(options, terminal.env))
        throw badArgument(
          operation,
          t(
            '“{0}” is required on a CI runner, which could run names in the output as commands.',
            '--out',
          ),
        );
      const to = flags.out === undefined ? undefined : await outFile(flags, terminal, operation);
      const all = await session.list.search(await session.account(), {});
      const csv = writeSegmentFile(all);
      const document = { export: { csv, segments: all.length } };
      if (!to) return { document, lines: [], content: csv };
      await writeParts(to, [Buffer.from(csv)]);
      return {
        document,
        lines: [
          plural(all.length, {
            one: t('{0} segment exported.', count(all.length)),
            other: t('{0} segments exported.', count(all.length)),
          }),
        ],
      };
    });
}

/** `segments import`. */
export function addImportCommand(segments: CliCommand): void {
  segments
    .command('import')
    .argument('<file>', t('CSV file with the columns name, retailer and type'))
    .description(t('Create segments from a CSV file, and skip those that exist'))
    .examples('segments import segments.csv', 'segments import segments.csv --json')
    .records('unused')
    .does<object, [file: string]>((context, _, file) =>
      createSegments(context, context.terminal.uriOf(file)),
    );
}

async function createSegments(context: CommandContext, uri: string): Promise<Result> {
  const { session, reporter, interruption, terminal } = context;
  const rows = await withFileName({ uri }, async () => {
    const source = { path: fileURLToPath(uri) };
    const { size } = await examineSource(source);
    requireSegmentFileSize(size, uri);
    return readSegmentFile(await readStart(source, size + 1, false));
  });
  const plan = await planCreation(session, await session.account(), rows, false);
  reporter.note(t('Creating {0}…', segmentsText(plan.toCreate.length)));
  const { creation, refused } = await interruption.during(
    () => reporter.note(t('Cancelling after the current request…')),
    (signal) => applyCreation(session, plan, undefined, { signal }),
  );
  const [first] = refused;
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
    ...(first && {
      ending: endingOfSome(interruption, creation.created.length + creation.existing > 0),
      error: {
        ...pick(first, ['code', 'source', 'message']),
        operation: 'createSegmentsFromCsv',
      },
    }),
  };
}
