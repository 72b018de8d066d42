import type { ExtensionContext } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import type { Readings } from '../../app/segments/readings/readings';
import type { SegmentList } from '../../app/segments/segmentList';
import type { KeyValueStore } from '../../app/state';
import type { Commands } from '../base/command';
import { FOCUSED_AUDIENCE } from '../base/focusedRow';
import type { SegmentsView } from '../segments/registerSegments';
import { AudienceTree } from './audienceTree';
import { AudienceViewState } from './audienceViewState';
import { RuleSegments } from './ruleSegments';

/**
 * Registers the Audiences view and its commands. Sends no request before the view is expanded or a
 * command runs.
 */
export function registerAudiences(
  context: Pick<ExtensionContext, 'subscriptions'>,
  {
    accounts,
    audiences,
    segments: segmentList,
    readings,
    commands,
    segmentsView,
    workspaceState,
  }: {
    accounts: Accounts;
    audiences: AudienceList;
    segments: SegmentList;
    readings: Readings;
    commands: Commands;
    segmentsView: Pick<SegmentsView, 'chosen' | 'documents'>;
    workspaceState: KeyValueStore;
  },
): void {
  const viewState = new AudienceViewState(workspaceState);
  const segments = new RuleSegments(segmentList);
  const sources = { accounts, list: audiences, readings, viewState, segments };
  const tree = new AudienceTree(sources);
  context.subscriptions.push(viewState, tree);
  commands.followFocus(FOCUSED_AUDIENCE, () => tree.rowsInFocus());
  commands.addLazy(async () => {
    const { registerAudienceCommands } = await import('./commands/audienceCommands');
    registerAudienceCommands({ ...sources, commands, tree, segmentsView });
  });
}
