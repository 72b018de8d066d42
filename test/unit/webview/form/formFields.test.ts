import assert from 'node:assert/strict';
import { editedSince } from '../../../../src/webview/form/formFields';

describe('the form’s fields', () => {
  const submitted = {
    name: 'CRM',
    description: 'All of it',
    retailerId: '12',
    identifierType: 'Email',
  };

  it('keep what was typed after the submit, and nothing of what was sent', () => {
    assert.deepEqual(editedSince({ name: 'CRM 2', description: 'All of it' }, submitted), {
      name: 'CRM 2',
    });
    assert.deepEqual(editedSince({ description: '' }, submitted), { description: '' });
    assert.equal(
      editedSince({ name: ' CRM ', retailerId: '12' }, submitted),
      undefined,
      'blanks around it are not sent',
    );
    assert.equal(editedSince(undefined, submitted), undefined);
  });
});
