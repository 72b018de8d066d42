import type { TextDocument } from 'vscode';
import { rowsOf, type Layout } from '../../csv/textRows';

/**
 * Where each row of a document begins. Quick fixes are requested at every cursor move, but a document
 * is scanned only once per version.
 */
export class RowIndex {
  private key = '';
  private starts = new Int32Array(0);
  private count = 0;

  /** The offset where the row at `offset` begins; undefined before the first row. */
  rowStart(
    document: TextDocument,
    text: string,
    layout: Layout,
    offset: number,
  ): number | undefined {
    const key = `${document.uri.toString()} ${document.version} ${JSON.stringify(layout)}`;
    if (key !== this.key) {
      this.build(text, layout);
      this.key = key;
    }
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : this.starts[low - 1];
  }

  private build(text: string, layout: Layout): void {
    this.count = 0;
    for (const { start } of rowsOf(text, layout)) {
      if (this.count === this.starts.length) {
        const larger = new Int32Array(Math.max(1024, this.count * 2));
        larger.set(this.starts);
        this.starts = larger;
      }
      this.starts[this.count++] = start;
    }
  }
}
