// What the models of several pages have in common. The host decides every text; a page draws it.
// `Action`: what the controls of a page do.

/** How many rows of a list are shown before the rest is asked for. */
export const FIRST_ROWS = 5;
/** The same of kinds of rows; a single one more is shown, too. */
export const FIRST_KINDS = 6;

export type PageIcon =
  | 'add'
  | 'beaker'
  | 'circleSlash'
  | 'error'
  | 'globe'
  | 'info'
  | 'link'
  | 'mail'
  | 'mobile'
  | 'pass'
  | 'pause'
  | 'person'
  | 'phone'
  | 'question'
  | 'search'
  | 'shield'
  | 'sync'
  | 'table'
  | 'waiting'
  | 'warning';

/** A button or link. */
export interface PagePress<Action extends string> {
  label: string;
  action: Action;
  value?: string;
  /** For screen readers, where the label alone isn't clear ("Fix 412"). */
  description?: string;
}

/** Which kind of account something happens in. */
export interface AccountBadge {
  kind: 'sandbox' | 'live' | 'protected';
  text: string;
}

/** The heading, and the line under it that says once where it happens. */
export interface PageHead<Action extends string> {
  heading: { text: string; icon?: 'pass' | 'warning' | 'error' };
  context: {
    /** `tooltip`: of a time, in UTC. */
    items: { text: string; icon?: PageIcon; tooltip?: string }[];
    badge?: AccountBadge;
    press?: PagePress<Action>;
  };
}

/** What is wrong, and the ways on. */
export interface PageCallout<Action extends string> {
  tone: 'warning' | 'danger';
  icon: PageIcon;
  title?: string;
  text: string;
  presses: PagePress<Action>[];
  /** Of a failure, for a support ticket. */
  details?: string;
}

/** When what happens. */
export interface TimesSection {
  type: 'times';
  title: string;
  items: {
    time: string;
    text: string;
    /** In UTC. */
    tooltip?: string;
    state: 'past' | 'now' | 'later';
    /** The way to the next one isn't confirmed by Criteo. */
    dashed?: boolean;
  }[];
  hint?: string;
}

export interface PageFacts<Action extends string> {
  type: 'facts';
  title: string;
  /** `tooltip`: of a time, in UTC. */
  items: { label: string; text: string; tooltip?: string; press?: PagePress<Action> }[];
}
