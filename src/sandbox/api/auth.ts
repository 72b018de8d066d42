import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Switches } from '../switches';
import { forbidden, Refusal, type Reply } from '../wire';
import { PERMISSIONS, type App, type Permission, type World } from '../world';

/** Credentials, tokens, permissions and the rate limit (uploads.md: Limits). */

interface Token {
  clientId: string;
  /** Unix milliseconds. */
  expiresAt: number;
}

interface Window {
  startedAt: number;
  calls: number;
}

/** Secrets often contain `+` and `/`, so a client that forgets to form-encode them is rejected. */
export function newSecret(): string {
  return `${randomBytes(12).toString('base64')}+/${randomBytes(18).toString('base64')}`;
}

export function newApp(accountIds: string[], given: Partial<App> = {}): App {
  return {
    clientId: given.clientId ?? randomBytes(16).toString('hex'),
    clientSecret: given.clientSecret ?? newSecret(),
    applicationId: given.applicationId ?? 10_000 + randomBytes(2).readUInt16BE(),
    organizationId: given.organizationId ?? 4711,
    name: given.name ?? 'Sandbox app',
    description: given.description ?? 'An application of the local sandbox',
    permissions: given.permissions ?? [...PERMISSIONS],
    consents: given.consents ?? accountIds,
    revoked: given.revoked ?? false,
  };
}

/** Compares secrets in constant time. */
export function sameSecret(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const unauthorized = (code: string, title: string): Refusal =>
  new Refusal(401, { type: 'authorization', code, title });

const oauthError = (status: number, error: string, description: string): Reply => ({
  status,
  body: { error, error_description: description },
  headers: { 'cache-control': 'no-store' },
});

export class Gate {
  private readonly tokens = new Map<string, Token>();
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly world: () => World,
    private readonly switches: () => Switches,
    private readonly now: () => number,
  ) {}

  /**
   * `POST /oauth2/token`: client credentials as a form. Errors have the OAuth shape, not the
   * envelope.
   */
  giveToken(contentType: string | undefined, body: string): Reply {
    if (contentType?.split(';')[0]?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
      return oauthError(400, 'invalid_request', 'The body must be a form.');
    }
    const form = new URLSearchParams(body);
    if (form.get('grant_type') !== 'client_credentials')
      return oauthError(400, 'unsupported_grant_type', 'Only client_credentials is supported.');
    const app = this.world().apps.find((candidate) => candidate.clientId === form.get('client_id'));
    if (!app || app.revoked || !sameSecret(app.clientSecret, form.get('client_secret') ?? '')) {
      return oauthError(401, 'invalid_client', 'The client id or the client secret is wrong.');
    }
    for (const [old, { expiresAt }] of this.tokens)
      if (expiresAt + 3_600_000 < this.now()) this.tokens.delete(old);
    const token = randomBytes(32).toString('base64url');
    const seconds = this.switches().tokenSeconds;
    this.tokens.set(token, { clientId: app.clientId, expiresAt: this.now() + seconds * 1000 });
    return {
      status: 200,
      body: { access_token: token, token_type: 'Bearer', expires_in: seconds },
      headers: { 'cache-control': 'no-store' },
    };
  }

  /**
   * The application that a request's `Authorization` header belongs to. Rejects with 401 and one of
   * the documented codes.
   */
  appOf(authorization: string | undefined): App {
    const text = tokenIn(authorization);
    if (text === undefined)
      throw unauthorized('authorization-token-missing', 'The authorization token is missing');
    const token = this.tokens.get(text);
    const app =
      token && this.world().apps.find((candidate) => candidate.clientId === token.clientId);
    if (!token || !app || app.revoked)
      throw unauthorized('authorization-token-invalid', 'The authorization token is invalid');
    if (token.expiresAt <= this.now())
      throw unauthorized('authorization-token-expired', 'The authorization token has expired');
    return app;
  }

  /** Expires the token in this header. */
  expire(authorization: string | undefined): void {
    const token = this.tokens.get(tokenIn(authorization) ?? '');
    if (token) token.expiresAt = 0;
  }

  /** Expires every token. */
  expireAll(): void {
    for (const token of this.tokens.values()) token.expiresAt = 0;
  }

  /** Revokes the application that the token in this header belongs to. */
  revoke(authorization: string | undefined): void {
    const token = this.tokens.get(tokenIn(authorization) ?? '');
    const app = this.world().apps.find((candidate) => candidate.clientId === token?.clientId);
    if (app) app.revoked = true;
  }

  /** Revokes the tokens of an application after its secret was changed. */
  forget(clientId: string): void {
    for (const [text, token] of this.tokens)
      if (token.clientId === clientId) this.tokens.delete(text);
  }

  /**
   * Counts a request of the application and returns the rate-limit headers. Rejects with 429 above
   * the limit.
   */
  count(app: App): Record<string, string> {
    const { rateLimit, rateLimitWindowSeconds, retryAfter } = this.switches();
    const length = rateLimitWindowSeconds * 1000;
    let window = this.windows.get(app.clientId);
    if (!window || this.now() >= window.startedAt + length) {
      window = { startedAt: this.now(), calls: 0 };
      this.windows.set(app.clientId, window);
    }
    const resetAt = window.startedAt + length;
    if (window.calls >= rateLimit) {
      const headers = this.limitHeaders(0, resetAt);
      if (retryAfter)
        headers['retry-after'] = String(Math.max(1, Math.ceil((resetAt - this.now()) / 1000)));
      throw tooMany(headers);
    }
    window.calls++;
    return this.limitHeaders(rateLimit - window.calls, resetAt);
  }

  /**
   * Rate-limit headers. `resetAt` is in Unix milliseconds, the header in Unix seconds. None if
   * switched off.
   */
  limitHeaders(remaining: number, resetAt: number): Record<string, string> {
    const { rateLimit, rateLimitHeaders } = this.switches();
    if (!rateLimitHeaders) return {};
    return {
      'x-ratelimit-limit': String(rateLimit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
    };
  }
}

/** 429 with the given headers. */
function tooMany(headers: Record<string, string>): Refusal {
  return new Refusal(
    429,
    {
      type: 'quota',
      code: 'too-many-requests',
      title: 'Too many requests',
      detail: 'The limit of calls is reached',
    },
    headers,
  );
}

function tokenIn(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}

/** Rejects with 403 if the application has none of the permissions. "Manage" includes "Read". */
export function demand(app: App, permission: Permission): void {
  const enough =
    permission === 'AudiencesRead' ? ['AudiencesRead', 'AudiencesManage'] : [permission];
  if (!app.permissions.some((held) => enough.includes(held))) throw forbidden();
}

/**
 * Rejects with 403 if the account's owner hasn't given the application consent, or if the account
 * doesn't exist.
 */
export function demandConsent(app: App, accountId: string): void {
  if (!app.consents.includes(accountId)) throw forbidden();
}
