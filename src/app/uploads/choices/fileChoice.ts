import { compact } from '../../../common/records';
import type { Dialect } from '../../../csv/csvTypes';
import { givenOf, namesOf, type Chosen, type NamesOf } from './choiceTable';

/** A file, and the choices about how to read it. */
export interface FileChoice {
  /** URI, as a string. */
  readonly uri: string;
  /** Column names, or 0-based column numbers. */
  readonly columns?: readonly (string | number)[];
  readonly dialect?: Partial<Dialect>;
}

/** What is chosen about how a file is read: the rest is detected. */
export type Reading = Chosen<NamesOf<'file'>>;

const DIALECT = namesOf('file').filter((name) => name !== 'columns');

export function fileChoice(uri: string, reading: Reading): FileChoice {
  const { columns } = reading;
  const dialect = givenOf(reading, DIALECT);
  const isGiven = Object.keys(dialect).length > 0;
  return compact({ uri, columns, dialect: isGiven ? dialect : undefined });
}

export function readingOf({ columns, dialect }: Omit<FileChoice, 'uri'>): Reading {
  return givenOf({ columns, ...dialect }, namesOf('file'));
}
