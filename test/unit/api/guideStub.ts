import { readFileSync } from 'node:fs';
import { reply, serve, type Seen, type Server } from './support';

/**
 * The guide's sample replies byte for byte, only made valid JSON (comments and an ellipsis taken
 * out).
 */
const sample = (name: string): string => readFileSync(`test/fixtures/guide/${name}.json`, 'utf8');

function answer({ method, path, body }: Seen): { status: number; text?: string } {
  if (/\/audience-segments\/create$/.test(path)) return { status: 200, text: sample('create') };
  if (method === 'PATCH') return { status: 200, text: sample('update') };
  // The sample of a refused delete is the one of a segment in use; the stub has one such id.
  if (/\/audience-segments\/delete$/.test(path))
    return { status: 200, text: sample(body.includes('"1"') ? 'deleteRefused' : 'delete') };
  if (/\/audience-segments\/search$/.test(path)) return { status: 200, text: sample('search') };
  if (/\/contact-list\/add-remove$/.test(path))
    return { status: 200, text: sample(body.includes('"operation":"add"') ? 'add' : 'remove') };
  if (/\/contact-list\/clear$/.test(path)) return { status: 201 };
  if (method === 'GET' && /\/contact-list$/.test(path))
    return { status: 200, text: sample('statistics') };
  return { status: 404, text: '{"errors":[{"code":"not-in-the-guide"}]}' };
}

/**
 * A server that says what the guide's samples say, whatever it is asked. `createdOnly`: a search
 * finds the one segment of the sample for creating; the sample for searching is a part of a list.
 */
export function serveGuide({ createdOnly = false } = {}): Promise<Server> {
  return serve((seen, response) => {
    const { status, text } = answer(seen);
    const isSearch = /\/search$/.test(seen.path);
    reply(response, status, createdOnly && isSearch ? sample('create') : text);
  });
}
