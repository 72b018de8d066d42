import assert from 'node:assert/strict';
import { rowsInFocus } from '../../../../src/ui/base/focusedRow';

/** A tree view with a focused row, which the API doesn't report. */
class View {
  readonly listeners = new Set<(event: { selection: readonly string[] }) => void>();
  /** Rows that the extension doesn't know yet, because they are refreshing. */
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

const rowsOf = async (view: View, toggle = () => view.toggleTwice()): Promise<unknown> => {
  const before = [...view.selection].sort();
  const rows = await rowsInFocus(view, (row) => row.toUpperCase(), toggle);
  assert.deepEqual([...view.selection].sort(), before, 'the selection is unchanged');
  assert.equal(view.listeners.size, 0);
  return rows;
};

describe('rowsInFocus', () => {
  it('returns the focused row with the selection if it is selected', async () => {
    assert.deepEqual(await rowsOf(new View(['a'], 'a')), ['a', ['a']]);
    assert.deepEqual(await rowsOf(new View(['a', 'b', 'c'], 'c')), ['c', ['a', 'b', 'c']]);
  });

  it('returns the focused row alone if it isn’t selected', async () => {
    assert.deepEqual(await rowsOf(new View([], 'a')), ['a', ['a']]);
    assert.deepEqual(await rowsOf(new View(['a'], 'b')), ['b', ['b']]);
    assert.deepEqual(await rowsOf(new View(['a', 'b'], 'c')), ['c', ['c']]);
  });

  it('returns the selection without a focused row', async () => {
    assert.deepEqual(await rowsOf(new View([], undefined)), []);
    assert.deepEqual(await rowsOf(new View(['a', 'b'], undefined)), ['a', ['a', 'b']]);
  });

  it('returns the row clicked just before the key', async () => {
    const view = new View(['a'], 'a');
    const rows = await rowsInFocus(view, String, () => {
      view.focus = 'b';
      view.select(['b']);
      return view.toggleTwice();
    });
    assert.deepEqual(rows, ['b', ['b']]);
  });

  it('tries again while rows are refreshing, and never returns another row', async () => {
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

  it('finds the row even if rows are new objects after each refresh', async () => {
    const view = new View(['a'], 'b');
    const rows = await rowsOf(view, async () => {
      view.select(['A', 'b']);
      view.select(['a']);
    });
    assert.deepEqual(rows, ['b', ['b']]);
  });

  it('removes its listener if the command fails', async () => {
    const view = new View(['a'], 'b');
    await assert.rejects(
      rowsOf(view, () => Promise.reject(new Error('no such command'))),
      /no such command/,
    );
    assert.equal(view.listeners.size, 0);
  });
});
