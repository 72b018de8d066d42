import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RetailMediaClient } from '../../../../src/api/client';
import type { Timing } from '../../../../src/api/options';
import { RateLimiter } from '../../../../src/api/rateLimiter';
import type { Patience } from '../../../../src/api/wire/patience';
import type { EngineOptions, RunControl, RunResult } from '../../../../src/upload/contract';
import { UploadEngine, type EngineSeams } from '../../../../src/upload/engine';
import {
  DEFAULT_OPTIONS,
  type Plan,
  type SourceFile,
  type Target,
  type UploadOptions,
} from '../../../../src/upload/uploadTypes';
import { keepThreads } from '../../../support/keptThreads';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { Sink } from './sink';

/** The segment of tests that need only one. */
export const SEGMENT = '225702933721171456';

/** The engines, sink and folder of a test, removed after it. */
export class Bench {
  folder = '';
  sink = new Sink();
  /**
   * Not shared with other benches: a reused port would inherit the delays of an earlier test.
   */
  #pacing = new RateLimiter();
  readonly #engines: UploadEngine[] = [];

  get storage(): string {
    return join(this.folder, 'storage');
  }

  async start(): Promise<void> {
    this.folder = fs.mkdtempSync(join(tmpdir(), 'upload-test-'));
    this.sink = new Sink();
    this.#pacing = new RateLimiter();
    await this.sink.start();
  }

  async stop(): Promise<void> {
    for (const engine of this.#engines.splice(0)) await engine.dispose();
    await this.sink.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  engine(options: Partial<EngineOptions> = {}, seams?: EngineSeams): UploadEngine {
    const engine = new UploadEngine(
      { storageDir: this.storage, workerPath: WORKER, ...options },
      seams,
    );
    this.#engines.push(engine);
    return engine;
  }

  client(
    timing: Partial<Timing> = {},
    pacing = this.#pacing,
    userAgent?: string,
    patience?: Patience,
  ): RetailMediaClient {
    return new RetailMediaClient({
      baseUrl: this.sink.url,
      version: '2026-07',
      clientId: 'id',
      clientSecret: 'secret',
      userAgent,
      rateLimiter: pacing,
      timing: { ...QUICK, ...timing },
      patience,
    });
  }

  target(segmentId = SEGMENT, identifierType = 'Email'): Target {
    return { origin: this.sink.url, clientId: 'id', accountId: '1', segmentId, identifierType };
  }

  file(content: string | Uint8Array, name = 'people.csv'): SourceFile {
    const path = join(this.folder, name);
    fs.writeFileSync(path, content);
    return { uri: pathToFileURL(path).href, path };
  }

  /** Plans and runs an upload in a new engine, and checks that its report adds up. */
  async upload(
    content: string,
    more: Partial<UploadOptions>,
    { timing, control }: { timing?: Partial<Timing>; control?: RunControl } = {},
  ): Promise<RunResult & { engine: UploadEngine; plan: Plan }> {
    const engine = this.engine();
    const plan = await engine.plan([this.file(content)], this.target(), options(more));
    const result = await engine.run(plan.jobId, this.client(timing), control);
    reportAddsUp(result.report);
    return { engine, plan, ...result };
  }
}

/** For a `describe`: a new bench for each test. */
export function benchForEach(): Bench {
  keepThreads();
  const bench = new Bench();
  beforeEach(() => bench.start());
  afterEach(() => bench.stop());
  return bench;
}

const UNIT = /^.*[/\\]test[/\\]unit(?=[/\\])/.exec(`${__dirname}/`)?.[0] ?? '';

/** The bundle of a script in this folder, from any test file: each one is bundled separately. */
export const supportScript = (name: string): string => join(UNIT, 'upload', 'support', name);

export const WORKER = supportScript('worker.js');

/** Retries without the delays of real use. */
export const QUICK: Partial<Timing> = {
  baseDelay: 5,
  maxDelay: 20,
  limitDelay: 20,
  maxLimitDelay: 50,
  maxTries: 3,
  stall: 2_000,
};

export function options(more: Partial<UploadOptions> = {}): UploadOptions {
  return { ...DEFAULT_OPTIONS, operation: 'add', ...more };
}

export function csv(rows: readonly string[], header = 'email'): string {
  return `${header}\n${rows.join('\n')}\n`;
}
