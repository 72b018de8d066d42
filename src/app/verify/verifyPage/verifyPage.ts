import { t } from '@vscode/l10n';
import { othersText } from '../../../common/counts';
import { fileName } from '../../../common/fileName';
import { count, utcDateTime } from '../../../common/format';
import { plainText } from '../../../common/outsideText';
import { compact, present } from '../../../common/records';
import type { BarButton, Line, LineIcon, Press, UploadModel } from '../../../webview/uploadModel';
import type { AccountHandle } from '../../accounts/account';
import {
  foldedLines,
  reportAccount,
  reportBadge,
  statePage,
  stateTable,
  wayNotes,
  wayOf,
  type Fold,
} from '../../uploads/report/stateTables';
import { foldText, stateName, verifiedName, verifiedTexts, verifyHeading } from '../verifyTexts';
import {
  needsSomebody,
  VERIFY_STATES,
  type VerifiedSegment,
  type VerifyReport,
  type VerifyState,
} from '../verifyTypes';

/** What the page of verify shows. */
export interface VerifyInput {
  readonly report: VerifyReport;
  /** As far as this window shows it. */
  readonly account?: AccountHandle;
  /** The IDs of uploads on record here. */
  readonly jobs: ReadonlySet<string>;
  /** The name of the file that it is from: it can only be read. */
  readonly name?: string;
  /** The segments are being read. */
  readonly isReading?: boolean;
  /** The kinds that show their lines. */
  readonly open: ReadonlySet<string>;
}

const ICONS: Readonly<Record<VerifyState, LineIcon>> = {
  'as-expected': 'check',
  'not-computed': 'waiting',
  'no-figure': 'question',
  'did-not-grow': 'dash',
  'matches-almost-nobody': 'error',
  'unexplained-fall': 'warning',
};

/** Whether uploads did what they were to do: those that need somebody first, all others by their state. */
export function verifyModel(input: VerifyInput): UploadModel {
  const { report, open } = input;
  const { segments } = report;
  const bad = segments.filter(needsSomebody);
  const others = segments.filter((one) => !needsSomebody(one));
  const isWhole = segments.every(({ state }) => state === 'as-expected');
  const heading: UploadModel['heading'] = compact({
    text: segments.length > 0 ? verifyHeading(report) : t('Nothing was sent that can be verified'),
    icon: bad.length > 0 ? 'warning' : isWhole && segments.length > 0 ? 'pass' : undefined,
  });
  return statePage({
    step: 'verify',
    heading,
    context: contextOf(input),
    main: present([
      stateTable({
        title: t('Not as expected'),
        untitled: true,
        heads: [t('Segment'), t('What'), t('Read now')],
        groups: [{ id: 'bad', lines: bad.map((one) => lineOf(one, input, true)) }],
      }),
      stateTable({
        title: bad.length > 0 ? othersText(others.length) : t('Segments'),
        heads: [t('What'), t('Details'), t('Segments')],
        untold: true,
        groups: [{ id: 'others', lines: foldedLines(foldsOf(others, input), open) }],
        hint: t('As expected means the size. Criteo doesn’t say who is in a segment.'),
      }),
    ]),
    bar: barOf(input),
  });
}

function contextOf({ report, account, name }: VerifyInput): UploadModel['context'] {
  const { file, account: of, at, isSandbox } = report;
  return compact<UploadModel['context']>({
    items: present([
      name !== undefined && { text: t('Report {0}', name) },
      file !== undefined && {
        text: fileName({ path: file }).forTree(),
        tooltip: plainText(file),
      },
      { text: utcDateTime(Date.parse(at)) },
      { text: reportAccount(of) },
    ]),
    badge: reportBadge(account, isSandbox),
  });
}

/** `isBad`: it says why, and what can be done about it. */
function lineOf(one: VerifiedSegment, input: VerifyInput, isBad: boolean): Line {
  const { segmentId, state, read } = one;
  const { text, by } = verifiedTexts(one);
  return compact<Line>({
    id: segmentId,
    name: verifiedName(one),
    ...(isBad ? { text, by } : { text: present([text, by]).join('. ') }),
    state: isBad ? { icon: ICONS[state], text: stateName(state) } : undefined,
    numbers: [read?.identifiers === undefined ? '' : count(read.identifiers)],
    notes: wayNotes(waysOf(one, input), isBad),
  });
}

/** The ways on about a segment: what it was sent by, its page, and that a person knows why. */
function waysOf(one: VerifiedSegment, { account, jobs, name }: VerifyInput): Press[] {
  const { segmentId, state, upload } = one;
  const way = (label: string, action: Press['action'], value = segmentId): Press =>
    wayOf(verifiedName(one), label, action, value);
  const isFall = state === 'unexplained-fall';
  const { jobId = '' } = upload ?? {};
  return present([
    !isFall && jobs.has(jobId) && way(t('Open Upload'), 'openUpload', jobId),
    account && way(isFall ? t('Show in Chart') : t('Show Segment'), 'showSegment'),
    needsSomebody(one) && name === undefined && way(t('This Is Explained'), 'explain'),
  ]);
}

/** Those that need no one, by state; those that a person has explained apart. */
function foldsOf(others: readonly VerifiedSegment[], input: VerifyInput): Fold[] {
  const fold = (
    id: string,
    icon: LineIcon,
    name: string,
    own: readonly VerifiedSegment[],
  ): Fold => ({
    ...{ id, icon, name },
    text: own.length > 0 ? foldText(own) : '',
    lines: own.map((one) => lineOf(one, input, false)),
  });
  return [
    ...VERIFY_STATES.map((state) =>
      fold(
        state,
        ICONS[state],
        stateName(state),
        others.filter((one) => one.state === state && !one.isExplained),
      ),
    ),
    fold(
      'explained',
      'check',
      t('Explained'),
      others.filter(({ isExplained }) => isExplained),
    ),
  ];
}

function barOf({ report, name, isReading }: VerifyInput): UploadModel['bar'] {
  const copy: BarButton = { label: t('Copy Table'), action: 'copyReport', look: 'secondary' };
  const again: BarButton = { label: t('Read Again'), action: 'check', look: 'secondary' };
  return compact<NonNullable<UploadModel['bar']>>({
    ...(isReading && { text: t('Reading the segments…'), busy: true }),
    start: report.segments.length > 0 ? [copy] : [],
    buttons:
      name === undefined
        ? [isReading ? { ...again, missing: t('The segments are being read.') } : again]
        : [],
  });
}
