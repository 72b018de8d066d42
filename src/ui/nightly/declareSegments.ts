import { t } from '@vscode/l10n';
import { window, type Uri } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { Accounts } from '../../app/accounts/account';
import type { NewEntry } from '../../app/nightly/file/addEntries';
import { requireSegment, requireWritable } from '../../app/segments/access';
import { accessOf, nameOf, writtenName } from '../../app/segments/labels';
import type { SegmentList } from '../../app/segments/segmentList';
import { WORDS } from '../../app/uploads/words/operationWords';
import { OutsideText } from '../../common/outsideText';
import { OPERATIONS, type Operation } from '../../upload/uploadTypes';
import type { Commands } from '../base/command';
import { pickOne } from '../base/pickOne';
import { uriIn } from '../base/uriArguments';
import type { SegmentsView } from '../segments/registerSegments';
import { readAccount } from '../views/viewCommands';
import { addAndSave, addAndShow, chooseNightly, oneAccount } from './writeEntries';

const COMMAND = 'declareSegments';

interface Declared {
  ids: string[];
  accountId?: string;
  operation: Operation;
  file: Uri;
}

/** Registers `declareSegments`: an entry of a nightly file for each of some segments. */
export function registerDeclareSegments(
  commands: Commands,
  accounts: Accounts,
  segments: SegmentList,
  view: Pick<SegmentsView, 'chosen' | 'pick'>,
): void {
  commands.add<Declared, string>({
    id: `criteoAudiences.${COMMAND}`,
    read: (args) => ({
      ids: args.ids('ids'),
      ...readAccount(args),
      operation: args.oneOf('operation', OPERATIONS),
      file: uriIn(args, 'file'),
    }),
    async run({ ids, accountId, operation, file }) {
      const account = await accounts.require(accountId);
      const all = await Promise.all(
        ids.map((id) => requireSegment(segments, account, id, COMMAND)),
      );
      for (const segment of all) requireWritable(segment, COMMAND);
      return addAndSave(file, account, entriesOf(all, operation), COMMAND);
    },
    async prompt(...args) {
      const title = t('Declare Segments in a Nightly File');
      const chosen = view.chosen(args);
      const nodes =
        chosen.length > 0
          ? chosen
          : [await view.pick(accounts.shown(), { title, only: 'writable' })];
      const [{ segment: first }] = nodes;
      const account = oneAccount(
        nodes.map((node) => node.account),
        COMMAND,
      );
      const selected = nodes.map(({ segment }) => segment);
      const writable = selected.filter((segment) => accessOf(segment) === 'writable');
      if (writable.length === 0) requireWritable(first, COMMAND);
      const entries = entriesOf(writable, await pickOperation(title));
      await addAndShow(await chooseNightly(account, title), account, entries, COMMAND);
      const others = selected.filter((segment) => !writable.includes(segment)).map(nameOf);
      if (others.length > 0)
        void window.showInformationMessage(
          t(
            'No entry, because their identifiers can’t be changed: {0}',
            OutsideText.join(others, ', ').forNotification(),
          ),
        );
    },
  });
}

/** Which files they get is for a person to write. */
function entriesOf(segments: readonly Segment[], operation: Operation): NewEntry[] {
  return segments.map((segment) => ({
    id: segment.id,
    name: writtenName(segment),
    operation,
    files: [''],
  }));
}

async function pickOperation(title: string): Promise<Operation> {
  const items = OPERATIONS.map((operation) => ({
    operation,
    label: WORDS[operation].label(),
    detail: WORDS[operation].detail(),
  }));
  return (await pickOne(items, title, t('What is done with their files?'))).operation;
}
