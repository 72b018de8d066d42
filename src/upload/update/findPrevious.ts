import { isDeepStrictEqual } from 'node:util';
import { compact } from '../../common/records';
import { columnName } from '../../csv/header';
import type { ValueFormat } from '../../identifiers/identifierTypes';
import {
  hasNameOf,
  isOfList,
  isOfUpdate,
  type ListedContent,
  type ListIdentity,
} from '../journal/listContents';
import type { ContentName, KeptFile, SourceFile } from '../uploadTypes';
import { contentName, DiskContents, isThere, placesOf, sourceAt } from './diskContents';

/** What the files of an update have to be compared with: see `findPrevious`. */
export interface CompareTask {
  /** The previous files that were chosen, with what was chosen about them; undefined: the kept one. */
  chosen?: readonly SourceFile[];
  keep?: KeptFile;
  /** What was sent to the list from here and may be in it. */
  contents: readonly ListedContent[];
  /** Whether `contents` begin with a clear that Criteo has confirmed. */
  isSinceClear: boolean;
  /** Whether who is in other files that were sent to the list stays. */
  keepsOthers: boolean;
  /** See `PlannedUpdate.formats`. */
  formats: readonly ValueFormat[];
  /** See `ListState.formatsLeft`. */
  formatsLeft: readonly ValueFormat[];
}

/** A file to compare with, and how it was read when it was sent, if it was. */
export interface ComparedSource extends SourceFile {
  asSent?: Pick<ListedContent, 'columns' | 'dialect'>;
  /** A new file has its bytes: it needn't be compared with if that is read in the same way. */
  isSentNow?: boolean;
  /** An earlier update has compared with it: see `ListedContent.triedBy`. */
  isTried?: true;
}

/** What an update is compared with. */
export interface FoundFiles {
  previous: ComparedSource[];
  /** People in one of these stay. */
  others: ComparedSource[];
  /** The URIs of such files whose people don't stay. */
  sharedRemoved: string[];
  /** The URIs of files that were chosen, or are kept, and aren't in the list as far as is known. */
  notSent: string[];
  unknown: ContentName[];
  asked: ContentName[];
  /** The URIs of previous files that nobody chose. */
  found: string[];
  isCleared: boolean;
  /** The formats in which people may be in the list who are in none of these files. */
  unread: ValueFormat[];
}

/**
 * Finds what an update of `files` has to be compared with: the chosen files or the kept one, and what
 * else updates and replaces put into the list and didn’t take out. Each of those is read as it was
 * sent, wherever its bytes are now. See `PlannedUpdate` for what can’t be found.
 */
export async function findPrevious(
  task: CompareTask,
  files: readonly SourceFile[],
): Promise<FoundFiles> {
  const search = new Search(task, files);
  await search.takeChosen();
  for (const content of task.contents.filter(isOfUpdate)) await search.account(content);
  for (const content of task.contents.filter((one) => !isOfUpdate(one))) await search.look(content);
  const { previous } = search.result;
  // The others first: whoever is in both is counted there.
  previous.sort((a, b) => Number(a.isTried ?? 0) - Number(b.isTried ?? 0));
  return { ...search.result, unread: search.unread() };
}

class Search {
  readonly result: Omit<FoundFiles, 'unread'> = {
    previous: [],
    others: [],
    sharedRemoved: [],
    notSent: [],
    unknown: [],
    asked: [],
    found: [],
    isCleared: false,
  };
  readonly #disk = new DiskContents();
  readonly #list: ListIdentity;
  readonly #covered = new Set<ListedContent>();
  /** Other contents that are read, because they are in one of the files. */
  readonly #read = new Set<ListedContent>();
  /** Whether this list is known to be one of several in the segment. */
  readonly #isOneOfSeveral: boolean;

  constructor(
    private readonly task: CompareTask,
    private readonly files: readonly SourceFile[],
  ) {
    const { keep, contents } = task;
    this.#list = { files, keep: keep?.path };
    this.#isOneOfSeveral = contents.some(
      (content) =>
        content.isOtherList === true && isOfUpdate(content) && isOfList(content, this.#list),
    );
  }

  /** The files that were chosen, or else the kept one, if it is there. */
  async takeChosen(): Promise<void> {
    const { chosen, keep, contents, isSinceClear } = this.task;
    const kept = keep && sourceAt(keep.path);
    const files = chosen ?? (kept && (await isThere(kept)) ? [kept] : []);
    // People in a file that was sent before the clear are no longer in the segment.
    const isBeforeClear = isSinceClear && (chosen === undefined || !contents.some(isOfUpdate));
    for (const file of files) {
      const found = file.columns || file.dialect ? [] : await this.#contentsOf(file);
      for (const content of found) this.#take(content, file);
      if (found.length > 0) continue;
      if (file === kept && ((await this.#isReplaced(file)) || (await this.#isTonights(file))))
        continue;
      if (isBeforeClear) {
        this.result.isCleared = true;
        continue;
      }
      this.result.notSent.push(file.uri);
      this.result.previous.push(file);
    }
    // Without a record of them, they may be in the list, too.
    if (this.result.notSent.length > 0)
      this.result.previous.push(...(await this.#copiesWithoutRecord()));
  }

  /**
   * Whether the kept file is that of an earlier run, because the last one ended before it had put its
   * own there.
   */
  async #isReplaced(file: SourceFile): Promise<boolean> {
    const hashes = this.task.contents.flatMap(({ replaced = [] }) => replaced);
    return hashes.length > 0 && hashes.includes((await this.#disk.hashOf(file)) ?? '');
  }

  /**
   * Whether tonight's file has taken the place of the kept one: what updates put into the list is looked
   * for by itself, and everyone in this one stays.
   */
  async #isTonights(file: SourceFile): Promise<boolean> {
    const isRecorded = this.task.contents.some(
      (content) => isOfUpdate(content) && this.#isOwn(content),
    );
    return isRecorded && this.#disk.isAlike(file, this.files);
  }

  /** Whether a content is of this list, or was kept with one that is compared with. */
  #isOwn(content: ListedContent): boolean {
    const { keep } = content;
    if (isOfList(content, this.#list)) return true;
    const known = [...this.#covered].flatMap((one) => one.keep ?? []);
    return keep !== undefined && known.some((one) => isOfList(content, { files: [], keep: one }));
  }

  async #copiesWithoutRecord(): Promise<SourceFile[]> {
    const copies = (this.task.keep?.cutOff ?? []).map(sourceAt);
    const known = await Promise.all(copies.map((copy) => this.#contentsOf(copy)));
    return copies.filter((_, i) => known[i].length === 0);
  }

  async #contentsOf(file: SourceFile): Promise<ListedContent[]> {
    const found: ListedContent[] = [];
    for (const content of this.task.contents)
      if (await this.#disk.has(file, content)) found.push(content);
    return found;
  }

  /** Accounts for what an update or a replace put into the list. */
  async account(content: ListedContent): Promise<void> {
    if (this.#covered.has(content)) return;
    const { uri, jobId } = content;
    const now = await this.#disk.find(content, this.files);
    const file = now ?? (await this.#disk.find(content, await placesOf(content)));
    if (this.#isOwn(content)) {
      if (file === undefined) this.result.unknown.push(contentName(content));
      else {
        const isNews = !this.result.previous.some(({ uri: known }) => known === file.uri);
        if (isNews) this.result.found.push(file.uri);
        this.#take(content, file, now !== undefined);
      }
      return;
    }
    if (!(content.isOtherList && this.#isOneOfSeveral))
      this.result.asked.push(compact({ uri, jobId, foundAt: file?.uri }));
    if (file) this.#leave({ ...file, asSent: readingOf(content) }, content);
  }

  /** Takes a file whose people stay, unless an add of it may have been an earlier state of this list. */
  async look(content: ListedContent): Promise<void> {
    if (this.#covered.has(content)) return;
    const { uri, jobId, path, names, columns } = content;
    const { previous } = this.result;
    if (await this.#disk.find(content, [...this.files, ...previous])) {
      this.#read.add(content);
      return;
    }
    // A file that is compared with, or sent, keeps no one, whatever it had before.
    const isOwn =
      path === undefined || [...this.files, ...previous].some((file) => file.path === path);
    const file = { uri, path };
    const isFound = !isOwn && (await this.#disk.has(file, content));
    if (!content.isOtherList && hasNameOf(uri, this.#list))
      this.result.asked.push(compact({ uri, jobId, foundAt: isFound ? uri : undefined }));
    if (isFound) this.#leave({ ...file, asSent: readingOf(content) }, content);
    else if (!isOwn && (await isThere(file)))
      this.#leave({ ...file, columns: columns.map((column) => columnName(names, column)) });
  }

  unread(): ValueFormat[] {
    const others = this.task.contents.filter(
      (content) => !this.#covered.has(content) && !this.#read.has(content),
    );
    return [...new Set([...this.task.formatsLeft, ...others.flatMap(({ formats }) => formats)])];
  }

  /** Compares with a content that is in a file, and with each way of reading it once. */
  #take(content: ListedContent, { uri, path, bytes }: SourceFile, isSentNow = false): void {
    this.#covered.add(content);
    const asSent = readingOf(content);
    const { previous } = this.result;
    const isTried = content.triedBy === undefined ? undefined : true;
    const known = previous.find((one) => one.uri === uri && isDeepStrictEqual(one.asSent, asSent));
    if (known && !isTried) delete known.isTried;
    if (known) return;
    path ||= undefined;
    previous.push(
      compact({ uri, path, bytes, asSent, isSentNow: isSentNow || undefined, isTried }),
    );
  }

  /** `content`: what the file has, if it is known. */
  #leave(file: ComparedSource, content?: ListedContent): void {
    const { others, sharedRemoved } = this.result;
    if (!this.task.keepsOthers) {
      if (!sharedRemoved.includes(file.uri)) sharedRemoved.push(file.uri);
      return;
    }
    if (content) this.#read.add(content);
    if (!others.some(({ uri }) => uri === file.uri)) others.push(file);
  }
}

function readingOf({ columns, dialect }: ListedContent): ComparedSource['asSent'] {
  return { columns, dialect };
}
