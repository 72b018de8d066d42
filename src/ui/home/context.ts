import type { AccountService } from '../../app/accounts/accountService';
import type { History } from '../../app/segments/history';
import type { RecentSegments } from '../../app/segments/recent';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import type { Commands } from '../base/command';
import type { LateUploads } from '../uploads/lazyUploads';

export interface HomeDeps {
  accounts: AccountService;
  list: PagedSegmentList;
  history: History;
  recent: RecentSegments;
  uploads: Pick<LateUploads, 'load'>;
  commands: Commands;
}
