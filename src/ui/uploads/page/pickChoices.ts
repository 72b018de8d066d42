import { t } from '@vscode/l10n';
import { type QuickPickItem } from 'vscode';
import { delimiterLabel } from '../../../app/uploads/plan/dialectText';
import { WORDS } from '../../../app/uploads/words/operationWords';
import { ENCODINGS, type Dialect } from '../../../csv/csvTypes';
import { preview } from '../../../csv/preview';
import { OPERATIONS, type Operation, type SourceFile } from '../../../upload/uploadTypes';
import { pickOne } from '../../base/pickOne';

interface Item<T> extends QuickPickItem {
  value: T;
}

/**
 * Lets the user pick what to change for several files with one segment: the segment, or what to do.
 * Throws `Cancelled` on Escape.
 */
export async function pickGroupChange(
  title: string,
  current: Operation | undefined,
): Promise<'segment' | Operation> {
  const items: Item<'segment' | Operation>[] = [
    { label: t('Choose Another Segment…'), value: 'segment' },
    ...OPERATIONS.map((value) => ({
      label: WORDS[value].label(),
      detail: WORDS[value].detail(),
      value,
      ...(value === current && { description: t('current') }),
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
