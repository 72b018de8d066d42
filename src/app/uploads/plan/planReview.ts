import { t } from '@vscode/l10n';
import { identifiersText, requestsText, rowCountsText } from '../../../common/counts';
import { fileLabel } from '../../../common/fileName';
import { count, dateTime, duration, percent, utcAndLocal } from '../../../common/format';
import { present } from '../../../common/records';
import { columnLabel } from '../../../csv/findColumn';
import { formatLabel } from '../../../identifiers/formatLabel';
import { RULES } from '../../../identifiers/rules/allRules';
import { countSentInEveryFormat } from '../../../upload/hashFormats';
import {
  columnsWithoutValidFields,
  filesWithManyInvalid,
  filesWithoutValidRows,
  invalidRatio,
  shrinkRisk,
  type ShrinkRisk,
} from '../../../upload/safetyChecks';
import {
  computationRisk,
  estimatedTime,
  nextComputation,
  REQUESTS_PER_MINUTE,
} from '../../../upload/schedule';
import { riskText, updateRisks, type UpdateRisk } from '../../../upload/update/updateRisks';
import type { Plan } from '../../../upload/uploadTypes';
import { formatsNote, rangeInWords, sizesLines } from '../../segments/sizes/sizeTexts';
import type { Limits } from '../choices/engineOptions';
import { formatsLabel } from '../messages';
import { suppressionLines } from '../suppression/suppressionTexts';
import { updateLines } from '../update/updateReview';
import { valueWords } from '../words/valueWords';
import { sendsNothing } from './fileFigures';
import type { PlanFacts, PlanSizes } from './planFacts';
import { sizesOfPlan } from './sentFromHere';
import { sizeBefore } from './sizeBefore';

/** Criteo's help center asks for this many unique values per file; the API states no minimum. */
const RECOMMENDED_MINIMUM = 500;

/** Why the plan needs explicit confirmation, as sentences; empty if it doesn't. */
export function confirmationReasons(view: PlanSizes, limits: Limits): string[] {
  const { plan } = view;
  const { maxRefused, maxRemoved } = limits;
  return present([
    invalidRatio(plan) > maxRefused && invalidText(plan),
    ...filesWithoutValidRows(plan.files).map(({ uri }) =>
      t('Nothing in {0} can be sent.', fileLabel(uri).forNotification()),
    ),
    ...(plan.good === 0 ? [] : columnsWithoutValidFields(plan.files)).map(({ file, column }) =>
      t(
        'No field of {0} in {1} can be sent.',
        columnLabel(file.columns, column),
        fileLabel(file.uri).forNotification(),
      ),
    ),
    ...filesWithManyInvalid(plan.files, maxRefused).map((file) =>
      t('{0}: {1}', fileLabel(file.uri).forNotification(), invalidText(file)),
    ),
    shrinkReason(view, limits),
    ...updateRisks(plan, limits).map((risk) => riskText(risk, plan, maxRemoved)),
    plan.unchangedSince !== undefined && unchangedText(plan, plan.unchangedSince),
  ]);
}

/** The reason that is about the list's size; undefined if there is none. */
export function shrinkReason(view: PlanSizes, limits: Limits): string | undefined {
  const { plan } = view;
  const before =
    rangeInWords(sizesOfPlan(view).before) ?? identifiersText(sizeBefore(view).identifiers);
  const { update, suppression } = plan;
  const suppressed = suppression?.identifiers ?? 0;
  const isRemoval = plan.options.operation === 'remove';
  const removed = isRemoval ? plan.distinct : (update?.identifiers ?? 0) + suppressed;
  const removes = plan.options.operation !== 'replace';
  switch (shrinkRiskOf(view, limits)) {
    case 'shrinks':
      return removes
        ? t(
            'The segment may lose too much: it had {0}, and {1} would be removed.',
            before,
            count(removed),
          )
        : plan.files.length > 1
          ? t(
              'The segment would shrink: it had {0}, these files have {1}.',
              before,
              count(plan.distinct),
            )
          : t(
              'The segment would shrink: it had {0}, this file has {1}.',
              before,
              count(plan.distinct),
            );
    case 'size-unknown':
      return `${unknownSizeText()} ${removes ? t('It isn’t known how many will be left.') : t('It isn’t known how many will be lost.')}`;
    case undefined:
      return undefined;
  }
}

/**
 * Whether the plan may lose too much of the list, it isn't known how much, or an update may remove
 * who hasn't left.
 */
export function lossOf(view: PlanSizes, limits: Limits): ShrinkRisk | UpdateRisk | undefined {
  const [risk] = updateRisks(view.plan, limits);
  return shrinkRiskOf(view, limits) ?? risk;
}

function shrinkRiskOf(view: PlanSizes, { minKept }: Limits): ShrinkRisk | undefined {
  return shrinkRisk(view.plan, sizeBefore(view), minKept);
}

export function unknownSizeText(): string {
  return t('Couldn’t read how many identifiers the segment has.');
}

function invalidText(figures: Parameters<typeof invalidRatio>[0]): string {
  const { blank, invalid } = figures;
  return valueWords(figures).invalidShare(blank, percent(invalidRatio(figures)), count(invalid));
}

/**
 * How a plan changes the segment's size, as far as that is known:
 * `Segment size: 5,000 (read Nov 30, 2026, 00:12 UTC) · +4,263 sent since · +1,100 now → at most 10,363`
 */
export function sizeLines(view: PlanSizes): string[] {
  const { plan } = view;
  if (sendsNothing(plan)) return [];
  const sizes = sizesOfPlan(view);
  return present([...sizesLines(sizes), formatsNote(sizes, plan.distinct)]);
}

/** The message of a warning about the column as a whole. */
export function warningText(rule: string): string {
  return RULES.get(rule)?.message() ?? rule;
}

/** What a warning is about: the rule of one about the whole column, or a subject of the plan. */
export interface PlanNote {
  readonly about: 'column' | 'again' | 'few' | 'format' | 'timing' | 'git';
  readonly rule?: string;
  readonly text: string;
}

/** Warnings before sending, as sentences; none of them blocks it. */
export function planWarnings(view: PlanFacts): string[] {
  return planNotes(view).map(({ text }) => text);
}

/** `planWarnings` with what each is about. */
export function planNotes(view: PlanFacts): PlanNote[] {
  const { plan } = view;
  const notes: { about: PlanNote['about']; rule?: string; text: string | undefined }[] = [
    ...plan.columnWarnings.map((rule) => ({
      about: 'column' as const,
      rule,
      text: warningText(rule),
    })),
    { about: 'again', text: againNote(view) },
    { about: 'few', text: fewNote(view) },
    { about: 'format', text: formatNote(plan) },
    { about: 'timing', text: timingNote(view) },
    { about: 'git', text: gitNote(view) },
  ];
  return notes.filter((note): note is PlanNote => note.text !== undefined);
}

/** That the same was added before, whatever came in between, unless that is a reason to confirm. */
export function againNote(view: PlanSizes): string | undefined {
  const { options, unchangedSince } = view.plan;
  if (options.operation !== 'add' || unchangedSince !== undefined) return undefined;
  const { sentBefore, thereSince } = sizesOfPlan(view).change;
  if (thereSince !== undefined)
    return t('Sent before, {0}: still in the segment as far as is known.', dateTime(thereSince));
  return sentBefore === undefined
    ? undefined
    : t('Sent before, {0}. What was removed since comes back.', dateTime(sentBefore));
}

function fewNote({ plan, reading }: PlanFacts): string | undefined {
  const { operation } = plan.options;
  const fills = operation === 'replace' || (operation === 'add' && reading?.identifiers === 0);
  if (!fills || plan.distinct >= RECOMMENDED_MINIMUM) return undefined;
  const has =
    plan.files.length > 1
      ? t('These files have {0}.', count(plan.distinct))
      : t('This file has {0}.', count(plan.distinct));
  return `${t('Criteo’s help center asks for more than 500 identifiers per file; the API states no minimum.')} ${has}`;
}

function gitNote({ git, plan: { files } }: PlanFacts): string | undefined {
  const name = fileLabel(files[0].uri).forNotification();
  switch (git) {
    case 'tracked':
      return t(
        'Git tracks {0}, a file of plain addresses. To stop that, run "git rm --cached" and add the file to .gitignore; the history still contains it.',
        name,
      );
    case 'not-ignored':
      return t(
        'Git doesn’t ignore {0}, a file of plain addresses. Add it to .gitignore to keep it out of commits.',
        name,
      );
    case undefined:
      return undefined;
  }
}

/** Warns if the last upload used another hash format. A Replace removes that one. */
function formatNote(plan: Plan): string | undefined {
  const { formBefore, options } = plan;
  if (formBefore === undefined || options.operation === 'replace') return undefined;
  if (options.operation === 'add' || options.operation === 'update')
    return t(
      'The last upload to this segment used another hash format ({0}). With both, people may count twice.',
      formatLabel(formBefore),
    );
  if (countSentInEveryFormat(plan)[formBefore]) return undefined;
  return t(
    'The last upload to this segment used another hash format ({0}), so this may remove no one. Use a file in that format.',
    formatLabel(formBefore),
  );
}

/** The time that sending takes, in milliseconds. */
export function sendingTime({ plan, quota }: PlanFacts): number {
  return estimatedTime(plan.calls, plan.options.concurrency, quota ?? REQUESTS_PER_MINUTE);
}

/**
 * For example `1,200 requests, about 5 min at 250 requests a minute.` The limit of the sandbox is none
 * of Criteo's.
 */
export function requestsLine(view: PlanFacts): string {
  const requests = requestsText(view.plan.calls);
  const time = duration(sendingTime(view));
  return view.sandbox
    ? t('{0}, about {1}.', requests, time)
    : t(
        '{0}, about {1} at {2} a minute.',
        requests,
        time,
        requestsText(view.quota ?? REQUESTS_PER_MINUTE),
      );
}

function timingNote(view: PlanFacts): string | undefined {
  const { plan, now } = view;
  if (plan.calls === 0) return undefined;
  const ms = sendingTime(view);
  const next = nextComputation(now);
  switch (computationRisk(now, ms)) {
    case 'across':
      return plan.options.operation === 'replace'
        ? t(
            'The upload would overlap the computation at {0}, which would see a half-filled segment.',
            utcAndLocal(next),
          )
        : t(
            'The upload would overlap the computation at {0}, and part of it may miss it.',
            utcAndLocal(next),
          );
    case 'close':
      return t(
        'The upload would end less than 30 minutes before the computation at {0} and may miss it.',
        utcAndLocal(next),
      );
    case 'none':
      return undefined;
  }
}

/** For example `Hash formats to send: SHA-256 1,200.`; empty if nothing is sent. */
export function formatsText(plan: Plan): string {
  const forms = formatsLabel(countSentInEveryFormat(plan));
  return forms && t('Hash formats to send: {0}.', forms);
}

/** How identifiers are changed before sending; undefined if they aren't. */
export function hashingText(plan: Plan): string | undefined {
  const { hash, forms } = plan.options;
  if (forms !== 'given') return formatsText(plan);
  return hash !== 'none' && plan.byForm.plain
    ? t('Plain addresses are sent as {0}.', formatLabel(hash))
    : undefined;
}

/**
 * The review's second paragraph as plain-text lines: who is new and who leaves, the segment's size,
 * row counts, suppression lists, requests, and audiences.
 */
export function reviewLines(view: PlanFacts): string[] {
  return [
    ...updateLines(view.plan),
    ...sizeLines(view),
    rowCountsText(view.plan),
    ...suppressionLines(view.plan, view.now),
    ...sendingLines(view),
  ];
}

/** What sending means, for a page that shows the counts elsewhere. */
function sendingLines(view: PlanFacts): string[] {
  const { plan, sandbox } = view;
  const replaces = plan.options.operation === 'replace';
  return present([
    requestsLine(view),
    hashingText(plan),
    audiencesText(view),
    replaces && replaceCaveat(),
    sandbox && t('Local sandbox: nothing is sent to Criteo.'),
  ]);
}

/** The audiences that use the segment; undefined if there are none, or they aren't known. */
export function audiencesText({
  audiences = [],
}: Pick<PlanFacts, 'audiences'>): string | undefined {
  const names = audiences.slice(0, 5).map((name) => name.forNotification());
  return names.length > 0
    ? t('Used by {0}.', [...names, ...(audiences.length > 5 ? ['…'] : [])].join(', '))
    : undefined;
}

export function replaceCaveat(): string {
  return t(
    'Replacing takes more than one step: the segment is cleared first, then filled request by request. If it stops in between, the segment is incomplete until you resume.',
  );
}

/** Says that the same identifiers were uploaded before. `since`: ISO 8601. */
function unchangedText({ options }: Plan, since: string): string {
  const time = dateTime(Date.parse(since));
  return options.operation === 'remove'
    ? t(
        'The same identifiers were removed from this segment on {0}, and nothing has changed it from here since. Unless they were added elsewhere, sending them again changes nothing.',
        time,
      )
    : t(
        'The same identifiers were uploaded to this segment on {0}, and nothing has changed it from here since. Unless they were removed elsewhere, sending them again changes nothing.',
        time,
      );
}
