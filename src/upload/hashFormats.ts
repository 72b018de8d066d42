import { hashEmail } from '../identifiers/hash';
import type { Hash, IdentifierType, ValueFormat } from '../identifiers/identifierTypes';
import type { SliceFormat } from './journal/chunkSlices';
import { supportedTypeOf } from './plan/chooseColumn';
import type { Plan } from './uploadTypes';

const ALL: readonly ValueFormat[] = ['plain', 'md5', 'sha256', 'sha256ofMd5'];

/** The form in which a value of form `given` is sent. */
export function sentFormat(given: ValueFormat, hash: Hash, type: IdentifierType): ValueFormat {
  return type === 'Email' && given === 'plain' && hash !== 'none' ? hash : given;
}

/** The forms besides it that the input allows, for a removal of all forms from an Email segment. */
export function otherFormats(
  given: ValueFormat,
  hash: Hash,
  type: IdentifierType,
): readonly ValueFormat[] {
  if (type !== 'Email') return [];
  if (given === 'plain') return OTHERS_OF_PLAIN[hash];
  return given === 'md5' ? ['sha256ofMd5'] : [];
}

const OTHERS_OF_PLAIN: Record<Hash, readonly ValueFormat[]> = {
  none: ALL.slice(1),
  md5: ALL.filter((form) => form !== 'md5'),
  sha256: ALL.filter((form) => form !== 'sha256'),
  sha256ofMd5: ALL.filter((form) => form !== 'sha256ofMd5'),
};

/** Whether a row of form `given` has an identifier in a slot. */
export function hasIdentifierInFormat(
  given: ValueFormat,
  slot: SliceFormat,
  hash: Hash,
  type: IdentifierType,
): boolean {
  return slot === 'given' || otherFormats(given, hash, type).includes(slot);
}

/** How a value has to be hashed for a slot; `none` sends it as it is. */
export function hashFor(
  given: ValueFormat,
  slot: SliceFormat,
  hash: Hash,
  type: IdentifierType,
): Hash | 'sha256ofGiven' {
  const form = slot === 'given' ? sentFormat(given, hash, type) : slot;
  if (form === given) return 'none';
  if (given === 'md5') return 'sha256ofGiven';
  return form as Hash;
}

/** A normal value as a text to send, after the hashing that `hashFor` names. */
export function applyHash(value: string | Uint8Array, how: Hash | 'sha256ofGiven'): string {
  return hashEmail(value, how === 'sha256ofGiven' ? 'sha256' : how);
}

type CountsByFormat = Partial<Record<ValueFormat, number>>;

/**
 * The form that most values have, of those that tell people apart (plain, MD5, SHA-256 and SHA-256
 * of MD5).
 */
export function mainFormat(byForm: CountsByFormat): ValueFormat | undefined {
  const counts = Object.entries(byForm) as [ValueFormat, number][];
  return counts.sort((a, b) => b[1] - a[1])[0]?.[0];
}

/**
 * Whether what is sent now has mostly another form than what the last upload to the segment sent:
 * people may count twice. Both are counts by form as sent, after hashing.
 */
export function hasFormatChanged(before: CountsByFormat, now: CountsByFormat): boolean {
  const [was, is] = [mainFormat(before), mainFormat(now)];
  return was !== undefined && is !== undefined && was !== is;
}

/** Counts by form as they are sent, after hashing. */
export function countSentByFormat({
  byForm,
  options,
  target,
}: Pick<Plan, 'byForm' | 'options' | 'target'>): CountsByFormat {
  const type = supportedTypeOf(target.identifierType);
  const sent: CountsByFormat = {};
  for (const [form, count] of Object.entries(byForm) as [ValueFormat, number][])
    add(sent, sentFormat(form, options.hash, type), count);
  return sent;
}

/** The same, with those that a removal in every form adds. */
export function countSentInEveryFormat(plan: Plan): CountsByFormat {
  const sent = countSentByFormat(plan);
  for (const { others = {} } of plan.chunks)
    for (const [form, count] of Object.entries(others) as [ValueFormat, number][])
      add(sent, form, count);
  return sent;
}

function add(counts: CountsByFormat, form: ValueFormat, count: number): void {
  counts[form] = (counts[form] ?? 0) + count;
}
