import assert from 'node:assert/strict';
import {
  keptRemoval,
  optionsOf,
  toggled,
} from '../../../../../src/app/removals/page/removalChoices';
import { CHOICES } from './removalPages';

describe('the choices of a removal', () => {
  it('are restored as they were kept, without what isn’t valid', () => {
    const kept = { ...CHOICES, columns: ['email', 2], alsoFrom: ['1'], keepsOut: true };
    const restored = keptRemoval(JSON.parse(JSON.stringify(kept)));
    assert.deepEqual(JSON.parse(JSON.stringify(restored)), { ...kept, sendsPlain: false });
    assert.equal(keptRemoval({ ...kept, files: [] }), undefined);
    assert.equal(keptRemoval('anything'), undefined);
    const odd = keptRemoval({ files: ['file:///a.csv'], accounts: 7, columns: [{}], folder: 1 });
    assert.deepEqual(JSON.parse(JSON.stringify(odd)), {
      ...{ files: ['file:///a.csv'], accounts: [], columns: [] },
      ...{ sendsPlain: false, keepsOut: false },
    });
  });

  it('remove people from a segment that keeps people out, or add them, never both', () => {
    const removed = toggled(CHOICES, 'alsoFrom', '900');
    assert.deepEqual(removed.alsoFrom, ['900']);
    const added = toggled(removed, 'addTo', '900');
    assert.deepEqual([added.alsoFrom, added.addTo], [[], ['900']]);
    assert.deepEqual(toggled(added, 'addTo', '900').addTo, []);
  });

  it('become options', () => {
    assert.deepEqual(optionsOf({ ...CHOICES, sendsPlain: true, addTo: ['900'] }), {
      ...{ formats: 'all', addTo: ['900'] },
    });
    assert.deepEqual(optionsOf(CHOICES), {});
  });
});
