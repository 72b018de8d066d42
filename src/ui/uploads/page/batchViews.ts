import { Uri } from 'vscode';
import type { Batch } from '../../../app/uploads/batch/batch';
import type { BatchGroup } from '../../../app/uploads/batch/batchGroup';
import type { BatchLine } from '../../../app/uploads/batch/batchLine';
import { findSentBefore } from '../../../app/uploads/batch/sentBefore';
import type { GroupView, LineView } from '../../../app/uploads/batchPage/batchView';
import type { Draft } from '../../../app/uploads/draft/draft';
import { draftPlanOf } from '../../../app/uploads/draftStep';
import type { DraftPageInput } from '../../../app/uploads/page/draftBase';
import { draftModel } from '../../../app/uploads/page/draftPage';
import type { Uploads } from '../../../upload/contract';
import { stampOf } from '../../base/editorSource';
import type { DraftChanges, DraftView } from './draftView';
import type { SegmentChooser } from './segmentChooser';

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
    private readonly segments: SegmentChooser,
    private readonly engine: () => Pick<Uploads, 'jobs'>,
    private readonly newView: (draft: Draft, changes: DraftChanges) => DraftView,
  ) {}

  groups(shown: Shown): Promise<GroupView[]> {
    return Promise.all(this.batch.groups.map((group) => this.viewOfGroup(group, shown)));
  }

  /** Shows more or less about a group or a line. */
  toggle(id: string): void {
    this.opened.set(id, !this.isOpen(id));
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

  /**
   * What is shown of a group or a line: of a line, its check; where each segment is a line, the draft
   * of its group.
   */
  find(id: string): DraftView | undefined {
    const { batch } = this;
    const check = batch.checkOf(id);
    if (check)
      return this.viewOf(check, {
        choose: () => undefined,
        chooseReading: (reading) => batch.chooseReading(id, reading),
      });
    const group = batch.groups.find(
      (one) => one.id === id || one.lines.some((line) => line.id === id),
    );
    const draft = group && batch.draftOf(group.id);
    return (
      draft &&
      this.viewOf(draft, {
        choose: (changes) => batch.changeGroup(group.id, changes),
        chooseReading: (reading) => batch.chooseReading(group.lines[0].id, reading),
      })
    );
  }

  /** A group that needs something of the user opens by itself, and stays open. */
  private isOpen(id: string): boolean {
    const isNeeded = this.batch.draftOf(id)?.step.kind === 'needs';
    if (isNeeded && !this.opened.has(id)) this.opened.set(id, true);
    return this.opened.get(id) ?? false;
  }

  private viewOf(draft: Draft, changes: DraftChanges): DraftView {
    const view = this.views.get(draft) ?? this.newView(draft, changes);
    this.views.set(draft, view);
    return view;
  }

  private async viewOfGroup(group: BatchGroup, shown: Shown): Promise<GroupView> {
    const { destination, draft, choices } = group;
    const { into } = choices;
    const target = into && this.segments.find(into, destination?.segment);
    const ids = [group.id, ...(this.batch.isOneFile ? group.lines.map(({ id }) => id) : [])];
    const isOpen = ids.some((id) => this.isOpen(id));
    const [view, reading, lines, detail] = await Promise.all([
      draft && draftPlanOf(draft.step)?.view(),
      into && this.segments.reading(into),
      Promise.all(group.lines.map((line) => this.viewOfLine(line, choices, shown))),
      isOpen ? this.detailOf(group.id, shown) : undefined,
    ]);
    return {
      ...group,
      lines,
      account: into && this.segments.accountOf(into),
      ...(target && { names: target.names }),
      identifierType: target?.type,
      reading,
      view,
      ...(detail && { detail }),
    };
  }

  private async viewOfLine(
    line: BatchLine,
    { into }: BatchGroup['choices'],
    shown: Shown,
  ): Promise<LineView> {
    const { check, id, choices } = line;
    const [{ uri }] = choices.files;
    const stamp = into && (await this.stampOf(uri));
    const sentBefore =
      stamp &&
      findSentBefore(
        this.engine().jobs(),
        { uri, ...stamp },
        { origin: into.account.origin, segmentId: into.segmentId, operation: choices.operation },
      );
    const detail = check && this.isOpen(id) ? await this.detailOf(id, shown) : undefined;
    return { ...line, sentBefore, ...(detail && { detail }) };
  }

  private async detailOf(id: string, shown: Shown): Promise<LineView['detail']> {
    const view = this.find(id);
    return view && draftModel({ ...(await view.input()), ...shown });
  }

  /** Once for each version of a file: a page is drawn often. */
  private stampOf(uri: string): ReturnType<typeof stampOf> {
    const stamp = this.stamps.get(uri) ?? stampOf(Uri.parse(uri));
    this.stamps.set(uri, stamp);
    return stamp;
  }
}
