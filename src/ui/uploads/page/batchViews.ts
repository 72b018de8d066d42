import { Uri } from 'vscode';
import type { Batch } from '../../../app/uploads/batch/batch';
import type { BatchGroup } from '../../../app/uploads/batch/batchGroup';
import type { BatchLine } from '../../../app/uploads/batch/batchLine';
import { findSentBefore } from '../../../app/uploads/batch/sentBefore';
import type { GroupView, LineView } from '../../../app/uploads/batchPage/batchView';
import { limitsOf } from '../../../app/uploads/choices/engineOptions';
import type { Draft } from '../../../app/uploads/draft/draft';
import { draftPlanOf } from '../../../app/uploads/draftStep';
import type { DraftPageInput } from '../../../app/uploads/page/draftBase';
import { draftModel } from '../../../app/uploads/page/draftPage';
import type { Uploads } from '../../../upload/contract';
import type { UploadAction } from '../../../webview/uploadActions';
import { stampOf } from '../../base/editorSource';
import { settings } from '../../base/settings';
import { choicesPressed, type DraftChanges, type DraftView } from './draftView';
import type { KnownTarget, PageSegments } from './pageSegments';

/** Of the page as a whole. */
type Shown = Pick<DraftPageInput, 'countdown' | 'isSending'>;

/** Loads what the page of several uploads shows beside the drafts themselves. */
export class BatchViews {
  /** What the user opened or closed, by the ID of a group or a line. */
  private readonly opened = new Map<string, boolean>();
  private readonly views = new WeakMap<Draft, DraftView>();
  private readonly stamps = new Map<string, ReturnType<typeof stampOf>>();

  constructor(
    private readonly batch: Batch,
    private readonly segments: PageSegments,
    private readonly engine: () => Pick<Uploads, 'jobs'>,
    private readonly newView: (draft: Draft, changes: DraftChanges) => DraftView,
  ) {}

  groups(shown: Shown): Promise<GroupView[]> {
    return Promise.all(this.batch.groups.map((group) => this.viewOfGroup(group, shown)));
  }

  /** Shows more or less about a group or a line. Where each segment is a line, that is its group. */
  toggle(id: string): void {
    const key = this.groupOf(id)?.id ?? id;
    this.opened.set(key, !this.isOpen(key));
  }

  /** Reads a file's size and time anew. */
  forget(uri: string): void {
    this.stamps.delete(uri);
  }

  /** The draft of the only item. */
  get only(): DraftView | undefined {
    const { only } = this.batch;
    return only && this.viewOf(only, only);
  }

  /** Carries out what was pressed in what is open of a group or a line. */
  async press(id: string, action: UploadAction, value: string | undefined): Promise<void> {
    const check = this.batch.checkOf(id);
    if (check) return this.viewOfCheck(id, check).press(action, value);
    const group = this.groupOf(id);
    const draft = group && this.batch.draftOf(group.id);
    if (draft) return this.viewOfDraft(group.id, draft).press(action, value);
    // While its files are checked again, a group has no draft.
    const changes = choicesPressed(action, value);
    if (group && Object.keys(changes).length > 0) this.batch.changeGroup(group.id, changes);
  }

  /** The group with this ID, or of a line whose file has no check of its own. */
  private groupOf(id: string): BatchGroup | undefined {
    const { groups, isOneFile } = this.batch;
    return groups.find(
      (group) => group.id === id || (isOneFile && group.lines.some((line) => line.id === id)),
    );
  }

  /** A group that needs something of the user opens by itself, and stays open. */
  private isOpen(id: string): boolean {
    const step = this.batch.draftOf(id)?.step;
    const isNeeded =
      step?.kind === 'needs' || (step?.kind === 'blocked' && step.stop !== undefined);
    if (isNeeded && !this.opened.has(id)) this.opened.set(id, true);
    return this.opened.get(id) ?? false;
  }

  private viewOf(draft: Draft, changes: DraftChanges): DraftView {
    const view = this.views.get(draft) ?? this.newView(draft, changes);
    this.views.set(draft, view);
    return view;
  }

  private viewOfCheck(id: string, check: Draft): DraftView {
    return this.viewOf(check, {
      choose: (changes) => check.choose(changes),
      chooseReading: (reading) => this.batch.chooseReading(id, reading),
    });
  }

  private viewOfDraft(id: string, draft: Draft): DraftView {
    const { batch } = this;
    return this.viewOf(draft, {
      choose: (changes) => batch.changeGroup(id, changes),
      chooseReading: (reading, file = 0) => {
        const { uri } = draft.choices.files[file];
        const line = batch.lines.find(({ choices: { files } }) => files[0].uri === uri);
        if (line) batch.chooseReading(line.id, reading);
      },
    });
  }

  private async viewOfGroup(group: BatchGroup, shown: Shown): Promise<GroupView> {
    const { destination, draft, choices } = group;
    const { into } = choices;
    const target = into && this.segments.find(into, destination?.segment);
    const isOpen = into !== undefined && this.isOpen(group.id);
    const [view, size, lines, detail] = await Promise.all([
      draft && draftPlanOf(draft.step)?.view(),
      into && this.segments.size(into),
      Promise.all(group.lines.map((line) => this.viewOfLine(line, choices, shown))),
      isOpen ? this.detailOf(group, target, shown) : undefined,
    ]);
    return {
      ...group,
      lines,
      account: into && this.segments.accountOf(into),
      ...(target && { names: target.names }),
      identifierType: target?.type,
      size,
      view,
      ...(detail && { detail }),
    };
  }

  private async viewOfLine(
    line: BatchLine,
    { into }: BatchGroup['choices'],
    shown: Shown,
  ): Promise<LineView> {
    const { id, choices } = line;
    const [{ uri }] = choices.files;
    const stamp = into && (await this.stampOf(uri));
    const sentBefore =
      stamp &&
      findSentBefore(
        this.engine().jobs(),
        { uri, ...stamp },
        { origin: into.account.origin, segmentId: into.segmentId, operation: choices.operation },
      );
    const own = this.isOpen(id) ? this.batch.checkOf(id) : undefined;
    const detail = own && draftModel({ ...(await this.viewOfCheck(id, own).input()), ...shown });
    return { ...line, sentBefore, ...(detail && { detail }) };
  }

  /** The page of a group's draft; while its files are checked again, as it will be. */
  private async detailOf(
    { id, choices, lines }: BatchGroup,
    target: KnownTarget | undefined,
    shown: Shown,
  ): Promise<GroupView['detail']> {
    const draft = this.batch.draftOf(id);
    if (draft) return draftModel({ ...(await this.viewOfDraft(id, draft).input()), ...shown });
    const files = lines.flatMap((line) => line.choices.files);
    return draftModel({
      step: { kind: 'checking' },
      choices: { ...choices, files },
      identifierType: target?.type,
      hash: settings.hashEmails(Uri.parse(files[0].uri)),
      names: target?.names,
      limits: limitsOf(choices),
      now: Date.now(),
      ...shown,
    });
  }

  /** Once for each version of a file: a page is drawn often. */
  private stampOf(uri: string): ReturnType<typeof stampOf> {
    const stamp = this.stamps.get(uri) ?? stampOf(Uri.parse(uri));
    this.stamps.set(uri, stamp);
    return stamp;
  }
}
