import { toFailure } from '../../../src/common/failure';
import { clientOf, closeServers, reply, serve, type Handler } from '../../unit/api/support';
import { documentOf } from '../support/cli';
import {
  addPart,
  editJob,
  failedItem,
  failedRun,
  failing,
  resume,
  running,
  type Case,
  type Cases,
  type Failed,
} from './cases';

type Work = (client: ReturnType<typeof clientOf>['client']) => Promise<unknown>;

const search: Work = (client) => client.allSegments('1', {});

/** What a request fails with that is answered so. */
async function answered(handler: Handler, work = search, token?: Handler): Promise<Failed> {
  const server = await serve(handler, token);
  try {
    return await failing(() => work(clientOf(server).client));
  } finally {
    await closeServers();
  }
}

const always =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    reply(response, status, body, headers);

/** A response of a create, in place of what became of it. */
const creating =
  (body: object): Case =>
  (places) => {
    places.world.control.addFaults({
      ...({ fault: 'malformedJson', operation: 'create', work: false } as const),
      body: JSON.stringify(body),
    });
    return running(
      ...['segments', 'create', '--name', 'New', '--type', 'Email', '--retailer', '1200'],
    )(places);
  };

export const requestCases = {
  'signed-out': async ({ world }) =>
    failedRun(await world.run(['accounts', '--json'], { env: { CRITEO_CLIENT_ID: undefined } })),
  'other-session': async ({ world }) => {
    const { jobId } = await addPart(world);
    editJob(world, jobId, ({ target }) => ({ target: { ...target, clientId: 'another' } }));
    return resume(world, jobId);
  },
  credentials: () => answered(always(200, {}), search, always(401, {})),
  permission: async ({ world }) => {
    const fault = {
      fault: 'malformedJson',
      status: 403,
      operation: 'search',
      body: '{"errors":[{}]}',
    } as const;
    world.control.addFaults({ ...fault, times: 9 });
    return failedRun(await world.run(['segments', 'list', '--json']));
  },
  network: async ({ world }) =>
    failedRun(
      await world.run(['accounts', '--max-wait', '0s', '--json'], {
        env: { CRITEO_API_URL: 'http://127.0.0.1:9' },
      }),
    ),
  stalled: () =>
    answered(
      () => undefined,
      // Time enough to connect: without a connection, it would be the network.
      (client) => client.amend('1', new Uint8Array(1), { timeout: 1_000 }),
    ),
  'put-off': () =>
    answered(always(429, {}, { 'retry-after': '3600' }), async (client) => {
      await search(client).catch(() => undefined);
      await search(client);
    }),
  proxy: () => answered(always(200, '<html></html>', { 'content-type': 'text/html' })),
  redirected: () => answered(always(302, undefined, { location: '/elsewhere' })),
  malformed: () => answered(always(200, '{')),
  'too-large': () => answered(always(200, `{"data":[],"x":"${'y'.repeat(8 * 1024 * 1024)}"}`)),
  'incomplete-list': () => answered(always(200, { data: [], meta: { totalItems: 3 } })),
  'other-answer': () =>
    answered(always(200, { data: { id: '8' } }), (client) => client.statistics('1', '7')),
  api: () => answered(always(400, { errors: [{ title: 'No' }] })),
  refused: creating({ data: [], errors: [{ title: 'No', instance: '@data/0' }] }),
  'no-answer': creating({ data: [] }),
  'not-asked': async ({ world }) => {
    const { ids } = world.control.seed({ segments: 101 });
    world.control.addFaults({ fault: '400', operation: 'delete', nth: 2 });
    const ended = await world.run([
      ...['segments', 'delete', ...ids, '--confirm', world.sandbox.accountId, '--json'],
    ]);
    const { deletion } = documentOf<{ deletion: { problems: { code: string }[] } }>(ended);
    return failedItem(ended, deletion.problems, 'not-asked');
  },
  cancelled: ({ bench }) =>
    failing(() => bench.client().searchSegments('1', {}, { signal: AbortSignal.abort() })),
  unexpected: () => failing(() => Promise.reject(toFailure(new TypeError('secret'), 'upload'))),
} satisfies Cases;
