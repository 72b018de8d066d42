import { t } from '@vscode/l10n';
import { plural } from '../../../common/format';

/** `names`: those of `files` files with nothing but a header, formatted for the place. */
export function noOneToRemoveText(names: string, files: number): string {
  return plural(files, {
    one: t('{0} has no one to remove.', names),
    other: t('{0} have no one to remove.', names),
  });
}
