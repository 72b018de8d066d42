import { hashEmail } from '../identifiers/hash';
import type { Form, Hash, IdentifierType } from '../identifiers/types';
import type { Slot } from './journal/units';
import { typeOf } from './plan/chooseColumn';
import type { Plan } from './types';

const ALL: readonly Form[] = ['plain', 'md5', 'sha256', 'sha256ofMd5'];

/** The form in which a value of form `given` is sent. */
export function sentForm(given: Form, hash: Hash, type: IdentifierType): Form {
  return type === 'Email' && given === 'plain' && hash !== 'none' ? hash : given;
}

/** The forms besides it that the input allows, for a removal of all forms from an Email segment. */
export function otherForms(given: Form, hash: Hash, type: IdentifierType): readonly Form[] {
  if (type !== 'Email') return [];
  if (given === 'plain') return OTHERS_OF_PLAIN[hash];
  return given === 'md5' ? ['sha256ofMd5'] : [];
}

const OTHERS_OF_PLAIN: Record<Hash, readonly Form[]> = {
  none: ALL.slice(1),
  md5: ALL.filter((form) => form !== 'md5'),
  sha256: ALL.filter((form) => form !== 'sha256'),
  sha256ofMd5: ALL.filter((form) => form !== 'sha256ofMd5'),
};

/** Whether a row of form `given` has an identifier in a slot. */
export function inSlot(given: Form, slot: Slot, hash: Hash, type: IdentifierType): boolean {
  return slot === 'given' || otherForms(given, hash, type).includes(slot);
}

/** How a value has to be hashed for a slot; `none` sends it as it is. */
export function hashFor(
  given: Form,
  slot: Slot,
  hash: Hash,
  type: IdentifierType,
): Hash | 'sha256ofGiven' {
  const form = slot === 'given' ? sentForm(given, hash, type) : slot;
  if (form === given) return 'none';
  if (given === 'md5') return 'sha256ofGiven';
  return form as Hash;
}

/** A normal value as a text to send, after the hashing that `hashFor` names. */
export function hashed(value: string | Uint8Array, how: Hash | 'sha256ofGiven'): string {
  return hashEmail(value, how === 'sha256ofGiven' ? 'sha256' : how);
}

type ByForm = Partial<Record<Form, number>>;

/**
 * The form that most values have, of those that tell people apart (plain, MD5, SHA-256 and SHA-256
 * of MD5).
 */
export function mainForm(byForm: ByForm): Form | undefined {
  const counts = Object.entries(byForm) as [Form, number][];
  return counts.sort((a, b) => b[1] - a[1])[0]?.[0];
}

/**
 * Whether what is sent now has mostly another form than what the last upload to the segment sent:
 * people may count twice. Both are counts by form as sent, after hashing.
 */
export function formChanged(before: ByForm, now: ByForm): boolean {
  const [was, is] = [mainForm(before), mainForm(now)];
  return was !== undefined && is !== undefined && was !== is;
}

/** Counts by form as they are sent, after hashing. */
export function sentByForm({
  byForm,
  options,
  target,
}: Pick<Plan, 'byForm' | 'options' | 'target'>): ByForm {
  const type = typeOf(target.identifierType);
  const sent: ByForm = {};
  for (const [form, count] of Object.entries(byForm) as [Form, number][])
    add(sent, sentForm(form, options.hash, type), count);
  return sent;
}

/** The same, with those that a removal in every form adds. */
export function sentInEveryForm(plan: Plan): ByForm {
  const sent = sentByForm(plan);
  for (const { others = {} } of plan.chunks)
    for (const [form, count] of Object.entries(others) as [Form, number][]) add(sent, form, count);
  return sent;
}

function add(counts: ByForm, form: Form, count: number): void {
  counts[form] = (counts[form] ?? 0) + count;
}
