import { t } from '@vscode/l10n';
import { othersText } from '../../../common/counts';
import { count } from '../../../common/format';
import { plainText } from '../../../common/outsideText';
import { compact, present } from '../../../common/records';
import type { LinesSection, Press, TimesSection, UploadModel } from '../../../webview/uploadModel';
import { touchedList } from '../../uploads/outcome';
import { timesSection } from '../../uploads/page/commonSections';
import {
  foldedLines,
  reportAccount,
  reportBadge,
  statePage,
  stateTable,
} from '../../uploads/report/stateTables';
import {
  doneHeading,
  isDone,
  needsPerson,
  nightHeading,
  nightName,
  nightSpan,
} from '../report/nightTexts';
import { needLine, restFolds } from './morningLines';
import { nightFacts } from './nightFacts';
import {
  entriesOf,
  reviewable,
  type EntryView,
  type MorningInput,
  type NightView,
} from './nightView';

type Group = LinesSection['groups'][number];

/** The page of what nights left: who needs somebody first, all others folded by kind. */
export function morningModel(input: MorningInput): UploadModel {
  const { nights, open, now } = input;
  const all = nights.flatMap(entriesOf);
  const entries = all.map(({ entry }) => entry);
  const removals = nights.flatMap(({ report }) => report.removals ?? []);
  const isDue = removals.some(({ state }) => state === 'left' || state === 'stopped');
  const heading: UploadModel['heading'] = {
    text: nightHeading(entries, removals),
    icon: entries.every(isDone) && !isDue ? 'pass' : 'warning',
  };
  return statePage({
    step: 'morning',
    heading,
    context: contextOf(nights),
    main: present([
      stateTable({
        title: t('Need you'),
        untitled: true,
        heads: [t('Segment'), t('Why'), t('Sent')],
        groups: nights.map((night, index) => needGroup(night, index, nights.length > 1)),
        hint: t('Fix, then run the same file again. What is done is not sent twice.'),
      }),
      stateTable({
        title: restTitle(all),
        heads: [t('What'), t('Details'), t('Segments')],
        untold: true,
        groups: [{ id: 'rest', lines: foldedLines(restFolds(all), open) }],
      }),
      ...nights.map((night) => nightFacts(night, input)),
      timesOf(nights, now),
    ]),
    bar: barOf(nights),
  });
}

/** `58 done`, unless some are left for the next run. */
function restTitle(all: readonly EntryView[]): string {
  const rest = all.filter(({ entry }) => !needsPerson(entry));
  return rest.every(({ entry }) => isDone(entry))
    ? doneHeading(rest.map(({ entry }) => entry))
    : othersText(rest.length);
}

/** The nightly file, when it ran, and where: of several files, as far as they are the same. */
function contextOf(nights: readonly NightView[]): UploadModel['context'] {
  const same = (texts: readonly (string | undefined)[]): readonly (string | undefined)[] => [
    ...new Set(texts),
  ];
  const [account, ...others] = new Map(
    nights.map((night) => [night.report.account.id, night]),
  ).values();
  return compact<UploadModel['context']>({
    items: present([
      ...nights.map(({ report }) => ({ text: nightName(report), tooltip: plainText(report.file) })),
      ...same(nights.map(({ report }) => nightSpan(report))).map((text = '') => ({ text })),
      ...[account, ...others].map(({ report }) => ({ text: reportAccount(report.account) })),
    ]),
    badge: others.length > 0 ? undefined : reportBadge(account.account, account.report.isSandbox),
  });
}

function needGroup(night: NightView, index: number, isOfSeveral: boolean): Group {
  const lines = entriesOf(night, index)
    .filter(({ entry }) => needsPerson(entry))
    .map(needLine);
  const again = runAgain(night, index);
  return compact<Group>({
    id: `night ${index}`,
    head:
      isOfSeveral && lines.length > 0
        ? compact<NonNullable<Group['head']>>({
            icon: 'table',
            title: nightName(night.report),
            press: again,
            look: 'secondary',
            warnings: [],
          })
        : undefined,
    lines,
  });
}

/** When campaigns have what was sent, from the upload that ended last. */
function timesOf(nights: readonly NightView[], now: number): TimesSection | undefined {
  const ends = nights
    .flatMap(({ report }) => report.entries)
    .flatMap(({ report }) => (report && touchedList(report) ? Date.parse(report.finishedAt) : []));
  return ends.length > 0
    ? timesSection(Math.max(...ends), t('sent'), now, { ended: true })
    : undefined;
}

/** Opens the page of those that need someone; undefined where the file isn't here. */
function runAgain(night: NightView, index: number): Press | undefined {
  const ids = reviewable(night);
  if (ids.length === 0) return undefined;
  const value = [String(index), ...ids].join(' ');
  return {
    label: ids.length > 1 ? t('Run These {0} Again…', count(ids.length)) : t('Run It Again…'),
    action: 'reviewEntries',
    value,
  };
}

function barOf(nights: readonly NightView[]): UploadModel['bar'] {
  const away = nights.filter(({ declared }) => !declared);
  const [again, ...others] = present(nights.map(runAgain));
  return compact<NonNullable<UploadModel['bar']>>({
    text:
      away.length > 0
        ? t('Not on this machine: {0}', away.map(({ report }) => plainText(report.file)).join(', '))
        : undefined,
    start: [{ label: t('Copy Report'), action: 'copyReport', look: 'secondary' }],
    buttons: again && others.length === 0 ? [{ ...again, look: 'primary' as const }] : [],
  });
}
