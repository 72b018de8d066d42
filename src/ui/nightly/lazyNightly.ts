import { languages, workspace, type DocumentFilter, type TextDocument } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { SegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { lazy } from '../../common/lazy';
import { NIGHTLY_GLOB } from '../base/names';

/** On disk: the paths in them are relative to it. */
const NIGHTLY: DocumentFilter = { scheme: 'file', pattern: NIGHTLY_GLOB };

/** What the editor offers in nightly files. Its code is loaded with the first of them. */
export class LazyNightly extends DisposableOwner {
  private readonly load = lazy(async () => {
    const { NightlyEditor } = await import('./nightlyEditor');
    return this.register(
      new NightlyEditor(this.accounts, this.segments, (document) => isNightly(document)),
    );
  });

  constructor(
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
  ) {
    super();
    this.register(
      languages.registerCodeLensProvider(NIGHTLY, {
        provideCodeLenses: async (document) => (await this.load()).lenses(document),
      }),
    );
    this.register(
      languages.registerCompletionItemProvider(
        NIGHTLY,
        {
          provideCompletionItems: async (document, position) => {
            // Before anything is awaited: people type on.
            const at = { text: document.getText(), offset: document.offsetAt(position) };
            return (await this.load()).complete(at, position);
          },
        },
        '"',
      ),
    );
    const opened = (document: TextDocument): void => {
      if (isNightly(document)) void this.load();
    };
    workspace.textDocuments.forEach(opened);
    this.register(workspace.onDidOpenTextDocument(opened));
  }
}

function isNightly(document: TextDocument): boolean {
  return languages.match(NIGHTLY, document) > 0;
}
