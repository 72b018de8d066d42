import assert from 'node:assert/strict';
import { fairShare } from '../../../src/common/fairShare';

describe('a fair share', () => {
  it('gives every kind its share and keeps the order', () => {
    const items = [
      ...Array.from({ length: 3000 }, (_, n) => ({ kind: 'many', n })),
      { kind: 'one', n: 3000 },
      ...Array.from({ length: 600 }, (_, n) => ({ kind: 'some', n: 3001 + n })),
    ];
    const shown = fairShare(items, ({ kind }) => kind, 999);
    const counts = Object.fromEntries(
      ['many', 'one', 'some'].map((kind) => [
        kind,
        shown.filter((item) => item.kind === kind).length,
      ]),
    );
    assert.deepEqual(counts, { many: 499, one: 1, some: 499 });
    assert.deepEqual(
      shown.map(({ n }) => n),
      [...shown.map(({ n }) => n)].sort((a, b) => a - b),
    );
    assert.deepEqual(
      fairShare(items.slice(0, 5), ({ kind }) => kind, 999),
      items.slice(0, 5),
    );
  });
});
