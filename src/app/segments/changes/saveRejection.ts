import { t } from '@vscode/l10n';
import { ApiError } from '../../../api/apiError';
import type { NewSegment } from '../../../api/apiTypes';
import { Failure } from '../../../common/failure';
import { OutsideText } from '../../../common/outsideText';

/** What can be filled in of a segment. */
type SegmentField = keyof NewSegment;

/** A create or an update that was refused, in words for who filled it in. */
export interface SaveRejection {
  /** The field that it is about, where that can be told. */
  field?: SegmentField;
  message: string;
}

/** Who speaks for the API, or of the segment itself. */
const OF_A_SEGMENT: readonly string[] = ['createSegment', 'updateSegment', 'form'];

/**
 * The API's no to one segment, at the field it is about; undefined for every other failure
 * (network, permission, a lost answer, a session that ended), which is about no field and has a
 * sentence of its own.
 */
export function rejectionOf(error: unknown): SaveRejection | undefined {
  if (error instanceof ApiError) {
    if (error.kind !== 'api' || error.status !== 400) return undefined;
    return {
      field: fieldOf(error.code, OutsideText.join([error.title, error.detail], ' ').forTree()),
      message: error.message,
    };
  }
  if (
    !(error instanceof Failure) ||
    error.code === 'no-answer' ||
    !OF_A_SEGMENT.includes(error.operation ?? '')
  )
    return undefined;
  return { field: fieldOf(error.code, error.message), message: messageFor(error) };
}

function messageFor({ code, message }: Failure): string {
  switch (code) {
    case 'name-must-be-unique':
      return t('This retailer already has a segment with this name. Choose another name.');
    case 'name-must-not-be-empty':
      return t('A segment needs a name.');
    case 'segment-not-found':
      return t('The segment no longer exists. To keep what you entered, create a copy.');
    default:
      return t('Criteo rejected the request: {0}', message);
  }
}

/**
 * The codes that are known say it; of others the API's English words name the field (there is no
 * full list).
 */
function fieldOf(code: string | undefined, words: string): SegmentField | undefined {
  if (code === 'segment-not-found') return undefined;
  if (code?.startsWith('name-')) return 'name';
  if (/retailer/i.test(words)) return 'retailerId';
  if (/identifier ?type/i.test(words)) return 'identifierType';
  if (/description/i.test(words)) return 'description';
  return /\bname\b/i.test(words) ? 'name' : undefined;
}
