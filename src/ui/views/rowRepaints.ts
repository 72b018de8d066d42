import { DisposableOwner } from '../../common/disposableOwner';

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
export class RowRepaints extends DisposableOwner {
  private readonly waiting = new Map<string, RowKey>();
  private readonly repainting = this.later('after', COLLECT, () => this.flush());
  private hovered?: RowKey;
  private readonly forgetting = this.later('pause', HOVER, () => this.endHover());

  constructor(private readonly repaint: (rows: readonly RowKey[]) => void) {
    super();
  }

  add(row: RowKey): void {
    this.waiting.set(keyOf(row), row);
    this.repainting.call();
  }

  /** The tooltip of a row is asked for, so that no other is shown any longer. */
  hover(row: RowKey): void {
    this.endHover();
    this.hovered = row;
    this.forgetting.call();
  }

  /** The tooltip is forgotten with the row that it belongs to. */
  private endHover(): void {
    if (this.hovered) this.add(this.hovered);
    this.hovered = undefined;
  }

  private flush(): void {
    const hovered = this.hovered && keyOf(this.hovered);
    const rows = [...this.waiting].filter(([key]) => key !== hovered).map(([, row]) => row);
    this.waiting.clear();
    if (rows.length > 0) this.repaint(rows);
  }
}

function keyOf({ accountKey, segmentId }: RowKey): string {
  return `${accountKey}/${segmentId}`;
}
