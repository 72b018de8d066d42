import { t } from '@vscode/l10n';
import { Failure, toFailure } from '../../../common/failure';
import { fileName, fileNames } from '../../../common/fileName';
import type { Report } from '../../../upload/uploadTypes';
import type { Confirmed } from '../../segments/confirmation';
import { optionsOf, type Choices, type FileChoice } from '../choices';
import { outcomeOf } from '../outcome';
import { filePattern } from '../pairings';
import type { Upload } from '../upload';
import type { Draft, DraftOptions } from './draft';
import type { Drafts } from './drafts';

/** How an upload ended: its report, or why there is none. */
export interface UploadEnd {
  report?: Report;
  error?: { code: string; message: string };
}

/** The end of the upload that a file went with. */
export interface BatchResult extends UploadEnd {
  uri: string;
}

/** A file, and what was chosen for it; or why nothing can be. */
export interface BatchEntry {
  uri: string;
  choices: Choices | Failure;
}

interface BatchItem {
  uri: string;
  draft?: Draft;
  /** Which file of its draft, counted from 0. */
  index: number;
  failure?: Failure;
}

/**
 * Several drafts. Files that go to one segment in the same way are one draft: they become one
 * upload, so that a replace does not empty what another file filled.
 */
export class Batch {
  #items: BatchItem[];

  /**
   * `wanted`: in the order of the results. Files of one name pattern of which it is not known yet
   * where they go are one draft, too: that is chosen once for all of them.
   */
  constructor(
    wanted: readonly BatchEntry[],
    private readonly owner: Pick<Drafts, 'draft' | 'workspace'>,
    private readonly manner: DraftOptions,
  ) {
    this.#items = wanted.map(({ uri, choices }) =>
      choices instanceof Failure
        ? { uri, index: 0, failure: choices }
        : { uri, index: 0, draft: this.#merge([choices]) },
    );
    this.#joinAlike();
  }

  /** In the order in which their first file was given. */
  get drafts(): readonly Draft[] {
    return [...new Set(this.#items.flatMap(({ draft }) => draft ?? []))];
  }

  /** Makes one of the drafts that turned out to go to one segment in the same way. */
  async join(): Promise<void> {
    await Promise.all(this.#joinAlike().map((one) => one.discard()));
  }

  /** Gives those that others took the place of. */
  #joinAlike(): Draft[] {
    const groups = new Map<string, Draft[]>();
    for (const draft of this.drafts) {
      const key = this.#keyOf(draft);
      groups.set(key, [...(groups.get(key) ?? []), draft]);
    }
    const several = [...groups.values()].filter(({ length }) => length > 1);
    for (const alike of several) {
      const joined = this.#merge(alike.map(({ choices }) => choices));
      const keys = joined.choices.files.map(keyOfFile);
      this.#replace(alike, ({ choices: { files } }, index) => [
        joined,
        keys.indexOf(keyOfFile(files[index])),
      ]);
    }
    return several.flat();
  }

  /** Gives up a draft that is not to be sent, and has no results for its files. */
  async leaveOut(draft: Draft): Promise<void> {
    this.#items = this.#items.filter((item) => item.draft !== draft);
    await draft.discard();
  }

  /**
   * Throws `conflict` for a draft that cannot be sent beside the others: another one changes the
   * same segment by another operation, or one of them replaces the list.
   */
  requireNoConflict({ choices: { files, into, operation } }: Draft): void {
    const others = this.drafts
      .map(({ choices }) => choices)
      .filter(
        (other) =>
          other.files !== files &&
          into !== undefined &&
          other.into?.segmentId === into.segmentId &&
          other.into.account.origin === into.account.origin &&
          operation !== undefined &&
          other.operation !== undefined &&
          (operation === 'replace' || other.operation !== operation),
      );
    if (others.length === 0) return;
    throw new Failure(
      'conflict',
      t(
        '{0} and {1} change the same segment in different ways, so one would undo the other. Nothing was sent. Upload them one after the other.',
        fileNames(files).forNotification(),
        fileNames(others.flatMap((other) => other.files)).forNotification(),
      ),
      this.manner.command,
    );
  }

  /**
   * Sends all of them, or none: rejects with `conflict` or as `Draft.send`, and those sent before are
   * drafts again. The uploads are then to be run, one after the other. `confirmed`: what was
   * confirmed of each.
   */
  async send(confirmed: ReadonlyMap<Draft, Confirmed>): Promise<ReadonlyMap<Draft, Upload>> {
    for (const draft of this.drafts) this.requireNoConflict(draft);
    const sent = new Map<Draft, Upload>();
    try {
      for (const draft of this.drafts) sent.set(draft, await draft.send(confirmed.get(draft)));
    } catch (error) {
      for (const [draft, upload] of sent) {
        await upload.discard();
        const again = this.#merge([draft.choices]);
        this.#replace([draft], (_, index) => [again, index]);
      }
      throw error;
    }
    return sent;
  }

  /**
   * Runs the drafts one after the other, and gives the result of each file: those of one draft
   * share its report. One that cannot be sent is taken apart, each file for itself, so that a file
   * that cannot be read does not hold back the others; but a list is replaced by all of them
   * together or not at all. `ends` is filled with the end of each draft.
   */
  async results(
    run: (draft: Draft) => Promise<Report>,
    ends = new Map<Draft, UploadEnd>(),
  ): Promise<BatchResult[]> {
    const told = ({ code, message }: Failure): UploadEnd => ({ error: { code, message } });
    const endOf = async (draft: Draft): Promise<UploadEnd> => {
      try {
        this.requireNoConflict(draft);
        return { report: await run(draft) };
      } catch (error) {
        return told(toFailure(error, this.manner.command));
      }
    };
    for (const draft of this.drafts) {
      const { files, operation } = draft.choices;
      const end = await endOf(draft);
      ends.set(draft, end);
      if (files.length < 2 || operation === 'replace' || !(await isStopped(draft, end))) continue;
      const alone = files.map((file) => this.#merge([{ ...draft.choices, files: [file] }]));
      this.#replace([draft], (_, index) => [alone[index], 0]);
      for (const one of alone) ends.set(one, await endOf(one));
    }
    return this.#items.map(({ uri, draft, failure }) => ({
      uri,
      ...(draft ? ends.get(draft) : failure && told(failure)),
    }));
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

  /** A file that is given twice, to be read in the same way, is one. */
  #merge(group: readonly Choices[]): Draft {
    const files = new Map(group.flatMap((one) => one.files).map((file) => [keyOfFile(file), file]));
    return this.owner.draft({ ...group[0], files: [...files.values()] }, this.manner);
  }

  /** What is the same for files that are one upload. */
  #keyOf({ choices, identifierType = 'Email' }: Draft): string {
    const { files, into, operation, confirm } = choices;
    const [{ uri }] = files;
    const settings = this.owner.workspace.settingsOf(uri);
    const how =
      into && operation
        ? [optionsOf(choices, operation, identifierType, settings, this.manner.by), confirm]
        : [filePattern(fileName(uri)), settings];
    return JSON.stringify([into?.account.key, into?.segmentId, how]);
  }
}

function keyOfFile({ uri, column, dialect }: FileChoice): string {
  return JSON.stringify([uri, column, dialect]);
}

/**
 * Whether what stopped a draft may be one file's alone. A job that a guard stopped before any call
 * is deleted then.
 */
async function isStopped({ step }: Draft, { report, error }: UploadEnd): Promise<boolean> {
  if (step.kind !== 'sent') return error !== undefined && error.code !== 'cancelled';
  const isBlocked = report !== undefined && outcomeOf(report) === 'blocked';
  if (isBlocked) await step.upload.discard();
  return isBlocked;
}
