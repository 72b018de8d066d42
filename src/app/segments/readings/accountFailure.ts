import { ApiError } from '../../../api/apiError';

/** Whether no other segment of the account can be read either: signed out, or without permission. */
export function isAccountFailure(error: unknown): boolean {
  return error instanceof ApiError && (error.kind === 'credentials' || error.kind === 'permission');
}
