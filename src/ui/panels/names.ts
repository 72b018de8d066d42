export type PanelName = 'form' | 'statistics';

/** The editor's name for a kind of panels, under which it brings them back after a reload. */
export function viewType(name: PanelName): string {
  return `criteoAudiences.${name}`;
}
