import { t } from '@vscode/l10n';
import { QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import { identifierTypeWords } from '../../../app/segments/labels';
import { operationDetail, operationLabel } from '../../../app/uploads/messages';
import { delimiterLabel } from '../../../app/uploads/plan/planDocument';
import { answered } from '../../../common/failure';
import { percent } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { maskValue } from '../../../common/redact';
import { findColumnOfType } from '../../../csv/columns';
import { columnName, headerName } from '../../../csv/header';
import { preview } from '../../../csv/sniff';
import { ENCODINGS, type Dialect } from '../../../csv/types';
import { HASHES, type Hash, type IdentifierType } from '../../../identifiers/types';
import type { Operation, SourceFile } from '../../../upload/types';

/** What is done to the segment; for addresses a removal may take out all their forms. */
export interface Chosen {
  operation: Operation;
  forms: 'given' | 'all';
}

interface Item<T> extends QuickPickItem {
  value: T;
}

/** All throw `Cancelled` on Escape. */
export async function askOperation(title: string, type: IdentifierType): Promise<Chosen> {
  const item = (operation: Operation): Item<Chosen> => ({
    label: operationLabel(operation),
    detail: operationDetail(operation),
    value: { operation, forms: 'given' },
  });
  const everyForm: Item<Chosen> = {
    label: t('Remove in Every Form'),
    detail: t(
      'Takes these out as plain addresses, MD5, SHA-256 and SHA-256 of MD5, as far as the file allows',
    ),
    value: { operation: 'remove', forms: 'all' },
  };
  const items = [
    item('add'),
    item('remove'),
    ...(type === 'Email' ? [everyForm] : []),
    item('replace'),
  ];
  return answered(
    await window.showQuickPick(items, {
      title,
      ignoreFocusOut: true,
      placeHolder: t('What is to happen with the people in the file?'),
    }),
  ).value;
}

/**
 * Asks which column holds the identifiers: the likely ones first, each with samples that hide most
 * of the value. Gives its name where that tells it, so that it is found in files alike, else its
 * number.
 */
export async function askColumn(
  title: string,
  file: SourceFile,
  type: IdentifierType,
): Promise<string | number> {
  const shown = await preview(file, file.dialect);
  const likely = findColumnOfType(type, shown).candidates;
  const item = (column: number, reason?: string, share?: number): Item<number> => ({
    label: headerName(shown.header?.[column], column).forPrompt(),
    description: [reason, share === undefined ? undefined : t('{0} fit', percent(share))]
      .filter(Boolean)
      .join(' · '),
    detail: OutsideText.text(samples(shown.sample, column)).forPrompt(),
    value: column,
  });
  const rest = Array.from({ length: shown.columns }, (_, column) => column).filter(
    (column) => !likely.some((one) => one.column === column),
  );
  const items: (Item<number> | QuickPickItem)[] = [
    ...likely.map((one) => item(one.column, one.reason, one.share)),
    ...(likely.length && rest.length
      ? [{ label: t('other columns'), kind: QuickPickItemKind.Separator }]
      : []),
    ...rest.map((column) => item(column)),
  ];
  const choice = answered(
    await window.showQuickPick(items, {
      title,
      ignoreFocusOut: true,
      matchOnDetail: false,
      placeHolder: t('Which column holds the identifiers?'),
    }),
  );
  return columnName(shown.header, (choice as Item<number>).value);
}

function samples(rows: readonly string[][], column: number): string {
  const found = rows.map((row) => row[column] ?? '').filter((value) => value.trim() !== '');
  return found.length === 0
    ? t('empty in the first rows')
    : [...new Set(found)].slice(0, 3).map(maskValue).join(', ');
}

export async function askHash(title: string): Promise<Hash> {
  const labels: Record<Hash, string> = {
    none: t('Send as they are'),
    sha256: t('Hash with SHA-256'),
    md5: t('Hash with MD5'),
    sha256ofMd5: t('Hash with SHA-256 of MD5'),
  };
  const items = HASHES.map((value): Item<Hash> => ({ label: labels[value], value }));
  return answered(
    await window.showQuickPick(items, {
      title,
      ignoreFocusOut: true,
      placeHolder: t('Always after normalising and checking; hashes in the file pass as they are'),
    }),
  ).value;
}

export async function askType(
  title: string,
  candidates: readonly { type: IdentifierType; fits: boolean }[],
): Promise<IdentifierType> {
  const items = candidates.map(({ type, fits }) => ({
    label: identifierTypeWords(type),
    description: fits ? t('a column of this file fits') : '',
    type,
  }));
  return answered(
    await window.showQuickPick(items, {
      title,
      ignoreFocusOut: true,
      placeHolder: t('What identifiers does the file hold?'),
    }),
  ).type;
}

/** What of the detection is to be set by hand. */
export async function askDialect(title: string, file: SourceFile): Promise<Partial<Dialect>> {
  const { dialect: current } = await preview(file, file.dialect);
  const delimiters: Item<Partial<Dialect>>[] = ([',', ';', '\t', '|'] as const).map(
    (delimiter) => ({
      label: t('Delimiter: {0}', delimiterLabel(delimiter)),
      description: delimiter === current.delimiter ? t('as now') : '',
      value: { delimiter },
    }),
  );
  const encodings: Item<Partial<Dialect>>[] = ENCODINGS.map((encoding) => ({
    label: t('Encoding: {0}', encoding.toUpperCase()),
    description: encoding === current.encoding ? t('as now') : '',
    value: { encoding },
  }));
  const headers: Item<Partial<Dialect>>[] = [true, false].map((header) => ({
    label: header ? t('The first row names the columns') : t('The first row is data'),
    description: header === current.header ? t('as now') : '',
    value: { header },
  }));
  return answered(
    await window.showQuickPick([...headers, ...delimiters, ...encodings], {
      title,
      ignoreFocusOut: true,
      placeHolder: t('How is the file to be read?'),
    }),
  ).value;
}
