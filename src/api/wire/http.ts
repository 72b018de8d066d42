import http, { type Agent, type ClientRequest } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { Response } from 'node-fetch';

/** The body is sent in slices of this size, to detect stalls and to avoid one write of 8 MB. */
const SLICE = 64 * 1024;
/** Maximum size of a reply after decompression, in bytes. */
export const MAX_REPLY = 32 * 1024 * 1024;
/** Maximum milliseconds from the head of a reply to its end. */
const MAX_READ_TIME = 5 * 60_000;
/**
 * How many keep-alive connections may turn out to be closed before giving up. All idle ones are
 * usually closed at once.
 */
const MAX_CLOSED_CONNECTIONS = 100;
/**
 * Milliseconds to wait for the event that the last byte of a request was written. A turn of the
 * event loop or two was always enough in tests.
 */
const FINISH_TIMEOUT = 1_000;

export interface HttpRequest {
  url: string;
  method: 'GET' | 'POST' | 'PATCH';
  headers: Record<string, string>;
  body?: Uint8Array;
  signal?: AbortSignal;
  /**
   * Milliseconds without a byte moving in either direction. A reply has ten times as long from its
   * head to its end, at most 5 minutes.
   */
  stall: number;
  /** Milliseconds for the whole request. */
  timeout?: number;
  /** In bytes, after decompression. */
  maxReply?: number;
  /**
   * True: never reuses a keep-alive connection, because a connection that the server closed while
   * idle looks like one that it closed after reading the request. Default false.
   */
  fresh?: boolean;
  /** See `ClientOptions.agent`. */
  agent?: (url: URL) => Agent | undefined;
}

export interface HttpReply {
  status: number;
  headers: { get(name: string): string | null };
  /** Empty for an empty body. */
  text: string;
  /** False if the reply came before the whole body was sent: it can't be about all of it. */
  bodySent: boolean;
}

/**
 * There is no usable reply. The message isn't for users: whoever catches this builds an `ApiError`.
 */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';

  constructor(
    /** `unfinished`: the reply began but didn't end in time. */
    readonly reason: 'cancelled' | 'stalled' | 'unfinished' | 'connection' | 'tooLong',
    /**
     * False if the request certainly didn't reach the server: no byte of it was sent. Never false
     * with `stalled`.
     */
    readonly maybeSent: boolean,
    /**
     * The system's code, such as `ECONNRESET` or `CERT_HAS_EXPIRED`; `ETIMEDOUT` also if connecting
     * took too long.
     */
    readonly code?: string,
  ) {
    super(reason);
  }
}

/**
 * Sends one request with node-fetch over the process's own `http` and `https`. It sets no agent of
 * its own, since that would bypass the proxy and the certificates that VS Code patches in. Redirects
 * are returned as they are: following a 307 would send the body to another host. If a keep-alive
 * connection turns out to be closed, the request is sent over another one at once. Rejects with
 * `HttpFailure` only.
 */
export async function send(request: HttpRequest): Promise<HttpReply> {
  for (let closed = 1; ; closed++) {
    const watch = new RequestWatch(request);
    try {
      return await sendOnce(request, watch);
    } catch (error) {
      if (!watch.checkingConnection || watch.signal.aborted || closed > MAX_CLOSED_CONNECTIONS)
        throw error;
    }
  }
}

async function sendOnce(request: HttpRequest, watch: RequestWatch): Promise<HttpReply> {
  // Also for an empty body: it keeps the head from being sent early.
  const bytes = request.method === 'GET' ? undefined : (request.body ?? new Uint8Array());
  const body = bytes && streamBody(bytes, watch);
  try {
    // Loaded with the first request: a window that sends none starts without it.
    const { default: fetch } = await import('node-fetch');
    watch.signal.throwIfAborted();
    const { pending, created } = captureRequest(request.url, () =>
      fetch(request.url, {
        method: request.method,
        headers: {
          ...request.headers,
          ...(bytes && { 'content-length': String(bytes.length) }),
          'accept-encoding': 'gzip, br',
        },
        body,
        // Decompressed below: an empty body that claims to be compressed is empty here, but an
        // error in node-fetch.
        compress: false,
        redirect: 'manual',
        signal: watch.signal,
        agent: request.agent,
      }),
    );
    watch.follow(created);
    const response = await pending;
    watch.noteHead();
    const [text, bodySent] = await Promise.all([
      readText(response, request.maxReply ?? MAX_REPLY, () => watch.noteProgress()),
      isFullySent(created),
    ]);
    return { status: response.status, headers: response.headers, text, bodySent };
  } catch (error) {
    if (error instanceof HttpFailure) throw error;
    if (watch.signal.aborted) throw watch.failure();
    throw new HttpFailure('connection', watch.maybeSent, systemCode(error));
  } finally {
    watch.stop();
    // A reply may come before the whole body was sent (413): drop the rest.
    body?.destroy();
  }
}

/**
 * Returns the `ClientRequest` that `fetch` creates. node-fetch doesn't expose it, but calls
 * `request` of the process's own `http` or `https` before it returns, so that function (including
 * VS Code's patches) is replaced until then. All of this is synchronous, so no other code sees the
 * replacement.
 */
function captureRequest<T>(url: string, run: () => T): { pending: T; created?: ClientRequest } {
  const module: { request: (...args: never[]) => ClientRequest } = url.startsWith('https:')
    ? https
    : http;
  const { request } = module;
  const capture: { created?: ClientRequest } = {};
  try {
    module.request = (...args) => (capture.created = request.apply(module, args));
  } catch {
    // The module is frozen.
    return { pending: run() };
  }
  try {
    return { pending: run(), ...capture };
  } finally {
    module.request = request;
  }
}

/**
 * Whether the whole request was handed to the system. Over TLS, the event comes some turns of the
 * event loop later; on a busy loop, after the reply.
 */
function isFullySent(request: ClientRequest | undefined): Promise<boolean> {
  if (request === undefined || request.writableFinished) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      resolve(request.writableFinished);
    };
    const timer = setTimeout(end, FINISH_TIMEOUT);
    request.once('finish', end);
    request.once('close', end);
  });
}

/**
 * Aborts a request when the caller does, or when it takes too long. Knows whether any byte of the
 * request was sent.
 */
class RequestWatch {
  /** Nothing is sent before the connection is established. */
  maybeSent = false;
  /** A keep-alive connection is being checked; nothing of the request is sent yet. */
  checkingConnection = false;
  /** Resolves when the body may be sent. */
  readonly bodyReleased: Promise<void>;
  private release: () => void = () => undefined;
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private readonly start = performance.now();
  private lastProgress = this.start;
  private stall: number;
  private deadline: number;
  private readDeadline = Number.POSITIVE_INFINITY;
  private readonly fresh: boolean;
  private readonly callerSignal?: AbortSignal;
  private readonly cancel = () => this.controller.abort();

  constructor({ stall, timeout = Number.POSITIVE_INFINITY, signal, fresh = false }: HttpRequest) {
    this.stall = stall;
    this.fresh = fresh;
    this.bodyReleased = new Promise((resolve) => (this.release = resolve));
    this.deadline = this.start + timeout;
    this.callerSignal = signal;
    if (signal?.aborted) this.controller.abort();
    signal?.addEventListener('abort', this.cancel, { once: true });
    this.startTimer();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** @param request undefined if it couldn't be captured: then it may have been sent */
  follow(request: ClientRequest | undefined): void {
    if (!request) {
      this.maybeSent = true;
      this.release();
    }
    // A proxy agent connects first: the event may come late, or never.
    request?.once(
      'socket',
      (socket: Socket & Partial<TLSSocket> & { secureConnecting?: boolean }) => {
        if (request.reusedSocket) return this.checkKeptConnection(socket);
        this.release();
        // A connection from a proxy agent is established already and emits no event.
        if (!socket.connecting && !socket.secureConnecting) this.noteConnected();
        else
          socket.once(socket.encrypted ? 'secureConnect' : 'connect', () => this.noteConnected());
      },
    );
  }

  noteProgress(): void {
    this.lastProgress = performance.now();
  }

  /** The head of the reply has arrived. */
  noteHead(): void {
    this.noteProgress();
    this.readDeadline = this.lastProgress + Math.min(MAX_READ_TIME, 10 * this.stall);
    this.deadline = Math.min(this.deadline, this.readDeadline);
    clearTimeout(this.timer);
    this.startTimer();
  }

  /**
   * The system took the last slice, but may still buffer some megabytes whose progress isn't
   * visible here. They take no longer than the whole body took so far.
   */
  noteBodyWritten(): void {
    this.stall += performance.now() - this.start;
  }

  failure(): HttpFailure {
    if (this.callerSignal?.aborted) return new HttpFailure('cancelled', this.maybeSent);
    if (performance.now() >= this.readDeadline) return new HttpFailure('unfinished', true);
    return this.maybeSent
      ? new HttpFailure('stalled', true)
      : new HttpFailure('connection', false, 'ETIMEDOUT');
  }

  stop(): void {
    clearTimeout(this.timer);
    this.callerSignal?.removeEventListener('abort', this.cancel);
  }

  /**
   * A server may close an idle keep-alive connection at any moment, and the notice waits in the
   * system until this process polls. Data written before that is lost, and looks the same as a
   * request that was read and whose reply was lost. So the body, and with it the head, is held back
   * until the process has polled: the first turn of the event loop ends the current one, the second
   * polls. A connection that closes after that may have taken the request, and is treated so. (A
   * GET has no body and is sent at once; repeating it does no harm.)
   */
  private checkKeptConnection(socket: Socket): void {
    this.checkingConnection = true;
    // What must not be sent twice needs a new connection.
    if (this.fresh) return void socket.destroy();
    const release = (): void => {
      // The error reaches whoever waits for the reply.
      if (socket.destroyed || socket.readableEnded) return;
      this.checkingConnection = false;
      this.noteConnected();
      this.release();
    };
    setImmediate(() => setImmediate(release));
  }

  private noteConnected(): void {
    this.maybeSent = true;
    this.noteProgress();
  }

  /** One timer that checks again, instead of a new one for each slice. */
  private startTimer(): void {
    const left = Math.min(this.lastProgress + this.stall, this.deadline) - performance.now();
    if (left <= 0) this.controller.abort();
    else this.timer = setTimeout(() => this.startTimer(), left);
  }
}

function streamBody(bytes: Uint8Array, watch: RequestWatch): Readable {
  let at = 0;
  return new Readable({
    highWaterMark: SLICE,
    read() {
      void watch.bodyReleased.then(() => {
        watch.noteProgress();
        if (at >= bytes.length) {
          watch.noteBodyWritten();
          this.push(null);
          return;
        }
        const slice = bytes.subarray(at, at + SLICE);
        at += slice.length;
        this.push(Buffer.from(slice.buffer, slice.byteOffset, slice.byteLength));
      });
    },
  });
}

async function readText(
  response: Response,
  limit: number,
  onProgress: () => void,
): Promise<string> {
  const { body, headers } = response;
  if (!body) return '';
  // node-fetch may report the close of the socket on a body that was read completely.
  body.on('error', () => undefined);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    onProgress();
    length += chunk.length;
    if (length > limit) throw new HttpFailure('tooLong', true);
    chunks.push(chunk);
  }
  return (await decompress(Buffer.concat(chunks), headers.get('content-encoding'), limit)).toString(
    'utf8',
  );
}

const gunzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const DECOMPRESSORS = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate)],
  ['br', promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress)],
]);

async function decompress(bytes: Buffer, encoding: string | null, limit: number): Promise<Buffer> {
  const unpack = DECOMPRESSORS.get(encoding?.trim().toLowerCase() ?? '');
  if (!unpack || bytes.length === 0) return bytes;
  try {
    return await unpack(bytes, { maxOutputLength: limit });
  } catch (error) {
    if (systemCode(error) === 'ERR_BUFFER_TOO_LARGE') throw new HttpFailure('tooLong', true);
    // Brotli errors have codes of another form.
    throw new HttpFailure(
      'connection',
      true,
      systemCode(error)?.startsWith('Z_') ? systemCode(error) : 'Z_DATA_ERROR',
    );
  }
}

/** An error without a system code is treated like a closed connection. */
function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : undefined;
}

/**
 * Whether the server's certificate isn't trusted by this machine: usually because a proxy inspects
 * https.
 */
export function isCertificateCode(code: string): boolean {
  return /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/.test(
    code,
  );
}
