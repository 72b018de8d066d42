import { t } from '@vscode/l10n';
import { commands as editor, ThemeIcon } from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import { requireSegment } from '../../../app/segments/access';
import { accessOf, plainSegment, rowSize, type PlainSegment } from '../../../app/segments/labels';
import type { Readings } from '../../../app/segments/readings/readings';
import type { SegmentList } from '../../../app/segments/segmentList';
import type { Commands } from '../../base/command';
import type { SegmentButton } from '../pickSegment';
import type { SegmentChooser } from '../segmentChooser';
import type { SegmentNode } from '../segmentNode';
import type { SegmentPanels } from '../segmentPanels';

const OPERATION = 'goToSegment';

/** The second argument of a link that the user follows: then a failure is shown. */
export const LINKED = 'linked';

interface GoToArguments {
  id: string;
  accountId?: string;
}

/**
 * `criteoAudiences.goToSegment({id, accountId?})`: opens a segment's page, and returns the segment.
 * Without `accountId`, the ID is looked for among the segments of all accounts shown that are
 * loaded, and else in the selected account. From the window: one picker over all accounts shown.
 */
export function registerGoToSegment({
  commands,
  accounts,
  list,
  readings,
  panels,
  chooser,
  reveal,
}: {
  commands: Commands;
  accounts: Accounts;
  list: SegmentList;
  readings: Pick<Readings, 'last'>;
  panels: Pick<SegmentPanels, 'show'>;
  chooser: SegmentChooser;
  /** Shows the view, and selects the segment in it. */
  reveal(node: SegmentNode): Promise<void>;
}): void {
  const open = ({ account, segment }: SegmentNode): Promise<void> =>
    panels.show(account, [segment.id]);
  const accountOf = (id: string): AccountHandle | undefined =>
    accounts.shown().find((account) => list.find(account, id));

  const parse = (raw: unknown): GoToArguments | undefined => {
    const args = Arguments.of(raw, OPERATION);
    return args && { id: args.id('id'), accountId: args.optionalId('accountId') };
  };
  const run = async ({ id, accountId }: GoToArguments): Promise<PlainSegment> => {
    const selected = await accounts.require(accountId);
    const account = accountId === undefined ? (accountOf(id) ?? selected) : selected;
    const segment = await requireSegment(list, account, id, OPERATION);
    await open({ kind: 'segment', account, segment });
    return plainSegment(segment);
  };

  commands.add<GoToArguments, PlainSegment>({
    id: `criteoAudiences.${OPERATION}`,
    parse: ([raw, by]) => (by === LINKED ? undefined : parse(raw)),
    run,
    async prompt(raw, by) {
      const linked = by === LINKED ? parse(raw) : undefined;
      if (linked) return run(linked);
      const node = await chooser.pick({
        title: t('Go to Segment'),
        placeholder: t('Name, retailer, type or ID'),
        describesAll: true,
        sizeOf: ({ account, segment }) =>
          rowSize(segment, { reading: readings.last(account, segment.id), isReading: false }),
        buttons: buttonsOf(commands, reveal),
      });
      await open(node);
      return plainSegment(node.segment);
    },
  });
}

function buttonsOf(
  commands: Commands,
  reveal: (node: SegmentNode) => Promise<void>,
): SegmentButton[] {
  return [
    {
      iconPath: new ThemeIcon('cloud-upload'),
      tooltip: t('Upload CSV…'),
      fits: (segment) => accessOf(segment) === 'writable',
      press(node, close) {
        close();
        void editor.executeCommand('criteoAudiences.addFromCsv', node);
      },
    },
    {
      iconPath: new ThemeIcon('copy'),
      tooltip: t('Copy ID'),
      press: (node) => void editor.executeCommand('criteoAudiences.copySegmentId', node),
    },
    {
      iconPath: new ThemeIcon('list-tree'),
      tooltip: t('Reveal in Segments View'),
      press(node, close) {
        close();
        reveal(node).catch((error: unknown) => commands.report(error, OPERATION));
      },
    },
  ];
}
