import { t } from '@vscode/l10n';
import { ThemeIcon, window, type QuickInputButton, type QuickPickItem } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import {
  accountOfPairing,
  segmentNameOf,
  type Pairing,
} from '../../../app/uploads/pairings/pairing';
import type { Pairings } from '../../../app/uploads/pairings/pairings';
import { WORDS } from '../../../app/uploads/words/operationWords';
import { Cancelled } from '../../../common/failure';
import { OutsideText } from '../../../common/outsideText';

/** What can be done with a pairing. */
export type PairingAction = 'edit' | 'segment' | 'delete';

/** A row that was chosen, and the button of it that was pressed. */
export interface PickedPairing {
  pairing: Pairing;
  action?: PairingAction;
}

interface PairingItem extends QuickPickItem {
  pairing: Pairing;
}

type ActionButton = QuickInputButton & { action: PairingAction };

/** What can be done with a pairing, in this order. */
export function pairingActions(): { action: PairingAction; label: string }[] {
  return [
    { action: 'edit', label: t('Edit Pattern…') },
    { action: 'segment', label: t('Change Segment…') },
    { action: 'delete', label: t('Delete') },
  ];
}

const ICONS: Readonly<Record<PairingAction, string>> = {
  edit: 'edit',
  segment: 'list-selection',
  delete: 'trash',
};

/**
 * Lists one's own pairings. Resolves with the row that was chosen by Enter, or with one of its buttons;
 * throws `Cancelled` on Escape. `active`: the pattern that has the focus first.
 */
export function pickPairing(
  pairings: Pairings,
  accounts: Accounts,
  segments: Pick<SegmentList, 'find'>,
  active: string | undefined,
): Promise<PickedPairing> {
  return new Promise((resolve, reject) => {
    const pick = window.createQuickPick<PairingItem>();
    pick.title = t('File Pairings');
    pick.matchOnDescription = true;
    pick.ignoreFocusOut = true;
    const paint = (pattern: string | undefined): void => {
      pick.items = pairings.own().map((pairing) => itemOf(pairing, accounts, segments));
      pick.placeholder =
        pick.items.length > 0
          ? t('Select a pairing to change it')
          : t('No pairings yet. The page of an upload offers to remember where its files go.');
      const item = pick.items.find(({ pairing }) => pairing.pattern === pattern);
      if (item) pick.activeItems = [item];
    };
    const listening = pairings.onDidChange(() => paint(pick.activeItems[0]?.pairing.pattern));
    const choose = (chosen: PickedPairing): void => {
      resolve(chosen);
      pick.hide();
    };
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item) choose({ pairing: item.pairing });
    });
    pick.onDidTriggerItemButton(({ item, button }) =>
      choose({ pairing: item.pairing, action: (button as ActionButton).action }),
    );
    pick.onDidHide(() => {
      reject(new Cancelled());
      listening.dispose();
      pick.dispose();
    });
    paint(active);
    pick.show();
  });
}

function itemOf(
  pairing: Pairing,
  accounts: Accounts,
  segments: Pick<SegmentList, 'find'>,
): PairingItem {
  const { pattern, accountId, operation } = pairing;
  const account = accountOfPairing(pairing, accounts);
  const target = [OutsideText.name(pattern), segmentNameOf(pairing, accounts, segments)];
  const details = [
    operation && WORDS[operation].label(),
    account?.label ?? OutsideText.name(accountId),
  ];
  return {
    pairing,
    label: OutsideText.join(target, ' → ').forPrompt(),
    description: OutsideText.join(details, ' · ').forPrompt(),
    buttons: buttons(),
  };
}

function buttons(): ActionButton[] {
  return pairingActions().map(({ action, label }) => ({
    action,
    tooltip: label,
    iconPath: new ThemeIcon(ICONS[action]),
  }));
}
