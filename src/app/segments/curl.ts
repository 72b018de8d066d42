/**
 * Where the token would be: the reader puts it into the environment, so it is in no clipboard and
 * no shell history.
 */
const TOKEN = '"Authorization: Bearer $CRITEO_ACCESS_TOKEN"';

/** The search call that answers with this one segment, for a POSIX shell. Holds no token. */
export function curlOf(
  { accountId, client }: { accountId: string; client: { baseUrl: string; version: string } },
  segmentId: string,
): string {
  const url = `${client.baseUrl}/${client.version}/retail-media/accounts/${accountId}/audience-segments/search?limit=1&offset=0`;
  const body = {
    data: { type: 'AudienceSegment', attributes: { audienceSegmentIds: [segmentId] } },
  };
  return [
    `curl -X POST ${quoted(url)}`,
    `-H ${TOKEN}`,
    `-H 'Content-Type: application/json'`,
    `-H 'Accept: application/json'`,
    `-d ${quoted(JSON.stringify(body))}`,
  ].join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}
