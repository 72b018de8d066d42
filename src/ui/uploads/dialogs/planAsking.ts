import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { Cancelled } from '../../../common/failure';
import { CsvError } from '../../../csv/error';
import { preview } from '../../../csv/sniff';
import type { Dialect } from '../../../csv/types';
import type { IdentifierType } from '../../../identifiers/types';
import { UploadError } from '../../../upload/error';
import type { Plan, SourceFile, UploadOptions } from '../../../upload/types';
import { askColumn, askDialect } from './questions';

/**
 * Plans; asks for the column, what to do with another type, or how the file is to be read, where
 * the engine cannot go on without. `otherType`: the draft for a file that plainly holds another
 * type; undefined where another column is meant.
 */
export async function planAsking<D extends { options: UploadOptions }>(
  first: D,
  name: string,
  file: SourceFile,
  typeOf: (draft: D) => IdentifierType,
  planOf: (draft: D) => Promise<Plan>,
  otherType: (draft: D, error: UploadError) => Promise<D | undefined>,
): Promise<{ plan: Plan; draft: D }> {
  for (let draft = first; ;) {
    const { options } = draft;
    const withColumn = async (): Promise<D> => ({
      ...draft,
      options: {
        ...options,
        column: await askColumn(name, file, typeOf(draft), options.dialect),
      },
    });
    try {
      return { plan: await planOf(draft), draft };
    } catch (error) {
      const code =
        error instanceof UploadError || error instanceof CsvError ? error.code : undefined;
      if (code === 'ambiguous-column' || code === 'no-column') draft = await withColumn();
      else if (code === 'wrong-type' && error instanceof UploadError)
        draft = (await otherType(draft, error)) ?? (await withColumn());
      else {
        const dialect = await readOtherwise(error, name, file, options.dialect);
        draft = { ...draft, options: { ...options, column: undefined, dialect } };
      }
    }
  }
}

const READING: ReadonlySet<string> = new Set([
  'encoding',
  'delimiter',
  'invalid-opening-quote',
  'invalid-closing-quote',
  'quote-not-closed',
  'record-too-long',
  'mixed-line-ends',
]);

/**
 * A file that is broken as it is read: says how, and asks how it is to be read. Throws any other
 * error again, and `Cancelled` where nothing is to be changed.
 */
async function readOtherwise(
  error: unknown,
  name: string,
  file: SourceFile,
  dialect: Partial<Dialect> | undefined,
): Promise<Partial<Dialect>> {
  if (!(error instanceof UploadError || error instanceof CsvError) || !READING.has(error.code))
    throw error;
  const current = await preview(file, dialect).catch(() => undefined);
  if (!current) throw error;
  const change = t('Change How the File Is Read…');
  const choice = await window.showErrorMessage(
    t('"{0}" cannot be read as it is.', name),
    { modal: true, detail: error.message },
    change,
  );
  if (choice !== change) throw new Cancelled();
  return { ...dialect, ...(await askDialect(name, current.dialect)) };
}
