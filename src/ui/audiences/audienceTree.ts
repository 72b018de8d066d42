import { setContext } from '../base/contextKeys';
import { ListTree } from '../views/listTree';
import type { AudienceSources } from './arrangedAudiences';
import type { AudienceTreeNode } from './audienceNodes';
import type { AudienceTreeProvider } from './audienceTreeProvider';

/** The Audiences view. */
export class AudienceTree extends ListTree<
  AudienceTreeNode,
  AudienceTreeProvider,
  AudienceSources
> {
  constructor(sources: AudienceSources) {
    super(
      'criteoAudiences.audiences',
      (state) => setContext('criteoAudiences.audiencesState', state),
      sources,
      {
        showCollapseAll: true,
      },
    );
    const { list, segments } = sources;
    this.register(
      list.onDidChange((account) => {
        const isWhole = list.complete(account) && list.state(account).load === 'loaded';
        if (isWhole) this.paint(false);
        else this.paintSoon();
      }),
    );
    // Names of segments.
    this.register(segments.list.onDidChange(() => this.paintSoon()));
  }

  protected async loadRows(): Promise<AudienceTreeProvider> {
    const { AudienceTreeProvider } = await import('./audienceTreeProvider');
    return new AudienceTreeProvider(this.sources);
  }
}
