import { t } from '@vscode/l10n';
import type { Dialect } from '../../../csv/csvTypes';

/** How a file is read, in a few words each: `UTF-8 with BOM`, `comma`, `header`. */
export function dialectTexts(dialect: Dialect): string[] {
  return [
    encodingLabel(dialect),
    delimiterLabel(dialect.delimiter),
    dialect.header ? t('header') : t('no header'),
    ...(dialect.sepLine ? ['sep='] : []),
    ...(dialect.recordEnd === 'cr' ? ['CR'] : []),
    ...(dialect.gzip ? ['gzip'] : []),
  ];
}

function encodingLabel({ encoding, bomLength }: Pick<Dialect, 'encoding' | 'bomLength'>): string {
  const name = {
    'utf-8': 'UTF-8',
    'utf-16le': 'UTF-16 LE',
    'utf-16be': 'UTF-16 BE',
    'windows-1252': 'Windows-1252',
  }[encoding];
  return bomLength > 0 ? t('{0} with BOM', name) : name;
}

export function delimiterLabel(delimiter: Dialect['delimiter']): string {
  return { ',': t('comma'), ';': t('semicolon'), '\t': t('tab'), '|': t('vertical bar') }[
    delimiter
  ];
}
