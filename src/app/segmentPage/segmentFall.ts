import { t } from '@vscode/l10n';
import { count, percent, utcDateTime } from '../../common/format';
import { compact } from '../../common/records';
import { lastComputation } from '../../upload/schedule';
import type { ChartMark } from '../../webview/chartModel';
import type { HistoryNote } from '../../webview/segmentModel';
import { verifiedTexts } from '../verify/verifyTexts';
import { needsSomebody, type VerifiedSegment } from '../verify/verifyTypes';
import type { SegmentSnapshot } from './segmentSnapshot';

/** A fall that isn't over and that nobody has explained. All times are milliseconds since 1970. */
export interface SegmentFall {
  /** The readings before and after it. */
  readonly before: { readonly at: number; readonly identifiers: number };
  readonly after: { readonly at: number; readonly identifiers: number };
  /** If there was exactly one between them. */
  readonly computation?: number;
  /** The segment as it was read then. */
  readonly verified: VerifiedSegment;
}

/** The fall of a segment, if it has one. */
export function fallOf({
  entries,
  verified,
}: Pick<SegmentSnapshot, 'entries' | 'verified'>): SegmentFall | undefined {
  const { before, since = '', state } = verified ?? {};
  if (!verified || !before || state !== 'unexplained-fall' || !needsSomebody(verified))
    return undefined;
  const at = Date.parse(since);
  const entry = entries.find((one) => one.kind === 'reading' && one.at === at);
  const identifiers = entry?.numberOfIdentifiers;
  if (identifiers === undefined) return undefined;
  const from = Date.parse(before.at);
  const computation = lastComputation(at);
  const isOnly = computation > from && lastComputation(computation - 1) <= from;
  return compact<SegmentFall>({
    before: { ...before, at: from },
    after: { at, identifiers },
    computation: isOnly ? computation : undefined,
    verified: { ...verified, read: { identifiers, at: since }, othersFell: undefined },
  });
}

/** The fall, for the chart. */
export function fallMark({ before, after, verified }: SegmentFall): ChartMark {
  const share = (before.identifiers - after.identifiers) / before.identifiers;
  return {
    at: after.at,
    kind: 'fell',
    text: verifiedTexts(verified).text,
    fall: {
      from: before.at,
      identifiers: [before.identifiers, after.identifiers],
      label: t('−{0}, unexplained', percent(Math.round(100 * share) / 100)),
    },
  };
}

/** What isn't as expected, above the chart. Of a fall, the ways on are below it. */
export function historyNote(
  view: Pick<SegmentSnapshot, 'entries' | 'verified'>,
): HistoryNote | undefined {
  const { verified } = view;
  if (!verified || !needsSomebody(verified)) return undefined;
  const fall = fallOf(view);
  const { text, by } = verifiedTexts(fall?.verified ?? verified);
  return compact<HistoryNote>({
    strong: fall ? fallText(fall) : `${text}.`,
    text: by,
    press: fall ? undefined : explainPress(),
  });
}

/** Says that a person knows why a segment isn't as expected. */
export function explainPress(): NonNullable<HistoryNote['press']> {
  return { label: t('This Is Explained'), action: 'explain' };
}

function fallText({ before, after, computation }: SegmentFall): string {
  const sizes = [count(before.identifiers), count(after.identifiers)] as const;
  return computation === undefined
    ? t('{0} → {1} between {2} and {3}.', ...sizes, utcDateTime(before.at), utcDateTime(after.at))
    : t('{0} → {1} at the computation of {2}.', ...sizes, utcDateTime(computation));
}
