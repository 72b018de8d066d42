import type { Draft } from '../../../app/uploads/draft/draft';
import { proposedPairings } from '../../../app/uploads/draft/draftPairings';
import type { Pairings } from '../../../app/uploads/pairings/pairings';
import { rememberLine } from '../../../app/uploads/pairings/rememberLine';
import type { RememberLine } from '../../../webview/uploadModel';
import { askPattern } from '../pairings/askPattern';

/** The line "Next time, add week-*.csv to CRM Users" of a page, and what it does. */
export class RememberActions {
  /** `drafts`: those of the page. */
  constructor(
    private readonly drafts: () => readonly Draft[],
    private readonly pairings: Pairings,
  ) {}

  /** Undefined if nothing new would be remembered. */
  get line(): RememberLine | undefined {
    const drafts = this.drafts();
    const isOff = drafts.some(({ choices }) => choices.remember?.isOff === true);
    return rememberLine(proposedPairings(drafts, this.pairings), { isOff });
  }

  /** `value`: see `UploadAction`. Throws `Cancelled` on Escape. */
  async run(action: 'remember' | 'editPairing', value: string | undefined): Promise<void> {
    if (action === 'remember') {
      for (const draft of this.drafts()) draft.remember({ isOff: value === 'false' });
      return;
    }
    const proposed = proposedPairings(this.drafts(), this.pairings);
    const first = proposed.find(({ isNew }) => isNew);
    if (!first) return;
    const { pattern } = first.pairing;
    const edited = await askPattern(pattern, first.names);
    for (const draft of this.drafts()) {
      const others = draft.choices.remember?.patterns?.filter((one) => one !== pattern) ?? [];
      draft.remember({ isOff: false, patterns: [edited, ...others] });
    }
  }
}
