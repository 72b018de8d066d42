import { t } from '@vscode/l10n';
import { audiencesText, rowCountsText } from '../../../common/counts';
import { count, percent } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { compact, present } from '../../../common/records';
import { valuesIn } from '../../../upload/fieldsRead';
import type { Progress } from '../../../upload/jobTypes';
import type { Operation } from '../../../upload/uploadTypes';
import type {
  BarButton,
  SizeSection,
  UploadModel,
  UploadSection,
} from '../../../webview/uploadModel';
import { draftPlanOf, type DraftPlan } from '../draftStep';
import { sendsNothing } from '../plan/fileFigures';
import type { PlanFacts } from '../plan/planFacts';
import { shrinkReason } from '../plan/planReview';
import { isDangerous, sendLabel } from '../plan/sendLabel';
import { typedIds } from '../plan/typedIds';
import { suppressionSection, unusedListsText } from '../suppression/suppressionSection';
import { factsOfPlan } from '../suppression/suppressionTexts';
import { otherFilesText } from '../update/updateReview';
import { changeSection, otherListSection, previousFiguresSection } from '../update/updateSections';
import { WORDS } from '../words/operationWords';
import { valueWords } from '../words/valueWords';
import { needsModel } from './askingPage';
import { blockedModel, calloutText, unsentCallout } from './blockedPage';
import { notesSection, timesSection } from './commonSections';
import {
  baseModel,
  filesText,
  heldBar,
  isLocked,
  oneButtonBar,
  readRatio,
  type DraftPageInput,
} from './draftBase';
import {
  checkedRowsSection,
  fileSectionOf,
  operationSection,
  plannedRowsSection,
  previousFileSection,
  sendingNotes,
  warningNotes,
} from './draftSections';
import { kindsSection } from './kindsSection';
import { draftSizeSection } from './sizeChange';

/** Audiences that are named; of more, how many there are. */
const MOST_NAMED = 20;

/** The page of a draft: everything that is to be seen and done before sending. */
export function draftModel(input: DraftPageInput): UploadModel {
  const { step } = input;
  switch (step.kind) {
    case 'needs':
      return needsModel(input, step);
    case 'checking':
      return checkingModel(input, step.progress);
    case 'ready':
      return input.checks ? checkModel(input, step.planned) : plannedModel(input, step.planned);
    case 'blocked':
      return step.planned
        ? plannedModel(input, step.planned, step.failure.message)
        : blockedModel(input, step);
    case 'sent':
      return {
        ...baseModel(input),
        bar: { text: t('Starting…'), busy: true, start: [], buttons: [] },
      };
  }
}

function checkingModel(input: DraftPageInput, progress: Progress | undefined): UploadModel {
  const { choices, checks } = input;
  const ratio = readRatio(progress);
  const checking = (at: number): string => t('Checking: {0}', percent(at));
  const { otherFiles = 0 } = progress ?? {};
  return compact<UploadModel>({
    ...baseModel(input),
    main: present([
      fileSectionOf(input),
      checkedRowsSection(progress),
      notesSection(t('Other files'), [otherFiles > 0 && otherFilesText(otherFiles)]),
    ]),
    first: checks
      ? []
      : present([operationSection(input), previousFileSection(input), draftSizeSection(input)]),
    bar: oneButtonBar({
      ...(checks ? uploadButton() : sendButton(choices.operation)),
      text: ratio === undefined ? t('Checking…') : checking(Math.floor(ratio * 100) / 100),
      busy: true,
      missing: t('The file is still being checked.'),
    }),
    // Not more often than every ten percent.
    announcement: ratio === undefined ? undefined : checking(Math.floor(ratio * 10) / 10),
  });
}

/** A check without a segment: what could be sent. */
function checkModel(input: DraftPageInput, planned: DraftPlan): UploadModel {
  const { plan, reasons } = planned;
  const view = viewOf(input, planned);
  return {
    ...baseModel(input),
    heading: {
      text: t(
        '{0}: {1} of {2} can be sent',
        filesText(input),
        count(plan.good),
        valueWords(plan).count(valuesIn(plan)),
      ),
    },
    intro: reasons.map((text) => ({
      text: t('An upload would need confirmation: {0}', text),
      strong: true,
    })),
    main: plannedSections(input, view),
    last: present([sendingNotes(view)]),
    bar: plan.good > 0 ? oneButtonBar(uploadButton()) : emptyBar(input),
    announcement: rowCountsText(plan),
  };
}

function uploadButton(): Pick<BarButton, 'label' | 'action'> {
  return { label: t('Upload…'), action: 'changeSegment' };
}

/** `refusal`: why a safety check blocks the plan, or that nothing in it can be sent. */
function plannedModel(input: DraftPageInput, planned: DraftPlan, refusal?: string): UploadModel {
  const { plan, reasons } = planned;
  const { now, limits } = input;
  const view = viewOf(input, planned);
  const base = baseModel(input);
  const listReason = shrinkReason(view, limits);
  const size = sizeWithUse(input, view);
  const bar = plannedBar(input, planned, view, refusal !== undefined);
  const unsent = unsentCallout(input.unsent, bar);
  return compact<UploadModel>({
    ...base,
    ...(unsent && { step: 'unsent' }),
    heading: sendsNothing(plan)
      ? { text: t('Nothing in {0} can be sent', filesText(input)) }
      : base.heading,
    callout:
      refusal === undefined
        ? unsent
        : { tone: 'warning', icon: 'warning', text: refusal, presses: [] },
    danger: listReason === undefined ? undefined : size,
    typed:
      heldBar(input, '') || refusal !== undefined
        ? undefined
        : typedIds([planned], [], listReason !== undefined && size?.tone === 'loss'),
    intro: [
      ...base.intro,
      ...reasons.filter((reason) => reason !== listReason).map((text) => ({ text, strong: true })),
      ...(input.notices ?? []).map((text) => ({ text })),
    ],
    main: plannedSections(input, view),
    first: present([
      operationSection(input),
      previousFileSection(input),
      listReason === undefined && size,
    ]),
    last: present([!sendsNothing(plan) && timesSection(now, t('sent'), now), sendingNotes(view)]),
    bar,
    announcement: unsent ? calloutText(unsent) : rowCountsText(plan),
  });
}

/** How the size changes, with the audiences that this concerns beside it. */
function sizeWithUse(input: DraftPageInput, view: PlanFacts): SizeSection | undefined {
  const { audiences = [] } = view;
  const size = draftSizeSection(input, view);
  if (!size || audiences.length === 0) return size;
  const more = audiences.length - MOST_NAMED;
  return {
    ...size,
    usedBy: {
      label: t('Used by {0}', audiencesText(audiences.length)),
      names: [
        ...audiences.slice(0, MOST_NAMED).map((name) => name.forTree()),
        ...(more > 0 ? [t('… and {0} more', count(more))] : []),
      ],
    },
  };
}

function plannedSections(input: DraftPageInput, view: PlanFacts): UploadSection[] {
  const { plan } = view;
  const { update } = plan;
  return present<UploadSection>([
    !isLocked(input) && otherListSection(plan, input.limits.allowed),
    changeSection(plan),
    fileSectionOf(input, plan),
    plannedRowsSection(plan),
    plan.suppression &&
      suppressionSection(factsOfPlan(plan.suppression), plan.files, {
        now: view.now,
        isLocked: isLocked(input),
        sources: draftPlanOf(input.step)?.lists,
      }),
    draftPlanOf(input.step)?.areListsUnused &&
      notesSection(t('Suppression lists'), [unusedListsText()]),
    update &&
      previousFiguresSection(
        update,
        plan.options.allowed.includes('remove-shared'),
        isLocked(input),
      ),
    // A fixed file is no longer the one that was uploaded.
    kindsSection(plan, { isReadOnly: input.undoes !== undefined, listed: input.listed }),
    warningNotes(view, isLocked(input)),
  ]);
}

/** What is known of a plan until its view is loaded, as of now. */
function viewOf(input: DraftPageInput, { plan, reading, sent }: DraftPlan): PlanFacts {
  const { view, names, account, now } = input;
  return {
    plan,
    names: names ?? { segment: OutsideText.name('') },
    sandbox: account?.sandbox ?? false,
    reading,
    sent,
    ...view,
    now,
  };
}

function plannedBar(
  input: DraftPageInput,
  planned: DraftPlan,
  view: PlanFacts,
  isRefused: boolean,
): UploadModel['bar'] {
  const { waits, limits, choices, remember, undoes } = input;
  const { plan } = planned;
  const held = heldBar(input, t('Checking the segment…'));
  if (held) return held;
  if (isRefused)
    return waits || !sendsNothing(plan)
      ? refusedBar(waits === true, choices.operation)
      : emptyBar(input);
  return oneButtonBar({
    // Whatever was left out of what is undone isn't in the segment.
    label: undoes ? WORDS[plan.options.operation].send(count(plan.good)) : sendLabel(planned, view),
    isDangerous: isDangerous(planned, view, limits),
    text: waits
      ? t('A program waits for your confirmation. What it chose can’t be changed here.')
      : undefined,
    remember,
  });
}

/** Of a file of which no row can be sent: there is nothing to press but another one. */
function emptyBar(input: DraftPageInput): UploadModel['bar'] {
  const another: BarButton = {
    label: t('Choose Another File…'),
    action: 'chooseFile',
    look: 'secondary',
  };
  const hasOne = input.choices.files.length === 1 && !isLocked(input);
  return { text: t('No row can be sent.'), start: [], buttons: hasOne ? [another] : [] };
}

/** A program's upload ends with a report that says why nothing was sent. */
function refusedBar(waits: boolean, operation: Operation | undefined): UploadModel['bar'] {
  return waits
    ? {
        start: [],
        buttons: [{ label: t('End Without Sending'), action: 'send', look: 'secondary' }],
      }
    : oneButtonBar({ ...sendButton(operation), missing: t('No row can be sent.') });
}

function sendButton(operation: Operation | undefined): Pick<BarButton, 'label'> {
  return { label: WORDS[operation ?? 'any'].label() };
}
