import { t } from '@vscode/l10n';
import { count, utcDateTime, utcDayTime } from '../../common/format';
import { bullets, joinSections, table } from '../../common/markdown';
import { OutsideText } from '../../common/outsideText';
import { compact, present } from '../../common/records';
import type { AroundFall } from '../../webview/segmentModel';
import { othersFellText, stateName } from '../verify/verifyTexts';
import { chartSegment } from './chartSegment';
import { explainPress, fallOf, historyNote, type SegmentFall } from './segmentFall';
import { nameIn, type SegmentSnapshot } from './segmentSnapshot';

const DAY = 86_400_000;
/** Days before and after a fall, and how many uploads of each. */
const BEFORE = { days: 7, most: 5 };
const AFTER = { days: 2, most: 3 };

/** Something that happened around a fall. */
interface Happened extends Pick<AroundFall['rows'][number], 'what' | 'strong' | 'press' | 'from'> {
  /** Milliseconds since 1970. */
  at: number;
}

/** What happened around a segment's fall, with the ways on. */
export function aroundFall(view: SegmentSnapshot): AroundFall | undefined {
  const fall = fallOf(view);
  if (!fall) return undefined;
  const again = lastFile(view);
  return {
    title: t('Around the fall'),
    ...{
      heads: headTexts(),
      hint: t(
        'They may have been removed elsewhere, or dropped by Criteo. Ask both, with these times.',
      ),
    },
    rows: happened(view, fall).map(({ at, ...row }, index) => ({
      ...{ id: `${at}-${index}`, when: utcDayTime(at) },
      ...row,
    })),
    presses: present([
      { label: t('Copy for a Question'), action: 'copyQuestion' },
      again !== undefined && {
        label: t('Upload the Last File Again…'),
        action: 'uploadAgain',
        value: again,
      },
      explainPress(),
    ]),
  };
}

/** The same as Markdown, for whoever may know why. It has names, times and counts, but no identifiers. */
export function fallQuestion(view: SegmentSnapshot): string {
  const fall = fallOf(view);
  if (!fall) return '';
  const { account, segmentId, retailer } = view;
  const { when, what, from } = headTexts();
  const note = historyNote(view);
  const copied = (text: string): string => OutsideText.text(text).forCopy();
  return joinSections([
    `# ${stateName('unexplained-fall')}`,
    bullets(
      present([
        t('Segment: {0}', `${nameIn(view).forCopy()} (${copied(segmentId)})`),
        t('Account: {0}', `${account.label.forCopy()} (${copied(account.accountId)})`),
        retailer && t('Retailer: {0}', retailer.forCopy()),
      ]),
    ),
    note && `**${note.strong}** ${note.text}`,
    table(
      [when, what, from],
      happened(view, fall).map((row) => [
        utcDateTime(row.at),
        present([row.what, row.press?.action === 'openUpload' && copied(row.press.label)]).join(
          ' · ',
        ),
        row.from,
      ]),
    ),
  ]);
}

function headTexts(): AroundFall['heads'] {
  return { when: t('When (UTC)'), what: t('What'), from: t('From') };
}

/** In the order in which it happened. */
function happened(view: SegmentSnapshot, fall: SegmentFall): Happened[] {
  const { before, after, computation } = fall;
  const here = t('this machine');
  const read = (at: number, identifiers: number): Happened => ({
    ...{ at, what: t('Read: {0}', count(identifiers)), from: here },
  });
  const last = view.entries.findLast(
    ({ at, kind, numberOfIdentifiers }) =>
      kind === 'reading' && at > after.at && numberOfIdentifiers !== undefined,
  );
  const { othersFell = 0 } = view.verified ?? {};
  return present([
    ...uploadsAround(view, fall, here),
    read(before.at, before.identifiers),
    computation !== undefined && {
      at: computation,
      what: t('Computed: {0}', `−${count(before.identifiers - after.identifiers)}`),
      strong: true,
      from: 'Criteo',
    },
    read(after.at, after.identifiers),
    othersFell > 0 && {
      at: after.at,
      what: othersFellText(othersFell),
      press: { label: t('Show'), action: 'showVerified' },
      from: here,
    },
    last && read(last.at, last.numberOfIdentifiers ?? 0),
  ] satisfies (Happened | false | undefined)[]).sort((a, b) => a.at - b.at);
}

/** What was done to the segment from here shortly before and after its fall, the last upload before it always. */
function uploadsAround(
  view: SegmentSnapshot,
  { before, after }: SegmentFall,
  here: string,
): Happened[] {
  const marks = chartSegment(view).marks.filter(({ kind }) => kind !== 'fell');
  const earlier = marks.filter(({ at }) => at < after.at);
  const near = earlier.filter(({ at }) => at >= before.at - BEFORE.days * DAY);
  const later = marks.filter(({ at }) => at >= after.at && at <= after.at + AFTER.days * DAY);
  return [
    ...(near.length > 0 ? near.slice(-BEFORE.most) : earlier.slice(-1)),
    ...later.slice(0, AFTER.most),
  ].map(({ at, text, file, jobId }) => {
    const isNightly = view.jobs.find((job) => job.jobId === jobId)?.entry !== undefined;
    return compact<Happened>({
      ...{ at, what: text },
      press: file === undefined ? undefined : { label: file, action: 'openUpload', value: jobId },
      from: isNightly ? t('nightly file') : here,
    });
  });
}

/** The last upload on record whose file should be in the segment. */
function lastFile({ entries, jobs }: SegmentSnapshot): string | undefined {
  return entries.findLast(
    ({ kind, operation, jobId }) =>
      kind === 'upload' && operation !== 'remove' && jobs.some((job) => job.jobId === jobId),
  )?.jobId;
}
