import { t } from '@vscode/l10n';
import { ThemeIcon, window, type QuickInputButton, type QuickPickItem } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import {
  accountOfPairing,
  isShared,
  segmentNameOf,
  type Pairing,
} from '../../../app/uploads/pairings/pairing';
import type { Pairings } from '../../../app/uploads/pairings/pairings';
import { WORDS } from '../../../app/uploads/words/operationWords';
import { Cancelled } from '../../../common/failure';
import { OutsideText } from '../../../common/outsideText';
import type { TeamPairings } from './teamPairings';

/** What can be done with a pairing. */
export type PairingAction = 'edit' | 'segment' | 'share' | 'delete' | 'setting';

/** A row that was chosen, and the button of it that was pressed. */
export interface PickedPairing {
  /** Undefined for an entry of the settings with a mistake. */
  pairing?: Pairing;
  action?: PairingAction;
}

interface PairingItem extends QuickPickItem {
  pairing?: Pairing;
}

type ActionButton = QuickInputButton & { action: PairingAction };

/** The actions of a pairing, in their order: those of a team are changed in the settings. */
export function actionsOf(
  pairing: Pairing | undefined,
): { action: PairingAction; label: string }[] {
  if (!pairing || isShared(pairing)) return [{ action: 'setting', label: t('Open Setting') }];
  return [
    { action: 'edit', label: t('Edit Pattern…') },
    { action: 'segment', label: t('Change Segment…') },
    { action: 'share', label: t('Share with Team…') },
    { action: 'delete', label: t('Delete') },
  ];
}

const ICONS: Readonly<Record<PairingAction, string>> = {
  edit: 'edit',
  segment: 'list-selection',
  share: 'share',
  delete: 'trash',
  setting: 'gear',
};

/** The pairings that apply: one's own, and the team's for other patterns. */
function shownPairings(pairings: Pick<Pairings, 'own'>, team: TeamPairings): Pairing[] {
  const own = pairings.own();
  const patterns = new Set(own.map(({ pattern }) => pattern));
  return [...own, ...team.all().valid.filter(({ pattern }) => !patterns.has(pattern))];
}

/**
 * Lists all pairings. Resolves with the row that was chosen by Enter, or with one of its buttons;
 * throws `Cancelled` on Escape. `active`: the pattern that has the focus first.
 */
export function pickPairing(
  pairings: Pairings,
  team: TeamPairings,
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
      pick.items = [
        ...shownPairings(pairings, team).map((pairing) => itemOf(pairing, accounts, segments)),
        ...team.all().invalid.map((one) => invalidItem(one)),
      ];
      pick.placeholder =
        pick.items.length > 0
          ? t('Select a pairing to change it')
          : t('No pairings yet. The page of an upload offers to remember where its files go.');
      const item = pick.items.find(({ pairing }) => pairing?.pattern === pattern);
      if (item) pick.activeItems = [item];
    };
    const listening = pairings.onDidChange(() => paint(pick.activeItems[0]?.pairing?.pattern));
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
    isShared(pairing) ? t('shared') : undefined,
  ];
  return {
    pairing,
    label: OutsideText.join(target, ' → ').forPrompt(),
    description: OutsideText.join(details, ' · ').forPrompt(),
    buttons: buttonsOf(pairing),
  };
}

function invalidItem({ pattern, reason }: { pattern: string; reason: string }): PairingItem {
  return {
    label: OutsideText.name(pattern).forPrompt(),
    iconPath: new ThemeIcon('warning'),
    description: t('not used'),
    detail: reason,
    buttons: buttonsOf(undefined),
  };
}

function buttonsOf(pairing: Pairing | undefined): ActionButton[] {
  return actionsOf(pairing).map(({ action, label }) => ({
    action,
    tooltip: label,
    iconPath: new ThemeIcon(ICONS[action]),
  }));
}
