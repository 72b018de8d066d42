import type { Form } from '../../../identifiers/types';
import { sentByForm } from '../../../upload/hashForms';
import { typeOf } from '../../../upload/plan/chooseColumn';
import type { Plan } from '../../../upload/types';

/**
 * Identifiers of a plan by the form they are sent in: after hashing, and with those that a removal
 * in every form adds.
 */
export function sentForms({
  byForm,
  chunks,
  options,
  target,
}: Plan): Partial<Record<Form, number>> {
  const sent = sentByForm(byForm, options.hash, typeOf(target.identifierType));
  for (const { others = {} } of chunks) {
    for (const [form, count] of Object.entries(others) as [Form, number][])
      sent[form] = (sent[form] ?? 0) + count;
  }
  return sent;
}
