import { t } from '@vscode/l10n';
import { QuickPickItemKind, type QuickPickItem } from 'vscode';
import { operationDetail, operationLabel } from '../../../app/uploads/messages';
import { delimiterLabel } from '../../../app/uploads/plan/dialectText';
import { percent } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { redactValue } from '../../../common/redact';
import { ENCODINGS, type Dialect } from '../../../csv/csvTypes';
import { findColumnOfType } from '../../../csv/findColumn';
import { columnName, headerName } from '../../../csv/header';
import { preview } from '../../../csv/preview';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import type { Operation, SourceFile } from '../../../upload/uploadTypes';
import { pickOne } from '../../base/pickOne';

/** `forms`: the hash formats to remove; `all` is offered only for emails. */
export interface OperationChoice {
  operation: Operation;
  forms: 'given' | 'all';
}

interface Item<T> extends QuickPickItem {
  value: T;
}

/** Lets the user pick what to do with the identifiers. Throws `Cancelled` on Escape. */
export async function pickOperation(title: string, type: IdentifierType): Promise<OperationChoice> {
  const item = (operation: Operation): Item<OperationChoice> => ({
    label: operationLabel(operation),
    detail: operationDetail(operation),
    value: { operation, forms: 'given' },
  });
  const allFormats: Item<OperationChoice> = {
    label: t('Remove in All Hash Formats'),
    detail: t(
      'Removes each email as plain text, MD5, SHA-256 and SHA-256 of MD5, as far as the file allows',
    ),
    value: { operation: 'remove', forms: 'all' },
  };
  const items = [
    item('add'),
    item('remove'),
    ...(type === 'Email' ? [allFormats] : []),
    item('replace'),
  ];
  return (
    await pickOne(items, title, t('What do you want to do with the identifiers in this file?'))
  ).value;
}

/**
 * Lets the user pick the column of the identifiers: likely ones first, each with redacted samples.
 * Returns its name if that is unique, so that it also applies to similar files; otherwise its
 * index, from 0. Throws `Cancelled` on Escape.
 */
export async function pickColumn(
  title: string,
  file: SourceFile,
  type: IdentifierType,
): Promise<string | number> {
  const rows = await preview(file, file.dialect);
  const likely = findColumnOfType(type, rows).candidates;
  const item = (column: number, reason?: string, share?: number): Item<number> => ({
    label: headerName(rows.header?.[column], column).forPrompt(),
    description: [reason, share === undefined ? undefined : t('{0} fit', percent(share))]
      .filter(Boolean)
      .join(' · '),
    detail: OutsideText.text(samples(rows.sample, column)).forPrompt(),
    value: column,
  });
  const others = Array.from({ length: rows.columns }, (_, column) => column).filter(
    (column) => !likely.some((candidate) => candidate.column === column),
  );
  const items: (Item<number> | QuickPickItem)[] = [
    ...likely.map(({ column, reason, share }) => item(column, reason, share)),
    ...(likely.length && others.length
      ? [{ label: t('other columns'), kind: QuickPickItemKind.Separator }]
      : []),
    ...others.map((column) => item(column)),
  ];
  const choice = await pickOne(items, title, t('Which column contains the identifiers?'));
  return columnName(rows.header, (choice as Item<number>).value);
}

function samples(rows: readonly string[][], column: number): string {
  const values = rows.map((row) => row[column] ?? '').filter((value) => value.trim() !== '');
  return values.length === 0
    ? t('empty in the first rows')
    : [...new Set(values)].slice(0, 3).map(redactValue).join(', ');
}

/**
 * Lets the user override one detected property: header, delimiter or encoding. Throws `Cancelled`
 * on Escape.
 */
export async function pickDialect(title: string, file: SourceFile): Promise<Partial<Dialect>> {
  const { dialect: current } = await preview(file, file.dialect);
  const item = <K extends 'header' | 'delimiter' | 'encoding'>(
    key: K,
    value: Dialect[K],
    label: string,
  ): Item<Partial<Dialect>> => ({
    label,
    description: value === current[key] ? t('current') : '',
    value: { [key]: value },
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
