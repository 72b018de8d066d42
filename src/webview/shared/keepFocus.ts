/**
 * Draws, and gives the focus back if it was in a row of a table of lines: drawing moves a line when
 * they are sorted, and replaces it when it goes to another group. A group's head may go, and its lines
 * stay.
 */
export function keepFocus(draw: () => void): void {
  const held = document.activeElement;
  const row = held?.closest<HTMLElement>('[data-row]');
  if (!(held instanceof HTMLElement) || !row || !document.hasFocus()) {
    draw();
    return;
  }
  const { row: name = '' } = row.dataset;
  const first = row.nextElementSibling;
  const below = first instanceof HTMLElement ? first.dataset.row : undefined;
  const at = focusable(row).indexOf(held);
  const { top, bottom } = held.getBoundingClientRect();
  const wasInView = bottom > 0 && top < window.innerHeight;
  draw();
  if (document.activeElement === held) return;
  const heir = held.isConnected ? held : heirOf(held, name, below, at);
  // The page doesn't scroll to where the user no longer looks.
  heir?.focus({ preventScroll: !wasInView });
}

/** The same control of the same line or group, else the first one of it, or of the row below it. */
function heirOf(
  held: HTMLElement,
  name: string,
  below: string | undefined,
  at: number,
): HTMLElement | undefined {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const find = (wanted = ''): HTMLElement | undefined =>
    rows.find(({ dataset }) => dataset.row === wanted);
  const row = find(name) ?? find(name.replace(/^detail /, '')) ?? find(below);
  if (!row) return undefined;
  const controls = focusable(row);
  const same = row.dataset.row === name ? controls[at] : undefined;
  if (same && same.tagName === held.tagName) return same;
  return controls.find(({ ariaExpanded }) => ariaExpanded !== null) ?? controls[0];
}

function focusable(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('button, select, input:not(:disabled), [tabindex]')];
}
