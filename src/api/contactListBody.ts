/**
 * The parts of an add-remove body before and after the identifiers, which are JSON strings joined
 * by commas, at most 50,000 (guide: Identifier List Size Limit). In a module without the HTTP
 * client, because the worker builds bodies too.
 * @param identifierType the segment's own spelling (difference 3)
 */
export function contactListBody(
  operation: 'add' | 'remove',
  identifierType: string,
): { prefix: Uint8Array; suffix: Uint8Array } {
  const encoder = new TextEncoder();
  return {
    prefix: encoder.encode(
      `{"data":{"type":"AddRemoveContactlist","attributes":{"operation":"${operation}","identifierType":${JSON.stringify(identifierType)},"identifiers":[`,
    ),
    suffix: encoder.encode(']}}}'),
  };
}
