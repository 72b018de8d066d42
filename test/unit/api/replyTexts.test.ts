import assert from 'node:assert/strict';
import { hostName, plainToken, ReplyTexts } from '../../../src/api/replyTexts';
import { bytes, clientOf, closeServers, envelope, failure, reply, serve, TRACE } from './support';

const KNOWN = 'Segment must not be used in an audience';
const bodyOf = (...identifiers: string[]): Uint8Array =>
  bytes(
    JSON.stringify({
      data: {
        type: 'AddRemoveContactlist',
        attributes: { operation: 'add', identifierType: 'CustomerId', identifiers },
      },
    }),
  );

describe('the texts of a reply', () => {
  afterEach(closeServers);

  it('a title is redacted; where identifiers were sent only one of the guide is kept', () => {
    const title = 'Identifier Dupont is not known';
    assert.equal(new ReplyTexts().prose(title)?.raw(), title);
    assert.equal(new ReplyTexts().prose('jane@example.com is odd')?.raw(), '••• is odd');
    const texts = new ReplyTexts({ identifiers: bodyOf('Dupont') });
    assert.equal(texts.prose(title), undefined);
    assert.equal(texts.prose(KNOWN)?.raw(), KNOWN);
    assert.equal(new ReplyTexts({ identifiers: bodyOf(KNOWN) }).prose(KNOWN), undefined);
  });

  it('a code is a word; where identifiers were sent one of words and hyphens that the request does not hold', () => {
    const texts = new ReplyTexts();
    for (const code of ['invalid', 'internal-error', 'invalid_client', 'Some.Code'])
      assert.equal(texts.code(code), code);
    for (const code of [
      'jane@example.com',
      'a b',
      'A1234',
      '[x](command:y)',
      'x'.repeat(100),
      5,
      null,
      {},
    ])
      assert.equal(texts.code(code), undefined, JSON.stringify(code));
    const sent = new ReplyTexts({ identifiers: bodyOf('Dupont-Martin', 'jean-dupont', 'Zoë-ö') });
    for (const code of ['invalid', 'internal-error', 'segment-must-not-be-used-in-audience'])
      assert.equal(sent.code(code), code);
    for (const code of [
      'dupont',
      'Dupont',
      'Dupont-Martin',
      'dupont-martin',
      'jean-dupont',
      'some_code',
      'a.b',
    ])
      assert.equal(sent.code(code), undefined, code);
  });

  it('a trace id looks like one, and is not of the request', () => {
    const texts = new ReplyTexts({ identifiers: bodyOf(TRACE.toUpperCase()) });
    const uuid = '38400000-8cf0-11bd-b23e-10b96e40000d';
    assert.equal(texts.traceId(uuid), uuid);
    const ofTracing = (id: string) => `00-${id}-b7ad6b7169203331-01`;
    assert.equal(
      texts.traceId(ofTracing(TRACE.replace('0', '1'))),
      ofTracing(TRACE.replace('0', '1')),
    );
    assert.equal(texts.traceId(ofTracing(TRACE)), undefined);
    for (const id of [TRACE, 'Dupont', 'old-1', 'abcdefabcdefabcdef', 'C-10023', 'x'.repeat(32)])
      assert.equal(texts.traceId(id), undefined, id);
    for (const any of [new ReplyTexts({ identifiers: bodyOf('x') }), new ReplyTexts()]) {
      for (const id of [TRACE, uuid, ofTracing(TRACE), 'b7ad6b7169203331', '1'.repeat(64)])
        assert.equal(any.traceId(id), id);
      for (const id of [
        'old-1',
        'tok-SECRETTOKEN-123',
        'eyJhbGciOiJIUzI1NiJ9',
        'abc123',
        '1'.repeat(65),
      ])
        assert.equal(any.traceId(id), undefined, id);
    }
  });

  it('an id that comes back without its hyphens, or as a part, is of the request', () => {
    const uuid = 'AEBE52E7-03EE-455A-B3C4-E57283966239';
    const texts = new ReplyTexts({ identifiers: bodyOf(uuid, 'dupont') });
    for (const id of [uuid, uuid.toLowerCase().replaceAll('-', ''), `ab12-${uuid.toLowerCase()}`])
      assert.equal(texts.traceId(id), undefined, id);
    for (const code of ['dupont-invalid', 'unknown-customer-dupont'])
      assert.equal(texts.code(code), undefined, code);
    for (const code of ['invalid-identifiers', 'operation-type-invalid'])
      assert.equal(texts.code(code), code);
  });

  it('a type is one of the contract’s', () => {
    assert.equal(new ReplyTexts().type('validation'), 'validation');
    assert.equal(new ReplyTexts().type('access-control'), 'access-control');
    assert.equal(new ReplyTexts().type('Dupont'), undefined);
  });

  it('a word of a list may be one of later, but holds nothing that a screen obeys', () => {
    for (const word of ['Email', 'Gum', 'Europe/Paris', 'Last90Days', '12.50'])
      assert.equal(plainToken(word), word);
    for (const word of ['', ' ', '[x](command:y)', 'a\u202eb', '$(zap)', '<b>', 'a\nb', 5])
      assert.equal(plainToken(word), undefined, String(word));
  });

  it('a host is told by its shape', () => {
    for (const host of [
      'api.criteo.com',
      'proxy.corp.example:8080',
      '127.0.0.1:3000',
      'localhost',
      '[::1]:80',
    ])
      assert.equal(hostName(host), host);
    for (const host of [
      'Dupont',
      'dupont',
      'jane@example.com',
      '5f4dcc3b5aa765d61d8327deb882cf99.example',
      '33612345678.example',
      '../x',
      'a b.example',
      '',
      undefined,
    ])
      assert.equal(hostName(host), undefined, host);
  });

  for (const [what, status, headers] of [
    ['Location', 302, { location: 'https://Dupont/x' }],
    ['Location', 307, { location: 'Dupont' }],
    ['Location', 302, { location: 'https://jean.dupont/x' }],
    ['Location', 302, { location: 'https://dupont.example.com/x' }],
    ['Via', 502, { via: '1.1 Dupont', 'content-type': 'text/html' }],
    ['Via', 502, { via: '1.1 jean.dupont', 'content-type': 'text/html' }],
    ['Via', 502, { via: '1.1 dupont.proxy.example', 'content-type': 'text/html' }],
    ['trace id', 400, { 'x-trace-id': 'Dupont', 'x-request-id': 'Dupont' }],
  ] as const) {
    it(`an identifier that comes back as ${what} (${status}, ${Object.values(headers)[0]}) is told nowhere`, async () => {
      const server = await serve((_seen, response) =>
        reply(response, status, status === 502 ? '<html>' : '', headers),
      );
      const { client, log } = clientOf(server, { timing: { maxTries: 1 } });
      const error = await failure(client.amend('1', bodyOf('Dupont', 'jean.dupont')));
      for (const text of [
        error.message,
        error.code,
        error.host,
        error.traceId,
        JSON.stringify(error),
        JSON.stringify(log),
      ])
        assert.doesNotMatch(text ?? '', /dupont/i);
    });
  }

  it('an identifier that comes back in any part of a problem is told nowhere', async () => {
    for (const id of ['Dupont', 'jean-dupont', 'abcdef0123456789abcdef0123456789']) {
      const told = envelope(id, {
        title: id,
        detail: id,
        traceId: id,
        traceIdentifier: id,
        type: id,
        instance: `@data/0/${id}`,
      });
      for (const [status, json] of [
        [400, told],
        [200, told],
        [200, { data: {}, warnings: (told as { errors: unknown[] }).errors }],
      ] as const) {
        const { client, log } = clientOf(
          await serve((_seen, response) => reply(response, status, json)),
        );
        const result = await client.amend('1', bodyOf(id)).catch((error: unknown) => error);
        for (const text of [
          JSON.stringify(result),
          result instanceof Error ? result.message : '',
          JSON.stringify(log),
        ])
          assert.ok(!text.includes(id), `${status} ${text}`);
      }
    }
  });
});
