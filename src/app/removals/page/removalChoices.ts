import { isRecord, isTextList } from '../../../common/records';
import { accountKey, type AccountHandle } from '../../accounts/account';
import type { PlannedRemoval, RemovalOptions, RemovalRecord } from '../removalTypes';

/** What a person has chosen on the page of a removal. It survives a reload; a plan doesn't. */
export interface RemovalChoices {
  /** URIs. */
  files: readonly string[];
  /** Keys of accounts: see `AccountHandle.key`. */
  accounts: readonly string[];
  columns?: readonly (string | number)[];
  /** Plain addresses are sent, too. */
  sendsPlain?: boolean;
  /** IDs of segments that keep people out: see `RemovalOptions`. */
  alsoFrom?: readonly string[];
  addTo?: readonly string[];
  reference?: string;
  /** Absolute path of the folder of its receipt. */
  folder?: string;
  keepsOut?: boolean;
}

/** Everything that the page of a removal shows before it is sent. */
export interface ChoosingInput {
  choices: RemovalChoices;
  /** Once the files and the segments are read. */
  planned?: PlannedRemoval;
  /** Why they can't be, or why nothing was sent although it was confirmed. `details`: for a support ticket. */
  failure?: { message: string; code: string; details: string };
  /** How much of the files was read, 0–1; undefined as long as that isn't known. */
  ratio?: number;
  /** It continues one whose people and accounts stay the same: nothing can be chosen. */
  isLocked?: boolean;
  /** It was confirmed: the record is written. */
  isStarting?: boolean;
  /** The accounts shown, the selected one first. */
  shown: readonly AccountHandle[];
  /** Milliseconds since 1970. */
  now: number;
}

/** What a page kept, which may be anything; undefined without a file. */
export function keptRemoval(kept: unknown): RemovalChoices | undefined {
  if (!isRecord(kept) || !isTextList(kept.files) || kept.files.length === 0) return undefined;
  const { columns, sendsPlain, keepsOut } = kept;
  const textsAt = (key: string): readonly string[] | undefined =>
    isTextList(kept[key]) ? kept[key] : undefined;
  const textAt = (key: string): string | undefined =>
    typeof kept[key] === 'string' ? kept[key] : undefined;
  return {
    files: kept.files,
    accounts: textsAt('accounts') ?? [],
    columns: Array.isArray(columns)
      ? columns.filter((one) => typeof one === 'string' || typeof one === 'number')
      : undefined,
    sendsPlain: sendsPlain === true,
    alsoFrom: textsAt('alsoFrom'),
    addTo: textsAt('addTo'),
    reference: textAt('reference'),
    folder: textAt('folder'),
    keepsOut: keepsOut === true,
  };
}

/** How its people are read and sent. */
export function optionsOf(choices: RemovalChoices): RemovalOptions {
  const { columns, sendsPlain, alsoFrom, addTo } = choices;
  return {
    ...(columns && { columns }),
    ...(sendsPlain && { formats: 'all' as const }),
    ...(alsoFrom && { alsoFrom }),
    ...(addTo && { addTo }),
  };
}

/** The same choices with another answer to what happens in a segment that keeps people out. */
export function toggled(
  choices: RemovalChoices,
  list: 'alsoFrom' | 'addTo',
  id: string,
): RemovalChoices {
  const { alsoFrom = [], addTo = [] } = choices;
  const without = (ids: readonly string[]): string[] => ids.filter((one) => one !== id);
  const isOn = (choices[list] ?? []).includes(id);
  // They are removed there or added, never both.
  const both = { alsoFrom: without(alsoFrom), addTo: without(addTo) };
  return { ...choices, ...both, ...(!isOn && { [list]: [...both[list], id] }) };
}

/** What was chosen for a removal on record. Of people who were typed, there are no files. */
export function choicesOfRecord({
  parts,
  accounts,
  options,
  origin,
  clientId,
  folder,
  reference,
}: RemovalRecord): RemovalChoices {
  const { columns, alsoFrom, addTo, formats } = options;
  return {
    files: parts.at(-1)?.files.map(({ uri }) => uri) ?? [],
    accounts: accounts.map(({ accountId }) => accountKey({ origin, clientId, accountId })),
    ...{ folder, reference, columns, alsoFrom, addTo, sendsPlain: formats === 'all' },
    keepsOut: false,
  };
}

/** With an account ticked or not; the last one stays. */
export function toggledAccount(keys: readonly string[], key: string): readonly string[] {
  if (!keys.includes(key)) return [...keys, key];
  return keys.length > 1 ? keys.filter((one) => one !== key) : keys;
}
