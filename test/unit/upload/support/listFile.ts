import * as fs from 'node:fs';
import { join } from 'node:path';
import { hashedFileName } from '../../../../src/common/privateFiles';
import { recordText } from '../../../../src/common/recordVersion';
import type { ListState } from '../../../../src/upload/journal/listState';
import type { Target } from '../../../../src/upload/uploadTypes';

/** Writes what is known about a list, as an earlier process left it. `folder`: of the state. */
export function writeListFile(
  folder: string,
  { origin, segmentId }: Pick<Target, 'origin' | 'segmentId'>,
  state: ListState,
): void {
  const lists = join(folder, 'segments');
  fs.mkdirSync(lists, { recursive: true });
  const name = `${hashedFileName(origin, segmentId)}.list.json`;
  fs.writeFileSync(join(lists, name), recordText(state));
}
