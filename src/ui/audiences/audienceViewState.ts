import { EventEmitter, type Memento } from 'vscode';
import {
  AUDIENCE_SORTS,
  isFilteringAudiences,
  NO_AUDIENCE_FILTER,
  type AudienceArrangement,
  type AudienceSort,
  type AudienceViewFilter,
} from '../../app/audiences/audienceView';
import { DisposableOwner } from '../../common/disposableOwner';
import { setContext } from '../base/contextKeys';

const SORT = 'criteoAudiences.audienceSort';

/**
 * Filter and sort order of the Audiences view. The order is stored with the workspace; the filter lasts
 * as long as the window.
 */
export class AudienceViewState extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private current: AudienceArrangement;

  constructor(private readonly storage: Memento) {
    super();
    const stored = storage.get(SORT);
    this.current = {
      filter: NO_AUDIENCE_FILTER,
      sort: AUDIENCE_SORTS.find((sort) => sort === stored) ?? 'name',
    };
  }

  get view(): AudienceArrangement {
    return this.current;
  }

  setFilter(filter: AudienceViewFilter): void {
    this.set({ ...this.current, filter });
    void setContext('criteoAudiences.audiencesFiltered', isFilteringAudiences(filter));
  }

  async setSort(sort: AudienceSort): Promise<void> {
    this.set({ ...this.current, sort });
    await this.storage.update(SORT, sort);
  }

  private set(view: AudienceArrangement): void {
    this.current = view;
    this.changed.fire();
  }
}
