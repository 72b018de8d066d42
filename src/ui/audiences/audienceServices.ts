import type { Commands } from '../base/command';
import type { SegmentsView } from '../segments/registerSegments';
import type { AudienceSources } from './arrangedAudiences';
import type { AudienceTree } from './audienceTree';

/** What the commands of the Audiences view work with. */
export interface AudienceServices extends AudienceSources {
  commands: Commands;
  tree: AudienceTree;
  segmentsView: Pick<SegmentsView, 'chosen' | 'documents'>;
}
