import type { Patience } from '../../../api/wire/patience';
import type { Uploads } from '../../../upload/contract';
import type { Confirm } from '../../arguments';
import type { SegmentList } from '../../segments/segmentList';
import type { Choices } from '../../uploads/choices/choices';
import type { Drafts } from '../../uploads/draft/drafts';
import type { OpenUpload } from '../../uploads/upload';
import type { NightEntry } from '../report/nightReport';

/** What a run of nightly files works with. */
export interface NightServices {
  readonly engine: () => Pick<
    Uploads,
    'refresh' | 'jobs' | 'sentEntry' | 'recordExport' | 'assertNotBusy'
  >;
  readonly segments: Pick<SegmentList, 'search'>;
  /** Drafts that read segments there. */
  drafts(
    segments: Pick<SegmentList, 'find' | 'search'>,
  ): Pick<Drafts, 'draft' | 'digest' | 'newness'>;
  readonly open: OpenUpload;
  readonly stateFolder: string;
  /** Whether git tracks the file at a path. */
  isTracked(path: string): Promise<boolean>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What a run of nightly files may do, and what it tells. */
export interface NightControl {
  readonly signal: AbortSignal;
  /** How long each entry may wait: for Criteo, for another upload, for a file that is being written. */
  readonly patience: Patience;
  /** Milliseconds since 1970: from then on, nothing new is begun. */
  readonly deadline?: number;
  /** For entries that replace. */
  readonly confirm?: Confirm;
  /** What is allowed for this run, and stops entries otherwise. */
  readonly allow?: Choices['allow'];
  /** Nothing is sent, and nothing is written. */
  readonly isCheck?: boolean;
  /** Something is about to be sent, or its rest: its state says which. */
  onDidBegin?(
    entry: Pick<NightEntry, 'segmentId' | 'segment' | 'operation' | 'files' | 'state'>,
  ): void;
  onDidEnd?(entry: NightEntry): void;
  /** All that is left has to wait: why, as a sentence. */
  onDidWait?(why: string): void;
}
