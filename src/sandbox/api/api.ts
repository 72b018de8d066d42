import type { IncomingMessage } from 'node:http';
import type { RequestRecord } from '../control';
import type { Core } from '../core';
import {
  invalid,
  notFound,
  parseObject,
  readBody,
  Refusal,
  segmentNotFound,
  type Reply,
} from '../wire';
import type { App, Segment } from '../world';
import { searchAudiences } from './audienceSearch';
import { demand, demandConsent } from './auth';
import { listAccounts, searchRetailers, whoAmI } from './pickers';
import { PERMISSION_FOR, type Route } from './routes';
import {
  createSegments,
  deleteSegments,
  searchSegments,
  updateSegments,
  type SegmentCall,
} from './segments';

/**
 * Answers a request to the API: checks who sends it and whether they may. Throws a `Refusal` if it
 * can't be carried out.
 */
export async function answerRequest(
  core: Core,
  route: Route,
  url: URL,
  request: IncomingMessage,
  record: RequestRecord,
): Promise<Reply> {
  if (route.operation === 'token')
    return core.gate.giveToken(
      request.headers['content-type'],
      (await bodyOf(core, request, record)).toString('utf8'),
    );
  if (route.allowed !== undefined) {
    throw new Refusal(
      405,
      { type: 'validation', code: 'method-not-allowed', title: 'Method not allowed' },
      { allow: route.allowed },
    );
  }
  if (route.operation === 'unknown') throw notFound();
  const app = core.gate.appOf(request.headers.authorization);
  const limits = core.gate.count(app);
  try {
    const reply = await answerApp(core, app, route, url, request, record);
    return { ...reply, headers: { ...limits, ...reply.headers } };
  } catch (error) {
    if (error instanceof Refusal) Object.assign(error.headers, limits);
    throw error;
  }
}

async function answerApp(
  core: Core,
  app: App,
  route: Route,
  url: URL,
  request: IncomingMessage,
  record: RequestRecord,
): Promise<Reply> {
  const { switches } = core;
  if (switches.retiredVersions.includes(route.version ?? '')) {
    throw new Refusal(410, {
      type: 'deprecation',
      code: 'endpoint-deprecated',
      title: 'The version is no longer available',
    });
  }
  const permission = PERMISSION_FOR[route.operation];
  if (permission) demand(app, permission);
  for (const id of [route.accountId, route.segmentId]) {
    if (id !== undefined && !/^\d{1,19}$/.test(id))
      throw invalid('@path', 'An id in the path must be an int64');
  }
  if (route.accountId !== undefined) demandConsent(app, route.accountId);
  // Read the whole body before looking at any state: a slow one may take minutes.
  const body = request.method === 'GET' ? Buffer.alloc(0) : await bodyOf(core, request, record);
  await core.contactLists.computeIfDue();
  return answerOperation(core, app, route, { url, request, body, record });
}

interface Received {
  url: URL;
  request: IncomingMessage;
  body: Buffer;
  record: RequestRecord;
}

async function answerOperation(
  core: Core,
  app: App,
  route: Route,
  { url, request, body, record }: Received,
): Promise<Reply> {
  const { world, switches } = core;
  const call = (): SegmentCall => ({
    world,
    switches,
    now: core.now(),
    accountId: route.accountId ?? '',
    body: parseObject(request, body),
    query: url.searchParams,
  });
  const changing = async (work: Promise<Reply>): Promise<Reply> => {
    const reply = await work;
    await core.changed();
    return reply;
  };
  switch (route.operation) {
    case 'me':
      return whoAmI(app);
    case 'accounts':
      return listAccounts(world, app, url.searchParams);
    case 'retailers':
      return searchRetailers(call());
    case 'audiences':
      return searchAudiences(call());
    case 'search':
      return searchSegments(call());
    case 'create':
      return changing(createSegments(call()));
    case 'update': {
      const update = call();
      record.body = update.body;
      return changing(updateSegments(update));
    }
    case 'delete':
      return changing(deleteSegments(call(), (segmentId) => core.lists.drop(segmentId)));
    case 'statistics':
      return core.contactLists.statistics(segmentOf(core, app, route));
    case 'addRemove': {
      const segment = segmentOf(core, app, route);
      const { reply, identifiers } = await core.contactLists.addRemove(
        segment,
        parseObject(request, body),
      );
      record.identifiers = identifiers;
      return reply;
    }
    case 'clear':
      return core.contactLists.clear(segmentOf(core, app, route));
    default:
      throw notFound();
  }
}

/** The segment in the path, if the application may see it. */
function segmentOf(core: Core, app: App, route: Route): Segment {
  const segment = core.world.segments.get(route.segmentId ?? '');
  if (!segment || (route.accountId !== undefined && segment.accountId !== route.accountId))
    throw segmentNotFound();
  demandConsent(app, segment.accountId);
  return segment;
}

async function bodyOf(
  core: Core,
  request: IncomingMessage,
  record: RequestRecord,
): Promise<Buffer> {
  const body = await readBody(request, core.switches.maxBodyBytes);
  if (!body)
    throw new Refusal(413, {
      type: 'validation',
      code: 'payload-too-large',
      title: 'Payload too large',
    });
  record.bytes = body.length;
  return body;
}
