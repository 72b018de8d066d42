import type { LogOutputChannel } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { Lists } from '../../app/segments/access';
import type { History } from '../../app/segments/history';
import type { RecentSegments } from '../../app/segments/recent';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import type { Commands } from '../base/command';
import type { SegmentChooser } from './chooser';
import { registerClear } from './clear';
import { registerCreate } from './create';
import type { Documents } from './documents';
import { registerFind } from './filterCommands';
import { registerLook } from './inspect';
import { registerLoad } from './load';
import type { SegmentPanels } from './panels';
import { registerRemove } from './remove';
import type { Choice } from './viewState';

/** The commands of the Segments view, read from disk when the first is run. */
export function registerSegmentCommands({
  commands,
  accounts,
  list,
  history,
  recent,
  lists,
  log,
  panels,
  choice,
  documents,
  chooser,
}: {
  commands: Commands;
  accounts: Accounts;
  list: PagedSegmentList;
  history: History;
  recent: RecentSegments;
  lists: Lists;
  log: LogOutputChannel;
  panels: SegmentPanels;
  choice: Choice;
  documents: Documents;
  chooser: SegmentChooser;
}): void {
  registerLoad({ commands, accounts, list, chooser });
  registerFind({ commands, choice, accounts, list, log });
  registerCreate({ commands, accounts, list, panels, chooser });
  registerRemove({ commands, accounts, list, recent, lists, log, documents, chooser });
  registerClear({ commands, accounts, list, history, recent, lists, chooser });
  registerLook({ commands, accounts, list, history, documents, panels, chooser });
}
