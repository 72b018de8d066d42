import assert from 'node:assert/strict';
import {
  besideOf,
  cardWidth,
  headsTo,
} from '../../../../../src/webview/segment/chart/chartPointer';

describe('the way to a card', () => {
  const box = { left: 100, top: 50, right: 200, bottom: 150 };

  it('is one that ends in it', () => {
    assert.equal(headsTo(box, { x: 220, y: 100 }, { x: 215, y: 101 }), true);
    assert.equal(headsTo(box, { x: 220, y: 10 }, { x: 210, y: 20 }), true);
    assert.equal(headsTo(box, { x: 150, y: 10 }, { x: 150, y: 12 }), true);
    assert.equal(headsTo(box, { x: 90, y: 100 }, { x: 92, y: 100 }), true);
  });

  it('is none that passes it, has passed it or leads away', () => {
    assert.equal(headsTo(box, { x: 220, y: 100 }, { x: 90, y: 100 }), false);
    assert.equal(headsTo(box, { x: 150, y: 10 }, { x: 150, y: 160 }), false);
    assert.equal(headsTo(box, { x: 220, y: 100 }, { x: 225, y: 100 }), false);
    assert.equal(headsTo(box, { x: 220, y: 10 }, { x: 210, y: 10 }), false);
    assert.equal(headsTo(box, { x: 220, y: 10 }, { x: 210, y: 11 }), false);
    assert.equal(headsTo(box, { x: 150, y: 10 }, { x: 150, y: 8 }), false);
    assert.equal(headsTo(box, { x: 220, y: 100 }, { x: 220, y: 100 }), false);
  });
});

describe('the place of a card', () => {
  it('is on the wanted side, if there is room', () => {
    assert.equal(besideOf(500, 228, 992, 'left'), 260);
    assert.equal(besideOf(500, 228, 992, 'right'), 512);
    assert.equal(besideOf(100, 228, 992, 'left'), 112);
    assert.equal(besideOf(900, 228, 992, 'right'), 660);
  });

  it('is never beyond an edge, nor over what it is about if there is room beside it', () => {
    for (const width of [200, 300, 384, 418, 600, 992]) {
      const card = cardWidth(width, 228);
      for (const side of ['left', 'right'] as const)
        for (let x = 0; x <= width; x++) {
          const left = besideOf(x, card, width, side);
          assert.ok(left >= 0 && left + card <= width, `${width} px, ${x}`);
          if (width >= 384) assert.ok(left + card <= x - 12 || left >= x + 12, `${width} px, ${x}`);
        }
    }
    assert.equal(cardWidth(992, 228), 228);
    assert.equal(cardWidth(120, 228), 120);
  });
});
