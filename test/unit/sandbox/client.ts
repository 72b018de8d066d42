import type { Sandbox } from '../../../src/sandbox/server';

/** A reply as the tests look at it: the text as it came, and the same parsed where it is JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Json;
}

/**
 * What replies have in common, as far as tests walk into it. Nothing is promised: each test checks
 * what it finds.
 */
export interface Json {
  /** A list in some replies, one item in others. */
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

/** A client as plain as can be, made of fetch alone. */
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

  /** A control call. */
  steer(method: string, route: string, body?: unknown): Promise<Answer> {
    return this.send(method, `/_sandbox/${route}`, {
      headers: { 'x-sandbox-key': this.key, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  /** A call below `/2026-07/retail-media`, with a JSON body if there is one. */
  call(method: string, path: string, body?: unknown, more: RequestInit = {}): Promise<Answer> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    return this.send(method, `/2026-07/retail-media${path}`, {
      headers,
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      ...more,
    });
  }

  search(attributes: unknown = {}, query = '?limit=500&offset=0'): Promise<Answer> {
    return this.call('POST', `/accounts/${this.accountId}/audience-segments/search${query}`, {
      data: { type: 'AudienceSegment', attributes },
    });
  }

  create(...items: unknown[]): Promise<Answer> {
    const data = items.map((attributes) => ({ type: 'AudienceSegment', attributes }));
    return this.call('POST', `/accounts/${this.accountId}/audience-segments/create`, { data });
  }

  update(...data: unknown[]): Promise<Answer> {
    return this.call('PATCH', `/accounts/${this.accountId}/audience-segments`, { data });
  }

  remove(...ids: string[]): Promise<Answer> {
    return this.call('POST', `/accounts/${this.accountId}/audience-segments/delete`, {
      data: ids.map((id) => ({ id })),
    });
  }

  statistics(id: string): Promise<Answer> {
    return this.call('GET', `/accounts/${this.accountId}/audience-segments/${id}/contact-list`);
  }

  amend(
    id: string,
    operation: string,
    identifiers: unknown,
    identifierType = 'Email',
  ): Promise<Answer> {
    const attributes = { operation, identifierType, identifiers };
    return this.call('POST', `/audience-segments/${id}/contact-list/add-remove`, {
      data: { type: 'AddRemoveContactlist', attributes },
    });
  }

  clear(id: string): Promise<Answer> {
    return this.call('POST', `/audience-segments/${id}/contact-list/clear`);
  }

  /** The id of the seeded segment with this name. */
  async idOf(name: string): Promise<string> {
    const found = await this.search();
    const segment = found.json.data?.find((item) => item.attributes?.name === name);
    if (!segment) throw new Error(`No segment is called ${name}.`);
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
