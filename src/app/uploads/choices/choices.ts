import type { IdentifierType } from '../../../identifiers/identifierTypes';
import type { UploadOptions } from '../../../upload/uploadTypes';
import type { AccountHandle } from '../../accounts/account';
import { bothOf } from './choiceRules';
import { namesOf, rowOf, type Chosen, type NamesOf } from './choiceTable';
import type { FileChoice } from './fileChoice';
import type { SuppressionChoice } from './suppressionChoice';

/** The choices about an upload, without the previous files. */
export type UploadChoice = Exclude<NamesOf<'upload'>, 'previous'>;
export const UPLOAD_CHOICES = namesOf('upload').filter(
  (name): name is UploadChoice => name !== 'previous',
);

/**
 * The choices of an upload. Anything left out is detected, asked for, or taken from the settings.
 */
export interface Choices extends Chosen<UploadChoice> {
  /** At least one file. They become one upload. */
  readonly files: readonly FileChoice[];
  readonly into?: { readonly account: AccountHandle; readonly segmentId: string };
  /** Only for a check without a segment. */
  readonly identifierType?: IdentifierType;
  /** Only for a check: its file is for a segment that keeps people out. */
  readonly keepsOut?: boolean;
  /** What an update is compared with: undefined if not chosen yet; empty for a first run. */
  readonly previous?: readonly FileChoice[];
  /** For the next files like these; all is remembered if undefined. */
  readonly remember?: RememberChoice;
}

/** What a person decided about remembering the choices. */
export interface RememberChoice {
  /** Nothing new is remembered. */
  readonly isOff?: boolean;
  /** Patterns that were edited, in place of those that follow from the files' names. */
  readonly patterns?: readonly string[];
}

/** The settings that are options of the engine as they are. */
export const SETTINGS = ['hash', 'dedupe', 'chunkSize', 'concurrency'] as const;

/** The upload settings that apply to a file. */
export interface UploadSettings extends Pick<UploadOptions, (typeof SETTINGS)[number]> {
  readonly suppress?: readonly SuppressionChoice[];
  /** An entry of `suppress` that is no list, as a sentence: nothing is sent without it. */
  readonly wrongList?: string;
}

/**
 * Who starts the upload. For a `person`, a safety check asks for explicit confirmation, and values
 * that don't fit the segment's type are left out. For a `program`, safety checks hold whatever was
 * confirmed, and values that don't fit are an error.
 */
export type Caller = 'person' | 'program';

/** Choices for one file, where nothing was chosen as it was the last time for such a file. */
export function withRemembered(choices: Choices, last: Choices): Choices {
  const [{ columns, dialect }] = choices.files;
  return {
    ...choices,
    ...bothOf(
      choices,
      last,
      UPLOAD_CHOICES.filter((name) => rowOf(name).in.includes('pairing')),
    ),
    files: columns === undefined && dialect === undefined ? last.files : choices.files,
    into: choices.into ?? last.into,
  };
}
