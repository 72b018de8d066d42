import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { Response } from 'node-fetch';

/**
 * The body goes out in slices of this size, so that a stall is capture and a body of 8 MB is not one
 * write.
 */
const SLICE = 64 * 1024;
/** Bytes of an answer that are taken, unpacked. */
export const MAX_REPLY = 32 * 1024 * 1024;
/** Milliseconds that an answer may take from its head to its end. */
const MAX_READ_TIME = 5 * 60_000;
/**
 * Kept connections that may turn out to be closed before a request goes over a new one: all that
 * were kept are found out at once.
 */
const MAX_CLOSED_CONNECTIONS = 100;
/**
 * Milliseconds in which the word comes that the last byte of a request is out; a turn of the loop
 * or two was enough wherever it was tried.
 */
const FINISH_TIMEOUT = 1_000;

export interface HttpRequest {
  url: string;
  method: 'GET' | 'POST' | 'PATCH';
  headers: Record<string, string>;
  body?: Uint8Array;
  signal?: AbortSignal;
  /**
   * Milliseconds without a byte moving in either direction. An answer has ten times as long from
   * its head to its end, at most 5 minutes.
   */
  stall: number;
  /** Milliseconds for all of it. */
  timeout?: number;
  /** Bytes, unpacked. */
  maxReply?: number;
  /**
   * True: never over a connection that was kept, whose end nobody could tell from that of a request
   * that was read. Default false.
   */
  fresh?: boolean;
}

export interface HttpReply {
  status: number;
  headers: { get(name: string): string | null };
  /** Empty for an empty body. */
  text: string;
  /**
   * False where it came before the whole body was out: whatever it says, it was not said of all of
   * it.
   */
  bodySent: boolean;
}

/** No usable answer. The message is for nobody: who catches it words its own. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';

  constructor(
    /** `unfinished`: an answer began, and did not come to its end in its time. */
    readonly reason: 'cancelled' | 'stalled' | 'unfinished' | 'connection' | 'tooLong',
    /**
     * False where the request surely did not reach the server: no byte of it was let go. Never with
     * `stalled`.
     */
    readonly maybeSent: boolean,
    /**
     * The system's, such as `ECONNRESET` or `CERT_HAS_EXPIRED`; `ETIMEDOUT` also for a connection
     * that was waited for too long.
     */
    readonly code?: string,
  ) {
    super(reason);
  }
}

/**
 * One request with node-fetch, which uses the process's own `http` and `https`: no agent, since
 * that would pass by the proxy and the certificates that the editor patches in. Redirects come back
 * as they are: following a 307 would send the body again to another host. A request whose kept
 * connection turned out to be closed goes over another one at once. Rejects with `HttpFailure`
 * only.
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
  // An empty one holds the head back, too.
  const bytes = request.method === 'GET' ? undefined : (request.body ?? new Uint8Array());
  const body = bytes && streamBody(bytes, watch);
  try {
    // Read from disk with the first call: a window that makes none starts without it.
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
        // Unpacked below: an empty body that is said to be packed is empty, where node-fetch would
        // call it a broken one.
        compress: false,
        redirect: 'manual',
        signal: watch.signal,
      }),
    );
    watch.follow(created);
    const response = await pending;
    watch.noteHead();
    const [text, bodyTaken] = await Promise.all([
      readText(response, request.maxReply ?? MAX_REPLY, () => watch.noteProgress()),
      isFullySent(created),
    ]);
    return { status: response.status, headers: response.headers, text, bodySent: bodyTaken };
  } catch (error) {
    if (error instanceof HttpFailure) throw error;
    if (watch.signal.aborted) throw watch.failure();
    throw new HttpFailure('connection', watch.maybeSent, systemCode(error));
  } finally {
    watch.stop();
    // An answer may come before the whole body was taken (413); nothing of it shall be left
    // waiting.
    body?.destroy();
  }
}

/**
 * Gives the request that `fetch` makes. node-fetch keeps it to itself, but calls `request` of the
 * process's own `http` or `https` before it returns: that function, with whatever the editor created
 * of it, is stood in for until then. Nobody else can run meanwhile.
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
    // Somebody froze it.
    return { pending: run() };
  }
  try {
    return { pending: run(), ...capture };
  } finally {
    module.request = request;
  }
}

/**
 * Whether the system has the whole request. Of what went out through TLS it is told some turns of
 * the loop later: on a busy one, after the answer to it.
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
 * Aborts when the caller says so, or when it takes too long. Knows whether a byte of the request
 * was ever let go.
 */
class RequestWatch {
  /** Nothing of a request is sent before its connection stands. */
  maybeSent = false;
  /** A connection that was kept is being looked at: nothing of the request is sent yet. */
  checkingConnection = false;
  /** Resolves when the body may be let go. */
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

  /**
   * @param request undefined where it could not be got at: then nothing is known, and it may have
   *   been sent
   */
  follow(request: ClientRequest | undefined): void {
    if (!request) {
      this.maybeSent = true;
      this.release();
    }
    // A proxy agent looks for its way first: the event may come late, or never.
    request?.once(
      'socket',
      (socket: Socket & Partial<TLSSocket> & { secureConnecting?: boolean }) => {
        if (request.reusedSocket) return this.checkKeptConnection(socket);
        this.release();
        // Handed over by a proxy agent it stands already, and never says so.
        if (!socket.connecting && !socket.secureConnecting) this.noteConnected();
        else
          socket.once(socket.encrypted ? 'secureConnect' : 'connect', () => this.noteConnected());
      },
    );
  }

  noteProgress(): void {
    this.lastProgress = performance.now();
  }

  /** The answer's head is there. */
  noteHead(): void {
    this.noteProgress();
    this.readDeadline = this.lastProgress + Math.min(MAX_READ_TIME, 10 * this.stall);
    this.deadline = Math.min(this.deadline, this.readDeadline);
    clearTimeout(this.timer);
    this.startTimer();
  }

  /**
   * The system has taken the last slice, but may still hold some megabytes of it that nobody here
   * can see moving. They need no longer than the whole body took so far.
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
   * A server closes a connection that it has kept for long enough at any moment, and the word of it
   * waits in the system until this process looks: what is written before that is lost, and nobody
   * can tell it from a request that was read and whose answer was lost. So the body, and with it
   * the head, is checkingConnection back until the process has looked: one turn of the loop ends the turn under
   * way, in the second it looks. What closes while the request is on its way may have been read,
   * and counts as that. (A GET has no body and goes out at once; sending it again does no harm.)
   */
  private checkKeptConnection(socket: Socket): void {
    this.checkingConnection = true;
    // What must not be sent twice goes over a new one.
    if (this.fresh) return void socket.destroy();
    const release = (): void => {
      // The word of its end is on its way to whoever waits for the answer.
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

  /** One timer that looks again, rather than a new one for each slice. */
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
  // node-fetch may report a socket's late close on a body that was read to its end.
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
    // Brotli's errors have names of their own.
    throw new HttpFailure(
      'connection',
      true,
      systemCode(error)?.startsWith('Z_') ? systemCode(error) : 'Z_DATA_ERROR',
    );
  }
}

/** Anything without a code of the system's is about the same as a connection that ended. */
function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : undefined;
}

/**
 * The other side's certificate is not one that this machine trusts: mostly a proxy that opens
 * https.
 */
export function isCertificateCode(code: string): boolean {
  return /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/.test(
    code,
  );
}
