import { t } from '@vscode/l10n';
import { argumentText } from '../../../common/messageText';
import { compact, isRecord } from '../../../common/records';
import { misplacedText } from '../choices/choiceRules';
import { applies, givenOf, rowOf, type ChoiceName } from '../choices/choiceTable';
import { asArguments, validChoices } from '../choices/request';
import { listArguments } from '../choices/suppressionChoice';
import { normalizePattern } from './filePattern';
import { PAIRED_CHOICES, type Pairing } from './pairing';

/** Pairings of a setting or a file, and what is wrong with the others. */
export interface SharedPairings {
  readonly valid: readonly Pairing[];
  readonly invalid: readonly { readonly pattern: string; readonly reason: string }[];
}

const LONGEST_NAME = 300;

/** Each key of an entry, as in the arguments of `uploadCsv`; `segment` is the name, for people. */
const KEYS = ['segment', ...PAIRED_CHOICES.flatMap(keysOf)];

/** One entry, as it is written to the settings. */
type SharedEntry = Readonly<Record<string, unknown>>;

/**
 * Reads `{ "week-*-crm.csv": { "accountId": "…", "segmentId": "…", … } }`, which may be anything.
 * An entry with a mistake is left out: half of it might send people elsewhere. So are entries whose
 * patterns mean the same. `uriOf`: of a suppression list by its path there.
 */
export function parseSharedPairings(
  value: unknown,
  uriOf: (file: string) => string | undefined = () => undefined,
): SharedPairings {
  const valid: Pairing[] = [];
  const invalid: { pattern: string; reason: string }[] = [];
  if (!isRecord(value)) return { valid, invalid };
  const patterns = new Map(Object.keys(value).map((key) => [key, normalizePattern(key)]));
  for (const [key, written] of Object.entries(value)) {
    const entry: unknown =
      isRecord(written) && written.suppress !== undefined
        ? { ...written, suppress: listArguments(written.suppress, uriOf) }
        : written;
    const reason = mistakeIn(key, entry) ?? sameAs(key, patterns);
    if (reason === undefined) valid.push(pairingOf(key, entry as Record<string, unknown>));
    else invalid.push({ pattern: key, reason });
  }
  return { valid, invalid };
}

/** A pairing as an entry. Contains no identifiers. `pathOf`: how a suppression list is written there. */
export function sharedEntryOf(
  pairing: Pairing,
  pathOf: (uri: string) => string = String,
): SharedEntry {
  const { operation } = pairing;
  const meant = PAIRED_CHOICES.filter((name) => !operation || applies(name, operation));
  const { accountId, segmentId, suppress, ...choices } = givenOf(pairing, meant);
  return compact<SharedEntry>({
    accountId,
    segmentId,
    segment: pairing.segment,
    // What goes without saying isn't written.
    ...asArguments({
      ...choices,
      suppress: suppress?.map((list) => ({ ...list, file: pathOf(list.file) })),
      hash: choices.hash === 'none' ? undefined : choices.hash,
    }),
  });
}

function mistakeIn(pattern: string, entry: unknown): string | undefined {
  if (normalizePattern(pattern).replace(/[*.]/g, '') === '')
    return t('A pattern is the name of a file, with * for digits.');
  if (!isRecord(entry)) return t('It must be an object.');
  const missing = ['accountId', 'segmentId'].find((key) => entry[key] === undefined);
  if (missing !== undefined) return t('“{0}” is missing.', missing);
  const unknown = Object.keys(entry).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return t('“{0}” isn’t known.', unknown.slice(0, 60));
  const both = PAIRED_CHOICES.map((name) => [rowOf(name).single ?? '', name]).find((names) =>
    names.every((name) => entry[name] !== undefined),
  );
  if (both) return t('It has both “{0}” and “{1}”.', ...both);
  if (entry.operation === 'replace')
    return t('“{0}” can’t be “{1}”: a Replace is chosen each time.', 'operation', 'replace');
  const choices = validChoices(entry, PAIRED_CHOICES);
  const wrong = isNameOrAbsent(entry.segment)
    ? PAIRED_CHOICES.flatMap((name) =>
        choices[name] === undefined ? keysOf(name).filter((key) => key in entry) : [],
      ).at(0)
    : 'segment';
  return wrong === undefined ? misplacedText(choices, String) : t('“{0}” isn’t valid.', wrong);
}

function keysOf(name: ChoiceName): string[] {
  return [name, rowOf(name).single ?? name];
}

function isNameOrAbsent(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME;
}

function sameAs(key: string, patterns: ReadonlyMap<string, string>): string | undefined {
  const pattern = patterns.get(key);
  const [same] = [...patterns].find(([other, its]) => other !== key && its === pattern) ?? [];
  return same === undefined ? undefined : t('{0} is the same pattern.', argumentText(same));
}

function pairingOf(pattern: string, entry: Record<string, unknown>): Pairing {
  return compact({
    ...validChoices(entry, PAIRED_CHOICES),
    segment: entry.segment,
    pattern: normalizePattern(pattern),
  }) as Pairing;
}
