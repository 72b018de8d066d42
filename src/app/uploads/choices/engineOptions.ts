import { pick } from '../../../common/records';
import { knownType } from '../../../identifiers/identifierTypes';
import { DEFAULT_OPTIONS, type Operation, type UploadOptions } from '../../../upload/uploadTypes';
import {
  SETTINGS,
  UPLOAD_CHOICES,
  type Caller,
  type Choices,
  type UploadChoice,
  type UploadSettings,
} from './choices';
import { applies, chosenFor, rowOf, type ChoiceName, type Chosen } from './choiceTable';
import { listsOfEngine } from './suppressionChoice';

/** The rows that limit an upload: those of a program stop it, a person is asked. */
export const LIMITS = UPLOAD_CHOICES.filter((name) => rowOf(name).unlimited);
type LimitOption = 'maxRefused' | 'minKept' | 'maxRemoved' | 'allowed';
/** The limits of the safety checks, as options of the engine. */
export type Limits = Pick<UploadOptions, LimitOption>;

/** As chosen, otherwise the defaults. */
export function limitsOf(choices: Omit<Choices, 'files'>): Limits {
  return engineOptions(LIMITS, (name) => choices[name] ?? defaultOf(name)) as Limits;
}

/** The engine's options: as chosen, otherwise the settings, otherwise the defaults. */
export function optionsOf(
  choices: Choices,
  operation: Operation,
  identifierType: string | undefined,
  settings: UploadSettings,
  by: Caller,
): UploadOptions {
  const chosen = effectiveChoices(choices, operation, identifierType, settings, by);
  const valueOf = (name: UploadChoice): unknown => {
    const { unlimited, toEngine } = rowOf(name);
    // For a person, the engine's own limits, which are for unattended uploads, don't hold.
    if (by === 'person' && unlimited) return unlimited(choices[name]);
    const value = chosen[name];
    return value !== undefined && toEngine ? toEngine(value) : value;
  };
  const { suppress, suppressMaxAge } = chosen;
  return {
    ...DEFAULT_OPTIONS,
    ...pick(settings, SETTINGS),
    ...engineOptions(UPLOAD_CHOICES, valueOf),
    ...(suppress && { suppress: listsOfEngine(suppress, suppressMaxAge) }),
    operation,
  } as UploadOptions;
}

/**
 * The choices about an upload, with what holds where nothing was chosen. Files for which all of them are
 * the same may be one upload.
 */
export function effectiveChoices(
  choices: Omit<Choices, 'files'>,
  operation: Operation,
  identifierType: string | undefined,
  settings: UploadSettings,
  by: Caller,
): Chosen<ChoiceName> {
  const isEmail = knownType(identifierType) === 'Email';
  return chosenFor(UPLOAD_CHOICES, (name) => {
    const { engine, usual, join } = rowOf(name);
    const isMeant = applies(name, operation, isEmail);
    // What a program chose and can't have is an error of the engine.
    const mayChoose = isMeant || (by === 'program' && applies(name, operation));
    const chosen = mayChoose ? choices[name] : undefined;
    const set: unknown = isMeant && engine ? settings[engine as keyof UploadSettings] : undefined;
    if (join && chosen !== undefined && set !== undefined) return join(chosen, set);
    if (chosen !== undefined || !isMeant) return chosen ?? defaultOf(name);
    return usual ?? set ?? defaultOf(name);
  });
}

function engineOptions<N extends ChoiceName>(
  names: readonly N[],
  valueOf: (name: N) => unknown,
): Partial<UploadOptions> {
  const entries = names.flatMap((name) => {
    const { engine } = rowOf(name);
    const value = engine && valueOf(name);
    return value === undefined ? [] : [[engine, value]];
  });
  return Object.fromEntries(entries) as Partial<UploadOptions>;
}

export function defaultOf(name: ChoiceName): unknown {
  return engineValue(name, DEFAULT_OPTIONS);
}

export function engineValue(name: ChoiceName, options: Partial<UploadOptions>): unknown {
  const { engine } = rowOf(name);
  return engine && options[engine];
}
