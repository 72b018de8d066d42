import { t } from '@vscode/l10n';
import { Failure, toFailure } from '../../../common/failure';
import { fileName, fileNames } from '../../../common/fileName';
import type { Report } from '../../../upload/types';
import type { Confirmed } from '../../segments/confirmation';
import type { Choices, FileChoice } from '../choices';
import { filePattern } from '../pairings';
import type { Upload } from '../upload';
import type { Draft } from './draft';

/** How the upload of a file ended: the report of its upload, or why there is none. */
export interface Result {
  uri: string;
  report?: Report;
  error?: { code: string; message: string };
}

/** A file, and what was chosen for it; or why nothing can be. */
export interface Wanted {
  uri: string;
  choices: Choices | Failure;
}

interface Item {
  uri: string;
  /** Which file of its draft. */
  file?: FileChoice;
  draft?: Draft;
  failure?: Failure;
}

/**
 * Several drafts. Files that go to one segment in the same way are one draft: they become one
 * upload, so that a replace does not empty what another file filled.
 */
export class Batch {
  #items: Item[];

  /**
   * `wanted`: in the order of the results. Files of one name pattern of which it is not known yet
   * where they go are one draft, too: that is chosen once for all of them.
   */
  constructor(
    wanted: readonly Wanted[],
    private readonly draftOf: (choices: Choices) => Draft,
  ) {
    const chosen = wanted.flatMap(({ choices }) => (choices instanceof Failure ? [] : [choices]));
    const drafts = new Map(
      [...grouped(chosen, keyOf)].map(([key, group]) => [key, draftOf(merged(group))]),
    );
    this.#items = wanted.map(({ uri, choices }) =>
      choices instanceof Failure
        ? { uri, failure: choices }
        : { uri, file: choices.files[0], draft: drafts.get(keyOf(choices)) },
    );
  }

  /** In the order in which their first file was given. */
  get drafts(): readonly Draft[] {
    return [...new Set(this.#items.flatMap(({ draft }) => draft ?? []))];
  }

  /**
   * Makes one of the drafts that turned out to go to one segment in the same way; gives those that
   * are to be checked again.
   */
  async join(): Promise<readonly Draft[]> {
    const joined: Draft[] = [];
    for (const several of grouped(this.drafts, ({ choices }) => keyOf(choices)).values()) {
      if (several.length < 2) continue;
      const one = this.draftOf(merged(several.map(({ choices }) => choices)));
      joined.push(one);
      await Promise.all(several.map((draft) => draft.discard()));
      this.#items = this.#items.map((item) =>
        item.draft && several.includes(item.draft) ? { ...item, draft: one } : item,
      );
    }
    return joined;
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
  refuseConflict(draft: Draft): void {
    const { into, operation } = draft.choices;
    const others = this.drafts.filter(
      ({ choices: other }) =>
        other !== draft.choices &&
        into !== undefined &&
        other.into?.segmentId === into.segmentId &&
        other.into.account.origin === into.account.origin &&
        (operation === 'replace' || other.operation !== operation),
    );
    if (others.length === 0) return;
    throw new Failure(
      'conflict',
      t(
        '{0} and {1} change the same segment in different ways, and one would undo what the other does. Nothing of them was sent. Upload them one after the other.',
        fileNames(draft.choices.files).forNotification(),
        fileNames(others.flatMap(({ choices }) => choices.files)).forNotification(),
      ),
      draft.manner.command,
    );
  }

  /**
   * Takes a draft that cannot be sent apart, each file for itself, so that one that cannot be read
   * does not hold back the others. A list is replaced by all of them together or not at all.
   */
  #separate(draft: Draft): readonly Draft[] {
    const { files, operation } = draft.choices;
    if (files.length < 2 || operation === 'replace') return [];
    const alone = new Map(
      files.map((file) => [
        JSON.stringify(file),
        this.draftOf({ ...draft.choices, files: [file] }),
      ]),
    );
    this.#items = this.#items.map((item) =>
      item.draft === draft
        ? { ...item, draft: alone.get(JSON.stringify(item.file)) ?? item.draft }
        : item,
    );
    return [...alone.values()];
  }

  /**
   * Sends all of them, or none: rejects as `Draft.send`. Their uploads are then to be run, one
   * after the other. `confirmed`: what was confirmed of each.
   */
  async send(confirmed: ReadonlyMap<Draft, Confirmed>): Promise<ReadonlyMap<Draft, Upload>> {
    const sent = new Map<Draft, Upload>();
    try {
      for (const draft of this.drafts) sent.set(draft, await draft.send(confirmed.get(draft)));
    } catch (error) {
      await Promise.all([...sent.values()].map((upload) => upload.discard()));
      throw error;
    }
    return sent;
  }

  /**
   * Runs the drafts one after the other, and gives the result of each file: those of one draft
   * share its report. Where a draft cannot be sent, its files are run one by one. `ends` is filled
   * with the end of each draft.
   */
  async results(
    run: (draft: Draft) => Promise<Report>,
    ends = new Map<Draft, Omit<Result, 'uri'>>(),
  ): Promise<Result[]> {
    for (const draft of this.drafts) {
      const end = await endOf(draft, run);
      ends.set(draft, end);
      // Of an upload that was begun, and one that somebody does not want, each file is told the same.
      if (!end.error || draft.step.kind === 'sent' || end.error.code === 'cancelled') continue;
      for (const one of this.#separate(draft)) ends.set(one, await endOf(one, run));
    }
    return this.#items.map(({ uri, draft, failure }) => ({
      uri,
      ...(draft ? ends.get(draft) : failure && { error: told(failure) }),
    }));
  }
}

async function endOf(
  draft: Draft,
  run: (draft: Draft) => Promise<Report>,
): Promise<Omit<Result, 'uri'>> {
  try {
    return { report: await run(draft) };
  } catch (error) {
    return { error: told(toFailure(error, draft.manner.command)) };
  }
}

function told({ code, message }: Failure): Result['error'] {
  return { code, message };
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** What is the same for files that are one upload. */
function keyOf({
  files,
  into,
  operation,
  hash,
  forms,
  maxInvalid,
  minKept,
  confirm,
}: Choices): string {
  return into && operation
    ? JSON.stringify([
        into.account.key,
        into.segmentId,
        operation,
        hash,
        forms,
        maxInvalid,
        minKept,
        confirm,
      ])
    : filePattern(fileName(files[0].uri));
}

/** A file that is given twice, to be read in the same way, is one. */
function merged(group: readonly Choices[]): Choices {
  const files = new Map(
    group.flatMap(({ files }) => files).map((file) => [JSON.stringify(file), file]),
  );
  return { ...group[0], files: [...files.values()] };
}
