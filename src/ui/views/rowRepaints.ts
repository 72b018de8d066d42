import type { Disposable } from '../../common/events';

/** A segment whose rows are repainted. */
export interface RowKey {
  accountKey: string;
  segmentId: string;
}

/** Milliseconds in which changes of rows are collected: readings arrive one by one. */
const COLLECT = 200;

/**
 * Milliseconds for which the row under the pointer isn't repainted, which would close its tooltip. A
 * tooltip isn't kept for longer either, because it says how long ago something was.
 */
const HOVER = 20_000;

/** Repaints single rows, a few at a time, and the one whose tooltip is shown after all others. */
export class RowRepaints implements Disposable {
  private readonly waiting = new Map<string, RowKey>();
  private timer: NodeJS.Timeout | undefined;
  private hover: { row: RowKey; timer: NodeJS.Timeout } | undefined;

  constructor(private readonly repaint: (rows: readonly RowKey[]) => void) {}

  add(row: RowKey): void {
    this.waiting.set(keyOf(row), row);
    this.timer ??= setTimeout(() => this.flush(), COLLECT);
  }

  /** The tooltip of a row is asked for, so that no other is shown any longer. */
  hovered(row: RowKey): void {
    this.endHover();
    this.hover = { row, timer: setTimeout(() => this.endHover(), HOVER) };
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearTimeout(this.hover?.timer);
  }

  /** The tooltip is forgotten with the row that it belongs to. */
  private endHover(): void {
    if (!this.hover) return;
    const { row, timer } = this.hover;
    clearTimeout(timer);
    this.hover = undefined;
    this.add(row);
  }

  private flush(): void {
    this.timer = undefined;
    const hovered = this.hover && keyOf(this.hover.row);
    const rows = [...this.waiting].filter(([key]) => key !== hovered).map(([, row]) => row);
    this.waiting.clear();
    if (rows.length > 0) this.repaint(rows);
  }
}

function keyOf({ accountKey, segmentId }: RowKey): string {
  return `${accountKey}/${segmentId}`;
}
