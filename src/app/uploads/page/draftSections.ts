import { t } from '@vscode/l10n';
import { fileName, fileNames } from '../../../common/fileName';
import { count, plural, timeOfDay } from '../../../common/format';
import { compact, present } from '../../../common/records';
import { columnName } from '../../../csv/header';
import { formatLabel } from '../../../identifiers/formatLabel';
import { HASHES, type Hash, type ValueFormat } from '../../../identifiers/identifierTypes';
import { RULES } from '../../../identifiers/rules/allRules';
import { columnsRead, valuesIn } from '../../../upload/fieldsRead';
import {
  countSentInEveryFormat,
  HASH_FORMATS,
  otherFormats,
  sentFormat,
} from '../../../upload/hashFormats';
import type { Progress } from '../../../upload/jobTypes';
import { OPERATIONS, type Operation, type Plan } from '../../../upload/uploadTypes';
import type {
  FactsSection,
  FileSection,
  NotesSection,
  OperationSection,
  Press,
  RowsSection,
} from '../../../webview/uploadModel';
import { draftPlanOf, type DraftStep } from '../draftStep';
import type { PreviousProposal } from '../pairings/previousFiles';
import type { PlanFacts } from '../plan/planFacts';
import { byRuleOf } from '../plan/planProblems';
import {
  formatsText,
  hashingText,
  planNotes,
  replaceCaveat,
  requestsLine,
  sendingTime,
  type PlanNote,
} from '../plan/planReview';
import { addListPress } from '../suppression/suppressionSection';
import { firstRunText, foundText, isFirstRun } from '../update/updateReview';
import { WORDS } from '../words/operationWords';
import { valueWords } from '../words/valueWords';
import { notesSection, rowsSection, SHORT_TIME, valuesTitle } from './commonSections';
import { fileShown, isLocked, readPercent, readRatio, type DraftPageInput } from './draftBase';
import { columnsAfterPress, fileSection, previewedColumns, type FilePreview } from './filePreview';

/** The start of the file shown, if it was read. `hint`: in place of the one about columns. */
export function fileSectionOf(
  input: DraftPageInput,
  plan?: Plan,
  hint?: string,
): FileSection | undefined {
  const { preview, step, choices, identifierType } = input;
  if (!preview) return undefined;
  const index = fileShown(step);
  const { uri } = choices.files[index];
  const planned = plan?.files.at(index);
  return fileSection(planned ? { ...preview, dialect: planned.dialect } : preview, {
    name: fileName(uri),
    index,
    files: choices.files.length,
    rows: planned?.rows,
    chosen: columnsChosen(input, preview),
    type: identifierType,
    checks: input.checks,
    locked: isLocked(input),
    hint,
  });
}

/** The 0-based columns of the file shown that are read, as far as that is known before its plan. */
function columnsChosen(
  { step, choices, identifierType }: Pick<DraftPageInput, 'step' | 'choices' | 'identifierType'>,
  preview: FilePreview,
): readonly number[] {
  const planned = draftPlanOf(step)?.plan.files.at(fileShown(step));
  const { columns } = choices.files[fileShown(step)];
  return planned ? columnsRead(planned) : previewedColumns(preview, identifierType, columns);
}

/**
 * The columns to choose after a press on a header (see `columnsAfterPress`), or the several that a press
 * uses together, by their names if those are unique, so that they also apply to similar files. Undefined if nothing changes.
 */
export function choicesAfterPress(
  input: Pick<DraftPageInput, 'step' | 'choices' | 'identifierType'>,
  preview: FilePreview | undefined,
  pressed: readonly number[],
): (string | number)[] | undefined {
  if (preview === undefined) return [...pressed];
  const before = columnsChosen(input, preview);
  const after =
    pressed.length === 1
      ? columnsAfterPress(preview, input.identifierType, before, pressed[0])
      : pressed;
  return String(after) === String(before)
    ? undefined
    : after.map((column) => columnName(preview.header, column));
}

/** The rows read so far, or fields. */
export function checkedRowsSection(progress: Progress | undefined): RowsSection | undefined {
  if (progress?.checked === undefined) return undefined;
  const { checked } = progress;
  const { rows, blank, invalid } = checked;
  const section = rowsSection(
    valuesTitle(checked),
    { send: valuesIn(checked) - blank - invalid, invalid, blank },
    { words: { send: t('valid so far') }, busy: true },
  );
  const reading = t('reading row {0} · {1}', count(rows), readPercent(readRatio(progress) ?? 0));
  return { ...section, legend: [...section.legend, { text: reading }] };
}

/** All rows of a plan, or all fields in its columns. */
export function plannedRowsSection(plan: Plan): RowsSection {
  const { good, suppressed, duplicates, invalid, blank, update } = plan;
  const again = update?.unchanged ?? 0;
  const hint =
    again > 0
      ? plural(again, {
          one: t(
            '{0} of those to send is unchanged: sending it again changes nothing.',
            count(again),
          ),
          other: t(
            '{0} of those to send are unchanged: sending them again changes nothing.',
            count(again),
          ),
        })
      : undefined;
  return rowsSection(
    valuesTitle(plan),
    { send: good, suppressed, duplicates, invalid, blank },
    { hint },
  );
}

/** What happens to the list: choices, or facts where nothing can be changed. */
export function operationSection(
  input: Pick<
    DraftPageInput,
    'step' | 'choices' | 'identifierType' | 'hash' | 'waits' | 'countdown' | 'undoes'
  >,
): OperationSection | FactsSection {
  const { identifierType, step } = input;
  const options = draftPlanOf(step)?.plan.options;
  const operation = options?.operation ?? input.choices.operation;
  const hash =
    identifierType === 'Email' ? (options?.hash ?? input.choices.hash ?? input.hash) : undefined;
  const formats =
    hash && operation === 'remove'
      ? removedFormats(draftPlanOf(step)?.plan, input, hash)
      : undefined;
  const title = t('What happens');
  if (isLocked(input)) {
    const items = present([
      operation && { label: WORDS[operation].label(), text: hintOf(operation, true, step) },
      formats && { label: formats.label, text: formats.text },
      hash && !formats && { label: t('Send emails as'), text: hashLabel(hash) },
    ]);
    return { type: 'facts', title, items };
  }
  return compact<OperationSection>({
    type: 'operation',
    title,
    choices: OPERATIONS.map((value) => ({
      value,
      label: WORDS[value].label(),
      hint: hintOf(value, value === operation, step),
      chosen: value === operation,
    })),
    hash: hash && {
      label: t('Send emails as'),
      options: HASHES.map((value) => ({
        value,
        label: hashLabel(value),
        chosen: value === hash,
      })),
    },
    formats,
    press: operation === 'remove' || hasLists(step) ? undefined : addListPress(),
  });
}

/** What an operation does. An add that also removes people isn't said to leave everyone in. */
function hintOf(operation: Operation, isChosen: boolean, step: DraftStep): string {
  const removes = (draftPlanOf(step)?.plan.suppression?.removed ?? 0) > 0;
  return operation === 'add' && isChosen && removes
    ? t('Everyone in the segment stays in it, except suppressed people.')
    : WORDS[operation].hint(isChosen);
}

/** Whether the page has something about suppression lists, and more of them is beside it. */
function hasLists(step: DraftStep): boolean {
  const planned = draftPlanOf(step);
  return planned?.plan.suppression !== undefined || planned?.areListsUnused === true;
}

/** In which formats emails are removed: until they are counted, as if all were plain addresses. */
export function removedFormats(
  plan: Plan | undefined,
  { choices }: { choices: Partial<Pick<DraftPageInput['choices'], 'formats'>> },
  hash: Hash,
): NonNullable<OperationSection['formats']> {
  const forms = plan?.options.forms ?? choices.formats ?? 'hashed';
  const sent: readonly ValueFormat[] = plan
    ? HASH_FORMATS.filter((format) => countSentInEveryFormat(plan)[format])
    : [sentFormat('plain', hash, 'Email'), ...otherFormats('plain', { hash, forms }, 'Email')];
  const isPlainOpen =
    hash !== 'none' &&
    forms !== 'given' &&
    (plan === undefined || (plan.byForm.plain ?? 0) > 0) &&
    // Otherwise they were sent to the segment before.
    (forms === 'hashed' || choices.formats === 'all');
  return compact<NonNullable<OperationSection['formats']>>({
    label: t('Remove emails as'),
    text: sent.map(formatLabel).join(', '),
    hint:
      isPlainOpen && forms === 'hashed'
        ? t('Plain: not sent, since you hash addresses')
        : undefined,
    plain: isPlainOpen
      ? { label: t('Send plain addresses, too'), chosen: forms === 'all' }
      : undefined,
  });
}

/** When a proposed previous file was sent, or how else it was found. */
export function proposalText(
  { sentAt, isReplaced, modifiedAt }: PreviousProposal,
  now: number,
): string {
  if (sentAt !== undefined) {
    const at = timeOfDay(sentAt, now);
    return isReplaced
      ? t('earlier: sent at {0}, replaced since', at)
      : t('in the segment now: sent at {0}', at);
  }
  return modifiedAt === undefined
    ? t('in the same folder')
    : t('in the same folder, changed at {0}', timeOfDay(modifiedAt, now));
}

/** The previous files of an Update and where they come from; undefined until they are chosen. */
export function previousFileSection(input: DraftPageInput): NotesSection | undefined {
  const { choices, previous, now } = input;
  const operation = draftPlanOf(input.step)?.plan.options.operation ?? choices.operation;
  const { keep } = choices;
  const planned = draftPlanOf(input.step)?.plan.update;
  const files =
    planned?.files.filter(({ uri }) => !planned.found.includes(uri)) ??
    choices.previous ??
    (keep === undefined ? undefined : [{ uri: keep }]);
  if (operation !== 'update' || !files) return undefined;
  const chosenText = (): string => {
    const name = fileNames(files).forTree();
    return previous?.chosen ? t('{0}, {1}', name, proposalText(previous.chosen, now)) : name;
  };
  const texts = present([
    files.length > 0 && chosenText(),
    planned && foundText(planned),
    planned?.isCleared && firstRunText(true),
  ]);
  const [text = planned && !isFirstRun(planned) ? t('None.') : t('None: this is the first run.')] =
    texts;
  const change: Press = {
    label: t('Change'),
    action: 'changePrevious',
    description: t('Change the previous file'),
  };
  return notesSection(t('Previous file'), [
    isLocked(input) ? text : { text, press: change },
    ...texts.slice(1),
    previous?.isRemembered && t('Chosen because files of this name update this segment.'),
  ]);
}

function hashLabel(hash: Hash): string {
  return hash === 'none' ? t('As written') : formatLabel(hash);
}

/** Warnings about the plan, each with a way on where there is one; undefined without any. */
export function warningNotes(view: PlanFacts, locked: boolean): NotesSection | undefined {
  const { plan } = view;
  return notesSection(t('Warnings'), [
    ...planNotes(view).map((note) => ({
      text: note.text,
      press: locked ? undefined : wayOn(note, plan),
    })),
    ...byRuleOf(plan).flatMap(([title, rule, rows]) =>
      RULES.get(rule)?.level === 'warning'
        ? {
            text: t('{0}: {1}', title, valueWords(plan).count(rows)),
            press: showPress(rule, title),
          }
        : [],
    ),
  ]);
}

function showPress(rule: string, title: string): Press {
  return { label: t('Show'), action: 'showRows', value: rule, description: t('Show: {0}', title) };
}

function wayOn({ about, rule }: PlanNote, plan: Plan): Press | undefined {
  const readAnew: Press = {
    label: t('Change How the File Is Read…'),
    action: 'changeReading',
    value: '0',
  };
  switch (about) {
    case 'format':
      return formatPress(plan);
    case 'column':
      if (plan.target.segmentId !== '' && rule === 'named-otherwise')
        return { label: t('Choose Another Segment…'), action: 'changeSegment' };
      return rule === 'mixed-encodings' || rule === 'header-doubtful' ? readAnew : undefined;
    default:
      return undefined;
  }
}

/** Sends in the format of the last upload, as far as that follows from the file. */
function formatPress({ formBefore, options, byForm }: Plan): Press | undefined {
  if (options.operation === 'remove') return undefined;
  const hash = formBefore && hashOf(formBefore);
  return hash && hash !== options.hash && byForm.plain
    ? {
        label: hash === 'none' ? t('Send as Written') : t('Send as {0}', formatLabel(formBefore)),
        action: 'chooseHash',
        value: hash,
      }
    : undefined;
}

/** The hash that gives a plain address this format. */
function hashOf(format: ValueFormat): Hash | undefined {
  return format === 'plain' ? 'none' : HASHES.find((hash) => hash === format);
}

/** How the identifiers are sent and who uses the segment; undefined if there is nothing to say. */
export function sendingNotes(view: PlanFacts): NotesSection | undefined {
  const { plan } = view;
  if (plan.good === 0) return undefined;
  const hashing = hashingText(plan);
  const formats = plan.target.identifierType.toLowerCase() === 'email' && formatsText(plan);
  return notesSection(t('Sending'), [
    sendingTime(view) >= SHORT_TIME && requestsLine(view),
    hashing,
    // Of one format there is nothing to tell that the figures don’t say.
    formats !== hashing && Object.keys(countSentInEveryFormat(plan)).length > 1 && formats,
    plan.options.operation === 'replace' && replaceCaveat(),
  ]);
}
