import { isId } from '../common/outsideText';
import type { Operation } from './apiError';
import { invalidIdError } from './wire/noReply';

/**
 * Returns the ID if it is valid. Throws an `ApiError` of kind `argument` otherwise: in a path, an
 * invalid ID could lead to another address.
 */
export function checkedId(
  operation: Operation,
  argument: 'accountId' | 'segmentId',
  id: string,
): string {
  if (!isId(id)) throw invalidIdError(operation, argument);
  return id;
}

export const accountPath = (operation: Operation, accountId: string) =>
  `/accounts/${checkedId(operation, 'accountId', accountId)}`;
export const segmentsPath = (operation: Operation, accountId: string) =>
  `${accountPath(operation, accountId)}/audience-segments`;
export const listPath = (operation: Operation, segmentId: string) =>
  `/audience-segments/${checkedId(operation, 'segmentId', segmentId)}/contact-list`;
