import { t } from '@vscode/l10n';
import { count, plural, timeOfDay, utcClock } from '../../../common/format';
import { compact, present } from '../../../common/records';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import { knownType, type IdentifierType } from '../../../identifiers/identifierTypes';
import { columnsRead } from '../../../upload/fieldsRead';
import { liveAround, nextComputation } from '../../../upload/schedule';
import type { Counts, PlannedFile } from '../../../upload/uploadTypes';
import type { PageHead, PagePress } from '../../../webview/pageModel';
import type {
  NotesSection,
  RowsSection,
  ShareKind,
  SizeSection,
  TimesSection,
  UploadIcon,
  UploadModel,
} from '../../../webview/uploadModel';
import type { AccountHandle } from '../../accounts/account';
import { accountBadge } from '../../accounts/accountBadge';
import type { TargetNames } from '../messages';
import { valueWords } from '../words/valueWords';

// Sections that a draft and its upload have in common.

/** Times below this, in milliseconds, aren't worth a word. */
export const SHORT_TIME = 10_000;

/** The line under the heading: where it happens. */
export function contextOf<Action extends string>(
  account: AccountHandle | undefined,
  items: PageHead<Action>['context']['items'],
  press?: PagePress<Action>,
): PageHead<Action>['context'] {
  return compact({ items, badge: account && accountBadge(account), press });
}

/** What the page says once about its target: identifier type, retailer and account. */
export function contextItems(
  { retailer, account }: Partial<TargetNames> = {},
  identifierType?: string,
): UploadModel['context']['items'] {
  const label = identifierTypeLabel(identifierType);
  return present([
    label && { text: label, icon: typeIcon(knownType(identifierType)) },
    retailer && { text: retailer.forTree() },
    account && { text: account.forTree() },
  ]);
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
const SHARES: Record<ShareKind, (rows: number) => string> = {
  send: () => t('to send'),
  suppressed: () => t('suppressed'),
  accepted: () => t('accepted'),
  pending: () => t('to send again'),
  rejected: () => t('rejected'),
  unknown: () => t('unknown'),
  unsent: () => t('not sent'),
  duplicates: (rows) => plural(rows, { one: t('duplicate'), other: t('duplicates') }),
  invalid: () => t('invalid'),
  blank: () => t('blank'),
  leaving: () => t('leaving'),
  unchanged: () => t('unchanged'),
};

/** Rows of each kind, in the order of the bar. */
type ShareFigures = Partial<Record<ShareKind, number>>;

/** What of a file isn't sent. */
export const NOT_SENT = ['suppressed', 'invalid', 'duplicates', 'blank'] as const;

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
    meanings = {},
    ...options
  }: Pick<RowsSection, 'hint' | 'busy'> & {
    words?: Partial<Record<ShareKind, string>>;
    meanings?: Partial<Record<ShareKind, string>>;
  } = {},
): RowsSection {
  const shares = sharesOf(figures);
  const none = figures.send === 0 ? [{ kind: 'send' as const, rows: 0 }] : [];
  return compact<RowsSection>({
    type: 'rows',
    title,
    legend: [...none, ...shares].map(({ kind, rows }) =>
      compact<RowsSection['legend'][number]>({
        kind,
        count: count(rows),
        text: words[kind] ?? SHARES[kind](rows),
        info: meanings[kind],
      }),
    ),
    shares,
    ...options,
  });
}

/** Sentences, some with a way on; undefined without any. */
export function notesSection(
  title: string,
  notes: readonly (string | NotesSection['items'][number] | undefined | false)[],
): NotesSection | undefined {
  const items = present(notes).map((note) => (typeof note === 'string' ? { text: note } : note));
  return items.length > 0 ? { type: 'notes', title, items } : undefined;
}

/**
 * From now or the end of the upload to campaigns. `at`: when it is sent, in milliseconds since
 * 1970; `text`: what happens then; `options.live`: what reaches campaigns.
 */
export function timesSection(
  at: number,
  text: string,
  now: number,
  options: { ended?: boolean; hint?: string; live?: string } = {},
): TimesSection {
  const computed = nextComputation(at);
  const live = liveAround(computed);
  const state = (time: number): 'past' | 'later' => (time <= now ? 'past' : 'later');
  return compact<TimesSection>({
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
        text: options.live ?? t('in campaigns'),
        tooltip: utcText(live),
        state: 'later',
      },
    ],
    hint: options.hint,
  });
}

function utcText(at: number): string {
  return t('{0} UTC', utcClock(at));
}

/** A segment's size before and after, as far as known. */
export function sizeSection(
  before: string | undefined,
  after: string | undefined,
  rest: Omit<SizeSection, 'type' | 'title' | 'before' | 'after' | 'arrow'>,
): SizeSection {
  return compact<SizeSection>({
    type: 'size',
    title: t('Segment size'),
    before: before ?? t('unknown'),
    after: after ?? t('unknown'),
    arrow: t('to'),
    ...rest,
  });
}

/** `at least 5,800 (−88%)`. */
export function sizeAfterText({ after, qualifier, change }: SizeSection): string {
  return present([qualifier, after, change]).join(' ');
}

/** `48,210 → at most 1,048,000`. `before`: undefined if it isn't known. */
export function sizesText(before: string | undefined, after: string): string {
  return before === undefined ? t('size unknown → {0}', after) : t('{0} → {1}', before, after);
}

/**
 * Significant figures, three by default: what isn't confirmed isn't said to the last digit. Sizes of
 * lists are never negative.
 */
export function rounded(value: number, figures = 3): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - (figures - 1));
  return Math.round(value / step) * step;
}
