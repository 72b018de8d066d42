import { window } from 'vscode';
import { DisposableOwner } from '../../common/disposableOwner';
import { lazy } from '../../common/lazy';
import { viewType } from '../base/names';
import type { SegmentPanels } from '../segments/segmentPanels';
import type { SegmentForms } from './segmentForms';
import type { SegmentPages } from './segmentPages';

/** Loads each kind of panel when the first one is opened or restored. */
export class LazyPanels extends DisposableOwner implements SegmentPanels {
  private readonly forms = lazy(async () => this.register(await this.loadForms()));
  private readonly pages = lazy(async () => this.register(await this.loadPages()));

  constructor(
    private readonly loadForms: () => Promise<SegmentForms>,
    private readonly loadPages: () => Promise<SegmentPages>,
  ) {
    super();
    // Must be registered on activation: the editor restores panels right after it.
    for (const [view, load] of [
      [viewType('form'), this.forms],
      [viewType('segment'), this.pages],
    ] as const)
      this.register(
        window.registerWebviewPanelSerializer(view, {
          deserializeWebviewPanel: async (panel, kept) =>
            (await load()).deserializeWebviewPanel(panel, kept),
        }),
      );
  }

  async create(...form: Parameters<SegmentPanels['create']>): ReturnType<SegmentPanels['create']> {
    return (await this.forms()).create(...form);
  }

  async edit(...form: Parameters<SegmentPanels['edit']>): Promise<void> {
    (await this.forms()).edit(...form);
  }

  async show(...page: Parameters<SegmentPanels['show']>): Promise<void> {
    (await this.pages()).open(...page);
  }
}
