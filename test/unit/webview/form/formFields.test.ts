import assert from 'node:assert/strict';
import {
  changedFields,
  CheckedFields,
  editedSince,
  validateFields,
} from '../../../../src/webview/form/formFields';

describe('editedSince', () => {
  const submitted = {
    name: 'CRM',
    description: 'All of it',
    retailerId: '12',
    identifierType: 'Email',
  };

  it('returns the fields edited after the submit', () => {
    assert.deepEqual(editedSince({ name: 'CRM 2', description: 'All of it' }, submitted), {
      name: 'CRM 2',
    });
    assert.deepEqual(editedSince({ description: '' }, submitted), { description: '' });
    assert.equal(
      editedSince({ name: ' CRM ', retailerId: '12' }, submitted),
      undefined,
      'surrounding spaces aren’t sent',
    );
    assert.equal(editedSince(undefined, submitted), undefined);
  });
});

describe('validateFields', () => {
  const valid = { name: 'CRM', description: '', retailerId: '12', identifierType: 'Email' };

  it('returns no error for valid fields, with an optional description', () => {
    assert.deepEqual(validateFields(valid, 'create'), {});
    assert.deepEqual(validateFields({ ...valid, retailerId: ` ${'9'.repeat(19)} ` }, 'create'), {});
  });

  it('requires a name, a retailer and a type to create', () => {
    const empty = { name: ' ', description: '', retailerId: ' ', identifierType: '' };
    assert.deepEqual(Object.keys(validateFields(empty, 'create')), [
      'name',
      'retailerId',
      'identifierType',
    ]);
  });

  it('rejects a retailer ID that isn’t a number of up to 19 digits', () => {
    for (const retailerId of ['12a', '-1', '1.5', '1 2', '1'.repeat(20)])
      assert.deepEqual(
        Object.keys(validateFields({ ...valid, retailerId }, 'create')),
        ['retailerId'],
        retailerId,
      );
  });

  it('checks only the name in an edit: the rest is locked', () => {
    const locked = { name: '', description: '', retailerId: '', identifierType: '' };
    assert.deepEqual(Object.keys(validateFields(locked, 'edit')), ['name']);
  });
});

describe('changedFields', () => {
  it('returns the fields that differ, spaces included', () => {
    const initial = { name: 'CRM', description: '', retailerId: '12', identifierType: 'Email' };
    assert.deepEqual(changedFields(initial, initial), []);
    assert.deepEqual(changedFields({ ...initial, name: 'CRM ', description: 'All' }, initial), [
      'name',
      'description',
    ]);
  });
});

describe('CheckedFields', () => {
  it('checks a filled field once it is left, and an empty one only on a save', () => {
    const checked = new CheckedFields();
    assert.equal(checked.leave('name', ' '), false);
    assert.equal(checked.has('name'), false);
    assert.equal(checked.leave('retailerId', 'x1'), true);
    assert.equal(checked.has('retailerId'), true);
    assert.equal(checked.leave('retailerId', 'x1'), false, 'it is drawn already');
    checked.checkAll();
    assert.equal(checked.has('name'), true);
    assert.equal(checked.has('identifierType'), true);
  });

  it('keeps checking while something is typed, and forgets a field that is emptied', () => {
    const checked = new CheckedFields();
    checked.checkAll();
    checked.change('retailerId', 'x');
    assert.equal(checked.has('retailerId'), true);
    checked.change('retailerId', '');
    assert.equal(checked.has('retailerId'), false);
    assert.equal(checked.has('name'), true);
    checked.clear();
    assert.equal(checked.has('name'), false);
  });
});
