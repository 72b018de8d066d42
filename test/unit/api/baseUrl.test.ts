import assert from 'node:assert/strict';
import { checkApiUrl, checkApiVersion } from '../../../src/api/baseUrl';
import { clientOf } from './support';

describe('the API address and version', () => {
  for (const [text, origin, base] of [
    ['https://api.criteo.com', 'https://api.criteo.com', 'https://api.criteo.com'],
    [' https://API.criteo.com/ ', 'https://api.criteo.com', 'https://api.criteo.com'],
    [
      'https://gateway.example:8443/criteo/',
      'https://gateway.example:8443',
      'https://gateway.example:8443/criteo',
    ],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['http://127.1', 'http://127.0.0.1', 'http://127.0.0.1'],
    ['http://localhost:1', 'http://localhost:1', 'http://localhost:1'],
    ['http://[::1]:1', 'http://[::1]:1', 'http://[::1]:1'],
  ] as const) {
    it(`allows ${text}`, () => assert.deepEqual(checkApiUrl(text), { ok: true, origin, base }));
  }

  for (const text of [
    '',
    'api.criteo.com',
    'http://api.criteo.com',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'http://127.example',
    'http://[::2]',
    'http://10.0.0.1',
    // The editor would send it through a proxy.
    'http://127.9.8.7',
    'ftp://127.0.0.1',
    'file:///etc/hosts',
    'https://user:pass@api.criteo.com',
    'https://user@api.criteo.com',
    'https://api.criteo.com?x=1',
    'https://api.criteo.com/#x',
    'javascript:alert(1)',
  ]) {
    it(`refuses ${text || 'nothing'}, and so does the client`, () => {
      const result = checkApiUrl(text);
      assert.ok(!result.ok && result.message.length > 20);
      assert.throws(() => clientOf({ url: text }), TypeError);
    });
  }

  it('versions', () => {
    for (const text of ['2026-07', ' experimental ', '2027-01', '2025-12'])
      assert.deepEqual(checkApiVersion(text), { ok: true, version: text.trim() });
    for (const text of [
      '',
      '2026',
      '2026-13',
      '2026-7',
      'v2026-07',
      '2026-07/..',
      'preview',
      'stable',
    ])
      assert.equal(checkApiVersion(text).ok, false, text);
  });
});
