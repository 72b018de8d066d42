import assert from 'node:assert/strict';
import type { ErrorKind } from '../../../../../src/api/apiError';
import { ReplyTexts } from '../../../../../src/api/replyTexts';
import { HttpFailure } from '../../../../../src/api/wire/http';
import { noReplyError } from '../../../../../src/api/wire/noReply';
import { assertHas } from '../../../../support/assertHas';
import { standing } from '../../../../support/clock/standingClock';
import { turns, waitUntil } from '../../../../support/waitUntil';
import {
  bytes,
  clientOf,
  closeServers,
  envelope,
  failure,
  reply,
  serve,
  TRACE,
  type Handler,
} from '../../support';

const HTML = '<!DOCTYPE html><html><body>Access denied for jane.doe@example.com</body></html>';
const html =
  (status: number, headers: Record<string, string> = {}): Handler =>
  (_seen, response) =>
    reply(response, status, HTML, { 'content-type': 'text/html', ...headers });
const body = bytes('{}');
const asked = {
  operation: 'addRemove',
  host: 'api.example',
  version: '2026-07',
  texts: new ReplyTexts(),
  withoutSecrets: <T>(value: T) => value,
} as const;
const only = { maxTries: 1 };

describe('what a failure is told as', () => {
  afterEach(closeServers);

  for (const [status, outcome, retryable] of [
    [200, 'unknown', false],
    [403, 'notDone', false],
    [404, 'notDone', false],
    [407, 'notDone', false],
    [502, 'unknown', true],
    [511, 'unknown', false],
  ] as const) {
    it(`a web page with status ${status} is a proxy’s, never a permission`, async () => {
      const server = await serve(html(status));
      const error = await failure(clientOf(server, { timing: only }).client.amend('1', body));
      assertHas(error, {
        kind: 'proxy',
        status,
        outcome,
        retryable,
        host: new URL(server.url).host,
      });
      assert.ok(error.message.includes(new URL(server.url).host));
      assert.doesNotMatch(error.message, /jane|permission|Audiences (Manage|Read)/);
    });
  }

  it('a web page for a clear is not a yes', async () => {
    assert.equal((await failure(clientOf(await serve(html(200))).client.clear('1'))).kind, 'proxy');
  });

  it('a web page instead of a token is a proxy’s, too', async () => {
    const error = await failure(
      clientOf(await serve(html(200), html(403))).client.checkCredentials(),
    );
    assert.deepEqual([error.kind, error.operation], ['proxy', 'token']);
  });

  it('names who passed it on, where Via says so and only what can be a name', async () => {
    const named = await failure(
      clientOf(
        await serve(html(403, { via: '1.1 gate.corp.example:3128 (squid/5.7)' })),
      ).client.clear('1'),
    );
    assert.match(named.message, /forwarded by gate\.corp\.example:3128/);
    const odd = await failure(
      clientOf(await serve(html(403, { via: 'call jane.doe@example.com' }))).client.clear('1'),
    );
    assert.doesNotMatch(odd.message, /jane/);
  });

  for (const [name, value] of [
    ['empty', ''],
    ['JSON that was cut', '{"message":"Forbid'],
    ['JSON without the API’s envelope', { message: 'Forbidden' }],
    ['an error as only token requests have it', { error: 'Forbidden' }],
  ] as const) {
    for (const status of [400, 403, 422, 451]) {
      it(`a ${status} that is ${name} is not the API’s own`, async () => {
        const error = await failure(
          clientOf(await serve((_seen, response) => reply(response, status, value))).client.amend(
            '1',
            body,
          ),
        );
        assert.deepEqual([error.kind, error.status, error.outcome], ['proxy', status, 'notDone']);
        assert.doesNotMatch(error.message, /permission|Audiences Manage|Forbidden/);
        assert.equal(/web page/.test(error.message), value === '');
      });
    }
  }

  for (const type of [
    'text/html',
    'text/plain',
    'application/octet-stream',
    'application/problem+json',
  ]) {
    it(`JSON is the API’s or a gateway’s, though it is called ${type}`, async () => {
      const answer = (status: number, value: unknown) =>
        serve((_seen, response) => reply(response, status, value, { 'content-type': type }));
      assert.equal(
        (await clientOf(await answer(200, { data: [{ id: '1' }] })).client.searchSegments('1', {}))
          .items.length,
        1,
      );
      assert.equal(
        (
          await failure(
            clientOf(await answer(400, envelope('invalid'))).client.statistics('1', '2'),
          )
        ).code,
        'invalid',
      );
      for (const value of [
        { message: 'no' },
        [],
        '"no"',
        { title: 'Not valid', status: 422, type: 'https://example.com/errors#no' },
      ]) {
        for (const status of [200, 400, 403, 422, 500]) {
          const error = await failure(
            clientOf(await answer(status, value), { timing: only }).client.statistics('1', '2'),
          );
          assert.doesNotMatch(
            error.message,
            /web page|something else/,
            `${status} ${JSON.stringify(value)}`,
          );
        }
      }
    });
  }

  it('problem details without an envelope are the API’s own problem, but say nothing of permissions', async () => {
    const details = {
      type: 'https://example.com/errors#no',
      title: 'Request body is not valid',
      status: 422,
      detail: 'description must be an object',
      validation: [{}],
    };
    const server = await serve((_seen, response) =>
      reply(response, server.seen.length === 1 ? 422 : 403, details, {
        'content-type': 'application/problem+json',
      }),
    );
    const { client } = clientOf(server);
    const error = await failure(client.statistics('1', '2'));
    assert.deepEqual(
      [error.kind, error.status, error.title?.raw()],
      ['api', 422, 'Request body is not valid'],
    );
    assert.match(error.message, /description must be an object/);
    assert.equal((await failure(client.statistics('1', '2'))).kind, 'proxy');
  });

  for (const version of ['experimental', '2026-07']) {
    for (const status of [404, 410]) {
      it(`${status} to the list of accounts of version ${version}`, async () => {
        const server = await serve((_seen, response) =>
          reply(response, status, status === 404 ? undefined : envelope('endpoint-deprecated')),
        );
        const error = await failure(clientOf(server, { version }).client.accounts());
        assert.deepEqual(
          [error.kind, error.status],
          [version === '2026-07' ? 'api' : 'permission', status],
        );
        assert.match(
          error.message,
          version !== '2026-07'
            ? /no list of accounts.*Enter the account ID/
            : status === 410
              ? /2026-07 has been retired/
              : /this address doesn’t exist/,
        );
      });
    }
  }

  for (const [status, value] of [
    [400, { errors: [], warnings: null }],
    [400, { errors: { identifiers: ['is required'] } }],
    [422, { title: 'One or more validation errors occurred.', traceId: TRACE }],
    [405, { message: 'no' }],
    [413, ''],
  ] as const) {
    it(`a ${status} with ${JSON.stringify(value).slice(0, 30)} is taken for the API’s own`, async () => {
      const error = await failure(
        clientOf(await serve((_seen, response) => reply(response, status, value))).client.amend(
          '1',
          body,
        ),
      );
      assert.deepEqual([error.kind, error.status], ['api', status]);
    });
  }

  for (const [run, permission] of [
    ['amend', 'Audiences Manage'],
    ['search', 'Audiences Read'],
    ['accounts', 'Accounts Read'],
    ['retailers', 'Campaigns Read'],
  ] as const) {
    it(`a real 403 for ${run} names permission “${permission}”, then consent, and the application`, async () => {
      const server = await serve((seen, response) =>
        seen.path.endsWith('/me')
          ? reply(response, 200, { data: { attributes: { name: 'CRM sync' } } })
          : reply(response, 403, envelope('authorization-unknown', { type: 'authorization' })),
      );
      const { client } = clientOf(server);
      const calls = {
        amend: () => client.amend('1', body),
        search: () => client.searchSegments('1', {}),
        accounts: () => client.accounts(),
        retailers: () => client.retailers('1'),
      };
      const error = await failure(calls[run]());
      assert.deepEqual(
        [error.kind, error.status, error.code, error.traceId],
        ['permission', 403, 'authorization-unknown', TRACE],
      );
      const at = ['first', 'CRM sync', permission, 'then', 'consent'].map((word) =>
        error.message.indexOf(word),
      );
      assert.ok(
        at.every((place, index) => place > (at[index - 1] ?? -1)),
        error.message,
      );
    });
  }

  it('a 403 stands also where the application’s name is not to be had, which is asked for once', async () => {
    const server = await serve((_seen, response) =>
      reply(response, 403, envelope('authorization-unknown')),
    );
    const { client } = clientOf(server);
    for (const error of await Promise.all([failure(client.accounts()), failure(client.clear('1'))]))
      assert.equal(error.kind, 'permission');
    await failure(client.retailers('1'));
    assert.equal(server.seen.filter(({ path }) => path.endsWith('/me')).length, 1);
  });

  for (const [status, words] of [
    [410, /2026-07 has been retired.*criteoAudiences\.apiVersion/],
    [413, /too large/],
    [404, /criteoAudiences\.apiUrl/],
    [500, /had a server error/],
  ] as const) {
    it(`${status} without a word says what to do`, async () => {
      const error = await failure(
        clientOf(await serve((_seen, response) => reply(response, status))).client.searchSegments(
          '1',
          {},
        ),
      );
      assert.deepEqual([error.kind, error.status], ['api', status]);
      assert.match(error.message, words);
    });
  }

  it('the API’s words are told masked, with code and trace id; stackTrace in both shapes is left alone', async () => {
    for (const stackTrace of ['at x', ['at x'], null]) {
      const detail = 'Identifier jane.doe@example.com of segment 7384066 is odd: "+33612345678"';
      const server = await serve((_seen, response) =>
        reply(response, 400, envelope('invalid', { detail, stackTrace, source: null })),
      );
      const error = await failure(clientOf(server).client.statistics('1', '7384066'));
      assert.deepEqual([error.kind, error.code, error.traceId], ['api', 'invalid', TRACE]);
      assert.equal(error.detail?.raw(), 'Identifier ••• of segment 7384066 is odd: "•••"');
      assert.match(error.message, /segment 7384066 is odd/);
      assert.doesNotMatch(error.message, /jane|336/);
    }
  });

  for (const id of ['A123', 'C-77', 'AB12', '12345', 'jean.dupont', 'Dupont']) {
    it(`a detail that quotes the opaque identifier ${id} is not told of what sends identifiers`, async () => {
      const told = envelope('invalid', {
        title: `Customer ${id} is odd`,
        detail: `Customer ${id} is not known`,
        instance: id,
      });
      const server = await serve((_seen, response) => reply(response, 400, told));
      const { client, log } = clientOf(server);
      const error = await failure(client.amend('1', body));
      assert.deepEqual(
        [error.code, error.title, error.detail, error.traceId],
        ['invalid', undefined, undefined, TRACE],
      );
      const inBody = await failure(
        clientOf(await serve((_seen, response) => reply(response, 200, told))).client.amend(
          '1',
          body,
        ),
      );
      const warned = await clientOf(
        await serve((_seen, response) =>
          reply(response, 200, { data: {}, warnings: (told as { errors: unknown[] }).errors }),
        ),
      ).client.amend('1', body);
      assert.deepEqual(
        [warned.warnings[0]?.code, warned.warnings[0]?.title],
        ['invalid', undefined],
      );
      for (const text of [
        error.message,
        JSON.stringify(error),
        inBody.message,
        JSON.stringify(inBody),
        JSON.stringify(warned),
        JSON.stringify(log),
      ])
        assert.ok(!text.includes(id), text);
    });
  }

  it('the old name of the trace id is read', async () => {
    const server = await serve((_seen, response) =>
      reply(response, 404, {
        errors: [{ traceIdentifier: TRACE, code: 'segment-not-found' }],
        warnings: null,
      }),
    );
    const error = await failure(clientOf(server).client.statistics('1', '2'));
    assert.deepEqual([error.traceId, error.code], [TRACE, 'segment-not-found']);
  });

  for (const text of [
    '{"data":{"email":"jane.doe@example.com"',
    '{"data": jane.doe@example.com}',
    '[]',
    '"x"',
    `${'['.repeat(20_000)}`,
    `{"data":${'['.repeat(1_000)}${']'.repeat(999)}}`,
  ]) {
    it(`a malformed reply ${JSON.stringify(text.slice(0, 12))}… quotes nothing, and is asked for again`, async () => {
      const server = await serve((_seen, response) => reply(response, 200, text));
      const { client, log } = clientOf(server);
      const error = await failure(client.amend('1', body));
      assert.deepEqual(
        [error.kind, error.outcome, server.seen.length],
        ['malformed', 'unknown', 6],
      );
      assert.doesNotMatch(
        `${error.message}${error.stack}${JSON.stringify(error)}${JSON.stringify(log)}`,
        /jane|example\.com/,
      );
    });
  }

  it('nesting up to 1,000 is read and can be shown, deeper is marked, and brackets in strings are none', async () => {
    const nested = (depth: number) =>
      `{"data":[{"id":"1","name":"${'['.repeat(5_000)}\\"","x":${'['.repeat(depth)}${']'.repeat(depth)}}]}`;
    const { client } = clientOf(
      await serve((seen, response) =>
        reply(response, 200, nested(Number(seen.query.get('offset')))),
      ),
      { timing: only },
    );
    for (const depth of [997, 998, 3_500, 4_000, 5_000, 6_000, 100_000]) {
      const { items } = await client.searchSegments('1', {}, { offset: depth });
      const json = items[0]?.json() ?? '';
      assert.match(json, /"id": "1"/);
      assert.equal(json.includes('"(nested too deep)"'), depth > 997, String(depth));
    }
  });

  it('200 with errors and no data is the API’s no', async () => {
    const server = await serve((_seen, response) =>
      reply(response, 200, { data: null, ...(envelope('segment-not-found') as object) }),
    );
    const { client } = clientOf(server);
    for (const promise of [
      client.statistics('1', '2'),
      client.amend('2', body),
      client.clear('2'),
      client.searchSegments('1', {}),
    ]) {
      const error = await failure(promise);
      assert.deepEqual(
        [error.kind, error.code, error.outcome],
        ['api', 'segment-not-found', 'notDone'],
      );
    }
  });

  it('an empty 200 where data is needed is malformed', async () => {
    const { client } = clientOf(await serve((_seen, response) => reply(response, 200)));
    assert.equal((await failure(client.searchSegments('1', {}))).kind, 'malformed');
    assert.equal((await failure(client.statistics('1', '2'))).kind, 'malformed');
    assert.equal((await client.amend('1', body)).valid, undefined);
  });

  for (const [code, kind, outcome, retryable] of [
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'proxy', 'notDone', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'proxy', 'notDone', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'proxy', 'notDone', false],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'proxy', 'notDone', false],
    ['CERT_HAS_EXPIRED', 'proxy', 'notDone', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'proxy', 'notDone', false],
    ['ENOTFOUND', 'network', 'notDone', true],
    ['ECONNREFUSED', 'network', 'notDone', true],
  ] as [string, ErrorKind, string, boolean][]) {
    it(`${code} is ${kind} and names the machine`, () => {
      const error = noReplyError(new HttpFailure('connection', false, code), asked);
      assertHas(error, { kind, code: kind, system: code, outcome, retryable });
      assert.match(error.message, /api\.example/);
    });
  }

  it('cancelled: notDone for reading, unknown for what was on its way', async () => {
    const server = await serve(() => undefined);
    const run = async (call: (signal: AbortSignal) => Promise<unknown>) => {
      const controller = new AbortController();
      const timer = setInterval(() => server.seen.length > 0 && controller.abort(), 5);
      const error = await failure(call(controller.signal));
      clearInterval(timer);
      server.seen.length = 0;
      return [error.kind, error.outcome, error.retryable];
    };
    const { client } = clientOf(server);
    assert.deepEqual(await run((signal) => client.searchSegments('1', {}, { signal })), [
      'cancelled',
      'notDone',
      false,
    ]);
    assert.deepEqual(await run((signal) => client.amend('1', body, { signal })), [
      'cancelled',
      'unknown',
      false,
    ]);
  });

  describe('stalled', () => {
    const arrive = (server: { seen: unknown[] }, requests: number): Promise<void> =>
      waitUntil('it arrives', () => server.seen.length === requests);

    for (const [what, { maxTries, maxStalls }] of [
      ['after the deadline, repeated, and told', { maxTries: 2, maxStalls: undefined }],
      ['no more often than the caller wants', { maxTries: 5, maxStalls: 2 }],
    ] as const)
      it(
        what,
        standing(async (move) => {
          const server = await serve(() => undefined);
          const { client } = clientOf(server, { timing: { stall: 60, maxTries } });
          const stalled = failure(client.amend('1', body, { maxStalls }));
          for (const requests of [1, 2]) {
            await arrive(server, requests);
            move(61);
          }
          const error = await stalled;
          assert.deepEqual(
            [error.kind, error.outcome, server.seen.length],
            ['stalled', 'unknown', 2],
          );
        }),
      );

    it(
      'after 60 s without a byte, unless told otherwise',
      standing(async (move) => {
        const server = await serve(() => undefined);
        let over = false;
        const stalled = failure(clientOf(server).client.amend('1', body, { maxStalls: 1 })).finally(
          () => (over = true),
        );
        await arrive(server, 1);
        move(59_000);
        await turns(2_000);
        assert.equal(over, false);
        move(2_000);
        assert.equal((await stalled).kind, 'stalled');
      }),
    );
  });

  it('the log holds one line a try, and nothing personal', async () => {
    const server = await serve((seen, response) =>
      server.seen.length === 1
        ? reply(response, 503, '')
        : reply(
            response,
            200,
            {
              data: {
                nbValidIdentifiers: 0,
                nbInvalidIdentifiers: 1,
                sampleInvalidIdentifiers: ['jane.doe@example.com'],
              },
            },
            { 'x-trace-id': seen.method === 'POST' ? TRACE : 'x' },
          ),
    );
    const { client, log } = clientOf(server);
    const result = await client.amend(
      '77',
      bytes('{"data":{"attributes":{"identifiers":["jane.doe@example.com"]}}}'),
    );
    assert.deepEqual(result.sampleInvalid, ['jane.doe@example.com']);
    assert.deepEqual(
      log.map(({ ms, ...entry }) => (assert.ok(ms >= 0), entry)),
      [
        {
          operation: 'token',
          method: 'POST',
          path: '/oauth2/token',
          status: 200,
          traceId: undefined,
          try: 1,
          code: undefined,
          system: undefined,
        },
        {
          operation: 'addRemove',
          method: 'POST',
          path: '/2026-07/retail-media/audience-segments/77/contact-list/add-remove',
          status: 503,
          traceId: undefined,
          try: 1,
          code: 'api',
          system: undefined,
        },
        {
          operation: 'addRemove',
          method: 'POST',
          path: '/2026-07/retail-media/audience-segments/77/contact-list/add-remove',
          status: 200,
          traceId: TRACE,
          try: 2,
          code: undefined,
          system: undefined,
        },
      ],
    );
    assert.doesNotMatch(JSON.stringify(log), /jane|s3cr3t|T1/);
    assert.equal(result.traceId, TRACE);
  });
});
