import { t } from '@vscode/l10n';
import { window } from 'vscode';
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
import { pairingActions, pickPairing, type PairingAction, type PickedPairing } from './pickPairing';

/** "Manage File Pairings…": the list of pairings, and what is done with the one that is chosen. */
export class ManagePairings {
  constructor(
    commands: Commands,
    private readonly pairings: Pairings,
    private readonly accounts: Accounts,
    private readonly segments: Pick<SegmentList, 'find'>,
    private readonly view: Pick<SegmentsView, 'pick'>,
  ) {
    commands.add<never, void>({
      id: 'criteoAudiences.pairings',
      prompt: () => this.manage(),
    });
  }

  /** Shows the list until Escape. */
  private async manage(): Promise<void> {
    const { pairings, accounts, segments } = this;
    let active: string | undefined;
    for (;;) {
      const picked = await pickPairing(pairings, accounts, segments, active);
      const { pairing } = picked;
      active = pairing.pattern;
      const action = await orBack(() => this.pickAction(picked));
      if (action) active = (await orBack(() => this.change(pairing, action))) ?? active;
    }
  }

  private async pickAction({ pairing, action }: PickedPairing): Promise<PairingAction> {
    if (action) return action;
    const title = OutsideText.join(
      [OutsideText.name(pairing.pattern), this.nameOfSegment(pairing)],
      ' → ',
    );
    return (await pickOne(pairingActions(), title.forPrompt())).action;
  }

  /** Resolves with the pattern that has the focus next. */
  private async change(pairing: Pairing, action: PairingAction): Promise<string | undefined> {
    const { pairings } = this;
    switch (action) {
      case 'edit': {
        const pattern = await askPattern(pairing.pattern);
        await pairings.change(pairing, { ...pairing, pattern });
        return pattern;
      }
      case 'segment':
        await pairings.change(pairing, await this.withOtherSegment(pairing));
        return pairing.pattern;
      case 'delete':
        await pairings.delete(pairing);
        void this.offerUndo(pairing);
        return undefined;
    }
  }

  private async withOtherSegment(pairing: Pairing): Promise<Pairing> {
    const { accounts } = this;
    await accounts.require();
    const before = accountOfPairing(pairing, accounts);
    const typeBefore = before && this.segments.find(before, pairing.segmentId)?.contactList;
    const likely = knownType(typeBefore?.identifierType);
    const { account, segment } = await this.view.pick(accounts.shown(), {
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
  }

  private async offerUndo(pairing: Pairing): Promise<void> {
    const undo = t('Undo');
    const text = t(
      'Files named like {0} no longer go to {1}.',
      OutsideText.name(pairing.pattern).forNotification(),
      this.nameOfSegment(pairing).forNotification(),
    );
    if ((await window.showInformationMessage(text, undo)) === undo)
      await this.pairings.keep([pairing]);
  }

  private nameOfSegment(pairing: Pairing): OutsideText {
    return segmentNameOf(pairing, this.accounts, this.segments);
  }
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
