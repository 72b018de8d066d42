import { t } from '@vscode/l10n';
import { QuickPickItemKind, type QuickPickItem } from 'vscode';
import { operationDetail, operationLabel } from '../../../app/uploads/messages';
import { delimiterLabel } from '../../../app/uploads/plan/planDocument';
import { percent } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { redactValue } from '../../../common/redact';
import { ENCODINGS, type Dialect } from '../../../csv/csvTypes';
import { findColumnOfType } from '../../../csv/findColumn';
import { columnName, headerName } from '../../../csv/header';
import { preview } from '../../../csv/preview';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import { HASHES, type Hash, type IdentifierType } from '../../../identifiers/identifierTypes';
import type { Operation, SourceFile } from '../../../upload/uploadTypes';
import { pickOne } from '../../base/pickOne';

/** What is done to the segment; for addresses a removal may take out all their forms. */
export interface OperationChoice {
  operation: Operation;
  forms: 'given' | 'all';
}

interface Item<T> extends QuickPickItem {
  value: T;
}

/** All throw `Cancelled` on Escape. */
export async function askOperation(title: string, type: IdentifierType): Promise<OperationChoice> {
  const item = (operation: Operation): Item<OperationChoice> => ({
    label: operationLabel(operation),
    detail: operationDetail(operation),
    value: { operation, forms: 'given' },
  });
  const everyForm: Item<OperationChoice> = {
    label: t('Remove in All Hash Formats'),
    detail: t(
      'Removes each email as plain text, MD5, SHA-256 and SHA-256 of MD5, as far as the file allows',
    ),
    value: { operation: 'remove', forms: 'all' },
  };
  const items = [
    item('add'),
    item('remove'),
    ...(type === 'Email' ? [everyForm] : []),
    item('replace'),
  ];
  return (
    await pickOne(items, title, t('What do you want to do with the identifiers in this file?'))
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
  const choice = await pickOne(items, title, t('Which column contains the identifiers?'));
  return columnName(shown.header, (choice as Item<number>).value);
}

function samples(rows: readonly string[][], column: number): string {
  const found = rows.map((row) => row[column] ?? '').filter((value) => value.trim() !== '');
  return found.length === 0
    ? t('empty in the first rows')
    : [...new Set(found)].slice(0, 3).map(redactValue).join(', ');
}

export async function askHash(title: string): Promise<Hash> {
  const labels: Record<Hash, string> = {
    none: t('Send as is'),
    sha256: t('Hash with SHA-256'),
    md5: t('Hash with MD5'),
    sha256ofMd5: t('Hash with SHA-256 of MD5'),
  };
  const items = HASHES.map((value): Item<Hash> => ({ label: labels[value], value }));
  const after = t(
    'Values are normalized and checked before hashing. Hashes in the file are sent as is.',
  );
  return (await pickOne(items, title, after)).value;
}

export async function askType(
  title: string,
  candidates: readonly { type: IdentifierType; fits: boolean }[],
): Promise<IdentifierType> {
  const items = candidates.map(({ type, fits }): Item<IdentifierType> => ({
    label: identifierTypeLabel(type),
    description: fits ? t('fits a column in this file') : '',
    value: type,
  }));
  return (await pickOne(items, title, t('Which identifier type is in this file?'))).value;
}

/** What of the detection is to be set by hand. */
export async function askDialect(title: string, file: SourceFile): Promise<Partial<Dialect>> {
  const { dialect: current } = await preview(file, file.dialect);
  const item = <K extends 'header' | 'delimiter' | 'encoding'>(
    what: K,
    value: Dialect[K],
    label: string,
  ): Item<Partial<Dialect>> => ({
    label,
    description: value === current[what] ? t('current') : '',
    value: { [what]: value },
  });
  const items = [
    item('header', true, t('The first row has the column names')),
    item('header', false, t('The first row is data')),
    ...([',', ';', '\t', '|'] as const).map((delimiter) =>
      item('delimiter', delimiter, t('Delimiter: {0}', delimiterLabel(delimiter))),
    ),
    ...ENCODINGS.map((encoding) =>
      item('encoding', encoding, t('Encoding: {0}', encoding.toUpperCase())),
    ),
  ];
  return (await pickOne(items, title, t('How should the file be read?'))).value;
}
