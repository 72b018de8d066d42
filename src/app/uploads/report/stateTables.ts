import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { compact } from '../../../common/records';
import type { AccountBadge } from '../../../webview/pageModel';
import type { Line, LinesSection, Press, UploadModel } from '../../../webview/uploadModel';
import type { AccountHandle } from '../../accounts/account';
import { accountBadge } from '../../accounts/accountBadge';
import { expandTo } from '../batchPage/batchView';

// Pages of reports: tables of states, each with ways on.

/** Lines of a kind that need no one: one line with their number, and they themselves once it is open. */
export interface Fold {
  readonly id: string;
  readonly icon: NonNullable<Line['state']>['icon'];
  readonly name: string;
  /** What is to be said of all of them. */
  readonly text: string;
  readonly lines: readonly Line[];
}

type Section = Pick<LinesSection, 'title' | 'groups' | 'hint' | 'untitled'> & {
  /** What a line is of, what is said of it, and its number. */
  heads: readonly [name: string, text: string, number: string];
  untold?: true;
};

/** A page of such tables and of other sections. */
export function statePage(
  page: Pick<UploadModel, 'step' | 'heading' | 'context' | 'main' | 'bar'>,
): UploadModel {
  return { ...page, intro: [], first: [], last: [], announcement: page.heading.text };
}

/** A table of states; undefined without lines. */
export function stateTable({
  heads: [name, text, number],
  untold,
  ...section
}: Section): LinesSection | undefined {
  if (section.groups.every(({ lines }) => lines.length === 0)) return undefined;
  const words = { name, text, notes: t('Ways on'), state: t('State') };
  const heads = compact<LinesSection['heads']>({ ...words, untold, numbers: [{ label: number }] });
  return compact<LinesSection>({ type: 'lines', hasWays: true, ...section, heads });
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

/** A way on, which says for screen readers whose it is. */
export function wayOf(name: string, label: string, action: Press['action'], value: string): Press {
  return { label, action, value, description: `${label}: ${name}` };
}

/** The ways on from a line: from one that needs someone, the first is a button; else only a link is there. */
export function wayNotes(ways: readonly Press[], needs: boolean): Line['notes'] {
  return (needs ? ways : ways.slice(0, 1)).map((press, index) => ({
    ...{ text: '', press },
    ...(needs && index === 0 && { isButton: true }),
  }));
}

/** The name of the account of a report, as far as it is known. */
export function reportAccount({ id, name }: { id: string; name?: string }): string {
  return name === undefined ? t('Account {0}', id) : OutsideText.name(name).forTree();
}

/** Its badge. Of an account that this window doesn't have, only whether it is the sandbox's is known. */
export function reportBadge(
  account: AccountHandle | undefined,
  isSandbox = false,
): AccountBadge | undefined {
  const of = account ?? (isSandbox ? { sandbox: true, isProtected: false } : undefined);
  return of && accountBadge(of);
}
