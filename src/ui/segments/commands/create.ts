import { t } from '@vscode/l10n';
import type { Accounts } from '../../../app/accounts/account';
import {
  createOne,
  readNewSegment,
  readSegmentChange,
  updateOne,
} from '../../../app/segments/changes/save';
import { nameOf, plainSegment } from '../../../app/segments/labels';
import type { SegmentList } from '../../../app/segments/segmentList';
import { Failure } from '../../../common/failure';
import type { Commands } from '../../base/command';
import type { SegmentChooser } from '../segmentChooser';
import type { SegmentPanels } from '../segmentPanels';

interface Services {
  commands: Commands;
  accounts: Accounts;
  list: SegmentList;
  panels: Pick<SegmentPanels, 'create' | 'edit'>;
  chooser: SegmentChooser;
}

/** `criteoAudiences.createSegment({name, description?, retailerId, identifierType, accountId?})`. */
export function registerCreate({ commands, accounts, list, panels, chooser }: Services): void {
  commands.add({
    id: 'criteoAudiences.createSegment',
    read: (args) => ({
      ...readNewSegment(args, 'id'),
      accountId: args.optionalId('accountId'),
    }),
    run: async ({ accountId, ...segment }) =>
      plainSegment(await createOne(list, await accounts.require(accountId), segment)),
    async prompt(...args) {
      const account = await chooser.account(
        args,
        t('Which account do you want to create the segment in?'),
      );
      void panels.create(account);
    },
  });
}

/** `criteoAudiences.updateSegment({id, name?, description?, accountId?})`. */
export function registerUpdate({ commands, accounts, list, panels, chooser }: Services): void {
  commands.add({
    id: 'criteoAudiences.updateSegment',
    read: (args) => ({
      id: args.id('id'),
      ...readSegmentChange(args),
      accountId: args.optionalId('accountId'),
    }),
    run: async ({ accountId, ...change }) =>
      plainSegment(await updateOne(list, await accounts.require(accountId), change)),
    async prompt(...args) {
      const { account, segment } = await chooser.one(args, {
        title: t('Which segment do you want to edit?'),
        only: 'contactList',
      });
      if (!segment.contactList)
        throw new Failure(
          'segment-events',
          t(
            '“{0}” is an Events segment. Edit it in Criteo’s own interface.',
            nameOf(segment).forNotification(),
          ),
          'updateSegment',
        );
      await panels.edit(account, segment);
    },
  });
}
