import { access } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { t } from '@vscode/l10n';
import { Failure, toFailure } from '../../../common/failure';
import { fileNameOf } from '../../../common/messageText';
import { rejectTracked } from '../file/entryChoices';
import { findFiles } from '../file/findFiles';
import type { NightlyFile, NightlyProblem, TextSpan } from '../file/nightlyFile';
import type { WrittenFile } from './writtenFile';

/** What stops a run whatever machine it is on, and what may be otherwise there. */
const SEVERITIES: Readonly<Record<string, NightlyProblem['severity']>> = {
  'export-missing': 'note',
  'tracked-by-git': 'error',
};

/**
 * What is worth knowing of the files that a nightly file names: those that aren't on this machine may be on
 * the one that runs it. `now`: milliseconds since 1970. `isTracked`: see `rejectTracked`.
 */
export async function fileProblems(
  { entries, suppress }: NightlyFile,
  written: WrittenFile,
  now: number,
  isTracked: (file: string) => Promise<boolean>,
): Promise<NightlyProblem[]> {
  const problems: NightlyProblem[] = [];
  const look = async (at: TextSpan, work: () => Promise<void>, of?: string): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const { code, message } = toFailure(error, 'nightly');
      const severity = SEVERITIES[code] ?? 'warning';
      problems.push({ message, severity, at, ...(of !== undefined && { segmentId: of }) });
    }
  };
  const ofEntries = entries.map((entry) => {
    const at = written.entries.find(({ id }) => id?.text === entry.id)?.file ?? entry.at;
    const work = async (): Promise<void> => {
      const { paths } = await findFiles(entry, now);
      const files = paths.map((path) => ({ uri: pathToFileURL(path).href }));
      await rejectTracked({ files }, isTracked);
    };
    return look(at, work, entry.id);
  });
  const ofLists = suppress.map((list, index) => {
    const at = written.suppress.at(index);
    const isThere = (): Promise<boolean> =>
      access(fileURLToPath(list.file)).then(
        () => true,
        () => false,
      );
    return (
      at &&
      look(at, async () => {
        if (!(await isThere()))
          throw new Failure('export-missing', t('{0} isn’t there.', fileNameOf(list.file)));
        await rejectTracked({ files: [], suppress: [list] }, isTracked);
      })
    );
  });
  await Promise.all([...ofEntries, ...ofLists]);
  return problems;
}
