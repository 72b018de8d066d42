import { t } from '@vscode/l10n';
import { ApiError } from '../../../api/apiError';
import type { NewSegment } from '../../../api/apiTypes';
import { Failure } from '../../../common/failure';
import { OutsideText } from '../../../common/outsideText';

/** A field of the segment form. */
type SegmentField = keyof NewSegment;

/** A rejected create or update, as the form shows it. */
interface SaveRejection {
  /** The field that caused it, if known. */
  field?: SegmentField;
  message: string;
}

/** Operations whose failures are about the segment itself. */
const OF_A_SEGMENT: readonly string[] = ['createSegment', 'updateSegment', 'form'];

/**
 * Maps a rejection of one segment to the field it is about. Undefined for every other failure
 * (network, permission, lost response, ended session), which no field can fix.
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
 * The field by code if known, otherwise by the API's English message (there is no full list of
 * codes).
 */
function fieldOf(code: string | undefined, text: string): SegmentField | undefined {
  if (code === 'segment-not-found') return undefined;
  if (code?.startsWith('name-')) return 'name';
  if (/retailer/i.test(text)) return 'retailerId';
  if (/identifier ?type/i.test(text)) return 'identifierType';
  if (/description/i.test(text)) return 'description';
  return /\bname\b/i.test(text) ? 'name' : undefined;
}
