import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import type {
  CheckFindings,
  DraftOptions,
  DraftWork,
} from '../../../../../src/app/uploads/draft/draft';
import type { DraftPlan, DraftStep } from '../../../../../src/app/uploads/draftStep';
import type { Destination } from '../../../../../src/app/uploads/target';
import type { Upload } from '../../../../../src/app/uploads/upload';
import type { ToolCode } from '../../../../../src/common/codes/toolCodes';
import { Failure } from '../../../../../src/common/failure';
import type { PlanControl } from '../../../../../src/upload/contract';
import type { SourceFile } from '../../../../../src/upload/uploadTypes';
import { account, segment } from '../../segments/segments';
import { plan } from '../plan/plans';

/** What a draft asked for, and waits for until the test answers. */
export class Call<Asked, Answer> {
  isOpen = true;
  resolve: (answer: Answer) => void = () => undefined;
  reject: (error: Error) => void = () => undefined;
  readonly answer: Promise<Answer>;

  constructor(readonly asked: Asked) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = (answer) => {
        this.isOpen = false;
        resolve(answer);
      };
      this.reject = (error) => {
        this.isOpen = false;
        reject(error);
      };
    });
  }
}

export type Check = Call<
  { choices: Choices; manner: DraftOptions; control: PlanControl; into: Destination | undefined },
  CheckFindings
>;
export type Look = Call<DraftPlan, string | undefined>;
export type HandOver = Call<
  { planned: DraftPlan; choices: Choices; manner: DraftOptions; sources: readonly SourceFile[] },
  Upload
>;
export type Deletion = Call<DraftPlan, void>;

/** Does a draft's work when the test says so, and keeps what was asked for, the oldest first. */
export class Work implements DraftWork {
  readonly checks: Check[] = [];
  readonly looks: Look[] = [];
  readonly handOvers: HandOver[] = [];
  readonly deletions: Deletion[] = [];
  /** Whether the test answers deletions, too; else they are done at once. */
  deletesSlowly = false;
  likely: Choices['operation'];

  nextStep(
    choices: Choices,
    manner: DraftOptions,
    control: PlanControl,
    into: Destination | undefined,
  ): Promise<CheckFindings> {
    return begin(this.checks, { choices, manner, control, into });
  }

  likelyOperation({ operation }: Choices): Choices['operation'] {
    return operation ?? this.likely;
  }

  changedSince(planned: DraftPlan): Promise<string | undefined> {
    return begin(this.looks, planned);
  }

  discard(planned: DraftPlan): Promise<void> {
    const done = begin(this.deletions, planned);
    if (!this.deletesSlowly) this.deletions.at(-1)?.resolve();
    return done;
  }

  handOver(
    planned: DraftPlan,
    choices: Choices,
    manner: DraftOptions,
    sources: readonly SourceFile[],
  ): Promise<Upload> {
    return begin(this.handOvers, { planned, choices, manner, sources });
  }

  /** The ids of the plans that were deleted, as often as they were. */
  get deleted(): string[] {
    return this.deletions.map(({ asked }) => asked.plan.jobId);
  }
}

function begin<Asked, Answer>(calls: Call<Asked, Answer>[], asked: Asked): Promise<Answer> {
  const call = new Call<Asked, Answer>(asked);
  calls.push(call);
  return call.answer;
}

/** Once all that can go on without an answer has gone on. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const INTO: Destination = { account: account({}), segment: segment('7') };

/** A plan that a yes sends. */
export function planned(jobId: string, changes: Partial<DraftPlan> = {}): DraftPlan {
  return {
    plan: plan({ jobId }),
    into: INTO,
    reasons: [],
    confirmation: { kind: 'yes', account: INTO.account, guard: undefined },
    changes: ['operation'],
    view: () => Promise.reject(new Error('nobody looks at it')),
    ...changes,
  };
}

export const ready = (jobId: string, changes?: Partial<DraftPlan>): DraftStep => ({
  kind: 'ready',
  planned: planned(jobId, changes),
});

/** `planned`: what a guard stops. */
export const blocked = (code: ToolCode, planned?: DraftPlan): DraftStep => ({
  kind: 'blocked',
  failure: new Failure(code, `It is ${code}.`, 'uploadCsv', { cancelled: code === 'cancelled' }),
  changes: ['check'],
  planned,
});

/** As opaque as an upload is to its draft. */
export const upload = (jobId: string): Upload => ({ jobId }) as Upload;
