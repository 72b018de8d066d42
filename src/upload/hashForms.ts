import { hashEmail } from '../identifiers/hash';
import type { Form, Hash, IdentifierType } from '../identifiers/types';
import type { Slot } from './journal/units';

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

/** The form that most have. */
export function mainForm(byForm: Partial<Record<Form, number>>): Form | undefined {
  const counts = Object.entries(byForm) as [Form, number][];
  return counts.sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Counts by form as they are sent. */
export function sentByForm(
  byForm: Partial<Record<Form, number>>,
  hash: Hash,
  type: IdentifierType,
): Partial<Record<Form, number>> {
  const sent: Partial<Record<Form, number>> = {};
  for (const [form, count] of Object.entries(byForm) as [Form, number][]) {
    const as = sentForm(form, hash, type);
    sent[as] = (sent[as] ?? 0) + count;
  }
  return sent;
}
