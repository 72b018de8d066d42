import {
  lm,
  type CancellationToken,
  type LanguageModelToolResult,
  type PreparedToolInvocation,
} from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import type { SegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { lazy } from '../../common/lazy';
import { TOOLS } from '../base/names';
import type { LazyUploads } from '../uploads/lazyUploads';

/**
 * Registers the tools for language models: they read, and open the page of an upload, which only a person
 * sends. A model gets counts, names, IDs and rule codes, never an identifier. The
 * implementation is loaded on the first use.
 */
export class AgentTools extends DisposableOwner {
  constructor(
    accounts: Accounts,
    list: SegmentList,
    audiences: Pick<AudienceList, 'all'>,
    uploads: Pick<LazyUploads, 'load'>,
  ) {
    super();
    const load = lazy(async () => {
      const { Tools } = await import('./tools');
      return new Tools(accounts, list, audiences, uploads);
    });
    for (const name of TOOLS) {
      this.register(
        lm.registerTool<object>(`criteoAudiences_${name}`, {
          prepareInvocation: async (): Promise<PreparedToolInvocation> =>
            (await load()).prepare(name),
          invoke: async ({ input }, token: CancellationToken): Promise<LanguageModelToolResult> =>
            (await load()).invoke(name, input, token),
        }),
      );
    }
  }
}
