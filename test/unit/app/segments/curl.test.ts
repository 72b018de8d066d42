import assert from 'node:assert/strict';
import { curlOf } from '../../../../src/app/segments/curl';

describe('a segment as a curl command', () => {
  it('quotes any ID, and contains no token', () => {
    const curl = curlOf(
      { accountId: '77', client: { baseUrl: 'https://api.example', version: '2026-07' } },
      "1'; rm -rf ~; '",
    );
    assert.match(curl, /-H "Authorization: Bearer \$CRITEO_ACCESS_TOKEN"/);
    assert.match(
      curl,
      /'https:\/\/api\.example\/2026-07\/retail-media\/accounts\/77\/audience-segments\/search\?limit=1&offset=0'/,
    );
    assert.ok(curl.includes(`["1'\\''; rm -rf ~; '\\''"]`));
  });
});
