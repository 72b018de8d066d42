import type { ToolCode } from '../../../common/codes/toolCodes';
import { Failure } from '../../../common/failure';

/** What stops an update as a safety check does, though for another upload the file is just invalid. */
const GUARDS: Readonly<Record<string, ToolCode>> = {
  empty: 'nothing-to-send',
  'quote-not-closed': 'cut-off',
  'file-changed': 'changed',
};

/**
 * The failure of a program's update whose file couldn't be planned: with the code of a safety check
 * if the file may be half an export, which would remove the people in the other half. `files`: how
 * many it has, besides previous ones.
 */
export function guardFailure(error: unknown, files: number): unknown {
  if (!(error instanceof Failure)) return error;
  const code = GUARDS[error.code];
  const { file = 0 } = error as { file?: number };
  return code === undefined || file >= files
    ? error
    : new Failure(code, error.message, error.operation, error);
}
