/**
 * Random moves on a draft whose checks, deletions, looks and hand-overs end in any order, against a
 * model of what its docstrings promise: the newest move decides.
 *
 *    npx mocha out/test/unit/app/uploads/draft/draft.test.js     the fixed seeds
 *    WALK_SEEDS=20000 npx mocha out/…/draft.test.js              seeds 1 to 20,000
 *    WALK_SEED=17 npx mocha out/…/draft.test.js                  one of them, told move by move
 *
 * The same seed makes the same walk: nothing in it takes real time.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Confirmed } from '../../../../../src/app/segments/confirmation';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import type { FileChoice } from '../../../../../src/app/uploads/choices/fileChoice';
import {
  Draft,
  type CheckFindings,
  type DraftOptions,
} from '../../../../../src/app/uploads/draft/draft';
import type { DraftPlan, DraftStep } from '../../../../../src/app/uploads/draftStep';
import type { Upload } from '../../../../../src/app/uploads/upload';
import { Failure } from '../../../../../src/common/failure';
import { NO_PROGRESS, type Progress } from '../../../../../src/upload/jobTypes';
import type { SourceFile } from '../../../../../src/upload/uploadTypes';
import { Random } from '../../../upload/support/random';
import {
  blocked,
  INTO,
  planned,
  ready,
  settled,
  upload,
  Work,
  type Check,
  type HandOver,
  type Look,
} from './work';

const FIXED = 400;
const MOST_MOVES = 40;

const { WALK_SEED, WALK_SEEDS } = process.env;

export function walkSeeds(): number[] {
  if (WALK_SEED !== undefined) return [Number(WALK_SEED)];
  return Array.from({ length: Number(WALK_SEEDS ?? FIXED) }, (_, i) => i + 1);
}

/** How often the walks came to what is rare: a walk that never does shows nothing. */
export const reached = {
  sent: 0,
  changed: 0,
  'sent by a program past its guard': 0,
  'a check that was overtaken made a plan': 0,
  'overtaken while a plan was deleted': 0,
  'overtaken while all was looked at again': 0,
  'overtaken while it was handed over': 0,
  'a check cancelled before it began': 0,
  'a check that went on was cancelled': 0,
  'two sendings at once': 0,
};

/** What a move began, until the next. */
interface Turn {
  isDiscard: boolean;
  choices: Choices;
  cancelled: boolean;
  check?: Check;
  /** What its check came to, and whether the draft told of it. */
  found?: CheckFindings;
  isShown: boolean;
  /** What was told instead, since it was cancelled where nothing could be stopped. */
  stopped?: DraftStep;
  /** What a look at its plan said. */
  changed?: string;
  /** Whether such a look said that the plan holds. */
  holds: boolean;
  upload?: Upload;
}

const FILES: readonly FileChoice[] = [
  { uri: 'file:///w/a-2026-01.csv' },
  { uri: 'file:///w/a-2026-02.csv' },
  { uri: 'file:///w/b.csv', columns: ['email'] },
];
/** Those that are alike, by file. */
const ALIKE = [[0, 1], [0, 1], [2]];
const GIVEN: readonly (Confirmed | undefined)[] = [
  undefined,
  'yes',
  'yes',
  { accountId: '77' },
  { accountId: '77' },
  { accountId: '78' },
];

export class Walk {
  readonly #random: Random;
  readonly #work = new Work();
  readonly #draft: Draft;
  readonly #manner: DraftOptions;
  readonly #log: string[] = [];
  readonly #faults: string[] = [];
  /** The newest. */
  #turn: Turn;
  /** The segment that the next check is to be given, and the files as they were read last. */
  #known: CheckFindings['into'];
  #sources: readonly SourceFile[] = [];
  /** The steps at which no check was under way, oldest first; how many, when all was quiet last. */
  readonly #rests: DraftStep[] = [];
  #quiet = 0;
  #sent?: Upload;
  readonly #plans = new Set<DraftPlan>();
  /** The plans whose sending was rightly confirmed. */
  readonly #confirmed = new Set<DraftPlan>();
  readonly #looks = new Map<Look, Turn>();
  readonly #handOvers = new Map<HandOver, Turn>();
  readonly #uploads = new Set<Upload>();
  /** Sendings, and moves, that have not ended. */
  #sendings = 0;
  #moves = 0;
  /** A sending that must go on by itself, and how much had been asked for before. */
  #due?: { turn: Turn; asked: number };
  /** Whether a check may be told of, and which progress. */
  #isMoving = false;
  #progress?: Progress;
  #n = 0;

  constructor(private readonly seed: number) {
    this.#random = new Random(seed);
    this.#manner = { by: this.#random.pick(['person', 'program']), command: 'uploadCsv' };
    const choices: Choices = { files: FILES };
    this.#draft = new Draft(this.#work, choices, this.#manner);
    this.#turn = turn(choices, true);
    this.#rests.push(this.#draft.step);
    this.#draft.onDidChange((step) => this.#told(step));
    this.#watchWork();
  }

  /** Gives what went wrong, in sentences. */
  async run(): Promise<string[]> {
    this.#work.deletesSlowly = true;
    const moves = this.#random.int(1, MOST_MOVES);
    for (let n = 0; n < moves && this.#faults.length === 0; n++) {
      this.#move();
      await this.#wait();
      for (let answers = this.#random.int(0, 3); answers > 0; answers--) {
        this.#answer();
        await this.#wait();
      }
      if (this.#sent && this.#random.chance(0.3)) break;
    }
    this.#say('the end');
    for (await this.#rest(); this.#faults.length === 0 && this.#answer();) await this.#rest();
    if (this.#faults.length === 0) this.#judge();
    if (WALK_SEED !== undefined) console.log(this.#log.join('\n'));
    return this.#faults.map((fault) => `WALK_SEED=${this.seed}: ${fault}`);
  }

  // What a face does.

  #move(): void {
    const sends = this.#draft.step.kind === 'ready' ? 8 : 2;
    const moves = [
      () => this.#choose(),
      () => this.#choose(),
      () => this.#chooseReading(),
      () => this.#check(),
      () => this.#cancel(),
      () => this.#discard(),
      ...Array.from({ length: sends }, () => () => this.#send()),
    ];
    this.#random.pick(moves)();
  }

  #choose(): void {
    const changes: Partial<Choices> = this.#random.chance(0.3)
      ? { into: { account: INTO.account, segmentId: String(this.#n++) } }
      : { minKept: this.#n++ };
    this.#begin(
      `choose ${Object.keys(changes).join()}`,
      changes,
      () => this.#draft.choose(changes),
      'into' in changes,
    );
  }

  #chooseReading(): void {
    const file = this.#random.pick([undefined, 0, 1, 2]);
    const chosen = file === undefined ? [0, 1, 2] : ALIKE[file];
    const column = this.#random.chance(0.5) ? this.#n++ : undefined;
    const dialect =
      column === undefined
        ? this.#random.pick([{ header: true }, { delimiter: ';' }, { delimiter: ',' }] as const)
        : undefined;
    const files = this.#turn.choices.files.map((one, index) => {
      if (!chosen.includes(index)) return one;
      return dialect
        ? { uri: one.uri, columns: undefined, dialect: { ...one.dialect, ...dialect } }
        : {
            uri: one.uri,
            columns: column === undefined ? undefined : [column],
            dialect: one.dialect,
          };
    });
    this.#begin('chooseReading', { files }, () =>
      this.#draft.chooseReading(
        { columns: column === undefined ? undefined : [column], dialect },
        file,
      ),
    );
  }

  #check(): void {
    this.#begin('check', {}, () => this.#draft.check(), true);
  }

  #begin(
    name: string,
    changes: Partial<Choices>,
    move: () => Promise<DraftStep>,
    readsSegment = false,
  ): void {
    this.#say(name);
    const before = this.#turn;
    if (!this.#sent) {
      this.#countOvertaken();
      this.#turn = turn({ ...before.choices, ...changes }, false);
      if (readsSegment) this.#known = undefined;
    }
    const from = this.#sent ? this.#rests.length - 1 : this.#rests.length;
    this.#isMoving = true;
    const moved = move();
    this.#isMoving = false;
    if (!this.#sent) {
      this.#claim(isDeepStrictEqual(this.#draft.step, { kind: 'checking' }), 'it is not checked');
      this.#claim(isDeepStrictEqual(this.#draft.choices, this.#turn.choices), 'other choices');
      this.#claimStopped(before);
    }
    this.#moves++;
    moved.then(
      (step) => {
        this.#moves--;
        const at = this.#rests.lastIndexOf(step);
        this.#claim(at >= Math.max(from, this.#quiet - 1), `${name} resolves with an old step`);
      },
      (error: unknown) => this.#claim(false, `${name} rejects: ${String(error)}`),
    );
  }

  #cancel(): void {
    this.#say('cancel');
    const { check } = this.#turn;
    if (!this.#turn.isDiscard && !check && !this.#sent)
      reached['a check cancelled before it began']++;
    this.#turn.cancelled = true;
    this.#draft.cancel();
    if (check?.isOpen)
      this.#claim(check.asked.control.signal?.aborted === true, 'a check goes on when cancelled');
  }

  #discard(): void {
    this.#say('discard');
    const before = this.#turn;
    if (!this.#sent) {
      this.#countOvertaken();
      this.#turn = turn(before.choices, true);
    }
    this.#isMoving = true;
    const discarded = this.#draft.discard();
    this.#isMoving = false;
    if (!this.#sent) {
      this.#rests.push(this.#draft.step);
      this.#claim(isDeepStrictEqual(this.#draft.step, { kind: 'checking' }), 'a step is left');
      this.#claimStopped(before);
    }
    this.#moves++;
    discarded.then(
      () => this.#moves--,
      (error: unknown) => this.#claim(false, `discard rejects: ${String(error)}`),
    );
  }

  #send(): void {
    const given = this.#random.pick(GIVEN);
    this.#say(`send, confirmed: ${JSON.stringify(given)}`);
    const { found, isShown, changed } = this.#turn;
    const plan = isShown && changed === undefined ? sendable(found?.step, this.#manner) : undefined;
    const isRight = plan !== undefined && confirms(plan, given);
    const wasSent = this.#sent !== undefined;
    if (isRight && !wasSent) {
      this.#confirmed.add(plan);
      if (this.#sendings > 0) reached['two sendings at once']++;
      else this.#due = { turn: this.#turn, asked: this.#asked() };
    }
    this.#sendings++;
    this.#draft.send(given).then(
      (made) => {
        this.#sendings--;
        this.#uploads.add(made);
        this.#claim(this.#sent === made, 'an upload that the draft does not tell of');
        this.#claim(this.#uploads.size === 1, 'two uploads were handed over');
      },
      (error: unknown) => {
        this.#sendings--;
        this.#claim(error instanceof Failure, `send rejects: ${String(error)}`);
        this.#claim(!wasSent, 'what was sent cannot be sent again');
      },
    );
  }

  /** What was chosen before is not looked at any longer. */
  #claimStopped({ check }: Turn): void {
    if (check?.isOpen)
      this.#claim(check.asked.control.signal?.aborted === true, 'an older check is not stopped');
  }

  #countOvertaken(): void {
    const { deletions, looks, handOvers } = this.#work;
    const overtaken = (calls: { isOpen: boolean }[]): number =>
      calls.some(({ isOpen }) => isOpen) ? 1 : 0;
    reached['overtaken while a plan was deleted'] += overtaken(deletions);
    reached['overtaken while all was looked at again'] += overtaken(looks);
    reached['overtaken while it was handed over'] += overtaken(handOvers);
  }

  // What the world does.

  /** Whether anything was waiting for an answer. */
  #answer(): boolean {
    const { checks, looks, handOvers, deletions } = this.#work;
    const answers = [
      ...open(checks).map((check) => () => this.#endCheck(check)),
      ...open(looks).map((look) => () => this.#endLook(look)),
      ...open(handOvers).map((handOver) => () => this.#endHandOver(handOver)),
      ...open(deletions).map((deletion) => () => {
        this.#say(`${deletion.asked.plan.jobId} is deleted`);
        deletion.resolve();
      }),
    ];
    if (answers.length === 0) return false;
    this.#random.pick(answers)();
    return true;
  }

  #endCheck(check: Check): void {
    const { control, choices } = check.asked;
    if (this.#random.chance(0.3)) return this.#tellProgress(check);
    const step =
      control.signal?.aborted && this.#random.chance(0.5) ? blocked('cancelled') : this.#step();
    const found: CheckFindings = {
      step,
      into: this.#random.chance(0.7) ? { ...INTO } : undefined,
      sources: this.#random.chance(0.7) ? choices.files.map(({ uri }) => ({ uri })) : undefined,
    };
    const plan = planOf(step);
    if (plan) this.#plans.add(plan);
    if (check === this.#turn.check) this.#turn.found = found;
    else if (plan) reached['a check that was overtaken made a plan']++;
    this.#say(`a check ends: ${step.kind} ${plan?.plan.jobId ?? ''}`);
    check.resolve(found);
  }

  #step(): DraftStep {
    const id = `plan ${this.#n++}`;
    const kind = this.#random.pick(['nothing', 'yes', 'yes', 'accountId'] as const);
    const confirmation = { kind, account: INTO.account, guard: undefined };
    const at = this.#random.int(1, 10);
    if (at <= 6) return ready(id, { confirmation });
    if (at === 7) return blocked('too-many-refused', planned(id, { confirmation }));
    if (at === 8) return blocked('network');
    const failure = new Failure('no-segment', 'Choose one.');
    return { kind: 'needs', missing: 'segment', failure };
  }

  #tellProgress(check: Check): void {
    this.#progress = { ...NO_PROGRESS, rowsRead: this.#n++ };
    const before = this.#draft.step;
    check.asked.control.onProgress?.(this.#progress);
    const isNewest = check === this.#turn.check;
    this.#claim(
      isDeepStrictEqual(
        this.#draft.step,
        isNewest ? { kind: 'checking', progress: this.#progress } : before,
      ),
      isNewest ? 'progress is not told' : 'progress of an older check is told',
    );
    this.#progress = undefined;
  }

  #endLook(look: Look): void {
    const asked = this.#looks.get(look);
    const at = this.#random.int(1, 10);
    this.#say(`a look ends: ${at <= 7 ? 'it holds' : at <= 9 ? 'changed' : 'fails'}`);
    if (at > 9) return look.reject(new Failure('network', 'It is off.'));
    const changed = at <= 7 ? undefined : `Change ${this.#n++}`;
    if (asked && changed === undefined) asked.holds = true;
    else if (asked) asked.changed = changed;
    look.resolve(changed);
  }

  #endHandOver(handOver: HandOver): void {
    const fails = this.#random.chance(0.1);
    this.#say(`a hand-over ${fails ? 'fails' : 'ends'}`);
    if (fails) return handOver.reject(new Failure('journal-full', 'It is full.'));
    const made = upload(handOver.asked.planned.plan.jobId);
    const asked = this.#handOvers.get(handOver);
    if (asked) asked.upload = made;
    handOver.resolve(made);
  }

  /** No time, a little, or until nothing goes on by itself. */
  async #wait(): Promise<void> {
    if (this.#random.chance(0.25)) return;
    if (this.#random.chance(0.6)) return this.#rest();
    for (let ticks = this.#random.int(1, 6); ticks > 0; ticks--) await Promise.resolve();
  }

  async #rest(): Promise<void> {
    await settled();
    this.#quiet = this.#rests.length;
    if (this.#due?.turn === this.#turn)
      this.#claim(this.#asked() > this.#due.asked, 'a sending does not go on');
    this.#due = undefined;
  }

  // What the draft does.

  #asked(): number {
    return this.#work.looks.length + this.#work.handOvers.length;
  }

  /** Claims of each call what the model knows when it is made. */
  #watchWork(): void {
    const work = this.#work;
    const { checks, looks, handOvers, deletions } = work;
    watch(checks, (check) => {
      const { choices, manner, control, into } = check.asked;
      this.#claim(!this.#turn.isDiscard && !this.#turn.check, 'a check for nothing');
      this.#claim(isDeepStrictEqual(choices, this.#turn.choices), 'a check of older choices');
      this.#claim(into === this.#known, 'a check of another segment');
      this.#claim(manner === this.#manner, 'a check in another manner');
      this.#claim(control.signal?.aborted === this.#turn.cancelled, 'a check is wrongly stopped');
      this.#turn.check = check;
    });
    watch(looks, (look) => {
      this.#claimSending(look.asked);
      this.#claim(look.asked.confirmation?.kind !== 'nothing', 'a look that nobody needs');
      this.#looks.set(look, this.#turn);
    });
    watch(handOvers, (handOver) => {
      const { planned, choices, manner, sources } = handOver.asked;
      this.#claimSending(planned);
      this.#claim(
        this.#turn.holds || planned.confirmation?.kind === 'nothing',
        'handed over without a look',
      );
      this.#claim(isDeepStrictEqual(choices, this.#turn.choices), 'other choices are handed over');
      this.#claim(manner === this.#manner, 'handed over in another manner');
      this.#claim(isDeepStrictEqual(sources, this.#sources), 'other files');
      const before = [...this.#handOvers.keys()].filter(({ asked }) => asked.planned === planned);
      this.#claim(
        before.every(({ isOpen }) => !isOpen) && this.#turn.upload === undefined,
        'a plan is handed over twice',
      );
      this.#handOvers.set(handOver, this.#turn);
    });
    watch(deletions, ({ asked }) => {
      this.#claim(this.#plans.has(asked), 'a plan is deleted that nobody made');
      const times = deletions.filter((one) => one.asked === asked).length;
      this.#claim(times === 1, `${asked.plan.jobId} is deleted twice`);
    });
  }

  #claimSending(plan: DraftPlan): void {
    this.#claim(planOf(this.#turn.found?.step) === plan, 'an older plan is sent');
    this.#claim(this.#confirmed.has(plan), 'nobody confirmed what is sent');
    this.#claim(
      this.#work.deletions.every(({ asked }) => asked !== plan),
      'a deleted plan is sent',
    );
  }

  #told(step: DraftStep): void {
    const { found, isShown, changed, upload: made } = this.#turn;
    this.#say(`  → ${step.kind}`);
    this.#claim(this.#draft.step === step, 'another step is told than stands');
    this.#claim(!this.#sent, 'something is told after it was sent');
    if (step.kind === 'checking') {
      this.#claim(step.progress ? step.progress === this.#progress : this.#isMoving, 'a check');
      return;
    }
    this.#rests.push(step);
    if (step.kind === 'sent') {
      this.#claim(step.upload === made, 'another upload is told');
      if (found?.step.kind === 'blocked') reached['sent by a program past its guard']++;
      this.#sent = step.upload;
      reached.sent++;
    } else if (step === found?.step) {
      this.#claim(!isShown, 'a step is told twice');
      this.#claim(!this.#turn.cancelled || isStop(step), 'a cancelled check is told');
      this.#turn.isShown = true;
      this.#known = found.into;
      this.#sources = found.sources ?? this.#sources;
    } else if (found && this.#turn.cancelled && !isStop(found.step) && isCancel(step)) {
      this.#claim(this.#turn.stopped === undefined, 'a cancel is told twice');
      this.#turn.stopped = step;
      this.#known = found.into;
      this.#sources = found.sources ?? this.#sources;
      reached['a check that went on was cancelled']++;
    } else {
      const isChange = step.kind === 'blocked' && step.failure.code === 'changed' && !step.planned;
      this.#claim(isChange && step.failure.message === changed, 'a step of an older choice');
      reached.changed++;
    }
  }

  /** What must stand once nothing goes on any longer. */
  #judge(): void {
    const { step } = this.#draft;
    const { isDiscard, found, changed, upload: made } = this.#turn;
    if (this.#sent ?? made)
      this.#claim(step.kind === 'sent' && step.upload === made, 'what was sent does not stand');
    else if (isDiscard) this.#claim(isDeepStrictEqual(step, { kind: 'checking' }), 'not discarded');
    else if (changed !== undefined)
      this.#claim(
        step.kind === 'blocked' && step.failure.message === changed,
        'what changed does not stand',
      );
    else if (this.#turn.stopped)
      this.#claim(step === this.#turn.stopped, 'what was cancelled does not stand');
    else this.#claim(found !== undefined && step === found.step, 'the newest check does not stand');
    if (!this.#sent)
      this.#claim(isDeepStrictEqual(this.#draft.choices, this.#turn.choices), 'other choices');

    const kept = this.#sent ? planOf(found?.step) : planOf(step);
    for (const plan of this.#plans) {
      const isDeleted = this.#work.deletions.some(({ asked }) => asked === plan);
      if (plan === kept) this.#claim(!isDeleted, `${plan.plan.jobId} stands, and is deleted`);
      else this.#claim(isDeleted, `${plan.plan.jobId} is left over`);
    }
    this.#claim(this.#moves === 0 && this.#sendings === 0, 'a promise never ends');
  }

  #claim(holds: boolean, fault: string): void {
    if (holds) return;
    this.#say(`  FAULT ${fault}`);
    this.#faults.push(fault);
  }

  #say(line: string): void {
    if (WALK_SEED !== undefined) this.#log.push(line);
  }
}

const turn = (choices: Choices, isDiscard: boolean): Turn => ({
  isDiscard,
  choices,
  cancelled: false,
  isShown: false,
  holds: false,
});

/** Hears of what is pushed to a list. */
function watch<T>(calls: T[], hear: (call: T) => void): void {
  calls.push = (...made) => {
    for (const call of made) calls[calls.length] = call;
    made.forEach(hear);
    return calls.length;
  };
}

const open = <T extends { isOpen: boolean }>(calls: readonly T[]): T[] =>
  calls.filter(({ isOpen }) => isOpen);

const planOf = (step: DraftStep | undefined): DraftPlan | undefined =>
  step?.kind === 'ready' || step?.kind === 'blocked' ? step.planned : undefined;

/** A step that a stopped check may come to. */
const isStop = (step: DraftStep): boolean => step.kind === 'blocked' && !step.planned;

const isCancel = (step: DraftStep): boolean =>
  step.kind === 'blocked' && step.failure.cancelled && !step.planned;

/** A program's guard does not hold back its plan: the engine decides. */
function sendable(step: DraftStep | undefined, { by }: DraftOptions): DraftPlan | undefined {
  return step?.kind === 'ready' || by === 'program' ? planOf(step) : undefined;
}

function confirms({ confirmation }: DraftPlan, given: Confirmed | undefined): boolean {
  const isId = typeof given === 'object' && given.accountId === '77';
  switch (confirmation?.kind) {
    case 'nothing':
      return true;
    case 'yes':
      return given !== undefined;
    case 'accountId':
      return isId;
    default:
      return false;
  }
}
