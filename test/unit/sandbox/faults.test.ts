import { strict as assert } from 'node:assert';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { turns, waitUntil } from '../../support/waitUntil';
import { Client } from './client';

describe('sandbox: faults', () => {
  let sandbox: Sandbox;
  let client: Client;
  let id: string;
  beforeEach(async () => {
    sandbox = await startSandbox();
    client = await Client.of(sandbox);
    id = await client.newSegment('List');
  });
  afterEach(() => sandbox.close());

  const add = (...identifiers: string[]) => client.amend(id, 'add', identifiers);
  const list = (): Promise<string[]> => sandbox.control.list(id);
  const lastCall = () => sandbox.control.counts().log.at(-1);

  it('affect the nth request of an operation, a given number of times, and then end', async () => {
    const [fault] = sandbox.control.addFaults({
      operation: 'addRemove',
      nth: 2,
      times: 2,
      fault: '503',
    });
    const statuses = [];
    for (let n = 0; n < 5; n++) {
      statuses.push((await add(`a${n}@example.com`)).status);
      assert.equal((await client.search()).status, 200);
    }
    assert.deepEqual(statuses, [200, 503, 503, 200, 200]);
    assert.deepEqual(sandbox.control.faults(), []);
    assert.equal(typeof fault, 'number');
    assert.deepEqual(await list(), ['a0@example.com', 'a3@example.com', 'a4@example.com']);
    assert.deepEqual(sandbox.control.counts().operations.addRemove, {
      calls: 5,
      statuses: { '200': 3, '503': 2 },
    });
  });

  it('affect a share of the requests, the same ones each time', async () => {
    const run = async (): Promise<number[]> => {
      sandbox.control.clearFaults();
      sandbox.control.addFaults({ probability: 0.5, fault: '500' });
      const statuses = [];
      for (let n = 0; n < 20; n++) statuses.push((await client.request('GET', '/me')).status);
      return statuses;
    };
    const first = await run();
    assert.equal(new Set(first).size, 2);
    assert.deepEqual(await run(), first);
  });

  it('delay', async () => {
    sandbox.control.addFaults({ fault: 'latency', ms: 60 });
    assert.equal((await add('a@example.com')).status, 200);
    sandbox.control.addFaults({ fault: 'latency', ms: 60_000 });
    const held = add('b@example.com');
    await waitUntil('the request waits', () => sandbox.control.faults().length === 0);
    sandbox.control.clearFaults();
    assert.equal((await held).status, 200, 'a delay ends when the faults are cleared');
  });

  it('respond with a status and the envelope, with and without executing the request', async () => {
    sandbox.control.addFaults({ fault: '500', detail: 'about a@example.com' });
    const rejected = await add('a@example.com');
    assert.equal(rejected.json.errors?.[0]?.code, 'internal-error');
    assert.equal(rejected.json.errors?.[0]?.detail, 'about a@example.com');
    assert.deepEqual(await list(), []);
    sandbox.control.addFaults({ fault: '502', work: true });
    assert.equal((await add('b@example.com')).status, 502);
    assert.deepEqual(await list(), ['b@example.com']);
    sandbox.control.addFaults({ fault: 'forbidden' });
    assert.equal((await add('c@example.com')).json.errors?.[0]?.type, 'access-control');
  });

  it('respond with 429, with and without headers', async () => {
    sandbox.control.addFaults(
      { fault: '429', ms: 5000 },
      { fault: '429', headers: false, retryAfter: 2 },
    );
    const asked = Date.now() / 1000;
    const limited = await add('a@example.com');
    assert.equal(limited.status, 429);
    assert.equal(limited.headers.get('x-ratelimit-remaining'), '0');
    const reset = Number(limited.headers.get('x-ratelimit-reset')) - 5;
    assert.ok(reset >= asked - 1.5 && reset <= Date.now() / 1000 + 1.5, `${reset} ${asked}`);
    const silent = await add('a@example.com');
    assert.equal(silent.headers.get('x-ratelimit-remaining'), null);
    assert.equal(silent.headers.get('retry-after'), '2');
  });

  it('close the connection before and after executing the request', async () => {
    sandbox.control.addFaults(
      { operation: 'addRemove', fault: 'cutBefore' },
      { operation: 'addRemove', fault: 'cutAfter' },
    );
    await assert.rejects(add('a@example.com'), TypeError);
    assert.deepEqual(await list(), []);
    await assert.rejects(add('b@example.com'), TypeError);
    assert.deepEqual(await list(), ['b@example.com']);
    const call = lastCall();
    assert.deepEqual(
      [call?.operation, call?.segmentId, call?.status, call?.identifiers, call?.fault],
      ['addRemove', id, 0, 1, 'cutAfter'],
    );
    assert.ok(Number(call?.bytes) > 50);
    assert.equal((await add('c@example.com')).status, 200);
  });

  it('stall, with or without executing the request, until the client leaves or the fault is cleared', async () => {
    sandbox.control.addFaults(
      { operation: 'addRemove', fault: 'stall', ms: 30 },
      { operation: 'addRemove', fault: 'stall', work: false },
    );
    await assert.rejects(add('a@example.com'), TypeError);
    assert.deepEqual(await list(), ['a@example.com']);
    const waiting = add('b@example.com');
    let ended = false;
    const outcome = assert.rejects(waiting, TypeError).then(() => (ended = true));
    // Cleared before it arrives, the fault would be none of its own.
    await waitUntil('it arrives', () => sandbox.control.faults().every(({ done }) => done > 0));
    await turns();
    assert.equal(ended, false);
    await waitUntil('it is cut', () => {
      sandbox.control.clearFaults();
      return ended;
    });
    await outcome;
    assert.deepEqual(await list(), ['a@example.com']);
  });

  it('leave the body of a stalled request unread if configured', async () => {
    sandbox.control.addFaults({
      operation: 'addRemove',
      fault: 'stall',
      work: false,
      read: false,
      ms: 100,
    });
    await assert.rejects(
      add(
        ...Array.from({ length: 40_000 }, (_, index) => `${'x'.repeat(200)}${index}@example.com`),
      ),
      TypeError,
    );
    assert.equal(lastCall()?.bytes, 0);
    assert.deepEqual(await list(), []);
  });

  it('return broken responses: truncated, malformed, an HTML page, a redirect', async () => {
    sandbox.control.addFaults(
      { fault: 'truncated' },
      { fault: 'malformedJson' },
      { fault: 'malformedJson', body: '{"leak": "c@example.com"' },
      { fault: 'html', status: 503 },
      { fault: 'redirect', location: 'http://127.0.0.1:1/' },
    );
    await assert.rejects(add('a@example.com'), TypeError);
    const half = await add('b@example.com');
    assert.equal(half.status, 200);
    assert.throws(() => JSON.parse(half.text), SyntaxError);
    assert.ok(half.text.startsWith('{"data"'));
    assert.equal((await add('c@example.com')).text, '{"leak": "c@example.com"');
    const page = await add('d@example.com');
    assert.deepEqual(
      [page.status, page.headers.get('content-type')],
      [503, 'text/html; charset=utf-8'],
    );
    const moved = await client.request('GET', '/me', undefined, {
      headers: {},
      redirect: 'manual',
    });
    assert.deepEqual([moved.status, moved.headers.get('location')], [307, 'http://127.0.0.1:1/']);
    assert.deepEqual(await list(), ['a@example.com', 'b@example.com', 'c@example.com']);
  });

  it('expire a token midway, and revoke an application', async () => {
    sandbox.control.addFaults({ operation: 'addRemove', nth: 2, fault: 'expireToken' });
    assert.equal((await add('a@example.com')).status, 200);
    const expired = await add('b@example.com');
    assert.equal(expired.json.errors?.[0]?.code, 'authorization-token-expired');
    await client.signIn(sandbox);
    assert.equal((await add('b@example.com')).status, 200);
    sandbox.control.addFaults({ fault: 'revoke' });
    assert.equal((await add('c@example.com')).status, 401);
    assert.equal((await client.signIn(sandbox)).json.error, 'invalid_client');
  });

  it('abort a request whose client left, before or after executing it', async () => {
    sandbox.control.addFaults({ operation: 'addRemove', fault: 'latency', ms: 1000 });
    const leaving = new AbortController();
    const leave = (): RequestInit => ({
      signal: leaving.signal,
      headers: { authorization: `Bearer ${client.token}`, 'content-type': 'application/json' },
    });
    const body = {
      data: {
        attributes: { operation: 'add', identifierType: 'Email', identifiers: ['a@example.com'] },
      },
    };
    const left = assert.rejects(
      client.request('POST', `/audience-segments/${id}/contact-list/add-remove`, body, leave()),
    );
    // Whoever leaves earlier may not have sent it yet.
    await waitUntil('the request waits', () => sandbox.control.faults().length === 0);
    leaving.abort();
    await left;
    await waitUntil('the request is recorded', () => lastCall()?.operation === 'addRemove');
    assert.equal(lastCall()?.status, 0);
    assert.equal((await add('b@example.com')).status, 200);
  });

  it('close the connection of a response without a body too', async () => {
    sandbox.control.addFaults({ fault: 'truncated' });
    await assert.rejects(client.clear(id), TypeError);
    assert.equal(sandbox.control.counts().segments[id]?.clears, 1);
  });

  it('affect the token request too', async () => {
    sandbox.control.addFaults({ operation: 'token', fault: '503' });
    assert.equal((await client.signIn(sandbox)).status, 503);
    assert.equal((await client.signIn(sandbox)).status, 200);
  });

  it('are validated', () => {
    assert.throws(() => sandbox.control.addFaults({ fault: '200' }), TypeError);
    assert.throws(() => sandbox.control.addFaults(JSON.parse('{"fault":"earthquake"}')), TypeError);
  });
});
