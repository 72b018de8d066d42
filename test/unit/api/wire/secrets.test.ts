import assert from 'node:assert/strict';
import { Secrets } from '../../../../src/api/wire/secrets';
import { clientOf, closeServers, envelope, failure, plain, reply, serve, TRACE } from '../support';

const SECRET = 'AbCdEfGh+IjKlMn/OpQrStUv=';
const LETTERS = 'secretoflettersonly';

describe('secrets in replies', () => {
  afterEach(closeServers);

  it('are replaced by value wherever they stand, also percent-encoded', () => {
    const secrets = new Secrets(SECRET);
    secrets.add('token-of-today');
    assert.equal(
      secrets.remove(`a ${SECRET} b ${encodeURIComponent(SECRET)} token-of-today`),
      'a ••• b ••• •••',
    );
    assert.deepEqual(secrets.remove({ a: [SECRET, { b: `x${SECRET}` }], n: 5, u: undefined }), {
      a: ['•••', { b: 'x•••' }],
      n: 5,
      u: undefined,
    });
  });

  it('in whatever letter case, and in base64', () => {
    const secrets = new Secrets(SECRET);
    for (const form of [
      SECRET.toUpperCase(),
      SECRET.toLowerCase(),
      encodeURIComponent(SECRET).toLowerCase(),
      Buffer.from(SECRET).toString('base64url'),
    ]) {
      assert.equal(secrets.remove(`a ${form} b`), 'a ••• b', form);
    }
  });

  it('one of a letter or two is no secret, and hides nothing', () => {
    assert.equal(new Secrets('a').remove('a banana'), 'a banana');
  });

  for (const secret of [SECRET, LETTERS]) {
    it(`an API that gives ${secret.slice(0, 6)}… back finds it nowhere`, async () => {
      const text = `The secret ${secret} is odd`;
      const json = envelope(secret, {
        title: text,
        detail: text,
        traceId: secret.replace(/\W/g, ''),
        instance: secret,
      });
      const server = await serve((seen, response) =>
        seen.path.endsWith('/me')
          ? reply(response, 400, json)
          : reply(response, 200, {
              data: [{ id: '1', attributes: { name: text, description: secret } }],
              meta: { totalItems: 1 },
            }),
      );
      const { client, log } = clientOf(server, { clientSecret: secret });
      const error = await failure(client.whoAmI());
      const { items } = await client.searchSegments('1', {});
      for (const told of [
        error.message,
        error.code,
        JSON.stringify(plain({ ...error })),
        JSON.stringify(plain(items)),
        JSON.stringify(log),
      ])
        assert.ok(!told.includes(secret), told);
      assert.match(error.message, /The secret ••• is odd/);
      assert.equal(items[0]?.name?.raw(), 'The secret ••• is odd');
    });
  }

  it('the token that a call was made with is one of them', async () => {
    const token = 'tokenoflettersonly';
    const server = await serve(
      (seen, response) =>
        reply(
          response,
          400,
          envelope('invalid', {
            detail: `The token ${seen.headers.authorization?.slice(7)} is odd`,
          }),
        ),
      (_seen, response) => reply(response, 200, { access_token: token, expires_in: 900 }),
    );
    const error = await failure(clientOf(server).client.whoAmI());
    assert.match(error.message, /The token ••• is odd/);
  });

  for (const name of ['x-trace-id', 'traceid', 'x-request-id', 'x-correlation-id'])
    it(`a token that was never seen before is no trace ID (${name})`, async () => {
      const token = 'tok-SECRETTOKEN-123';
      const server = await serve(
        () => undefined,
        (_seen, response) =>
          reply(
            response,
            400,
            { error: 'invalid_request', traceId: token, errors: [{ traceId: token }] },
            { [name]: token },
          ),
      );
      const { client, log } = clientOf(server);
      const error = await failure(client.whoAmI());
      assert.equal(error.operation, 'token');
      for (const told of [error.message, JSON.stringify(plain({ ...error })), JSON.stringify(log)])
        assert.ok(!told.includes(token), told);
    });

  it('a new token is no trace ID either, whatever it looks like', async () => {
    const token = TRACE;
    const server = await serve(
      (_seen, response) =>
        reply(response, 200, { data: { attributes: {} } }, { 'x-trace-id': token }),
      (_seen, response) =>
        reply(response, 200, { access_token: token, expires_in: 900 }, { 'x-trace-id': token }),
    );
    const { client, log } = clientOf(server);
    await client.whoAmI();
    assert.deepEqual(
      log.map(({ operation, traceId }) => [operation, traceId]),
      [
        ['token', undefined],
        ['whoAmI', undefined],
      ],
    );
  });
});
