import * as fs from 'node:fs';
import { basename, join } from 'node:path';
import { HASHES } from '../../../../src/identifiers/identifierTypes';
import type { Operation } from '../../../../src/upload/uploadTypes';
import type { Bench } from './bench';
import { NO_OBSTACLES, reasonsToStop, sentBy, SentContents, type Obstacles } from './nightContents';
import {
  addressesIn,
  BOTH_COLUMNS,
  copiesOf,
  drawText,
  placeOf,
  remove,
  textAt,
  type Sent,
} from './nightFiles';
import { describeNight, runNight, type Interruption, type Night, type Outcome } from './nightRun';
import { addFile, clearSegment, undoAdd } from './otherUploads';
import { Random } from './random';

const KEEP_NAMES = ['kept', 'store', 'saved'];

/** A night that was cut off. */
interface Unfinished extends Night {
  content: Sent;
  hasCleared: boolean;
  /** Something else has changed the segment since. */
  isOutdated: boolean;
}

/**
 * The nightly job of one segment, and what the segment must have after each night. Whom a night has to
 * remove follows from what was sent, whatever has become of the files since.
 */
export class NightJob {
  readonly #random: Random;
  /** Whether the export has a new name each night. */
  readonly #isDated: boolean;
  readonly #keeps: 'same' | 'dated' | 'none';
  #keepName = 0;
  #columns: readonly number[];
  #hasHeader: boolean;
  #n = 0;
  readonly #sent: SentContents;
  /** Where the export is that was sent last, and the file that was kept last. */
  #last: string | undefined;
  #kept: string | undefined;
  /** A night has begun to keep its file: the next one needs no previous file to be given. */
  #hasKept = false;
  #unfinished: Unfinished | undefined;
  /** What was in nights that were cut off before their first request. */
  readonly #neverSent = new Set<string>();

  constructor(
    private readonly bench: Bench,
    private readonly segmentId: string,
    private readonly name: string,
    seed: number,
    private readonly tellAll: (what: string) => void,
  ) {
    this.#random = new Random(seed);
    this.#isDated = this.#random.chance(0.5);
    this.#keeps = this.#random.pick(['same', 'same', 'dated', 'none']);
    this.#columns = this.#drawColumns();
    this.#hasHeader = this.#random.chance(0.5);
    this.#sent = new SentContents(bench.sink.list(segmentId));
  }

  #drawColumns(): readonly number[] {
    return this.#random.pick([[0], [1], BOTH_COLUMNS]);
  }

  #path(name: string): string {
    return join(this.bench.folder, `${this.name}-${name}.csv`);
  }

  #tell(what: string): void {
    this.tellAll(`${this.name}: ${what}`);
  }

  #hold(holds: boolean, what: string, more?: unknown): void {
    if (!holds) throw new Error(`${this.name}: ${what} ${JSON.stringify(more) ?? ''}`);
  }

  /** Something happens to the segment: most often, a night. */
  async step(other: NightJob): Promise<void> {
    const random = this.#random;
    if (this.#unfinished && random.chance(0.5)) return this.#resume(this.#unfinished);
    const what = random.next();
    if (what < 0.12) return this.#changeNewsletter();
    if (what < 0.17) return this.#clear();
    if (what < 0.22) return this.#borrowKeep(other.#kept, other.#sent);
    await this.#night(true);
  }

  /** Once somebody has allowed what has to be, the next night needs nobody. */
  async end(): Promise<void> {
    await this.#night(false);
    const stopped = await this.#night(false);
    this.#hold(stopped === undefined, 'is stopped night after night');
  }

  async #night(mayFail: boolean): Promise<Obstacles | undefined> {
    const random = this.#random;
    this.#n++;
    // The script goes on with the next export.
    this.#unfinished = undefined;
    if (random.chance(0.15)) this.#columns = this.#drawColumns();
    if (random.chance(0.15)) this.#hasHeader = !this.#hasHeader;
    const night = this.#draw();
    if (mayFail && this.#last !== undefined && random.chance(0.3)) this.#mishap(night);
    const stopped = await this.#run(night, mayFail ? this.#drawInterruption(night) : undefined);
    if (stopped) await this.#react(night, mayFail);
    return stopped;
  }

  /** Writes tonight's export, and decides how it is sent. */
  #draw(): Night {
    const random = this.#random;
    const path = this.#path(this.#isDated ? `export-${this.#n}` : 'export');
    const isFirst = this.#last === undefined;
    const needsLast = this.#keeps === 'none' || !this.#hasKept;
    const isSame = random.chance(0.1);
    const text =
      (isSame && this.#last !== undefined && textAt(this.#last)) ||
      drawText(random, this.#hasHeader);
    if (random.chance(0.3) || (this.#last === path && needsLast)) this.#moveLast();
    fs.writeFileSync(path, text);
    const ways: readonly Operation[] =
      this.#keeps === 'none' ? ['add', 'replace'] : ['add', 'replace', 'update'];
    const operation = isFirst ? random.pick(ways) : random.chance(0.08) ? 'replace' : 'update';
    const mayGive = !isFirst && operation === 'update' && this.#last !== path;
    const isGiven = mayGive && (needsLast || random.chance(0.15));
    const keep = operation === 'add' ? undefined : this.#keep;
    const night: Night = {
      operation,
      path,
      text,
      columns: this.#columns,
      hash: random.pick(HASHES),
      keep,
      given: isGiven ? [this.#last ?? ''] : undefined,
      allowed: [],
      people: addressesIn(text, this.#columns),
      others: new Set(),
    };
    this.#tell(describeNight(night));
    return night;
  }

  get #keep(): string | undefined {
    const name = KEEP_NAMES[this.#keepName];
    if (this.#keeps === 'none') return undefined;
    return this.#path(this.#keeps === 'dated' ? `${name}-${this.#n}` : name);
  }

  #moveLast(): void {
    const from = this.#last;
    if (from === undefined || textAt(from) === undefined) return;
    this.#last = this.#path(`moved-${this.#n}`);
    fs.renameSync(from, this.#last);
    this.#tell(`${basename(from)} is moved to ${basename(this.#last)}`);
  }

  #drawInterruption({ operation, keep }: Night): Interruption | undefined {
    const random = this.#random;
    if (operation === 'add' || random.chance(0.6)) return undefined;
    const what = random.pick(['request', 'request', 'line', 'export'] as const);
    if (what !== 'export') return { what, at: random.int(1, 12) };
    // Without a copy beside the kept file, only each request is compared with the file.
    return operation === 'update' && keep ? { what, text: drawText(random, true) } : undefined;
  }

  /** Something happens to the files, just before a night begins. */
  #mishap(night: Night): void {
    const random = this.#random;
    const [kept, last] = [this.#kept, this.#last];
    const folder = this.bench.folder;
    const mishaps: [string, () => void][] = [
      ['the copies of nights that were cut off are deleted', () => remove(this.#copies())],
      [
        'older exports are deleted',
        () =>
          remove(
            fs
              .readdirSync(folder)
              .filter((name) => name.startsWith(`${this.name}-export`))
              .map((name) => join(folder, name))
              .filter((path) => path !== night.path && path !== last),
          ),
      ],
    ];
    if (kept !== undefined)
      mishaps.push(
        ['the kept file is deleted', () => remove([kept])],
        ['the kept file is overwritten by tonight’s', () => fs.writeFileSync(kept, night.text)],
        ['the kept file is another one', () => fs.writeFileSync(kept, drawText(random, false))],
      );
    if (this.#keeps !== 'none' && this.#keepName + 1 < KEEP_NAMES.length)
      mishaps.push([
        'the kept file gets another name',
        () => {
          this.#keepName++;
          night.keep &&= this.#keep;
        },
      ]);
    if (night.given !== undefined && last !== undefined)
      mishaps.push([
        'the previous file is another one',
        () => fs.writeFileSync(last, drawText(random, false)),
      ]);
    const [what, happen] = random.pick(mishaps);
    this.#tell(what);
    happen();
  }

  /** The copies beside the kept files of this job. */
  #copies(): string[] {
    return copiesOf(this.#path(KEEP_NAMES[this.#keepName]), false);
  }

  /** Runs a night; resolves with what has stopped it before its first request. */
  async #run(night: Night, interruption?: Interruption): Promise<Obstacles | undefined> {
    night.others = this.#sent.others();
    const obstacles = this.#sent.obstacles(night);
    const reasons = reasonsToStop(night, obstacles);
    if (interruption?.what === 'export') {
      if (reasons.size > 0) interruption = undefined;
      else reasons.set('file-changed', true);
    }
    const copies = this.#copies();
    const outcome = await this.#send(night, interruption);
    const { isFinished, isCut, code = '', requests, report } = outcome;
    if (isFinished) {
      const must = [...reasons].filter(([, isSure]) => isSure);
      this.#hold(must.length === 0, 'finished, though it had to stop', must);
      this.#finish(night, outcome, obstacles);
    } else if (isCut) this.#cutOff(night, outcome);
    else {
      this.#hold(reasons.has(code), 'stopped without a reason', report?.error ?? code);
      this.#hold(requests === 0, 'stopped, but had sent something', { code, requests });
      const left = this.#copies().filter((path) => !copies.includes(path));
      this.#hold(left.length === 0, 'sent nothing, but left a copy', left);
      if (code !== 'file-changed') return obstacles;
    }
    return undefined;
  }

  /** Sends a night, or the rest of it. */
  async #send(night: Night, interruption?: Interruption): Promise<Outcome> {
    const leavers = this.#sent.leavers(night);
    const { bench, segmentId } = this;
    const outcome = await runNight(bench, segmentId, this.#random, night, leavers, interruption);
    const { code, isCut, isFinished, requests, wrong } = outcome;
    const how = isFinished ? 'finished' : isCut ? 'was cut off' : `stopped (${code})`;
    this.#tell(`  ${how} after ${requests} requests`);
    this.#hold(wrong === undefined, `a request ${wrong}`);
    return outcome;
  }

  /** What somebody does about a night that was stopped. */
  async #react(night: Night, mayGiveUp: boolean): Promise<void> {
    const { otherList, lost } = this.#sent.obstacles(night);
    const again = (what: string, more: Partial<Night>) => () => {
      this.#tell(`again, ${what}`);
      return this.#run({ ...night, jobId: undefined, ...more });
    };
    const replace = again('as a replace', { operation: 'replace', given: undefined });
    const reactions: (() => Promise<unknown>)[] = [
      replace,
      again('whatever is unknown', { allowed: ['previous-unknown'] }),
      again('whatever is unknown', { allowed: ['previous-unknown'] }),
    ];
    if (otherList.length > 0 && lost.length === 0) {
      const given = otherList.flatMap((one) => placeOf(one) ?? []);
      reactions.push(again('as one of two lists', { allowed: ['other-list'] }));
      if (given.length === otherList.length)
        reactions.push(
          again(`compared with ${given.map((one) => basename(one)).join()}`, { given }),
        );
    }
    if (mayGiveUp)
      reactions.push(
        () => this.#clear(),
        () => Promise.resolve(),
      );
    const stopped = await this.#random.pick(reactions)();
    if (stopped !== undefined && !mayGiveUp) await replace();
  }

  async #resume(night: Unfinished): Promise<void> {
    this.#tell(`resumes ${basename(night.path)}`);
    const random = this.#random;
    const outcome = await this.#send(
      night,
      random.chance(0.3) ? { what: 'request', at: random.int(1, 6) } : undefined,
    );
    const { isFinished, isCut, code = '', requests, report } = outcome;
    if (isFinished) this.#finish(night, outcome);
    else if (isCut) this.#cutOff(night, outcome);
    else {
      const isOutdated = night.isOutdated && ['superseded', 'list-emptied'].includes(code);
      // It may have been cut off before anything was checked.
      const isStopped = reasonsToStop(night, this.#sent.obstacles(night)).has(code);
      this.#hold(isOutdated || isStopped, 'can’t be resumed', report?.error ?? code);
      this.#hold(requests === 0, 'can’t be resumed, but has sent something', requests);
      this.#unfinished = undefined;
    }
  }

  #cutOff(night: Night, { report, hasSent, hasCleared }: Outcome): void {
    const { keep, path } = night;
    const before = this.#unfinished;
    const isCleared = report?.cleared !== undefined;
    if (isCleared && before?.hasCleared !== true) this.#sent.forget();
    const content = before?.content ?? sentBy(night);
    this.#sent.begin(night, content, hasSent);
    const mayBeCleared = hasCleared && !isCleared;
    if (mayBeCleared) this.#sent.mayForget();
    // Its end may have been recorded, too, and only not have been said.
    if (mayBeCleared || this.#sent.whyUnclean(night) === undefined) this.#sent.doubtAllBut(content);
    if (hasSent) {
      this.#last = path;
      this.#hasKept ||= keep !== undefined;
    } else this.#neverSent.add(night.text);
    const isOutdated = before?.isOutdated ?? false;
    this.#unfinished = { ...night, content, hasCleared: isCleared, isOutdated };
  }

  #finish(night: Night, { report }: Outcome, obstacles = NO_OBSTACLES): void {
    const { operation, keep, path, text } = night;
    if (operation === 'replace' && this.#unfinished?.hasCleared !== true) this.#sent.forget();
    const unclean = this.#sent.whyUnclean(night, obstacles);
    this.#hold(unclean === undefined, `finished, but the segment ${unclean}`, report);
    this.#sent.finish(night, obstacles);
    this.#unfinished = undefined;
    this.#last = path;
    this.#hasKept = keep !== undefined;
    if (keep === undefined) return;
    this.#kept = keep;
    this.#hold(textAt(keep) === text, `finished, but ${basename(keep)} isn’t tonight’s file`);
    // Of what was sent before a clear, or never was, the engine only knows what is beside this very file.
    const left = this.#copies().filter((copy) => {
      const content = textAt(copy) ?? '';
      return !this.#sent.isCleared(content) && !this.#neverSent.has(content);
    });
    left.push(...copiesOf(keep));
    this.#hold(left.length === 0, 'finished, but left a copy', left);
  }

  /** Another file of the segment is sent, maybe by mistake, or goes away. */
  async #changeNewsletter(): Promise<void> {
    const random = this.#random;
    const path = this.#path('newsletter');
    if (textAt(path) !== undefined && random.chance(0.4)) {
      this.#tell('the newsletter is deleted');
      return remove([path]);
    }
    const text = drawText(random, true);
    fs.writeFileSync(path, text);
    const hash = random.pick(HASHES);
    const isUndone = random.chance(0.3);
    this.#tell(`newsletter as ${hash}${isUndone ? ', which is undone' : ''}`);
    const jobId = await addFile(this.bench, this.segmentId, path, [0], hash);
    if (this.#unfinished) this.#unfinished.isOutdated = true;
    if (isUndone) return undoAdd(this.bench, this.segmentId, path, [0], hash, jobId);
    this.#sent.addOther({
      operation: 'add',
      text,
      columns: [0],
      people: addressesIn(text, [0]),
      path,
    });
  }

  async #clear(): Promise<void> {
    const how = this.#random.pick(['accepted', 'accepted', 'lost', 'rejected'] as const);
    this.#tell(`clear (${how})`);
    await clearSegment(this.bench, this.segmentId, how);
    if (this.#unfinished && how !== 'rejected') this.#unfinished.isOutdated = true;
    if (how !== 'accepted') return;
    this.#sent.forget();
    this.#last = undefined;
    this.#hasKept = false;
  }

  /** Somebody gives the kept file of another segment's job. */
  async #borrowKeep(keep: string | undefined, sent: SentContents): Promise<void> {
    if (keep === undefined || !sent.isKeptAt(keep)) return;
    const path = this.#path('borrowing');
    const text = drawText(this.#random, true);
    fs.writeFileSync(path, text);
    this.#tell(`update that keeps ${basename(keep)}`);
    const more = { columns: [0], hash: 'none', allowed: [], others: new Set<string>() } as const;
    const people = addressesIn(text, [0]);
    const night: Night = { operation: 'update', path, text, keep, people, ...more };
    const outcome = await this.#send(night);
    const isRefused = outcome.code === 'bad-argument' && outcome.requests === 0;
    this.#hold(isRefused, 'keeps another segment’s file', outcome.code);
  }
}
