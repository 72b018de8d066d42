import { plainName } from '../../csv/columnNames';
import type { Detected } from '../../csv/detect';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import type { ListColumn } from './readLists';
import type { TypedColumn } from './typedColumns';

/** Types whose values are recognized wherever they are. */
const COMPARED: readonly IdentifierType[] = ['Email', 'UserIdentifier', 'PhoneNumber'];

/**
 * The columns of a file that aren't `sent`, but compared with suppression lists: those with the name of a
 * list's column of emails, device IDs or phone numbers. In ascending order.
 */
export function otherColumns(
  { header = [] }: Pick<Detected, 'header'>,
  sent: readonly number[],
  listed: readonly ListColumn[],
): TypedColumn[] {
  return header.flatMap((name, column) => {
    const plain = plainName(name);
    const match = listed.find((one) => one.name === plain && COMPARED.includes(one.type));
    return plain === '' || !match || sent.includes(column) ? [] : { column, type: match.type };
  });
}
