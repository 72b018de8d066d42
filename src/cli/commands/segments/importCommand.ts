import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import {
  applyCreation,
  creationResultText,
  invalidRowText,
  planCreation,
} from '../../../app/segments/changes/creation';
import { readSegmentFile, requireSegmentFileSize } from '../../../app/segments/segmentFile';
import { segmentsText } from '../../../common/counts';
import { withFileName } from '../../../common/failure';
import { pick } from '../../../common/records';
import { examineSource, readStart } from '../../../csv/source';
import type { CliCommand } from '../../cliCommand';
import type { CommandContext } from '../../context';
import { endingOfSome } from '../../exitCodes';
import { located } from '../../output/problemLines';
import type { Result } from '../../output/reporter';

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
  if (plan.toCreate.length > 0)
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
