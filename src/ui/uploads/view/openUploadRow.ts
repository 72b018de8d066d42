import { commands as editor, type TreeView } from 'vscode';
import { sleep } from '../../../common/abort';
import type { Commands } from '../../base/command';
import type { UploadNode } from './uploadsTree';

/** Milliseconds between looks at the selection, and how many there are at most. */
const INTERVAL = 50;
const LOOKS = 40;

/**
 * Registers what a click on a row of the Uploads view runs, and Enter. It takes no argument: the editor forgets
 * those of a row that is drawn again before it has the new ones, and the click would end with an error.
 */
export function registerOpenUploadRow(
  commands: Commands,
  view: Pick<TreeView<UploadNode>, 'selection'>,
): void {
  commands.add<never, void>({
    id: 'criteoAudiences.openUploadRow',
    prompt: async () => {
      // While the editor requests all rows, none is selected.
      for (let look = 0; look < LOOKS && view.selection.length === 0; look++) await sleep(INTERVAL);
      const node = view.selection.at(0);
      if (node)
        await editor.executeCommand(
          node.kind === 'job' ? 'criteoAudiences.openReport' : 'criteoAudiences.openRemoval',
          node,
        );
    },
  });
}
