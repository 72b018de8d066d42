import { t } from '@vscode/l10n';
import { commands as editor, ThemeIcon } from 'vscode';
import type { AccountHandle } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import { requireSegment } from '../../../app/segments/access';
import { accessOf, plainSegment, type PlainSegment } from '../../../app/segments/labels';
import { rowSize } from '../../../app/segments/rowTexts';
import { nextEvent } from '../../base/nextEvent';
import { readItem } from '../../views/viewCommands';
import type { PickOptions } from '../pickSegment';
import type { SegmentNode } from '../segmentNode';
import type { SegmentServices } from '../segmentServices';

const OPERATION = 'goToSegment';
const ID = `criteoAudiences.${OPERATION}`;
/** Milliseconds to wait for the view after the editor was told to open it. */
const PATIENCE = 2000;

/** The second argument of a link that the user follows: then a failure is shown. */
export const LINKED = 'linked';

type GoToArguments = ReturnType<typeof readItem>;

/**
 * `criteoAudiences.goToSegment({id, accountId?})`: opens a segment's page, and returns the segment.
 * Without `accountId`, the ID is looked for among the segments of all accounts shown that are
 * loaded, and else in the selected account. From the window: one picker over all accounts shown.
 */
export function registerGoToSegment(services: SegmentServices): void {
  const { commands, panels, chooser } = services;
  commands.add<GoToArguments, PlainSegment>({
    id: ID,
    parse: (args) => (args[1] === LINKED ? undefined : itemIn(args)),
    run: (args) => goTo(services, args),
    async prompt(...args) {
      const linked = args[1] === LINKED ? itemIn(args) : undefined;
      if (linked) return goTo(services, linked);
      const { account, segment } = await chooser.pick(optionsOf(services));
      await panels.show(account, [segment.id]);
      return plainSegment(segment);
    },
  });
}

/** The segment that a program or a link names. */
function itemIn([first]: readonly unknown[]): GoToArguments | undefined {
  const args = Arguments.of(first, OPERATION);
  return args && readItem(args);
}

async function goTo(
  { accounts, list, panels }: SegmentServices,
  { id, accountId }: GoToArguments,
): Promise<PlainSegment> {
  const selected = await accounts.require(accountId);
  const has = (account: AccountHandle): boolean => list.find(account, id) !== undefined;
  const account = accountId === undefined ? (accounts.shown().find(has) ?? selected) : selected;
  const segment = await requireSegment(list, account, id, OPERATION);
  await panels.show(account, [segment.id]);
  return plainSegment(segment);
}

/** Opens the Segments view, and selects a segment in it; clears a filter that hides it. */
async function showInTree(
  { tree, viewState }: SegmentServices,
  { account, segment }: SegmentNode,
): Promise<void> {
  await editor.executeCommand('criteoAudiences.segments.focus');
  const { view } = tree;
  // The extension hears of it a moment later.
  if (!view.visible)
    await nextEvent(view.onDidChangeVisibility, ({ visible }) => visible, PATIENCE);
  try {
    await tree.reveal(account, segment);
  } catch {
    viewState.setFilter('');
    await tree.reveal(account, segment);
  }
}

function optionsOf(services: SegmentServices): PickOptions {
  const { commands, readings } = services;
  const reveal = (node: SegmentNode): void =>
    void showInTree(services, node).catch((error: unknown) => commands.report(error, OPERATION));
  return {
    title: t('Go to Segment'),
    placeholder: t('Name, retailer, type or ID'),
    describesAll: true,
    sizeOf: ({ account, segment }) => rowSize(segment, readings.sizeOf(account, segment.id)),
    buttons: [
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
          reveal(node);
        },
      },
    ],
  };
}
