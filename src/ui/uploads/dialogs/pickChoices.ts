import { t } from '@vscode/l10n';
import { type QuickPickItem } from 'vscode';
import { operationDetail, operationLabel } from '../../../app/uploads/messages';
import { delimiterLabel } from '../../../app/uploads/plan/dialectText';
import { ENCODINGS, type Dialect } from '../../../csv/csvTypes';
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

function operationItems(type: IdentifierType): Item<OperationChoice>[] {
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
  return [
    item('add'),
    item('remove'),
    ...(type === 'Email' ? [allFormats] : []),
    item('refresh'),
    item('replace'),
  ];
}

/**
 * Lets the user pick what to change for several files with one segment: the segment, or what to do.
 * Throws `Cancelled` on Escape.
 */
export async function pickGroupChange(
  title: string,
  type: IdentifierType,
  current: Operation | undefined,
): Promise<'segment' | OperationChoice> {
  const items: Item<'segment' | OperationChoice>[] = [
    { label: t('Choose Another Segment…'), value: 'segment' },
    ...operationItems(type).map((item) => ({
      ...item,
      ...(item.value.operation === current && { description: t('current') }),
    })),
  ];
  return (await pickOne(items, title, t('What do you want to change?'))).value;
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
