import {
  lm,
  type CancellationToken,
  type LanguageModelTool,
  type LanguageModelToolResult,
  type PreparedToolInvocation,
} from 'vscode';
import { Owner } from '../../common/lifecycle';
import { NAMES, type ToolName } from './names';
import type { AgentDeps, Tools } from './tools';

/**
 * What a language model in the editor may do here: look, and propose one upload, which the editor
 * asks the user about. Counts, names, ids and rules' codes go to a model, never an identifier. Read
 * from disk when the first one is called.
 */
export class AgentTools extends Owner {
  private loading: Promise<Tools> | undefined;

  constructor(private readonly deps: AgentDeps) {
    super();
    for (const name of NAMES)
      this.register(lm.registerTool(`criteoAudiences_${name}`, this.tool(name)));
  }

  private tool(name: ToolName): LanguageModelTool<object> {
    return {
      prepareInvocation: async ({ input }): Promise<PreparedToolInvocation> =>
        (await this.load()).prepare(name, input),
      invoke: async ({ input }, token: CancellationToken): Promise<LanguageModelToolResult> =>
        (await this.load()).invoke(name, input, token),
    };
  }

  private load(): Promise<Tools> {
    this.loading ??= import('./tools').then(({ Tools }) => new Tools(this.deps));
    return this.loading;
  }
}
