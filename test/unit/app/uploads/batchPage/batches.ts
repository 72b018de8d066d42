import type { AccountHandle } from '../../../../../src/app/accounts/account';
import type { Confirmation } from '../../../../../src/app/segments/confirmation';
import { lineOf } from '../../../../../src/app/uploads/batch/batchLine';
import type {
  BatchPageInput,
  GroupView,
  LineView,
} from '../../../../../src/app/uploads/batchPage/batchView';
import { type Choices } from '../../../../../src/app/uploads/choices/choices';
import { limitsOf } from '../../../../../src/app/uploads/choices/engineOptions';
import type { Draft } from '../../../../../src/app/uploads/draft/draft';
import {
  draftPlanOf,
  type DraftPlan,
  type DraftStep,
} from '../../../../../src/app/uploads/draftStep';
import type { DraftPageInput } from '../../../../../src/app/uploads/page/draftBase';
import { draftModel } from '../../../../../src/app/uploads/page/draftPage';
import type { PlanFacts } from '../../../../../src/app/uploads/plan/planFacts';
import { confirmationReasons } from '../../../../../src/app/uploads/plan/planReview';
import { Failure } from '../../../../../src/common/failure';
import { OutsideText } from '../../../../../src/common/outsideText';
import { NO_PROGRESS } from '../../../../../src/upload/jobTypes';
import { segmentSize } from '../../../../../src/upload/segmentSize';
import type { Operation, Plan, PlannedFile } from '../../../../../src/upload/uploadTypes';
import type { UploadModel, UploadSection } from '../../../../../src/webview/uploadModel';
import { account } from '../../segments/segments';
import { NOW, plan, view } from '../plan/plans';

export const ACCOUNT = account({}, { label: OutsideText.name('Northwind EU') });
export const OTHER = account(
  {},
  { key: 'other', accountId: '88', label: OutsideText.name('Northwind US') },
);

/** The valid, invalid, duplicate and suppressed rows of a file. */
export type Rows = [good: number, invalid?: number, duplicates?: number, suppressed?: number];
type PlanChanges = Partial<Plan> & { operation?: Operation; forms?: 'all' | 'given' };

const uriOf = (name: string): string => `file:///work/${name}`;

/** A plan of files with these rows. */
export function planOf(
  files: Readonly<Record<string, Rows>>,
  { operation = 'add', forms, ...changes }: PlanChanges = {},
): Plan {
  const all = Object.entries(files);
  const sum = (index: 0 | 1 | 2 | 3): number =>
    all.reduce((total, [, rows]) => total + (rows[index] ?? 0), 0);
  const [good, invalid, duplicates, suppressed] = [sum(0), sum(1), sum(2), sum(3)];
  const [file] = plan().files;
  return plan(
    {
      rows: good + invalid + duplicates + suppressed,
      ...(changes.suppression && { suppressed }),
      blank: 0,
      good,
      invalid,
      duplicates,
      distinct: good,
      files: all.map(([name, [ok, bad = 0, twice = 0, out = 0]]): PlannedFile => ({
        ...file,
        uri: uriOf(name),
        rows: ok + bad + twice + out,
        blank: 0,
        invalid: bad,
        ...(changes.suppression && { suppressed: out }),
      })),
      byForm: { plain: good },
      chunks: all.map(([, [identifiers]], index) => ({
        file: index,
        identifiers,
        ...(forms === 'all' && { others: { md5: identifiers } }),
      })) as Plan['chunks'],
      ...changes,
    },
    { operation, ...(forms && { forms }) },
  );
}

/** A plan that is ready, with the reasons that it gives. */
export function planned(
  of: Plan,
  confirmation: Partial<Confirmation> = {},
  reading?: PlanFacts['reading'],
): DraftPlan {
  const known = view({ plan: of, reading });
  return {
    plan: of,
    reading,
    reasons: confirmationReasons(known, limitsOf({})),
    confirmation: { kind: 'yes', account: ACCOUNT, guard: undefined, ...confirmation },
    changes: [],
    view: () => Promise.resolve(known),
  };
}

export const ready = (...of: Parameters<typeof planned>): DraftStep => ({
  kind: 'ready',
  planned: planned(...of),
});

export const checking = (read?: number): DraftStep => ({
  kind: 'checking',
  ...(read !== undefined && {
    progress: { ...NO_PROGRESS, phase: 'reading', bytesRead: read, bytesTotal: 100 },
  }),
});

export const blocked = (
  message: string,
  more: Partial<Extract<DraftStep, { kind: 'blocked' }>> = {},
): DraftStep => ({
  kind: 'blocked',
  failure: new Failure('not-found', message, 'uploadMany'),
  changes: ['check'],
  ...more,
});

export function needs(missing: 'save' | 'column' | 'type' | 'previous' | 'operation'): DraftStep {
  const failure = new Failure('no-column', `It needs its ${missing}.`, 'uploadMany');
  switch (missing) {
    case 'save':
      return { kind: 'needs', failure, missing, uri: 'file:///work/a.csv' };
    case 'column':
      return { kind: 'needs', failure, missing, file: 0, candidates: [] };
    case 'type':
      return { kind: 'needs', failure, missing, candidates: [] };
    case 'previous':
    case 'operation':
      return { kind: 'needs', failure, missing };
  }
}

interface LineChanges {
  /** Of the file alone; by default, as many valid rows as `rows` says. */
  step?: DraftStep;
  rows?: Rows;
  ticked?: boolean;
  more?: Partial<LineView>;
}

/** A line as the batch has it, of a file for these choices. */
function line(
  name: string,
  choices: Omit<Choices, 'files'>,
  hasCheck: boolean,
  { step, rows = [100], ticked, more }: LineChanges,
): LineView {
  const { operation } = choices;
  const own = { files: [{ uri: uriOf(name) }], ...choices };
  const check = {
    step: step ?? ready(planOf({ [name]: rows }, { operation })),
    identifierType: 'Email',
    choices: own,
  } as unknown as Draft;
  return {
    ...lineOf({ id: name, choices: own, ticked, ...(hasCheck && { check }) }),
    ...more,
  };
}

/** A draft has getters, which a spread loses. */
function likeDraft<T extends object>(draft: T): T {
  const hidden = Object.entries(draft).map(([name, value]) => [name, { value: value as unknown }]);
  return Object.defineProperties({}, Object.fromEntries(hidden) as PropertyDescriptorMap) as T;
}

interface GroupChanges {
  account?: AccountHandle;
  operation?: Operation;
  forms?: 'all' | 'given';
  /** Of the draft; by default ready with the rows of the lines that aren't left out. */
  step?: DraftStep | 'none';
  confirmation?: Partial<Confirmation>;
  /** The last known size of the segment, and when it was read. */
  reading?: PlanFacts['reading'];
  plan?: Partial<Plan>;
  more?: Partial<GroupView>;
}

/** Files for a segment. Without a segment, it has neither draft nor names. */
export function group(
  segment: string | undefined,
  files: Readonly<Record<string, LineChanges>>,
  changes: GroupChanges = {},
  hasChecks = true,
): GroupView {
  const { operation = 'add', forms, confirmation, reading, more } = changes;
  const inAccount = changes.account ?? ACCOUNT;
  const choices = {
    ...(segment !== undefined && { into: { account: inAccount, segmentId: segment } }),
    operation,
    ...(forms && { forms }),
  };
  const lines = Object.entries(files).map(([name, one]) => line(name, choices, hasChecks, one));
  const sent = lines.filter(({ isLeftOut }) => !isLeftOut || !hasChecks);
  const of = planOf(Object.fromEntries(sent.map(({ id }) => [id, files[id].rows ?? [100]])), {
    operation,
    forms,
    ...changes.plan,
  });
  const step = changes.step ?? ready(of, { account: inAccount, ...confirmation }, reading);
  const draft =
    segment === undefined || sent.length === 0 || step === 'none'
      ? undefined
      : likeDraft({
          step,
          choices: { ...choices, files: sent.map((one) => one.choices.files[0]) },
        });
  const known = draft && draftPlanOf(draft.step)?.plan;
  return {
    id: JSON.stringify(choices.into ? [inAccount.key, segment, operation, forms] : ''),
    choices,
    lines,
    draft,
    isConflicting: false,
    isIncomplete: lines.some(({ stop, isLeftOut }) => stop && !isLeftOut),
    ...(segment !== undefined && {
      account: inAccount,
      names: {
        account: inAccount.label,
        retailer: OutsideText.name('Maple & Main'),
        segment: OutsideText.name(segment),
      },
      identifierType: 'Email' as const,
      ...(reading && { size: segmentSize({ earlier: reading, now: NOW }, []) }),
    }),
    ...(known && { view: view({ plan: known, reading }) }),
    ...more,
  };
}

/** One segment of several that one file goes to. */
export const segmentOf = (
  segment: string,
  rows: Rows,
  changes: GroupChanges & { ticked?: boolean } = {},
): GroupView => {
  const { ticked, ...rest } = changes;
  const made = group(segment, { 'optout.csv': { rows, ticked } }, rest, false);
  return { ...made, lines: made.lines.map((one) => ({ ...one, id: segment })) };
};

/** The group while it is open. */
export function opened(of: GroupView, changes: Partial<DraftPageInput> = {}): GroupView {
  const { draft, names, account, identifierType, view: known } = of;
  if (!draft) throw new Error('It has no draft');
  const { step, choices } = draft;
  const limits = limitsOf(choices);
  const page = { step, choices, names, account, identifierType, view: known, limits, now: NOW };
  return { ...of, detail: draftModel({ ...page, ...changes }) };
}

export const input = (
  groups: readonly GroupView[],
  changes: Partial<BatchPageInput> = {},
): BatchPageInput => ({
  isOneFile: false,
  groups,
  shown: [],
  sort: 'leftOut',
  now: NOW,
  ...changes,
});

export function sectionOf<T extends UploadSection['type']>(
  { main, first, last }: UploadModel,
  type: T,
): Extract<UploadSection, { type: T }> | undefined {
  return [...main, ...first, ...last].find(
    (section): section is Extract<UploadSection, { type: T }> => section.type === type,
  );
}
