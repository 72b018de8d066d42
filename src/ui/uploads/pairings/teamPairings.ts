import { EventEmitter, Uri, workspace, type LogOutputChannel } from 'vscode';
import type { Pairing } from '../../../app/uploads/pairings/pairing';
import {
  parseSharedPairings,
  type SharedPairings,
} from '../../../app/uploads/pairings/sharedPairings';
import { DisposableOwner } from '../../../common/disposableOwner';
import { argumentText } from '../../../common/messageText';
import { pathIn } from '../../base/editorSource';
import { settings } from '../../base/settings';

/** The pairings in the setting `criteoAudiences.pairings`, which is only read here. */
export class TeamPairings extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  /** What the log says already. */
  private logged = '';

  constructor(private readonly log: Pick<LogOutputChannel, 'warn'>) {
    super();
    this.register(
      settings.onDidChange(() => {
        this.logInvalid();
        this.changed.fire();
      }),
    );
    this.register(workspace.onDidGrantWorkspaceTrust(() => this.changed.fire()));
    this.logInvalid();
  }

  /** Those that apply to a file; without `uri`, those of the window. */
  of(uri?: string): readonly Pairing[] {
    return pairingsOf(uri === undefined ? undefined : Uri.parse(uri)).valid;
  }

  /** Those of all folders, and the entries with mistakes. */
  all(): SharedPairings {
    const scopes = [undefined, ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri)];
    const found = scopes.map(pairingsOf);
    return {
      valid: different(found.flatMap(({ valid }) => valid)),
      invalid: different(found.flatMap(({ invalid }) => invalid)),
    };
  }

  private logInvalid(): void {
    const lines = this.all().invalid.map(
      ({ pattern, reason }) =>
        `Setting criteoAudiences.pairings: ${argumentText(pattern)} is ignored. ${reason}`,
    );
    const text = lines.join('\n');
    if (text === this.logged) return;
    this.logged = text;
    for (const line of lines) this.log.warn(line);
  }
}

/** The pairings of a folder or a file in it. Paths are relative to the folder. */
function pairingsOf(scope: Uri | undefined): SharedPairings {
  const folder = scope ? workspace.getWorkspaceFolder(scope) : workspace.workspaceFolders?.[0];
  return parseSharedPairings(settings.pairings(scope), (file) =>
    pathIn(folder?.uri, file)?.toString(),
  );
}

function different<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
