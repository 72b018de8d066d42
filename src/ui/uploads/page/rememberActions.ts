import type { Draft } from '../../../app/uploads/draft/draft';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import { rememberLine } from '../../../app/uploads/pairings/rememberLine';
import type { RememberLine } from '../../../webview/uploadModel';
import { askPattern } from '../pairings/askPattern';

/** The line "Next time, add week-*.csv to CRM Users" of a page, and what it does. */
export class RememberActions {
  /** `drafts`: those of the page. */
  constructor(
    private readonly drafts: () => readonly Draft[],
    private readonly proposed: Drafts['proposed'],
  ) {}

  /** Undefined if nothing new would be remembered. */
  get line(): RememberLine | undefined {
    const drafts = this.drafts();
    const isOff = drafts.some(({ choices }) => choices.remember?.isOff === true);
    return rememberLine(this.proposed(drafts), { isOff });
  }

  /** `value`: see `UploadAction`. Throws `Cancelled` on Escape. */
  async run(action: 'remember' | 'editPairing', value: string | undefined): Promise<void> {
    if (action === 'remember') {
      for (const draft of this.drafts()) draft.remember({ isOff: value === 'false' });
      return;
    }
    const first = this.proposed(this.drafts()).find(({ isNew }) => isNew);
    if (!first) return;
    const { pattern } = first.pairing;
    const edited = await askPattern(pattern, first.names);
    for (const draft of this.drafts()) {
      const others = draft.choices.remember?.patterns?.filter((one) => one !== pattern) ?? [];
      draft.remember({ isOff: false, patterns: [edited, ...others] });
    }
  }
}
