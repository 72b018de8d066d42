import { quoteWord } from '../../common/shellQuote';

/**
 * The token comes from the environment, so that it ends up in neither the clipboard nor the shell
 * history.
 */
const TOKEN = '"Authorization: Bearer $CRITEO_ACCESS_TOKEN"';

/**
 * A curl command, for a POSIX shell, for the search request that returns this segment. Contains no
 * token.
 */
export function curlOf(
  { accountId, client }: { accountId: string; client: { baseUrl: string; version: string } },
  segmentId: string,
): string {
  const url = `${client.baseUrl}/${client.version}/retail-media/accounts/${accountId}/audience-segments/search?limit=1&offset=0`;
  const body = {
    data: { type: 'AudienceSegment', attributes: { audienceSegmentIds: [segmentId] } },
  };
  return [
    `curl -X POST ${quoteWord(url, 'posix')}`,
    `-H ${TOKEN}`,
    `-H 'Content-Type: application/json'`,
    `-H 'Accept: application/json'`,
    `-d ${quoteWord(JSON.stringify(body), 'posix')}`,
  ].join(' \\\n  ');
}
