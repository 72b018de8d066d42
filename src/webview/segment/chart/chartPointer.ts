export interface Point {
  x: number;
  y: number;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Whether a pointer that went from one point to another is or comes in the box if it goes on. */
export function headsTo(box: Box, from: Point, to: Point): boolean {
  // In times the way so far.
  let enters = 1;
  let leaves = Infinity;
  for (const [start, step, low, high] of [
    [from.x, to.x - from.x, box.left, box.right],
    [from.y, to.y - from.y, box.top, box.bottom],
  ] as const) {
    if (step === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const first = (low - start) / step;
    const second = (high - start) / step;
    enters = Math.max(enters, Math.min(first, second));
    leaves = Math.min(leaves, Math.max(first, second));
  }
  return enters <= leaves && leaves !== Infinity;
}

/** Between a card and what it is about. */
const BESIDE = 12;

/**
 * The left edge of a card beside `x`: on the wanted side if it has room there, else on the other,
 * and never beyond the edges of what is `width` wide. All in CSS pixels.
 */
export function besideOf(x: number, card: number, width: number, wanted: 'left' | 'right'): number {
  const left = x - BESIDE - card;
  const right = x + BESIDE;
  const fits = (at: number): boolean => at >= 0 && at + card <= width;
  const order = wanted === 'left' ? [left, right] : [right, left];
  return order.find(fits) ?? Math.max(0, Math.min(right, width - card));
}

/** The width of a card that has room beside any place: at most `most`, at least what words need. */
export function cardWidth(width: number, most: number): number {
  return Math.min(most, width, Math.max(150, Math.floor(width / 2) - BESIDE));
}
