import { t } from '@vscode/l10n';
import { clock, count, dateTime, utcClock } from '../../../common/format';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import { knownType, type IdentifierType } from '../../../identifiers/identifierTypes';
import { columnsRead } from '../../../upload/fieldsRead';
import { liveAround, nextComputation } from '../../../upload/schedule';
import type { Counts, PlannedFile } from '../../../upload/uploadTypes';
import type {
  RowsSection,
  ShareKind,
  SizeSection,
  TimesSection,
  UploadIcon,
  UploadModel,
} from '../../../webview/uploadModel';
import type { AccountHandle } from '../../accounts/account';
import type { TargetNames } from '../messages';
import { valueWords } from '../words/valueWords';

// Sections that a draft and its upload have in common.

/** The account's badge: sandbox, live or protected. */
export function badgeOf({ sandbox, isProtected }: AccountHandle): UploadModel['context']['badge'] {
  if (sandbox)
    return {
      kind: 'sandbox',
      text: isProtected
        ? t('Sandbox, protected: nothing goes to Criteo')
        : t('Sandbox: nothing goes to Criteo'),
    };
  return isProtected
    ? { kind: 'protected', text: t('Live, protected') }
    : { kind: 'live', text: t('Live account') };
}

/** What the page says once about its target: identifier type, retailer and account. */
export function contextItems(
  { retailer, account }: TargetNames,
  identifierType: string | undefined,
): UploadModel['context']['items'] {
  const label = identifierTypeLabel(identifierType);
  return [
    ...(label ? [{ text: label, icon: typeIcon(knownType(identifierType)) }] : []),
    ...[retailer, account].flatMap((name) => (name ? [{ text: name.forTree() }] : [])),
  ];
}

/** The icon of an identifier type, as in the Segments view. */
export function typeIcon(type: IdentifierType | undefined): UploadIcon {
  switch (type) {
    case 'Email':
      return 'mail';
    case 'UserIdentifier':
      return 'mobile';
    case 'CustomerId':
      return 'person';
    case 'PhoneNumber':
      return 'phone';
    default:
      return 'link';
  }
}

/** The title of the bar of all rows, or of all fields where several columns are read. */
export function valuesTitle({
  rows,
  fields,
  files = [],
}: Pick<Counts, 'rows' | 'fields'> & { files?: readonly PlannedFile[] }): string {
  const title = valueWords({ fields }).title();
  if (fields === undefined) return title;
  const [columns, ...others] = new Set(files.map((file) => columnsRead(file).length));
  return columns !== undefined && others.length === 0 && rows > 0
    ? t('Fields in {0} columns', count(columns))
    : title;
}

/** What the shares of a bar are called, unless its page has a better word. */
const SHARES: Record<ShareKind, () => string> = {
  send: () => t('to send'),
  accepted: () => t('accepted'),
  rejected: () => t('rejected'),
  unknown: () => t('unknown'),
  unsent: () => t('not sent'),
  duplicates: () => t('duplicates'),
  invalid: () => t('invalid'),
  blank: () => t('blank'),
  leaving: () => t('leaving'),
  unchanged: () => t('unchanged'),
};

/** Rows of each kind, in the order of the bar. */
type ShareFigures = Partial<Record<ShareKind, number>>;

/** What of a file isn't sent. */
export const LEFT_OUT = ['invalid', 'duplicates', 'blank'] as const;

/** The shares that have rows. */
export function sharesOf(figures: ShareFigures): RowsSection['shares'] {
  return (Object.keys(figures) as ShareKind[])
    .map((kind) => ({ kind, rows: figures[kind] ?? 0 }))
    .filter(({ rows }) => rows > 0);
}

/** The bar of all rows. That nothing is to be sent is said, too. */
export function rowsSection(
  title: string,
  figures: ShareFigures,
  {
    words = {},
    ...options
  }: Pick<RowsSection, 'hint' | 'busy'> & { words?: Partial<Record<ShareKind, string>> } = {},
): RowsSection {
  const shares = sharesOf(figures);
  const none = figures.send === 0 ? [{ kind: 'send' as const, rows: 0 }] : [];
  return {
    type: 'rows',
    title,
    legend: [...none, ...shares].map(({ kind, rows }) => ({
      kind,
      count: count(rows),
      text: words[kind] ?? SHARES[kind](),
    })),
    shares,
    ...options,
  };
}

/**
 * From now or the end of the upload to campaigns. `at`: when it is sent, in milliseconds since
 * 1970; `text`: what happens then.
 */
export function timesSection(
  at: number,
  text: string,
  now: number,
  options: { ended?: boolean; hint?: string } = {},
): TimesSection {
  const computed = nextComputation(at);
  const live = liveAround(computed);
  const state = (time: number): 'past' | 'later' => (time <= now ? 'past' : 'later');
  return {
    type: 'times',
    title: t('What comes next'),
    items: [
      {
        time: options.ended ? timeOfDay(at, now) : t('now'),
        text,
        tooltip: utcText(at),
        state: options.ended ? 'past' : 'now',
      },
      {
        time: timeOfDay(computed, now),
        text: t('computed'),
        tooltip: utcText(computed),
        state: state(computed),
        dashed: true,
      },
      {
        time: t('about {0}', timeOfDay(live, now)),
        text: t('in campaigns'),
        tooltip: utcText(live),
        state: 'later',
      },
    ],
    ...(options.hint !== undefined && { hint: options.hint }),
  };
}

function utcText(at: number): string {
  return t('{0} UTC', utcClock(at));
}

/** Local time, with the date unless it is today or within the next 24 hours. */
export function timeOfDay(at: number, now: number): string {
  const isNear =
    at >= now
      ? at - now < 24 * 3600_000
      : new Date(at).toDateString() === new Date(now).toDateString();
  return isNear ? clock(at) : dateTime(at);
}

/** The list's size before and after, as far as known. `about`: Criteo doesn't confirm it yet. */
export function sizeSection(
  before: number | undefined,
  after: number | undefined,
  options: {
    about: boolean;
    tone?: SizeSection['tone'];
    texts: string[];
    press?: SizeSection['press'];
  },
): SizeSection {
  const { about, ...rest } = options;
  return {
    type: 'size',
    title: t('Segment size'),
    before: before === undefined ? t('unknown') : count(before),
    after: after === undefined ? t('unknown') : count(about ? rounded(after) : after),
    ...(about && after !== undefined && { qualifier: t('about') }),
    arrow: t('to'),
    ...(before !== undefined && after !== undefined && { bar: barOf(before, after) }),
    ...rest,
  };
}

function barOf(before: number, after: number): SizeSection['bar'] {
  const all = Math.max(before, after, 1);
  return {
    kept: Math.min(before, after) / all,
    added: Math.max(0, after - before) / all,
    lost: Math.max(0, before - after) / all,
  };
}

/**
 * Significant figures, three by default: what isn't confirmed isn't said to the last digit. Sizes of
 * lists are never negative.
 */
export function rounded(value: number, figures = 3): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - (figures - 1));
  return Math.round(value / step) * step;
}
