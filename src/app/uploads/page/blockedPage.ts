import { t } from '@vscode/l10n';
import type { ToolCode } from '../../../common/codes/toolCodes';
import { describe, type Failure } from '../../../common/failure';
import { compact, present } from '../../../common/records';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import type { Press, UploadModel, UploadSection } from '../../../webview/uploadModel';
import { isUnreadable, type DraftStep } from '../draftStep';
import { withoutFileName } from '../messages';
import { listSettingPress, stopWords } from '../suppression/stopWords';
import { baseModel, fileNameAt, fileShown, filesText, type DraftPageInput } from './draftBase';
import { fileSectionOf } from './draftSections';
import { identifiersText, segmentWays } from './segmentWays';

type Blocked = Extract<DraftStep, { kind: 'blocked' }>;

/** The page of a draft that something stops. */
export function blockedModel(input: DraftPageInput, step: Blocked): UploadModel {
  const { failure } = step;
  if (failure.code === 'wrong-type' && step.identifierType !== undefined)
    return wrongTypeModel(input, step.identifierType);
  const base = baseModel(input);
  const words = stopWords(step, filesText(input));
  if (words)
    return {
      ...base,
      step: failure.code,
      heading: { text: words.heading },
      callout: {
        tone: 'danger',
        icon: 'error',
        title: words.fact,
        text: t('{0} Nothing was sent.', words.risk),
        presses: words.presses,
      },
      main: present([fileSectionOf(input)]),
    };
  const { heading = base.heading.text, ...callout } = stopOf(input, step);
  return {
    ...base,
    step: failure.code,
    heading: { text: heading },
    callout: { icon: callout.tone === 'danger' ? 'error' : 'warning', ...callout },
    main: isUnreadable(step) ? [] : present([fileSectionOf(input)]),
  };
}

/** Codes of segments that can't be written to. */
const UNFIT: ReadonlySet<string> = new Set<ToolCode>([
  'segment-read-only',
  'segment-events',
  'segment-not-contact-list',
  'unsupported-type',
  'wrong-type',
]);
/** What fails because of settings that no upload has of its own. */
const OF_ACCOUNT: ReadonlySet<string> = new Set(['account', 'signIn']);
const NOT_SIGNED_IN: ReadonlySet<string> = new Set(['signed-out', 'no-account']);

type Stop = Omit<NonNullable<UploadModel['callout']>, 'icon'> & { heading?: string };

/** What to say of a failure, and the ways on, the best one first. */
function stopOf(input: DraftPageInput, step: Blocked): Stop {
  const { failure } = step;
  const files = filesText(input);
  const checkAgain: Press = { label: t('Check Again'), action: 'check' };
  if (failure.cancelled)
    return { tone: 'warning', text: t('The check was cancelled.'), presses: [checkAgain] };
  const warning = (heading: string, ...presses: Press[]): Stop => ({
    heading,
    tone: 'warning',
    text: failure.message,
    presses,
  });
  switch (failure.code) {
    case 'changed':
      return warning(t('Something has changed since {0} was checked', files), checkAgain, {
        label: t('Open File'),
        action: 'openFile',
      });
    case 'other-file':
      return warning(t('Another file of this segment can’t be read'), tryAgain(), {
        label: t('Remove Its People Too'),
        action: 'removeShared',
        value: 'true',
      });
    case 'not-undoable':
      return warning(t('The upload of {0} can’t be undone', files), checkAgain);
    default:
      return errorOf(input, step, files);
  }
}

function errorOf(input: DraftPageInput, step: Blocked, files: string): Stop {
  const { failure } = step;
  const { choices, names, checks, undoes } = input;
  const { code } = failure;
  const [file, ...others] = choices.files;
  const message = withoutFileName(failure.message, others.length === 0 ? file : undefined);
  const tone = 'danger';
  const isGiven = checks || undoes;
  const otherSegment: Press | undefined = isGiven
    ? undefined
    : { label: t('Choose Another Segment…'), action: 'changeSegment' };
  // Which of the files it is about, the message says.
  const otherPrevious: Press | undefined =
    !isGiven && choices.operation === 'update' && choices.previous
      ? { label: t('Choose Another Previous File…'), action: 'changePrevious' }
      : undefined;
  if (code === 'segment-not-found')
    return {
      heading: names && t('{0} no longer exists', names.segment.forTree()),
      tone,
      text: t('It was deleted at Criteo, or this account may no longer see it. Nothing was sent.'),
      presses: present([otherSegment, { label: t('Refresh Segments'), action: 'refreshSegments' }]),
    };
  if (isUnreadable(step))
    return {
      heading:
        choices.files.length === 1
          ? t('{0} can’t be read', files)
          : t('One of {0} can’t be read', files),
      tone,
      text: message,
      presses: present([
        tryAgain(),
        otherPrevious,
        !undoes && { label: t('Choose Another File…'), action: 'chooseFile' },
      ]),
    };
  return compact<Stop>({
    heading: checks ? t('{0} can’t be checked', files) : t('{0} can’t be sent', files),
    tone,
    text: message,
    presses: present(
      UNFIT.has(code)
        ? [otherSegment, tryAgain()]
        : NOT_SIGNED_IN.has(code)
          ? [signIn(), tryAgain()]
          : code === 'bad-setting' && !OF_ACCOUNT.has(failure.operation ?? '')
            ? [listSettingPress(), tryAgain()]
            : [tryAgain(), otherPrevious, otherSegment],
    ),
    details: detailsOf(failure),
  });
}

/**
 * Why nothing was sent although it was confirmed. A press tries again where one press of the `bar`
 * sends: what is dangerous is confirmed anew, and so is what has changed.
 */
export function unsentCallout(
  failure: Failure | undefined,
  bar: UploadModel['bar'],
): UploadModel['callout'] {
  if (!failure) return undefined;
  const { code, message } = failure;
  if (code === 'changed') return { tone: 'warning', icon: 'warning', text: message, presses: [] };
  return compact<NonNullable<UploadModel['callout']>>({
    tone: 'danger',
    icon: 'error',
    title: t('Nothing was sent.'),
    text: message,
    presses: present([
      NOT_SIGNED_IN.has(code) && signIn(),
      bar?.buttons.some(({ byKey }) => byKey) && tryAgain('send'),
    ]),
    details: detailsOf(failure),
  });
}

/** For screen readers. */
export function calloutText({ title, text }: NonNullable<UploadModel['callout']>): string {
  return present([title, text]).join(' ');
}

function tryAgain(action: 'check' | 'send' = 'check'): Press {
  return { label: t('Try Again'), action };
}

function signIn(): Press {
  return { label: t('Sign In'), action: 'signIn' };
}

/** For support: a request failed, or something unexpected happened. */
function detailsOf(failure: Failure): string | undefined {
  const { code, status, system } = failure;
  const isFault = status !== undefined || system !== undefined || code === 'unexpected';
  return isFault ? describe(failure) : undefined;
}

function wrongTypeModel(input: DraftPageInput, actual: IdentifierType): UploadModel {
  const { identifierType, names, checks, step } = input;
  const expected = identifiersText(identifierType ?? 'Email');
  const held = identifiersText(actual);
  const file = fileNameAt(input, fileShown(step));
  const isSegmentShared = step.kind === 'blocked' && !step.changes.includes('segment') && !checks;
  return {
    ...baseModel(input),
    step: 'wrong-type',
    heading: {
      text:
        names && !checks
          ? t('{0} holds {1}, {2} takes {3}', file, held, names.segment.forTree(), expected)
          : t('{0} holds {1}, not {2}', file, held, expected),
    },
    main: present<UploadSection>([
      // Another segment would apply to the other files too.
      !isSegmentShared && {
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
    ]),
  };
}
