import { t } from '@vscode/l10n';
import { FileType, Uri, workspace } from 'vscode';
import type { Choices } from '../../../app/uploads/choices/choices';
import type { Draft } from '../../../app/uploads/draft/draft';
import type { PreviousInput } from '../../../app/uploads/page/draftBase';
import type { Pairings } from '../../../app/uploads/pairings/pairings';
import {
  proposePrevious,
  type PreviousProposal,
} from '../../../app/uploads/pairings/previousFiles';
import { fileName } from '../../../common/fileName';
import type { Uploads } from '../../../upload/contract';
import type { UpdatePermission } from '../../../upload/permissions';
import type { UploadAction } from '../../../webview/uploadActions';
import { browseFiles } from '../../base/chooseFile';
import { isCsvName, stampOf } from '../../base/editorSource';

/** Presses about the previous file of an Update. */
export const PREVIOUS_ACTIONS = [
  'choosePrevious',
  'browsePrevious',
  'firstRun',
  'changePrevious',
  'removeShared',
  'comparePrevious',
  'otherList',
] as const satisfies readonly UploadAction[];

/** The previous file of an Update: what is proposed, and what its page does about it. */
export class PreviousActions {
  /** For the segment and the files that `key` is about. */
  private found?: { key: string; proposals: Promise<PreviousProposal[]> };
  private chosen?: PreviousProposal;
  /** Whether it was chosen because of what is remembered. */
  private isRemembered = false;
  /** What is remembered is used once: who changes it afterwards wants something else. */
  private mayPreselect = true;

  constructor(
    private readonly draft: Draft,
    private readonly engine: () => Pick<Uploads, 'jobs'>,
    private readonly pairings: Pick<Pairings, 'of'>,
  ) {}

  /** What the page shows of it. Uses what is remembered, which checks the draft again. */
  async input(): Promise<PreviousInput> {
    const { step, choices } = this.draft;
    const isNeeded = step.kind === 'needs' && step.missing === 'previous';
    const proposals = isNeeded ? await this.proposals() : [];
    if (isNeeded && this.draft.step === step) {
      const [first] = proposals;
      if (first && this.mayPreselect && this.isUpdateRemembered) {
        this.mayPreselect = false;
        this.isRemembered = true;
        void this.use(first);
      }
    }
    const isChosen = choices.previous !== undefined;
    return {
      proposals,
      ...(isChosen && this.chosen && { chosen: this.chosen }),
      ...(isChosen && this.isRemembered && { isRemembered: true }),
    };
  }

  /**
   * Resolves with whether it is one of these presses. `value`: see `UploadAction`. Throws `Cancelled`
   * on Escape.
   */
  async press(action: UploadAction, value: string | undefined): Promise<boolean> {
    const own = PREVIOUS_ACTIONS.find((one) => one === action);
    if (own) await this.run(own, value);
    return own !== undefined;
  }

  private async run(
    action: (typeof PREVIOUS_ACTIONS)[number],
    value: string | undefined,
  ): Promise<void> {
    switch (action) {
      case 'choosePrevious': {
        const proposal = (await this.proposals())[Number(value)];
        if (!proposal) return;
        this.isRemembered = false;
        return this.use(proposal);
      }
      case 'browsePrevious': {
        const chosen = await browseFiles(t('Choose Previous File'), true);
        return this.use({ uris: chosen.map((uri) => uri.toString()) }, true);
      }
      case 'firstRun':
        return this.use({ uris: [] }, true);
      case 'changePrevious':
        this.mayPreselect = false;
        return this.compareWith(undefined);
      case 'removeShared':
        return this.allow('remove-shared', value === 'true');
      case 'comparePrevious': {
        const { previous = [] } = this.draft.choices;
        return this.compareWith([...previous, ...(value ? [{ uri: value }] : [])]);
      }
      case 'otherList':
        return this.allow('other-list', true);
    }
  }

  private get isUpdateRemembered(): boolean {
    const { choices, options } = this.draft;
    return (
      options.remembers === true &&
      choices.files.every(({ uri }) => {
        const pairing = this.pairings.of(fileName(uri), uri);
        return pairing?.operation === 'update' && pairing.segmentId === choices.into?.segmentId;
      })
    );
  }

  /** `isOther`: it isn't one of the proposals, so that there is nothing to say about it. */
  private async use(proposal: PreviousProposal, isOther = false): Promise<void> {
    if (isOther) this.isRemembered = false;
    this.chosen = isOther ? undefined : proposal;
    await this.compareWith(proposal.uris.map((uri) => ({ uri })));
  }

  private async compareWith(previous: Choices['previous']): Promise<void> {
    await this.draft.choose({ previous });
  }

  private async allow(permission: UpdatePermission, isAllowed: boolean): Promise<void> {
    const others = (this.draft.choices.allow ?? []).filter((one) => one !== permission);
    await this.draft.choose({ allow: isAllowed ? [...others, permission] : others });
  }

  private proposals(): Promise<PreviousProposal[]> {
    const { files, into } = this.draft.choices;
    if (!into) return Promise.resolve([]);
    const uris = files.map(({ uri }) => uri);
    const key = JSON.stringify([into.account.key, into.segmentId, uris]);
    if (this.found?.key !== key) this.found = { key, proposals: this.find(uris) };
    return this.found.proposals;
  }

  private async find(uris: readonly string[]): Promise<PreviousProposal[]> {
    const { into } = this.draft.choices;
    if (!into) return [];
    const patterns = uris.flatMap((uri) => this.pairings.of(fileName(uri), uri)?.pattern ?? []);
    const found = proposePrevious(
      uris,
      { origin: into.account.origin, segmentId: into.segmentId },
      this.engine().jobs(),
      await filesBeside(uris),
      patterns,
    );
    const existing = await Promise.all(
      found.map(async (proposal): Promise<PreviousProposal[]> => {
        const stamps = await Promise.all(proposal.uris.map((uri) => stampOf(Uri.parse(uri))));
        if (stamps.includes(undefined)) return [];
        const modifiedAt = Math.max(...stamps.map((stamp) => stamp?.modifiedAt ?? 0));
        return [proposal.sentAt === undefined ? { ...proposal, modifiedAt } : proposal];
      }),
    );
    return existing.flat();
  }
}

/** The CSV files in the same folders. A folder that can't be read has none. */
async function filesBeside(uris: readonly string[]): Promise<string[]> {
  const folders = new Map(
    uris.map((uri) => {
      const folder = Uri.joinPath(Uri.parse(uri), '..');
      return [folder.toString(), folder];
    }),
  );
  const found = await Promise.all(
    [...folders.values()].map(async (folder) => {
      const entries = await Promise.resolve(workspace.fs.readDirectory(folder)).catch(() => []);
      return entries.flatMap(([name, type]) =>
        type & FileType.File && isCsvName(name) ? [Uri.joinPath(folder, name).toString()] : [],
      );
    }),
  );
  return found.flat();
}
