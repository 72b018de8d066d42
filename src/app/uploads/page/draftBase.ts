import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import type { Failure } from '../../../common/failure';
import { fileName, fileOrCount } from '../../../common/fileName';
import { duration, percent } from '../../../common/format';
import type { OutsideText } from '../../../common/outsideText';
import { compact, present } from '../../../common/records';
import type { Hash, IdentifierType } from '../../../identifiers/identifierTypes';
import type { Progress } from '../../../upload/jobTypes';
import type { SegmentSize } from '../../../upload/segmentSize';
import type { Operation } from '../../../upload/uploadTypes';
import type { BarButton, RememberLine, UploadModel } from '../../../webview/uploadModel';
import type { AccountHandle } from '../../accounts/account';
import type { Choices } from '../choices/choices';
import type { Limits } from '../choices/engineOptions';
import type { DraftStep } from '../draftStep';
import type { TargetNames } from '../messages';
import type { PreviousProposal } from '../pairings/previousFiles';
import type { PlanFacts } from '../plan/planFacts';
import { undoesText, type UndoneUpload } from '../undoUpload';
import { WORDS } from '../words/operationWords';
import { contextItems, contextOf, typeIcon } from './commonSections';
import type { FilePreview } from './filePreview';
import type { ListedRows } from './kindsSection';

/** A segment that a file fits whose values are of another type. */
export interface FittingSegment {
  account: AccountHandle;
  segment: Segment;
  retailer?: OutsideText;
  /** Last known number of identifiers. */
  size?: number;
  /** Whether it belongs to the retailer of the draft's segment. */
  sameRetailer: boolean;
}

/** Everything that the page of a draft shows. */
export interface DraftPageInput {
  step: DraftStep;
  choices: Choices;
  /** The type that identifiers are checked as, once known. */
  identifierType?: IdentifierType;
  /** The hash from the settings, while none is chosen. */
  hash?: Hash;
  /** The start of the file `fileShown`, once read. */
  preview?: FilePreview;
  account?: AccountHandle;
  names?: TargetNames;
  /** The segment's size as far as known, until there is a plan. */
  size?: SegmentSize;
  /** Of the step's plan, once loaded. */
  view?: PlanFacts;
  limits: Limits;
  /** Milliseconds since 1970. */
  now: number;
  /** A check, which has no segment. */
  checks?: boolean;
  /** A program waits for the confirmation: nothing can be changed. */
  waits?: boolean;
  /** The upload that it undoes: nothing can be changed. */
  undoes?: UndoneUpload;
  /** Rows to list because the editor can't show them. */
  listed?: ListedRows;
  /** What else the user should know, as sentences. */
  notices?: readonly string[];
  /** The segment is read once more before the first request. */
  isSending?: boolean;
  /** Seconds until a confirmed Replace begins. */
  countdown?: number;
  /** Why nothing was sent although it was confirmed. */
  unsent?: Failure;
  /** Of an Update. */
  previous?: PreviousInput;
  /** What sending would leave for the next time. */
  remember?: RememberLine;
  /** Segments of the type that the file has instead. */
  fits?: readonly FittingSegment[];
}

/** What an Update may be compared with, or what was chosen: see `Choices.previous`. */
export interface PreviousInput {
  proposals: readonly PreviousProposal[];
  /** The proposal that was chosen, if it was one. */
  chosen?: PreviousProposal;
  /** It was chosen because files of this name update the segment. */
  isRemembered?: boolean;
}

/** The 0-based index of the file whose start the page shows. */
export function fileShown(step: DraftStep): number {
  return 'file' in step ? (step.file ?? 0) : 0;
}

/** What all steps of a draft have: the sentence that its button carries out, and the target. */
export function baseModel(
  input: DraftPageInput,
): Pick<UploadModel, 'step' | 'heading' | 'context' | 'intro' | 'main' | 'first' | 'last'> {
  const { names, account, identifierType, checks, undoes } = input;
  const canChange = !checks && !isLocked(input) && input.step.kind !== 'sent';
  return {
    // The same while the figures come in and after a choice, so that the focus stays where it is:
    // also on Update among the operations. What chooses the previous file is gone afterwards.
    step: input.choices.previous ? 'draft compared' : 'draft',
    heading: { text: headingText(input) },
    context: contextOf(
      account,
      isAboutFile(input.step)
        ? present([
            names && { text: names.segment.forTree(), icon: typeIcon(identifierType) },
            ...contextItems(names),
          ])
        : contextItems(names, identifierType),
      canChange ? { label: t('Change Segment'), action: 'changeSegment' } : undefined,
    ),
    intro: undoes ? [{ text: undoesText(undoes) }] : [],
    main: [],
    first: [],
    last: [],
  };
}

/** Whether the heading is about the file, so that the line below it has to name the segment. */
function isAboutFile(step: DraftStep): boolean {
  if (step.kind === 'needs') return step.missing !== 'previous' && step.missing !== 'operation';
  return step.kind === 'blocked' && !step.planned;
}

/** Whether nothing can be changed. */
export function isLocked({
  waits,
  countdown,
  undoes,
}: Pick<DraftPageInput, 'waits' | 'countdown' | 'undoes'>): boolean {
  return waits === true || countdown !== undefined || undoes !== undefined;
}

/**
 * The bar while nothing can be sent any more, or not yet: the last look before the first request,
 * which `text` names, and the countdown before a Replace. `canCancel`: also that look.
 */
export function heldBar(
  { isSending, countdown }: Pick<DraftPageInput, 'isSending' | 'countdown'>,
  text: string,
  canCancel = false,
): UploadModel['bar'] {
  const cancel: BarButton = { label: t('Cancel'), action: 'hold', look: 'secondary' };
  if (isSending === true)
    return { text, busy: true, start: [], buttons: canCancel ? [cancel] : [] };
  return countdown === undefined
    ? undefined
    : { text: replacingText(countdown), start: [], buttons: [cancel] };
}

type Bar = NonNullable<UploadModel['bar']>;

/**
 * The bar with the one button that goes on; by default, it sends. `missing`: why it can't yet;
 * `isDangerous`: no key presses it.
 */
export function oneButtonBar({
  label,
  action = 'send',
  missing,
  isDangerous = false,
  ...rest
}: Pick<BarButton, 'label' | 'missing'> &
  Omit<Bar, 'start' | 'buttons'> & { action?: BarButton['action']; isDangerous?: boolean }): Bar {
  const button = compact<BarButton>({
    label,
    action,
    look: isDangerous ? 'danger' : 'primary',
    missing,
    byKey: (action === 'send' && missing === undefined && !isDangerous) || undefined,
  });
  return compact<Bar>({ ...rest, start: [], buttons: [button] });
}

/** `countdown`: seconds. */
export function replacingText(countdown: number): string {
  return t('Replacing in {0}', duration(countdown * 1000));
}

/** How much of the files was read, from 0 to 1; undefined as long as that isn't known. */
export function readRatio(progress: Progress | undefined): number | undefined {
  const { bytesRead = 0, bytesTotal = 0 } = progress ?? {};
  return bytesTotal > 0 ? Math.min(1, bytesRead / bytesTotal) : undefined;
}

/** Such as `42%`, and never 100% too early. */
export function readPercent(ratio: number): string {
  return percent(Math.floor(ratio * 100) / 100);
}

/** The name of the draft's file, or the number of its files. */
export function filesText({ choices }: Pick<DraftPageInput, 'choices'>): string {
  return fileOrCount(choices.files).forTree();
}

/** The name of one of the draft's files. */
export function fileNameAt({ choices }: DraftPageInput, index: number): string {
  return fileName(choices.files[index].uri).forTree();
}

function headingText(input: DraftPageInput): string {
  const { names, choices, checks } = input;
  const files = filesText(input);
  if (checks) return t('Check {0}', files);
  return uploadHeading(choices.operation, files, names?.segment.forTree());
}

/** The sentence that the button carries out. `segment`: undefined if there is none yet. */
export function uploadHeading(
  operation: Operation | undefined,
  files: string,
  segment: string | undefined,
): string {
  if (segment === undefined) return t('Upload {0}', files);
  return WORDS[operation ?? 'any'].heading(files, segment);
}
