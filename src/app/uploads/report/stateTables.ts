import { count } from '../../../common/format';
import type { Line, LinesSection } from '../../../webview/uploadModel';
import { expandTo } from '../batchPage/batchView';

/** Lines of a kind that need no one: one line with their number, and they themselves once it is open. */
export interface Fold {
  readonly id: string;
  readonly icon: NonNullable<Line['state']>['icon'];
  readonly name: string;
  /** What is to be said of all of them. */
  readonly text: string;
  readonly lines: readonly Line[];
}

type Section = Pick<LinesSection, 'title' | 'heads' | 'groups'> &
  Partial<Pick<LinesSection, 'untitled' | 'hint'>>;

/** A table of states, each with ways on; undefined without lines. */
export function stateTable(section: Section): LinesSection | undefined {
  const isEmpty = section.groups.every(({ lines }) => lines.length === 0);
  return isEmpty ? undefined : { type: 'lines', hasWays: true, ...section };
}

/** The lines of folds that have any. `open`: the IDs of those that show theirs. */
export function foldedLines(folds: readonly Fold[], open: ReadonlySet<string>): Line[] {
  return folds
    .filter(({ lines }) => lines.length > 0)
    .flatMap(({ id, icon, name, text, lines }) => {
      const isOpen = open.has(id);
      const fold: Line = {
        id,
        name,
        text,
        state: { icon, text: name },
        numbers: [count(lines.length)],
        notes: [],
        expand: expandTo(name, isOpen),
      };
      return isOpen ? [fold, ...lines] : [fold];
    });
}
