import type { ExtensionContext, LogOutputChannel, TreeView, Uri } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { History } from '../../app/segments/history';
import type { SegmentList } from '../../app/segments/segmentList';
import type { Uploads } from '../../upload/contract';
import type { Commands } from '../base/command';
import type { SegmentsView } from '../segments/index';

/** A row of the view, as its commands get it. */
export interface JobNode {
  readonly kind: 'job';
  readonly jobId: string;
}

/** The view itself, which stands before its rows can be read. */
export interface UploadsTree {
  readonly view: TreeView<JobNode>;
  /** Asks for the rows again. */
  changed(): void;
}

/** What the uploads need of the rest of the extension. */
export interface UploadDeps {
  accounts: Accounts;
  segments: SegmentList;
  history: History;
  commands: Commands;
  log: LogOutputChannel;
  /** The one engine, made at the first call. */
  engine: () => Uploads;
  /** The Uploads view, whose rows are this part's. */
  tree: UploadsTree;
  /** Has the editor ask for the text of one of this part's pages again. */
  pageChanged: (uri: Uri) => void;
  /**
   * The Segments view: its picker, its selection, and what was used last. Set after that view
   * stands, which wants our drop controller first.
   */
  view: () => Pick<SegmentsView, 'pick' | 'chosen' | 'recent'>;
}

/** The same with what the editor gives. */
export interface UploadContext extends UploadDeps {
  extension: ExtensionContext;
}
