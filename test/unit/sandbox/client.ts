import type { Sandbox } from '../../../src/sandbox/server';

/** A response as the tests see it: the raw text, and the parsed JSON, if it is JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Json;
}

/**
 * Common members of responses, as far as tests use them. Nothing is guaranteed: each test checks
 * what it finds.
 */
export interface Json {
  /** A list in some responses, a single item in others. */
  data?: Item[] & Item;
  errors?: Problem[] | null;
  warnings?: Problem[] | null;
  meta?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  [member: string]: unknown;
}

export interface Problem {
  type?: unknown;
  code?: unknown;
  instance?: unknown;
  detail?: unknown;
  traceId?: unknown;
}

export interface Item {
  id?: string;
  type?: unknown;
  attributes?: Attributes;
}

export interface Attributes {
  contactList?: Record<string, unknown> | null;
  events?: Record<string, unknown> | null;
  algebra?: Algebra;
  [name: string]: unknown;
}

export interface Algebra {
  and?: Algebra[];
  or?: Algebra[];
  not?: Algebra;
  audienceSegmentId?: string;
}

interface Credentials {
  clientId: string;
  clientSecret: string;
}

/** A minimal client, built on fetch alone. */
export class Client {
  token = '';

  constructor(
    readonly url: string,
    readonly accountId: string,
    private readonly key = '',
  ) {}

  static async of(sandbox: Sandbox, credentials: Credentials = sandbox): Promise<Client> {
    const client = new Client(sandbox.url, sandbox.accountId, sandbox.key);
    await client.signIn(credentials);
    return client;
  }

  async signIn({ clientId, clientSecret }: Credentials): Promise<Answer> {
    const answer = await this.send('POST', '/oauth2/token', {
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }),
    });
    if (answer.status === 200) this.token = String(answer.json.access_token);
    return answer;
  }

  async send(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const reply = await fetch(this.url + path, { method, ...init });
    const text = await reply.text();
    let json: unknown = {};
    try {
      json = JSON.parse(text);
    } catch {
      json = {};
    }
    return { status: reply.status, headers: reply.headers, text, json: json as Json };
  }

  /** A control request. */
  steer(method: string, route: string, body?: unknown): Promise<Answer> {
    return this.send(method, `/_sandbox/${route}`, {
      headers: { 'x-sandbox-key': this.key, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  /** A request below `/2026-07/retail-media`, with a JSON body if given. */
  request(method: string, path: string, body?: unknown, more: RequestInit = {}): Promise<Answer> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    return this.send(method, `/2026-07/retail-media${path}`, {
      headers,
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      ...more,
    });
  }

  search(attributes: unknown = {}, query = '?limit=500&offset=0'): Promise<Answer> {
    return this.request('POST', `/accounts/${this.accountId}/audience-segments/search${query}`, {
      data: { type: 'AudienceSegment', attributes },
    });
  }

  create(...items: unknown[]): Promise<Answer> {
    const data = items.map((attributes) => ({ type: 'AudienceSegment', attributes }));
    return this.request('POST', `/accounts/${this.accountId}/audience-segments/create`, { data });
  }

  update(...data: unknown[]): Promise<Answer> {
    return this.request('PATCH', `/accounts/${this.accountId}/audience-segments`, { data });
  }

  remove(...ids: string[]): Promise<Answer> {
    return this.request('POST', `/accounts/${this.accountId}/audience-segments/delete`, {
      data: ids.map((id) => ({ id })),
    });
  }

  statistics(id: string): Promise<Answer> {
    return this.request('GET', `/accounts/${this.accountId}/audience-segments/${id}/contact-list`);
  }

  amend(
    id: string,
    operation: string,
    identifiers: unknown,
    identifierType = 'Email',
  ): Promise<Answer> {
    const attributes = { operation, identifierType, identifiers };
    return this.request('POST', `/audience-segments/${id}/contact-list/add-remove`, {
      data: { type: 'AddRemoveContactlist', attributes },
    });
  }

  clear(id: string): Promise<Answer> {
    return this.request('POST', `/audience-segments/${id}/contact-list/clear`);
  }

  /** The ID of the seeded segment with this name. */
  async idOf(name: string): Promise<string> {
    const found = await this.search();
    const segment = found.json.data?.find((item) => item.attributes?.name === name);
    if (!segment) throw new Error(`There is no segment named ${name}.`);
    return String(segment.id);
  }

  /** A new, empty segment. */
  async newSegment(name: string, identifierType = 'Email'): Promise<string> {
    const answer = await this.create({ name, retailerId: '1200', contactList: { identifierType } });
    const id = answer.json.data?.[0]?.id;
    if (!id) throw new Error('The segment was not created.');
    return String(id);
  }
}
