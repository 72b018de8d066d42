import { t } from '@vscode/l10n';
import type { ToolCode } from '../../../common/codes/toolCodes';
import { describe, type Failure } from '../../../common/failure';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import type { Press, UploadModel } from '../../../webview/uploadModel';
import type { DraftStep } from '../draftStep';
import {
  baseModel,
  fileNameAt,
  fileShown,
  filesText,
  sections,
  type DraftPageInput,
} from './draftBase';
import { fileSectionOf } from './draftSections';
import { identifiersText, segmentWays } from './segmentWays';

type Blocked = Extract<DraftStep, { kind: 'blocked' }>;

/** The page of a draft that something stops. */
export function blockedModel(input: DraftPageInput, step: Blocked): UploadModel {
  const { failure } = step;
  if (failure.code === 'wrong-type' && step.identifierType !== undefined)
    return wrongTypeModel(input, step.identifierType);
  const { heading, ...callout } = stopOf(input, failure);
  const base = baseModel(input);
  return {
    ...base,
    step: failure.code,
    ...(heading !== undefined && { heading: { text: heading } }),
    callout: { icon: callout.tone === 'danger' ? 'error' : 'warning', ...callout },
    main: UNREADABLE.has(failure.code) ? [] : sections(fileSectionOf(input)),
  };
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
/** Codes of segments that can't be written to. */
const UNFIT: ReadonlySet<string> = new Set<ToolCode>([
  'segment-read-only',
  'segment-events',
  'segment-not-contact-list',
  'unsupported-type',
  'wrong-type',
]);
const NOT_SIGNED_IN: ReadonlySet<string> = new Set(['signed-out', 'no-account']);

/** What to say of a failure, and the ways on, the best one first. */
function stopOf(
  input: DraftPageInput,
  failure: Failure,
): Omit<NonNullable<UploadModel['callout']>, 'icon'> & { heading?: string } {
  const { choices, names, checks, undoes } = input;
  const files = filesText(input);
  const checkAgain: Press = { label: t('Check Again'), action: 'check' };
  const tryAgain: Press = { label: t('Try Again'), action: 'check' };
  const otherSegment: Press[] =
    checks || undoes ? [] : [{ label: t('Choose Another Segment…'), action: 'changeSegment' }];
  // Which of the files it is about, the message says.
  const otherPrevious: Press[] =
    choices.operation === 'update' && choices.previous && !checks && !undoes
      ? [{ label: t('Choose Another Previous File…'), action: 'changePrevious' }]
      : [];
  const tone = 'danger';
  const { code, message, status } = failure;
  if (failure.cancelled)
    return { tone: 'warning', text: t('The check was cancelled.'), presses: [checkAgain] };
  if (code === 'changed')
    return {
      heading: t('Something has changed since {0} was checked', files),
      tone: 'warning',
      text: message,
      presses: [checkAgain, { label: t('Open File'), action: 'openFile' }],
    };
  if (code === 'other-file')
    return {
      heading: t('Another file of this segment can’t be read'),
      tone: 'warning',
      text: message,
      presses: [
        tryAgain,
        { label: t('Remove Its People Too'), action: 'removeShared', value: 'true' },
      ],
    };
  if (code === 'not-undoable')
    return {
      heading: t('The upload of {0} can’t be undone', files),
      tone: 'warning',
      text: message,
      presses: [checkAgain],
    };
  if (code === 'segment-not-found')
    return {
      heading: names && t('{0} no longer exists', names.segment.forTree()),
      tone,
      text: t('It was deleted at Criteo, or this account may no longer see it. Nothing was sent.'),
      presses: [...otherSegment, { label: t('Refresh Segments'), action: 'refreshSegments' }],
    };
  if (status === undefined && UNREADABLE.has(code))
    return {
      heading:
        choices.files.length === 1
          ? t('{0} can’t be read', files)
          : t('One of {0} can’t be read', files),
      tone,
      text: message,
      presses: [
        tryAgain,
        ...otherPrevious,
        ...(undoes ? [] : [{ label: t('Choose Another File…'), action: 'chooseFile' as const }]),
      ],
    };
  const details = isFault(failure) ? { details: describe(failure) } : {};
  return {
    heading: checks ? t('{0} can’t be checked', files) : t('{0} can’t be sent', files),
    tone,
    text: message,
    presses: UNFIT.has(code)
      ? [...otherSegment, tryAgain]
      : NOT_SIGNED_IN.has(code)
        ? [{ label: t('Sign In'), action: 'signIn' }, tryAgain]
        : [tryAgain, ...otherPrevious, ...otherSegment],
    ...details,
  };
}

/** Whether support may need its details: a request failed, or something unexpected happened. */
function isFault({ code, status, system }: Failure): boolean {
  return status !== undefined || system !== undefined || code === 'unexpected';
}

function wrongTypeModel(input: DraftPageInput, actual: IdentifierType): UploadModel {
  const { identifierType, names, checks, step } = input;
  const expected = identifiersText(identifierType ?? 'Email');
  const held = identifiersText(actual);
  const file = fileNameAt(input, fileShown(step));
  const canChangeSegment = step.kind === 'blocked' && !step.changes.includes('segment') && !checks;
  return {
    ...baseModel(input),
    step: 'wrong-type',
    heading: {
      text:
        names && !checks
          ? t('{0} holds {1}, {2} takes {3}', file, held, names.segment.forTree(), expected)
          : t('{0} holds {1}, not {2}', file, held, expected),
    },
    main: sections(
      // Another segment would apply to the other files too.
      canChangeSegment
        ? undefined
        : {
            type: 'ways',
            title: checks
              ? t('Check them as what they are')
              : t('Send them to a segment for {0}', held),
            items: segmentWays(input, actual),
          },
      fileSectionOf(
        input,
        undefined,
        t('No column looks like {0}. Select a header to use a column anyway.', expected),
      ),
    ),
  };
}
