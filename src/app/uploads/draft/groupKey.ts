import { type Caller, type Choices, type UploadSettings } from '../choices/choices';
import { effectiveChoices } from '../choices/engineOptions';

/** Tells segments apart, and the accounts that reach them. */
export function segmentKey(into: Choices['into']): string {
  return into ? JSON.stringify([into.account.key, into.segmentId]) : '';
}

/**
 * The key of a file's upload: files with the same key go to their segment in one upload. What counts
 * is what the choices, the settings of the file's folder and the segment's type come to; the settings
 * that only say how requests are made don't.
 */
export function groupKey(
  choices: Choices,
  settings: UploadSettings,
  identifierType: string | undefined,
  by: Caller,
): string {
  const { into, operation, previous } = choices;
  // Until the type is known, it may be the one that can be hashed.
  const chosen =
    into &&
    operation &&
    effectiveChoices(choices, operation, identifierType ?? 'Email', settings, by);
  return JSON.stringify([segmentKey(into), operation, chosen, chosen && previous]);
}
