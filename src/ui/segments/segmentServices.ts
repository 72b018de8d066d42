import type { LogOutputChannel } from 'vscode';
import type { AudienceList } from '../../app/audiences/audienceList';
import type { UploadLocks } from '../../app/segments/changes/uploadLocks';
import type { RecentSegments } from '../../app/segments/recentSegments';
import type { SentTo } from '../../app/segments/sizes/knownSizes';
import type { Commands } from '../base/command';
import type { SegmentSources } from './arrangedSegments';
import type { SegmentChooser } from './segmentChooser';
import type { SegmentDocuments } from './segmentDocuments';
import type { SegmentPanels } from './segmentPanels';
import type { SegmentTree } from './segmentTree';

/** What the commands of the Segments view work with. */
export interface SegmentServices extends SegmentSources {
  commands: Commands;
  audiences: AudienceList;
  log: LogOutputChannel;
  panels: SegmentPanels;
  lists: UploadLocks;
  sentTo: SentTo;
  tree: SegmentTree;
  recent: RecentSegments;
  documents: SegmentDocuments;
  chooser: SegmentChooser;
}
