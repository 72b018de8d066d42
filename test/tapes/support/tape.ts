import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Operation as ApiOperation, FaultKind } from '../../../src/sandbox/control';
import type { Operation } from '../../../src/upload/uploadTypes';
import type { Ended, Run } from '../../cli/support/cli';
import type { Hold, Passed, Side } from '../../cli/support/gate';
import { useWorld, type World } from '../../cli/support/world';
import { MovedClock } from '../../support/clock/movedClock';
import { lastLines, tell } from '../../support/story';
import { LONG } from '../../support/tenth';
import * as acts from './acts';
import { Known } from './people';
import { compare, openTexts, read, type Told } from './told';

const HOUR = 3_600_000;
const FAULTS = { 'none before': 'cutBefore', 'none after': 'cutAfter', cut: 'truncated' } as const;

/** The body of a request that adds or removes. */
interface Amendment {
  data: { attributes: { operation: 'add' | 'remove'; identifiers: string[] } };
}

/** What happens in the next act, at a request that changes something. */
interface Event {
  /** Which, counted from 1 with those that are sent again. */
  nth: number;
  of: ApiOperation;
  side: Side;
  what: (run: Run) => unknown;
}

interface Aim {
  /** `clear`: of a clear. Usually the requests that add or remove are counted. */
  of?: ApiOperation;
  /** Whether Criteo has carried out the request. */
  side?: Side;
}

let retailers = 970_000;

/**
 * A history as people would tell it: acts, and after each what is told and what is true. By itself, it
 * looks after each act for identifiers where none may be, and at each request of an add or update whether
 * everyone is still there who was and is in its files.
 */
export class Tape implements acts.Place {
  readonly retailerId = `${++retailers}`;
  readonly accountId: string;
  readonly #ids = new Map<string, string>();
  readonly #known = new Known();
  readonly #stateFolders: Set<string>;
  /** By the ID of a segment: who may not be missing at any time. */
  readonly #staying = new Map<string, Set<string>>();
  #events: Event[] = [];
  #rejects: { nth: number; identifiers: number } | undefined;
  #running = 0;
  #onStart: ((run: Run) => void) | undefined;
  readonly #jobs: string[] = [];
  #line: { args: string[]; segments: readonly string[]; tonight: Tonight } | undefined;
  #told: Told | undefined;
  #broken: string | undefined;
  #story = 'No act yet.';

  constructor(
    readonly world: World,
    private readonly clock: MovedClock,
  ) {
    this.accountId = world.sandbox.accountId;
    this.#stateFolders = new Set([world.stateFolder, path.join(world.folder, 'receipts')]);
    world.gate.onRequest = (passed) => this.#rejected(passed);
    world.gate.onResponse = async (_, text) => {
      for (const [id, staying] of this.#staying) await this.#areIn(id, staying);
      return text.replaceAll(REJECTED, '');
    };
  }

  get story(): string {
    return this.#story;
  }

  // What there is.

  async segment(name: string, { has }: { has: readonly string[] }): Promise<void> {
    const { retailerId } = this;
    this.#ids.set(name, await this.world.newSegment({ name, retailerId, identifiers: [...has] }));
  }

  idOf(segment: string): string {
    return this.#ids.get(segment) ?? assert.fail(`There is no segment ${segment}.`);
  }

  write(name: string, rows: readonly string[]): void {
    this.#known.learn(rows);
    const file = this.world.writeCsv(name, rows);
    const at = new Date(Date.now() - HOUR / 6);
    fs.utimesSync(file, at, at);
  }

  writeText(name: string, text: string): void {
    this.world.write(name, text);
  }

  /** What a person does to the files, by name. */
  file(name: string): string {
    return path.join(this.world.folder, name);
  }

  /** What was written down by earlier acts: the files, with what is in them. A folder has nothing. */
  stored(what: keyof typeof acts.STORED): Record<string, string | undefined> {
    const { folder } = this.world;
    const files = fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => acts.STORED[what].test(name))
      .map((name) => path.join(folder, name))
      .map((file) => [
        file,
        fs.statSync(file).isFile() ? fs.readFileSync(file, 'utf8') : undefined,
      ]);
    assert.notEqual(files.length, 0, `there are no ${what}`);
    return Object.fromEntries(files) as Record<string, string | undefined>;
  }

  /** It is gone, half of it is, it ends in garbage, or can't be read at all. */
  damage(
    what: keyof typeof acts.STORED,
    how: 'deleted' | 'shortened' | 'torn' | 'a folder' | 'another version',
  ): void {
    for (const file of Object.keys(this.stored(what)))
      if (how === 'a folder') {
        fs.rmSync(file);
        fs.mkdirSync(file);
      } else if (how === 'deleted') fs.rmSync(file);
      else if (how === 'another version')
        fs.writeFileSync(
          file,
          JSON.stringify({ ...JSON.parse(fs.readFileSync(file, 'utf8')), version: 1 }),
        );
      else if (how === 'torn') fs.appendFileSync(file, '\0\0{"torn');
      else fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2));
  }

  /** So many hours go by. */
  pass(hours: number): void {
    this.clock.moveTo(this.clock.now + hours * HOUR);
  }

  // Acts.

  add = this.#upload('add');
  remove = this.#upload('remove');
  replace = this.#upload('replace');
  update = this.#upload('update');

  #upload(operation: Operation) {
    return (to: string | readonly string[], given: acts.Given, how: acts.How = {}) => {
      const names = [to].flat();
      const files = acts.filesOf(given).flat();
      const tonight = new Map(
        names.map((name) => [this.idOf(name), isGrowth(operation) ? files : []]),
      );
      return this.#act(
        `${operation} ${names.join(', ')}: ${files.length} people`,
        acts.upload(this, operation, names, given, how),
        how,
        { segments: names, tonight, never: how.suppress },
      );
    };
  }

  night(entries: readonly acts.Entry[], how: acts.How = {}): Promise<Told> {
    const tonight = new Map(
      entries.map(({ segment, operation, people = [] }) => [
        this.idOf(segment),
        isGrowth(operation) ? people : [],
      ]),
    );
    const never = [how, ...entries].flatMap(({ suppress = [] }) => suppress);
    return this.#act('a night', acts.night(this, entries, how), how, { tonight, never });
  }

  /** The last line that wasn't about earlier uploads, once more. */
  sameLine(): Promise<Told> {
    const { args, ...rest } = this.#line ?? assert.fail('There was no line.');
    return this.#act('the same line', args, {}, rest);
  }

  resumeAll = (how: acts.How = {}) =>
    this.#act('what was interrupted', acts.resumeAll(how), how, { isLater: true });

  /** Of the last upload, or of the one that was so many before it. */
  undo = (how: acts.How = {}, before = 0) =>
    this.#act('undo', acts.undo(this.#jobs.at(-1 - before) ?? '', how), how, {
      isLater: true,
      segments: this.#line?.segments,
    });

  clear = (segment: string, how: acts.How = {}) =>
    this.#act(`clear ${segment}`, acts.clear(this, segment, how), how, { isLater: true });

  removeEverywhere = (people: readonly string[], how: acts.Everywhere = {}) =>
    this.#act('remove everywhere', acts.removeEverywhere(this, people, how), how);

  verify = (how: acts.How = {}) => this.#act('verify', acts.verify(how), how, { isLater: true });

  // What happens in the next act.

  /** How Criteo answers its nth request. `rejects`: so many of its identifiers, one by one. */
  answers(
    nth: number,
    what: 400 | 401 | 403 | 429 | 500 | 503 | keyof typeof FAULTS | { rejects: number },
    { of = 'addRemove', times = 1 }: Pick<Aim, 'of'> & { times?: number } = {},
  ): void {
    if (typeof what === 'object') this.#rejects = { nth, identifiers: what.rejects };
    else {
      const fault: FaultKind = typeof what === 'number' ? `${what}` : FAULTS[what];
      this.world.control.addFaults({ fault, operation: of, nth, times });
    }
  }

  /** It is killed when its nth request is on its way, or the answer is. */
  cut(nth: number, aim: Aim = {}): void {
    this.#at(nth, aim, async (run) => {
      run.child.kill('SIGKILL');
      await run.ended;
    });
  }

  /** It is told to end then. */
  terminate(nth: number, aim: Aim = {}): void {
    this.#at(nth, aim, (run) => {
      run.child.kill('SIGTERM');
      return run.writes(/^Stopping/m);
    });
  }

  /** Another act happens then, and ends before it goes on. */
  meanwhile(nth: number, act: () => unknown, aim: Aim = {}): void {
    this.#at(nth, aim, act);
  }

  /** Begins an act that waits for another. Returns when it does: it ends after the other. */
  async begin(act: () => Promise<Told>): Promise<{ ended: Promise<Told> }> {
    const started = new Promise<Run>((resolve) => (this.#onStart = resolve));
    const ended = act();
    await (await started).writes(/for another upload to this segment/);
    return { ended };
  }

  #at(nth: number, { of = 'addRemove', side = 'request' }: Aim, what: Event['what']): void {
    this.#events.push({ nth, of, side, what });
  }

  // What is told, and what is true.

  /** Of the last act, or of this one. Segments, figures and codes that aren't named aren't told. */
  tells(expected: Partial<Told>, told = this.#told): void {
    compare(told ?? assert.fail('There was no act.'), expected);
  }

  /** The segment has these, and no one else. */
  async has(segment: string, ...lists: (readonly string[])[]): Promise<void> {
    const expected = new Set(lists.flat());
    const list = await this.world.control.list(this.idOf(segment));
    const found = new Set(list);
    assert.deepEqual(
      {
        missing: [...expected].filter((one) => !found.has(one)),
        left: list.filter((one) => !expected.has(one)),
      },
      { missing: [], left: [] },
      `${segment} isn't as it should be`,
    );
  }

  /** What the last act sent, in any order: `add crm 40`, `clear crm`. Several at a time: `4 × clear crm`. */
  sent(...expected: readonly string[]): void {
    const names = new Map([...this.#ids].map(([name, id]) => [id, name]));
    const sent = this.world.gate.passed.flatMap(({ operation, url, body }) => {
      const name = names.get(/audience-segments\/(\d+)/.exec(url)?.[1] ?? '');
      if (operation === 'clear') return [`clear ${name}`];
      if (operation !== 'addRemove') return [];
      const { attributes } = (JSON.parse(body) as Amendment).data;
      return [`${attributes.operation} ${name} ${attributes.identifiers.length}`];
    });
    assert.deepEqual(sent.sort(), [...expected].sort());
  }

  // How an act happens.

  async #act(
    what: string,
    args: string[],
    { stateFolder }: Pick<acts.How, 'stateFolder'>,
    { segments = [], tonight = new Map(), never = [], isLater = false }: Asked = {},
  ): Promise<Told> {
    const { gate, control, folder } = this.world;
    if (stateFolder) this.#stateFolders.add(path.join(folder, stateFolder));
    if (!isLater) this.#line = { args, segments, tonight };
    if (this.#running++ === 0) gate.reset();
    for (const [id, people] of tonight) {
      const wanted = this.#known.who(people);
      for (const one of this.#known.who(never)) wanted.delete(one);
      const before = this.#known.who(await control.list(id));
      this.#staying.set(id, new Set([...before].filter((one) => wanted.has(one))));
    }
    const ended = await this.#run(args);
    this.#running--;
    for (const id of tonight.keys()) this.#staying.delete(id);
    this.#story = [`${what} ended with ${ended.code}`, args.join(' ')]
      .concat(lastLines(ended.stdout), lastLines(ended.log))
      .join('\n');
    assert.equal(this.#broken, undefined);
    this.#isQuiet(ended);
    if (this.#running === 0) this.#everyAnswerWasMet();
    const { told, jobs } = read(
      ended,
      segments.map((name) => name && this.idOf(name)),
      (id) => [...this.#ids].find(([, own]) => own === id)?.[0] ?? id ?? 'unknown',
    );
    if (!isLater) this.#jobs.push(...jobs);
    return (this.#told = told);
  }

  /**
   * The one place where the command line is run: as a process of the installed package if anything
   * happens to it, and with `TEST_LONG` always.
   */
  async #run(args: readonly string[]): Promise<Ended> {
    if (!LONG && this.#events.length === 0 && !this.#onStart) return this.world.run(args);
    const events = this.#events
      .splice(0)
      .map((event) => ({ ...event, held: this.world.gate.hold(event.of, event.nth, event.side) }));
    const run = this.world.start(args);
    this.#onStart?.(run);
    this.#onStart = undefined;
    await Promise.all(
      events.map(async ({ held, nth, what }) => {
        await Promise.race([held.reached, run.ended.then(() => neverCame(held, nth))]);
        await what(run);
        held.release();
      }),
    );
    return run.ended;
  }

  /** No identifier is where none may be. */
  #isQuiet({ stdout, log }: Ended): void {
    const files = [...this.#stateFolders].flatMap((folder) => [...openTexts(folder)]);
    const urls = this.world.gate.passed.map(({ url }): [string, string] => ['a URL', url]);
    for (const [place, text] of [
      ['standard output', stdout],
      ['standard error', log],
      ...urls,
      ...files,
    ])
      assert.equal(this.#known.foundIn(text), undefined, `an identifier in ${place}`);
  }

  #everyAnswerWasMet(): void {
    const { control } = this.world;
    const unmet = [...control.faults().filter(({ done }) => done === 0), this.#rejects ?? []];
    this.#rejects = undefined;
    control.clearFaults();
    assert.deepEqual(unmet.flat(), [], 'an answer was never met');
  }

  async #areIn(id: string, staying: ReadonlySet<string>): Promise<void> {
    const found = this.#known.who(await this.world.control.list(id));
    const missing = [...staying].find((one) => !found.has(one));
    if (missing) this.#broken ??= `${missing} was missing after a request`;
  }

  #rejected(passed: Passed): string {
    const { passed: all } = this.world.gate;
    const nth = all.filter(({ operation }) => operation === 'addRemove').indexOf(passed) + 1;
    if (nth === 0 || nth !== this.#rejects?.nth) return passed.body;
    const body = JSON.parse(passed.body) as Amendment;
    const { attributes } = body.data;
    const { identifiers } = this.#rejects;
    attributes.identifiers = attributes.identifiers.map((one, index) =>
      index < identifiers ? `${one}${REJECTED}` : one,
    );
    this.#rejects = undefined;
    return JSON.stringify(body);
  }
}

/** Makes an identifier one that the sandbox rejects. */
const REJECTED = ' (rejected)';

/** By the ID of a segment: who is in the files of an act that removes none of them. */
type Tonight = ReadonlyMap<string, readonly string[]>;

interface Asked {
  segments?: readonly string[];
  tonight?: Tonight;
  never?: readonly string[];
  /** It is about what was done before. */
  isLater?: boolean;
}

const isGrowth = (operation: Operation): boolean => operation === 'add' || operation === 'update';

function neverCame(held: Hold, nth: number): never {
  held.release();
  assert.fail(`It ended before request ${nth}.`);
}

/** Call it in a `describe`. Each tape has a state folder, files and segments of its own. */
export function useTapes(): (title: string, play: (t: Tape) => Promise<void>) => void {
  const world = useWorld();
  const clock = new MovedClock();
  beforeEach(() => clock.start());
  afterEach(() => clock.stop());
  return (title, play) =>
    it(title, async function () {
      this.timeout(240_000);
      const tape = new Tape(world, clock);
      await play(tape).catch((error: unknown) => {
        tell(error as Error, { 'Last act': tape.story });
        throw error;
      });
    });
}
