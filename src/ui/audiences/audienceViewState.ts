import {
  AUDIENCE_SORTS,
  isFilteringAudiences,
  NO_AUDIENCE_FILTER,
  type AudienceArrangement,
} from '../../app/audiences/audienceView';
import type { KeyValueStore } from '../../app/state';
import { setContext } from '../base/contextKeys';
import { ListViewState, storedChoice } from '../views/listViewState';

const SORT = 'criteoAudiences.audienceSort';

/** Filter and sort order of the Audiences view. */
export class AudienceViewState extends ListViewState<AudienceArrangement> {
  constructor(storage: KeyValueStore) {
    super(
      storage,
      { filter: NO_AUDIENCE_FILTER, sort: storedChoice(storage, SORT, AUDIENCE_SORTS) },
      {
        sortKey: SORT,
        setFiltered: (isFiltered) => setContext('criteoAudiences.audiencesFiltered', isFiltered),
        isFiltering: isFilteringAudiences,
      },
    );
  }
}
