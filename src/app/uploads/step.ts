import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';
import type { Dialect } from '../../csv/csvTypes';
import type { ColumnCandidate } from '../../csv/findColumn';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import type { Plan, Progress } from '../../upload/uploadTypes';
import type { Confirmation } from '../segments/confirmation';
import type { PlanView } from './plan/planView';
import type { Destination } from './target';
import type { Upload } from './upload';

/** What is missing, the first of it. `failure` says so to a program. */
export type Requirement = { readonly failure: Failure } & (
  | { readonly missing: 'save'; readonly uri: string }
  | { readonly missing: 'segment' }
  /** Of a check; the likely ones first. */
  | {
      readonly missing: 'type';
      readonly candidates: readonly { type: IdentifierType; fits: boolean }[];
    }
  | { readonly missing: 'operation' }
  /** The file, by index, cannot be read as it is. */
  | { readonly missing: 'dialect'; readonly file: number; readonly current: Dialect }
  | {
      readonly missing: 'column';
      readonly file: number;
      /** The likely ones, best first. */
      readonly candidates: readonly ColumnCandidate[];
    }
);

/** What can be chosen otherwise; `check` looks again at what is there by now. */
export type Change = 'column' | 'dialect' | 'hash' | 'operation' | 'segment' | 'type' | 'check';

/** What was found out, and is to be decided on. */
export interface DraftPlan {
  readonly plan: Plan;
  /** Undefined for a check, which goes nowhere. */
  readonly into?: Destination;
  /** What the list last had, where that is known. */
  readonly reading?: PlanView['reading'];
  /** Why the yes must be an explicit one; empty for a clean plan. */
  readonly reasons: readonly string[];
  /** Undefined for a check. */
  readonly confirmation?: Confirmation;
  /** What can be changed. */
  readonly changes: readonly Change[];
  /** All that is told around the plan; asks the API who uses the segment, once. */
  view(): Promise<PlanView>;
}

/** Where a draft stands. */
export type DraftStep =
  | ({ readonly kind: 'needs' } & Requirement)
  | { readonly kind: 'checking'; readonly progress?: Progress }
  | { readonly kind: 'ready'; readonly planned: DraftPlan }
  | {
      readonly kind: 'blocked';
      readonly failure: Failure;
      readonly ways: readonly Change[];
      /** For `wrong-type`: which file, by index, and what it holds. */
      readonly file?: number;
      readonly identifierType?: IdentifierType;
      /** A guard stops it, or nothing in it can be sent. */
      readonly planned?: DraftPlan;
    }
  | { readonly kind: 'sent'; readonly upload: Upload };

/** The plan of a step that has one, be it stopped by a guard. */
export function draftPlanOf(step: DraftStep): DraftPlan | undefined {
  return step.kind === 'ready' || step.kind === 'blocked' ? step.planned : undefined;
}

/** The same; throws what is missing or in the way where there is none. */
export function requireDraftPlan(step: DraftStep): DraftPlan {
  const planned = draftPlanOf(step);
  if (planned) return planned;
  throw failureOf(step);
}

/** What a program is told of a step that is not ready. */
export function failureOf(step: DraftStep): Failure {
  return step.kind === 'needs' || step.kind === 'blocked'
    ? step.failure
    : new Failure(
        'not-ready',
        t('Nothing was sent: the files are still being checked. Wait for the check to finish.'),
      );
}
