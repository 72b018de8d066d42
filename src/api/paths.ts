import type { Operation } from './errors';
import { isId } from './json';
import { noId } from './wire/noReply';

/**
 * The id, if it is one. Throws `ApiError` of kind `argument`: what is none could lead the call to
 * another address.
 */
export function checked(
  operation: Operation,
  argument: 'accountId' | 'segmentId',
  id: string,
): string {
  if (!isId(id)) throw noId(operation, argument);
  return id;
}

export const accountPath = (operation: Operation, accountId: string) =>
  `/accounts/${checked(operation, 'accountId', accountId)}`;
export const segmentsPath = (operation: Operation, accountId: string) =>
  `${accountPath(operation, accountId)}/audience-segments`;
export const listPath = (operation: Operation, segmentId: string) =>
  `/audience-segments/${checked(operation, 'segmentId', segmentId)}/contact-list`;
