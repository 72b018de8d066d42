import { t } from '@vscode/l10n';
import { commands as editorCommands, window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { nameOf } from '../../../app/segments/labels';
import type { SegmentList } from '../../../app/segments/segmentList';
import {
  accountOfPairing,
  segmentNameOf,
  type Pairing,
} from '../../../app/uploads/pairings/pairing';
import type { Pairings } from '../../../app/uploads/pairings/pairings';
import { isCancelled } from '../../../common/failure';
import { OutsideText } from '../../../common/outsideText';
import { knownType } from '../../../identifiers/identifierTypes';
import type { Commands } from '../../base/command';
import { pickOne } from '../../base/pickOne';
import type { SegmentsView } from '../../segments/registerSegments';
import { askPattern } from './askPattern';
import { actionsOf, pickPairing, type PairingAction, type PickedPairing } from './pickPairing';
import { sharePairing } from './sharePairing';
import type { TeamPairings } from './teamPairings';

/** Registers "Manage File Pairings…". */
export function registerPairings(
  commands: Commands,
  pairings: Pairings,
  team: TeamPairings,
  accounts: Accounts,
  segments: Pick<SegmentList, 'find'>,
  view: Pick<SegmentsView, 'pick'>,
): void {
  const nameOfSegment = (pairing: Pairing): OutsideText =>
    segmentNameOf(pairing, accounts, segments);

  /** Resolves with the pattern that has the focus next. */
  const change = async (
    pairing: Pairing,
    action: Exclude<PairingAction, 'setting'>,
  ): Promise<string | undefined> => {
    switch (action) {
      case 'edit': {
        const pattern = await askPattern(pairing.pattern);
        await pairings.change(pairing, { ...pairing, pattern });
        return pattern;
      }
      case 'segment':
        await pairings.change(pairing, await withOtherSegment(pairing));
        return pairing.pattern;
      case 'share':
        await sharePairing({ ...pairing, segment: nameOfSegment(pairing).forTree() });
        return pairing.pattern;
      case 'delete':
        await pairings.delete(pairing);
        void offerUndo(pairing);
        return undefined;
    }
  };

  const withOtherSegment = async (pairing: Pairing): Promise<Pairing> => {
    await accounts.require();
    const before = accountOfPairing(pairing, accounts);
    const typeBefore = before && segments.find(before, pairing.segmentId)?.contactList;
    const likely = knownType(typeBefore?.identifierType);
    const { account, segment } = await view.pick(accounts.shown(), {
      title: t('Files Named Like {0}: Segment', OutsideText.name(pairing.pattern).forPrompt()),
      only: 'writable',
      likely: { types: likely ? [likely] : [] },
    });
    const type = knownType(segment.contactList?.identifierType);
    const { columns, hash, formats, ...rest } = pairing;
    return {
      ...rest,
      // They were chosen for identifiers of one type.
      hash: type === likely ? hash : 'none',
      ...(type === likely && { formats, columns }),
      accountKey: account.key,
      accountId: account.accountId,
      segmentId: segment.id,
      segment: nameOf(segment).forTree(),
    };
  };

  const offerUndo = async (pairing: Pairing): Promise<void> => {
    const undo = t('Undo');
    const text = t(
      'Files named like {0} no longer go to {1}.',
      OutsideText.name(pairing.pattern).forNotification(),
      nameOfSegment(pairing).forNotification(),
    );
    if ((await window.showInformationMessage(text, undo)) === undo) await pairings.keep([pairing]);
  };

  const pickAction = async ({ pairing, action }: PickedPairing): Promise<PairingAction> => {
    const actions = actionsOf(pairing);
    if (action) return action;
    const title = pairing
      ? OutsideText.join([OutsideText.name(pairing.pattern), nameOfSegment(pairing)], ' → ')
      : undefined;
    return actions.length === 1
      ? actions[0].action
      : (await pickOne(actions, title?.forPrompt() ?? '')).action;
  };

  commands.add<never, void>({
    id: 'criteoAudiences.pairings',
    prompt: async () => {
      let active: string | undefined;
      for (;;) {
        const picked = await pickPairing(pairings, team, accounts, segments, active);
        const { pairing } = picked;
        active = pairing?.pattern;
        const action = await orBack(() => pickAction(picked));
        if (action === 'setting') {
          await editorCommands.executeCommand(
            'workbench.action.openSettings',
            '@id:criteoAudiences.pairings',
          );
          return;
        }
        if (action && pairing) active = (await orBack(() => change(pairing, action))) ?? active;
      }
    },
  });
}

/** Undefined on Escape, which leads back to the list. */
async function orBack<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isCancelled(error)) return undefined;
    throw error;
  }
}
