import type { Operation } from '../../../upload/uploadTypes';
import { namesIn, type Chosen, type NamesIn } from '../../uploads/choices/choiceTable';
import type { SuppressionChoice } from '../../uploads/choices/suppressionChoice';

/** Where nightly files are: what the editor and the terminal know them by. */
export const NIGHTLY_SUFFIX = '.criteo.jsonc';

/** The choices that an entry can have, beside the operation. */
export type EntryChoice = Exclude<NamesIn<'entry'>, 'operation'>;
export const ENTRY_CHOICES = namesIn('entry').filter(
  (name): name is EntryChoice => name !== 'operation',
);

/** A stretch of a nightly file's text, in UTF-16 units from its start. */
export interface TextSpan {
  readonly offset: number;
  readonly length: number;
}

/** A nightly file: which file goes to which segment of an account, every night. */
export interface NightlyFile {
  /** Its URI. */
  readonly uri: string;
  readonly accountId: string;
  /** Who is never sent, by any of its entries. Empty: it says that there is no list. */
  readonly suppress: readonly SuppressionChoice[];
  readonly entries: readonly NightlyEntry[];
}

/** An entry: what goes to one segment. */
export interface NightlyEntry {
  readonly id: string;
  /** The segment's name as it is written, to be compared. */
  readonly name?: string;
  readonly operation: Operation;
  /**
   * The files of one export: absolute paths, of which the last part of each may have one `*`, that stands for
   * a date or a number.
   */
  readonly files: readonly string[];
  /** How old the newest export may be: `26h`. Always there for a pattern. */
  readonly maxAge?: string;
  /** The file is kept in the state folder for the next Update, because its name is overwritten. */
  readonly keep: boolean;
  /** Its own and the defaults that mean something for its operation; `suppress` with the file's. */
  readonly choices: Chosen<EntryChoice>;
  /** Those of them that are defaults: they needn't mean something for the segment's identifier type. */
  readonly defaults: readonly EntryChoice[];
  readonly at: TextSpan;
}

/** What is wrong in a nightly file, or worth knowing. */
export interface NightlyProblem {
  readonly message: string;
  /** Nothing of a file with an error is sent. */
  readonly severity: 'error' | 'warning' | 'note';
  readonly at: TextSpan;
  /** The segment of the entry that it is in. */
  readonly segmentId?: string;
  /** The schema says it, too: an editor that knows it needs no second word. */
  readonly isInSchema?: true;
}

/** A nightly file as far as it can be read. */
export interface ParsedNightly {
  /** Absent if there is an error. */
  readonly file?: NightlyFile;
  /** In the order of the text. */
  readonly problems: readonly NightlyProblem[];
}
