import type { IdentifierType } from '../../identifiers/identifierTypes';
import type { SourceFile } from '../uploadTypes';

/** How to read the people of files, whatever types of identifiers they have. */
export interface PeopleTask {
  files: readonly SourceFile[];
  /**
   * The only columns to read: header names or 0-based numbers, or `EVERY_KNOWN` for all that are recognized.
   * If absent, all that are recognized: emails, hashes, device IDs, phone numbers. Customer IDs and RampIDs
   * have no shape and need to be named.
   */
  columns?: readonly (string | number)[];
  /** 8 bytes that are kept: see `Store.fingerprintKey`. */
  key: Uint8Array;
  /** The rows of an earlier reading (`ReadPeople.rows`): whether they still have the same people. */
  before?: string;
}

/** The people of files. Has no identifier. */
export interface ReadPeople {
  /** Rows that aren't blank. */
  rows: number;
  /** Each once: rows with a valid identifier, of which none was in a row before. */
  people: number;
  /** Rows that aren't blank and have no valid identifier: these people stay everywhere. */
  unreadable: number;
  fields: PeopleFields;
  types: PeopleOfType[];
  columns: PeopleColumn[];
  /** Columns that would be recognized, but weren't named. */
  notRead: PeopleColumn[];
  /** Which rows have a valid identifier: gzipped bits as base64. */
  readable: string;
  /** Keyed, independent of order: the same identifiers give the same text. Who has the key can tell one person. */
  fingerprint: string;
  /** The same of the rows of `PeopleTask.before` alone. */
  fingerprintBefore?: string;
}

/** Where each field of the columns that are read is counted, once, unless it is empty. */
export interface PeopleFields {
  /** Valid and different ones, before other formats are made of them. */
  identifiers: number;
  duplicates: number;
  /** A row of which no field is read counts as one. */
  unreadable: number;
}

/** Those with an identifier of one type. */
export interface PeopleOfType {
  type: IdentifierType;
  people: number;
  /** Rows with a valid identifier that also have a field of this type that can't be read. */
  unreadable: number;
}

/** A column that is read, of a file by its index. */
export interface PeopleColumn {
  file: number;
  /** 0-based. */
  column: number;
  /** Empty without a header, or where it may be personal data. */
  name: string;
  type: IdentifierType;
  /** Somebody named it. */
  isNamed?: true;
}

/** Whom to add to a list of people who are kept out: those of files, as of a `PeopleTask`. */
export interface KeepOutTask extends Pick<PeopleTask, 'files' | 'columns' | 'key'> {
  /** Absolute path of the list, which need not be there. */
  list: string;
  /** As it is written beside each person: ISO 8601. */
  date: string;
  reference: string;
}

/** What a list of people who are kept out lacks. */
export interface KeptOutLines {
  /** What to append to it: has identifiers. Empty if it has everyone. */
  lines: string;
  /** People of the files, each once; how many of them nobody in the list was before; and the people in it then. */
  people: number;
  added: number;
  total: number;
  /** Of the files: see `ReadPeople.fingerprint`. */
  fingerprint: string;
}
