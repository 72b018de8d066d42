import { Uri } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { History } from '../../../app/segments/history';
import type { SegmentList } from '../../../app/segments/segmentList';
import type { BatchGroup } from '../../../app/uploads/batch/batchGroup';
import type { BatchLine } from '../../../app/uploads/batch/batchLine';
import type { GroupView, LineView } from '../../../app/uploads/batch/batchView';
import { findSentBefore } from '../../../app/uploads/batch/sentBefore';
import type { UploadBatch } from '../../../app/uploads/batch/uploadBatch';
import { limitsOf } from '../../../app/uploads/choices/engineOptions';
import { draftPlanOf } from '../../../app/uploads/draftStep';
import { draftModel } from '../../../app/uploads/page/draftPage';
import type { ListedRows } from '../../../app/uploads/page/kindsSection';
import { namesOf } from '../../../app/uploads/target';
import { knownType } from '../../../identifiers/identifierTypes';
import type { Uploads } from '../../../upload/contract';
import { stampOf } from '../../base/editorSource';
import { FileReading } from './fileReading';
import { lastReading } from './fittingSegments';

/** Loads what the page of several uploads shows beside the drafts themselves. */
export class BatchViews {
  /** Lines whose detail is open. */
  readonly open = new Set<string>();
  /** Rows that the editor can't show, by line. */
  readonly listed = new Map<string, ListedRows>();
  private readonly readings = new Map<string, FileReading>();
  private readonly stamps = new Map<string, ReturnType<typeof stampOf>>();

  constructor(
    private readonly batch: UploadBatch,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: Pick<History, 'last'>,
    private readonly engine: () => Pick<Uploads, 'jobs'>,
  ) {}

  /** `countdown`: while it runs, nothing can be changed in a detail. */
  groups(countdown: number | undefined): Promise<GroupView[]> {
    return Promise.all(this.batch.groups.map((group) => this.viewOf(group, countdown)));
  }

  /** Reads a file's size and time anew. */
  forget(uri: string): void {
    this.stamps.delete(uri);
  }

  /** How a line's file is read; undefined where each segment is a line. */
  readingOf(id: string): FileReading | undefined {
    const known = this.readings.get(id);
    if (known) return known;
    const check = this.batch.checkOf(id);
    const reading = check && new FileReading(check);
    if (reading) this.readings.set(id, reading);
    return reading;
  }

  private async viewOf(group: BatchGroup, countdown: number | undefined): Promise<GroupView> {
    const { destination, draft, choices } = group;
    const { into } = choices;
    const account = into && (this.accounts.byKey(into.account.key) ?? into.account);
    const segment =
      destination?.segment ?? (account && into && this.segments.find(account, into.segmentId));
    const planned = draft && draftPlanOf(draft.step);
    const [view, reading, lines] = await Promise.all([
      planned?.view(),
      into && lastReading(this.history, into.account, into.segmentId),
      Promise.all(group.lines.map((line) => this.lineViewOf(line, choices, countdown))),
    ]);
    return {
      ...group,
      lines,
      account,
      ...(account && segment && { names: namesOf(this.accounts, { account, segment }) }),
      identifierType: knownType(segment?.contactList?.identifierType),
      reading,
      view,
    };
  }

  private async lineViewOf(
    line: BatchLine,
    { into }: BatchGroup['choices'],
    countdown: number | undefined,
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
    if (!check || !this.open.has(id)) return { ...line, sentBefore };
    const preview = await this.readingOf(id)?.preview();
    const { step } = check;
    return {
      ...line,
      sentBefore,
      detail: draftModel({
        step,
        choices: check.choices,
        identifierType: check.identifierType,
        preview,
        view: await draftPlanOf(step)?.view(),
        limits: limitsOf(choices),
        checks: true,
        listed: this.listed.get(id),
        countdown,
        now: Date.now(),
      }),
    };
  }

  /** Once for each version of a file: a page is drawn often. */
  private stampOf(uri: string): ReturnType<typeof stampOf> {
    const stamp = this.stamps.get(uri) ?? stampOf(Uri.parse(uri));
    this.stamps.set(uri, stamp);
    return stamp;
  }
}
