import { t } from '@vscode/l10n';
import { findColumn, resolveColumn } from '../csv/columns';
import type { Detected } from '../csv/detect';
import { looksLike, mismatch } from '../identifiers/recognise';
import { checkSiblings } from '../identifiers/siblings';
import { IDENTIFIER_TYPES, type IdentifierType } from '../api/types';
import { UploadError } from './error';

/** The type of a segment by its own spelling (difference 3: compared in any case). Throws `wrong-type` for one that cannot be checked. */
export function typeOf(identifierType: string): IdentifierType {
  const type = IDENTIFIER_TYPES.find((known) => known.toLowerCase() === identifierType.toLowerCase());
  if (type === undefined) {
    throw new UploadError('wrong-type', t('The segment takes identifiers of the type “{0}”, which this extension cannot check and therefore does not send.', identifierType));
  }
  return type;
}

/**
 * The column to read: the one that was named, else the only one that qualifies by header and content.
 * Throws `no-column` and `ambiguous-column`, and `wrong-type` where the column plainly holds another type.
 */
export function chooseColumn(detected: Detected, type: IdentifierType, wanted: string | number | undefined): number {
  const { header, sample, columns } = detected;
  const column = wanted === undefined ? decide(detected, type) : resolveColumn(header, wanted, columns);
  const values = sample.map((record) => record[column] ?? '');
  const other = mismatch(type, values);
  if (other !== undefined) {
    throw new UploadError('wrong-type', t('The column holds identifiers of the type {0}, the segment takes {1}. Choose another column, or a segment of that type.', other, type), {
      identifierType: other,
    });
  }
  return column;
}

function decide({ header, sample }: Detected, type: IdentifierType): number {
  const { decided, candidates } = findColumn({ header, sample, identifierType: type, looksLike: (value) => looksLike(type, value) });
  if (decided !== undefined) return decided;
  if (candidates.length > 0) {
    throw new UploadError('ambiguous-column', t('The column with the identifiers cannot be told for sure. Say which one it is: {0}.', candidates.map((one) => one.column).join(', ')));
  }
  throw new UploadError('no-column', t('No column looks like one of {0} identifiers. Say which one it is, by its name or its number counted from 0.', type));
}

/** What a plain column beside a column of hashes tells of them: a column rule's key, or undefined. */
export function siblingWarning({ sample, columns }: Detected, type: IdentifierType, column: number): string | undefined {
  if (type !== 'Email') return undefined;
  for (let sibling = 0; sibling < columns; sibling++) {
    if (sibling === column) continue;
    const { compared, wrong, rule } = checkSiblings(sample.map((record) => ({ plain: record[sibling] ?? '', hash: record[column] ?? '' })));
    // Two address columns of one file are not of the same people as a rule: only a clear majority says something.
    if (compared > 0 && wrong * 2 > compared) return rule;
  }
  return undefined;
}
