import { t } from '@vscode/l10n';
import type { ToolCode } from '../../common/codes/toolCodes';
import { Failure } from '../../common/failure';
import type { Dialect } from '../../csv/csvTypes';
import type { ColumnCandidate } from '../../csv/findColumn';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import type { Progress } from '../../upload/jobTypes';
import type { Plan } from '../../upload/uploadTypes';
import type { Confirmation } from '../segments/confirmation';
import type { ListInUse } from './draft/listsInUse';
import type { PlanFacts } from './plan/planFacts';
import type { Destination } from './target';
import type { Upload } from './upload';

/** The first thing that is missing. `failure` describes it to programs. */
export type Requirement = { readonly failure: Failure } & (
  | { readonly missing: 'save'; readonly uri: string }
  | { readonly missing: 'segment' }
  /** Only for a check. Likely types first. */
  | {
      readonly missing: 'type';
      readonly candidates: readonly { type: IdentifierType; fits: boolean }[];
    }
  | { readonly missing: 'operation' }
  /** An update has no previous file yet. */
  | { readonly missing: 'previous' }
  /** The file, by index, can't be read with the current dialect. */
  | { readonly missing: 'dialect'; readonly file: number; readonly current: Dialect }
  | {
      readonly missing: 'column';
      readonly file: number;
      /** Likely columns, best first. */
      readonly candidates: readonly ColumnCandidate[];
      /** The only one that qualifies, if the file lacks the columns that were chosen. */
      readonly match?: number;
    }
);

/** What can be changed; `check` means checking again as things are now. */
export type Change =
  | 'column'
  | 'dialect'
  | 'hash'
  | 'operation'
  | 'previous'
  | 'segment'
  | 'type'
  | 'check';

/** A plan, and what it takes to decide about sending it. */
export interface DraftPlan {
  readonly plan: Plan;
  /** Undefined for a check without a segment. */
  readonly into?: Destination;
  /** The segment's last known size. */
  readonly reading?: PlanFacts['reading'];
  /** What was sent to it from here. */
  readonly sent?: PlanFacts['sent'];
  /** Why explicit confirmation is needed; empty if it isn't. */
  readonly reasons: readonly string[];
  /** The one of them that is about people who opted out. */
  readonly optOut?: string;
  /** Its suppression lists, and where each is set. */
  readonly lists?: readonly ListInUse[];
  /** Neither they nor that one is required counts, because the segment keeps people out. */
  readonly areListsUnused?: boolean;
  /** Undefined for a check. */
  readonly confirmation?: Confirmation;
  /** What can be changed. */
  readonly changes: readonly Change[];
  /** There is no one to remove, and the program that asks for it may go on: it finishes unsent. */
  readonly isEmpty?: true;
  /**
   * Loads what the review shows about the plan. Asks the API once which audiences use the segment.
   */
  view(): Promise<PlanFacts>;
}

/** The state of a draft. */
export type DraftStep =
  | ({ readonly kind: 'needs' } & Requirement)
  | { readonly kind: 'checking'; readonly progress?: Progress }
  | { readonly kind: 'ready'; readonly planned: DraftPlan }
  | {
      readonly kind: 'blocked';
      readonly failure: Failure;
      readonly changes: readonly Change[];
      /** For 'wrong-type': the file, by index, and its actual type. */
      readonly file?: number;
      readonly identifierType?: IdentifierType;
      /** Why suppression lists stop it: the fact as a sentence, and these lists. */
      readonly stop?: { readonly fact: string; readonly lists: readonly ListInUse[] };
      /** Set if a safety check blocks the plan, or nothing in it can be sent. */
      readonly planned?: DraftPlan;
    }
  | { readonly kind: 'sent'; readonly upload: Upload };

/** The plan of a step, even if a safety check blocks it. */
export function draftPlanOf(step: DraftStep): DraftPlan | undefined {
  return step.kind === 'ready' || step.kind === 'blocked' ? step.planned : undefined;
}

/** The plan of a step. Throws its failure if there is none. */
export function requireDraftPlan(step: DraftStep): DraftPlan {
  const planned = draftPlanOf(step);
  if (planned) return planned;
  throw failureOf(step);
}

/** The failure that a step means for a program that needs a ready one. */
export function failureOf(step: DraftStep): Failure {
  return step.kind === 'needs' || step.kind === 'blocked'
    ? step.failure
    : new Failure(
        'not-ready',
        t('Nothing was sent: the files are still being checked. Wait for the check to finish.'),
      );
}

/** Codes of files that can't be read in any way. */
const UNREADABLE: ReadonlySet<string> = new Set<ToolCode>([
  'not-found',
  'directory',
  'not-a-file',
  'no-permission',
  'unreadable',
  'empty',
  'binary',
  'gzip-broken',
]);

/** Whether a file can't be read, so that no segment and no column would help. */
export function isUnreadable(step: DraftStep | undefined): boolean {
  if (step?.kind !== 'blocked') return false;
  const { code, status } = step.failure;
  return status === undefined && UNREADABLE.has(code);
}
