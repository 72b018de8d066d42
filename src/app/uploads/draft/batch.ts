import { isDeepStrictEqual } from 'node:util';
import { t } from '@vscode/l10n';
import type { CodeFields } from '../../../common/codes/toolCodes';
import { Failure, toFailure } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import type { Report } from '../../../upload/jobTypes';
import { keepsOutText, roleUnknownText } from '../../audiences/keepsOut';
import { nameOf } from '../../segments/labels';
import type { Choices } from '../choices/choices';
import type { FileChoice } from '../choices/fileChoice';
import { outcomeOf } from '../outcome';
import type { Draft, DraftOptions } from './draft';
import type { Drafts } from './drafts';
import { groupKey, segmentKey } from './groupKey';

/** How an upload ended: its report, or why there is none. */
export interface UploadEnd {
  report?: Report;
  error?: CodeFields & { message: string };
}

/** How the upload of one file ended. */
export interface BatchResult extends UploadEnd {
  uri: string;
}

/** A file with its choices, or the failure to determine them. */
export interface BatchEntry {
  uri: string;
  choices: Choices | Failure;
}

interface BatchItem {
  uri: string;
  draft?: Draft;
  /** 0-based index of the file within its draft. */
  index: number;
  failure?: Failure;
}

/**
 * Several drafts. Files with the same segment and options form one draft and become one upload, so
 * that a Replace doesn't clear what another file added.
 */
export class Batch {
  #items: BatchItem[];

  /** `entries`: in the order of the results. */
  constructor(
    entries: readonly BatchEntry[],
    private readonly owner: Pick<Drafts, 'draft' | 'destination' | 'optOuts' | 'workspace'>,
    private readonly options: DraftOptions,
  ) {
    this.#items = entries.map(({ uri, choices }) =>
      choices instanceof Failure
        ? { uri, index: 0, failure: choices }
        : { uri, index: 0, draft: this.#merge([choices]) },
    );
    this.#mergeSame();
  }

  /** In the order of their first files. */
  get drafts(): readonly Draft[] {
    return [...new Set(this.#items.flatMap(({ draft }) => draft ?? []))];
  }

  #mergeSame(): void {
    const groups = new Map<string, Draft[]>();
    for (const draft of this.drafts) {
      const key = this.#keyOf(draft);
      groups.set(key, [...(groups.get(key) ?? []), draft]);
    }
    const several = [...groups.values()].filter(({ length }) => length > 1);
    for (const group of several) {
      const merged = this.#merge(group.map(({ choices }) => choices));
      const keys = merged.choices.files.map(keyOfFile);
      this.#replace(group, ({ choices: { files } }, index) => [
        merged,
        keys.indexOf(keyOfFile(files[index])),
      ]);
    }
  }

  /**
   * Throws `Failure` 'conflict' if another draft changes the same segment with another operation,
   * or either one replaces it.
   */
  requireNoConflict({ choices }: Draft): void {
    const { files } = choices;
    const others = this.drafts
      .map((draft) => draft.choices)
      .filter((other) => other.files !== files && undoOneAnother(choices, other));
    if (others.length === 0) return;
    throw new Failure(
      'conflict',
      t(
        '{0} and {1} change the same segment in different ways or hash formats, so one would undo the other. Nothing was sent. Leave some of them out, or send them with the same options.',
        fileNames(files).forNotification(),
        fileNames(others.flatMap((other) => other.files)).forNotification(),
      ),
      this.options.command,
    );
  }

  /**
   * Runs the drafts one after the other, and resolves with the result of each file; files of one
   * draft share its report. If a draft can't be sent, its files are retried one by one, so that an
   * unreadable file doesn't hold back the others, except for a Replace and an update, which need all
   * of them.
   */
  async results(run: (draft: Draft) => Promise<Report>): Promise<BatchResult[]> {
    const ends = new Map<Draft, UploadEnd>();
    const errorEnd = ({ code, source, message }: Failure): UploadEnd => ({
      error: { code, source, message },
    });
    const endOf = async (draft: Draft): Promise<UploadEnd> => {
      try {
        this.requireNoConflict(draft);
        await this.#requireTarget(draft);
        return { report: await run(draft) };
      } catch (error) {
        return errorEnd(toFailure(error, this.options.command));
      }
    };
    for (const draft of this.drafts) {
      const { files, operation } = draft.choices;
      const end = await endOf(draft);
      ends.set(draft, end);
      if (files.length < 2 || needsAllFiles(operation) || !(await isStoppedByFile(draft, end)))
        continue;
      const single = files.map((file) =>
        this.#merge([{ ...draft.choices, files: [file] }], { isOneOfSeveral: true }),
      );
      this.#replace([draft], (_, index) => [single[index], 0]);
      for (const draftOfFile of single) ends.set(draftOfFile, await endOf(draftOfFile));
    }
    return this.#items.map(({ uri, draft, failure }) => ({
      uri,
      ...(draft ? ends.get(draft) : failure && errorEnd(failure)),
    }));
  }

  /**
   * Throws `Failure` 'keeps-people-out' for a removal from several segments, if people who are removed
   * from one of them may be targeted again.
   */
  async #requireTarget({ choices: { into, operation } }: Draft): Promise<void> {
    const removals = this.drafts.filter(({ choices }) => choices.operation === 'remove');
    const segments = new Set(removals.map(({ choices }) => segmentKey(choices.into)));
    if (!into || operation !== 'remove' || segments.size < 2) return;
    const { command } = this.options;
    const found = await this.owner.destination(into, command);
    const role = await this.owner.optOuts.roleOf(found);
    if (role === 'target') return;
    throw new Failure(
      'keeps-people-out',
      t(
        '{0} Nothing was removed from {1}, one of several segments. Add these people to it, or remove them from it alone.',
        role === 'keepOut' ? keepsOutText() : roleUnknownText(),
        nameOf(found.segment).forNotification(),
      ),
      command,
    );
  }

  #replace(
    drafts: readonly Draft[],
    by: (draft: Draft, index: number) => [draft: Draft, index: number],
  ): void {
    this.#items = this.#items.map((item) => {
      if (!item.draft || !drafts.includes(item.draft)) return item;
      const [draft, index] = by(item.draft, item.index);
      return { ...item, draft, index };
    });
  }

  /** Merges choices into one draft. A file given twice with the same options counts once. */
  #merge(group: readonly Choices[], options?: Pick<DraftOptions, 'isOneOfSeveral'>): Draft {
    const files = new Map(
      group.flatMap(({ files }) => files).map((file) => [keyOfFile(file), file]),
    );
    return this.owner.draft(
      { ...group[0], files: [...files.values()] },
      { ...this.options, ...options },
    );
  }

  /** Files with the same key form one draft; without a segment and an operation, each its own. */
  #keyOf({ choices, identifierType }: Draft): string {
    const [{ uri }] = choices.files;
    const settings = this.owner.workspace.settingsOf(uri);
    const key = groupKey(choices, settings, identifierType, this.options.by);
    return choices.into && choices.operation ? key : `${key} ${uri}`;
  }
}

type Change = Pick<Choices, 'into' | 'operation' | 'previous' | 'keep'>;

/**
 * Whether two uploads change one segment with different operations, one of them replaces it, or both
 * update it by the same previous file: each would remove the people in the other one.
 */
export function undoOneAnother(one: Change, other: Change): boolean {
  return (
    one.into !== undefined &&
    one.into.segmentId === other.into?.segmentId &&
    one.into.account.origin === other.into.account.origin &&
    one.operation !== undefined &&
    other.operation !== undefined &&
    (one.operation === 'replace' ||
      one.operation !== other.operation ||
      (one.operation === 'update' &&
        one.keep === other.keep &&
        isDeepStrictEqual(one.previous, other.previous)))
  );
}

function keyOfFile({ uri, columns, dialect }: FileChoice): string {
  return JSON.stringify([uri, columns, dialect]);
}

/**
 * Whether a single file may be what stopped a draft. Deletes a job that a safety check stopped
 * before any request.
 */
async function isStoppedByFile({ step }: Draft, { report, error }: UploadEnd): Promise<boolean> {
  if (step.kind !== 'sent') return error !== undefined && error.code !== 'cancelled';
  const isBlocked = report !== undefined && outcomeOf(report) === 'blocked';
  if (isBlocked) await step.upload.discard();
  return isBlocked;
}

/** Whether an upload takes out who isn't in one of its files. */
function needsAllFiles(operation: Choices['operation']): boolean {
  return operation === 'replace' || operation === 'update';
}
