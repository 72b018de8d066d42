/**
 * Draws, and gives the focus back if it was in a row of a table of lines: drawing moves a line when
 * they are sorted, and replaces it when it goes to another group.
 */
export function keepFocus(draw: () => void): void {
  const held = document.activeElement;
  const row = held?.closest<HTMLElement>('[data-row]');
  if (!(held instanceof HTMLElement) || !row || !document.hasFocus()) {
    draw();
    return;
  }
  const { row: name = '' } = row.dataset;
  const at = focusable(row).indexOf(held);
  const { top, bottom } = held.getBoundingClientRect();
  const wasInView = bottom > 0 && top < window.innerHeight;
  draw();
  if (document.activeElement === held) return;
  const heir = held.isConnected ? held : heirOf(held, name, at);
  // The page doesn't scroll to where the user no longer looks.
  heir?.focus({ preventScroll: !wasInView });
}

/** The same control of the same line or group, else its first one. */
function heirOf(held: HTMLElement, name: string, at: number): HTMLElement | undefined {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const row =
    rows.find(({ dataset }) => dataset.row === name) ??
    rows.find(({ dataset }) => dataset.row === name.replace(/^detail /, ''));
  if (!row) return undefined;
  const controls = focusable(row);
  const same = row.dataset.row === name ? controls[at] : undefined;
  if (same && same.tagName === held.tagName) return same;
  return controls.find(({ ariaExpanded }) => ariaExpanded !== null) ?? controls[0];
}

function focusable(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('button, select, input:not(:disabled), [tabindex]')];
}
