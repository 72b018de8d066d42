import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compact } from '../../../common/records';
import type { NightlyFile } from '../file/nightlyFile';
import type { NightEntry, NightList } from '../report/nightReport';

/** The suppression lists of a nightly file as they are now. `entries`: whose reports say how many people they have. */
export function listsOfNight(
  { suppress }: Pick<NightlyFile, 'suppress'>,
  entries: readonly NightEntry[],
): Promise<NightList[]> {
  const read = entries.flatMap(({ report }) => report?.suppression?.lists ?? []);
  return Promise.all(
    suppress.map(async ({ file, maxAge }) => {
      const path = fileURLToPath(file);
      const stats = await stat(path).catch(() => undefined);
      return compact<NightList>({
        path,
        people: read.find((one) => one.path === path)?.people,
        writtenAt: stats?.mtime.toISOString(),
        maxAge,
      });
    }),
  );
}
