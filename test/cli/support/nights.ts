import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { reportAddsUp } from '../../support/reportAddsUp';
import { documentOf, endsWith, type Ended, type RunOptions } from './cli';
import type { Side } from './gate';
import { useWorld, type World } from './world';

/** One night of a script: who is in its export, and the arguments of its upload, the file first. */
export interface Night {
  people: readonly string[];
  args: readonly string[];
}

/** The arguments of a script that keeps its file under the same name. */
export const KEEPING = ['crm.csv', '--keep', 'kept.csv'];

/**
 * Who is in the export of a night. From one night to the next, five people leave, and so do five
 * guests, who are in the export of that night only; as many come.
 */
export function exported(n: number): string[] {
  return [...people(95, 5 * n), ...people(5, 5 * n, 'guest')];
}

/** Who is in a list, but in none of the others. */
export function without(list: readonly string[], ...others: readonly string[][]): string[] {
  return list.filter((one) => !others.some((other) => other.includes(one)));
}

/** Starts a process, and kills it when its nth request that adds or removes is on its way. */
export async function killAtRequest(
  world: World,
  args: readonly string[],
  nth: number,
  side: Side = 'request',
  options?: RunOptions,
): Promise<void> {
  world.gate.reset();
  const held = world.gate.hold('addRemove', nth, side);
  const run = world.start(args, options);
  await Promise.race([
    held.reached,
    run.ended.then(({ stdout, stderr }) => {
      throw new Error(`It ended before request ${nth}:\n${stdout}${stderr}`);
    }),
  ]);
  run.child.kill('SIGKILL');
  await run.ended;
  held.release();
}

/** The nightly update of one segment, checked against what the sandbox’s segment has. */
export class Nights {
  segment = '';
  /** Who has to be in the segment besides those of tonight. */
  others: string[] = [];

  constructor(readonly world: World) {}

  /** Writes the export of a night, so that it can be sent. */
  night(n: number, args: readonly string[] = KEEPING): Night {
    this.world.writeCsv(args[0], exported(n));
    return { people: exported(n), args };
  }

  at(name: string): string {
    return path.join(this.world.folder, name);
  }

  remove(...names: string[]): void {
    for (const name of names) fs.rmSync(this.at(name));
  }

  /** Fails unless the segment has these people, the others, and no one else. */
  async has(tonight: readonly string[]): Promise<void> {
    const list = await this.world.control.list(this.segment);
    assert.deepEqual(list.sort(), [...new Set([...this.others, ...tonight])].sort());
  }

  run({ args }: Pick<Night, 'args'>, ...options: string[]): Promise<Ended> {
    return this.world.run([...this.#command(args), ...options, '--json']);
  }

  #command([file, ...options]: readonly string[]): string[] {
    const upload = ['update', file, '--segment', this.segment];
    return [...upload, ...options];
  }

  /** A night that ends well: the segment has tonight’s people and the others. Returns what it said. */
  async ends(night: Night, ...options: string[]): Promise<string> {
    const { leftSince, said } = await this.#sends(night, options);
    assert.equal(leftSince, undefined);
    return said;
  }

  /** A night that is allowed not to find out who left. `left`: who stays, from then on. */
  async leaves(left: readonly string[], night: Night, ...options: string[]): Promise<void> {
    assert.ok(left.length > 0);
    this.others.push(...left);
    const { leftSince } = await this.#sends(night, options);
    assert.ok(leftSince !== undefined);
  }

  async #sends(
    night: Night,
    options: string[],
  ): Promise<{ leftSince: string | undefined; said: string }> {
    const ended = endsWith(0, await this.run(night, ...options));
    const { report } = documentOf<{ report: Report }>(ended);
    reportAddsUp(report);
    await this.has(night.people);
    this.leftNoCopy();
    const [file, ...more] = [...night.args, ...options];
    const kept = more[more.lastIndexOf('--keep') + 1];
    if (more.includes('--keep'))
      assert.deepEqual(fs.readFileSync(this.at(kept)), fs.readFileSync(this.at(file)));
    return { leftSince: report.leftSince, said: ended.stderr };
  }

  leftNoCopy(): void {
    const names = fs.readdirSync(this.world.folder, { encoding: 'utf8', recursive: true });
    assert.deepEqual(
      names.filter((name) => /\.(sending|copying)/.test(name)),
      [],
    );
  }

  /** A night that is stopped before it sends anything. Returns why. */
  stops(code: string, night: Night, ...options: string[]): Promise<string> {
    return this.#sendsNothing(6, code, night, options);
  }

  /** A night whose arguments don’t fit. Returns why. */
  rejects(night: Night, ...options: string[]): Promise<string> {
    return this.#sendsNothing(64, 'bad-argument', night, options);
  }

  /** A night that can’t be sent. Returns why. */
  fails(code: string, night: Night, ...options: string[]): Promise<string> {
    return this.#sendsNothing(1, code, night, options);
  }

  async #sendsNothing(
    exitCode: number,
    code: string,
    night: Night,
    options: string[],
  ): Promise<string> {
    const { gate } = this.world;
    const changes = (): number => gate.count('addRemove') + gate.count('clear');
    const before = changes();
    const ended = endsWith(exitCode, await this.run(night, ...options));
    const { error } = documentOf<{ error: { code: string; message: string } }>(ended);
    assert.equal(error.code, code, error.message);
    assert.equal(changes(), before);
    return error.message;
  }

  /** A night whose process is killed at a request: before it arrives, or before its response does. */
  async isKilled({ args }: Night, nth = 2, side: Side = 'request'): Promise<void> {
    await killAtRequest(this.world, this.#command(args), nth, side);
  }

  /** Uploads the file of a night otherwise: an add, or a replace. Returns the ID of the upload. */
  async upload(operation: 'add' | 'replace', { args }: Pick<Night, 'args'>): Promise<string> {
    const [file, ...options] = args;
    const ended = await this.world.run([
      ...[operation, file, '--segment', this.segment, ...options],
      ...(operation === 'replace'
        ? ['--confirm', this.world.sandbox.accountId, '--min-kept', '0']
        : []),
      '--json',
    ]);
    return documentOf<{ report: Report }>(endsWith(0, ended)).report.jobId;
  }
}

/** Call it in a `describe`: each test has a segment with people who aren’t in any file. */
export function useNights(): Nights {
  const nights = new Nights(useWorld());
  beforeEach(async () => {
    nights.others = people(20, 0, 'stranger');
    nights.segment = await nights.world.newSegment({ identifiers: nights.others });
  });
  return nights;
}
