import assert from 'node:assert/strict';
import { rowsInFocus } from '../../../../src/ui/base/focusedRow';

/** A tree as the editor shows it, and as it tells an extension of it. */
class View {
  readonly listeners = new Set<(event: { selection: readonly string[] }) => void>();
  /** Rows that the extension does not know yet: they are being drawn anew. */
  unknown: readonly string[] = [];

  constructor(
    private selected: readonly string[],
    public focus: string | undefined,
  ) {}

  get selection(): readonly string[] {
    return this.selected.filter((row) => !this.unknown.includes(row));
  }

  onDidChangeSelection(listener: (event: { selection: readonly string[] }) => void): {
    dispose(): void;
  } {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  select(rows: readonly string[]): void {
    this.selected = rows;
    for (const listener of this.listeners) listener({ selection: this.selection });
  }

  async toggleTwice(): Promise<void> {
    for (let times = 0; times < 2; times++) {
      const { focus, selected } = this;
      if (focus !== undefined)
        this.select(
          selected.includes(focus) ? selected.filter((row) => row !== focus) : [...selected, focus],
        );
    }
  }
}

const about = async (view: View, toggle = () => view.toggleTwice()): Promise<unknown> => {
  const before = [...view.selection].sort();
  const rows = await rowsInFocus(view, (row) => row.toUpperCase(), toggle);
  assert.deepEqual([...view.selection].sort(), before, 'selected as before');
  assert.equal(view.listeners.size, 0);
  return rows;
};

describe('the row in focus', () => {
  it('is told with the selection where it is part of it', async () => {
    assert.deepEqual(await about(new View(['a'], 'a')), ['a', ['a']]);
    assert.deepEqual(await about(new View(['a', 'b', 'c'], 'c')), ['c', ['a', 'b', 'c']]);
  });

  it('is told alone where it is not', async () => {
    assert.deepEqual(await about(new View([], 'a')), ['a', ['a']]);
    assert.deepEqual(await about(new View(['a'], 'b')), ['b', ['b']]);
    assert.deepEqual(await about(new View(['a', 'b'], 'c')), ['c', ['c']]);
  });

  it('gives way to the selection where there is none', async () => {
    assert.deepEqual(await about(new View([], undefined)), []);
    assert.deepEqual(await about(new View(['a', 'b'], undefined)), ['a', ['a', 'b']]);
  });

  it('is the one that was clicked just before the key', async () => {
    const view = new View(['a'], 'a');
    const rows = await rowsInFocus(view, String, () => {
      view.focus = 'b';
      view.select(['b']);
      return view.toggleTwice();
    });
    assert.deepEqual(rows, ['b', ['b']]);
  });

  it('is asked for again while rows are being drawn anew, and no other one is taken for it', async () => {
    const view = new View(['a'], 'b');
    view.unknown = ['a', 'b'];
    let tries = 0;
    const drawn = (after: number) => (): Promise<void> => {
      if (++tries === after) view.unknown = [];
      return view.toggleTwice();
    };
    assert.deepEqual(await rowsInFocus(view, String, drawn(3)), ['b', ['b']]);
    assert.equal(tries, 3);
    view.unknown = ['b'];
    await assert.rejects(rowsInFocus(view, String, drawn(Infinity)), { name: 'Cancelled' });
  });

  it('is found though the rows are other objects after each drawing', async () => {
    const view = new View(['a'], 'b');
    const rows = await about(view, async () => {
      view.select(['A', 'b']);
      view.select(['a']);
    });
    assert.deepEqual(rows, ['b', ['b']]);
  });

  it('lets go of the view where the editor fails', async () => {
    const view = new View(['a'], 'b');
    await assert.rejects(
      about(view, () => Promise.reject(new Error('no such command'))),
      /no such command/,
    );
    assert.equal(view.listeners.size, 0);
  });
});
