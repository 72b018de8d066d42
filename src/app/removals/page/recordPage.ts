import { t } from '@vscode/l10n';
import { peopleText } from '../../../common/counts';
import { count, utcAndLocal } from '../../../common/format';
import { plainText } from '../../../common/outsideText';
import { compact, present } from '../../../common/records';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import { knownType } from '../../../identifiers/identifierTypes';
import { liveAround, nextComputation } from '../../../upload/schedule';
import type {
  BarButton,
  LinesSection,
  NotesSection,
  RowsSection,
  TimesSection,
  UploadModel,
  UploadSection,
} from '../../../webview/uploadModel';
import {
  notesSection,
  rowsSection,
  timesSection,
  typeIcon,
} from '../../uploads/page/commonSections';
import {
  byAccountAndType,
  isSentNow,
  peopleOf,
  peopleWhoStay,
  removing,
  segmentCounts,
  segmentStateOf,
  stateOf,
} from '../removalFigures';
import {
  accountName,
  accountOf,
  resultTitle,
  segmentName,
  segmentNames,
  sentAgain,
  staysTexts,
  wellFormedText,
} from '../removalTexts';
import type { RemovalRecord } from '../removalTypes';
import { contextOfRecord, receiptFacts, type RecordPageInput } from './removalFacts';
import { stateNote } from './removalLists';
import { linesSection, resumeLabel, showPress, stayPresses } from './removalSections';
import { runningModel } from './runningPage';
import { toDoSection } from './toDoSection';

/** The page of a removal that has begun. */
export function recordModel(input: RecordPageInput): UploadModel {
  return input.isRunning ? runningModel(input) : endedModel(input);
}

function endedModel(input: RecordPageInput): UploadModel {
  const { record, now } = input;
  const stays = peopleWhoStay(record);
  const heading = endedHeading(record);
  const isComplete = stateOf(record) === 'complete';
  const { stoppedBy } = record;
  return compact<UploadModel>({
    step: 'removal ended',
    heading,
    context: contextOfRecord(record, now),
    callout:
      stoppedBy && stoppedBy.code !== 'cancelled'
        ? { tone: 'warning', icon: 'warning', text: plainText(stoppedBy.message), presses: [] }
        : undefined,
    intro: isComplete ? [{ text: wellFormedText() }] : [],
    main: present<UploadSection>([
      staySection(record),
      againSection(record),
      isComplete && toDoSection(record),
      segmentsSection(record),
      addedSection(record),
      acceptedTable(record),
      !isComplete && toDoSection(record),
    ]),
    first: [],
    last: present<UploadSection>([timesOf(record, now), receiptFacts(input)]),
    bar: endedBar(input, stays.length > 0),
    announcement: heading.text,
  });
}

/** Who stays is the heading itself; nothing that is through has a tick. */
function endedHeading(record: RemovalRecord): UploadModel['heading'] {
  const stays = peopleWhoStay(record);
  if (record.endedAt === undefined)
    return {
      text: t('The removal of {0} hasn’t ended', peopleText(peopleOf(record))),
      icon: 'warning',
    };
  if (stays.length > 0) return { text: resultTitle(record), icon: 'warning' };
  return { text: resultTitle(record) };
}

function staySection(record: RemovalRecord): NotesSection | undefined {
  const stays = peopleWhoStay(record);
  const texts = staysTexts(record, stays);
  const section = notesSection(
    t('People stay'),
    stays.map((stay, index) => {
      const [press] = stayPresses(stay, index, record);
      return { text: texts[index], ...(press && { press }) };
    }),
  );
  const fixes = stays.some(({ reason }) => reason === 'rows' || reason === 'fields');
  return (
    section && {
      ...section,
      ...(fixes && {
        hint: t(
          'Once their rows are fixed and saved, only these people are sent, in the same receipt.',
        ),
      }),
    }
  );
}

function againSection(record: RemovalRecord): NotesSection | undefined {
  const again = sentAgain(record);
  if (!again) return undefined;
  const { segments, after } = again;
  return {
    type: 'notes',
    title: t('Sent again after {0}', utcAndLocal(after)),
    items: [
      {
        text: t(
          'An Add went to {0} since the last computation. Criteo doesn’t document which of them counts, so the removal is sent a second time.',
          segmentNames(segments),
        ),
        press: showPress('again', t('Sent again')),
      },
    ],
    hint: t('This window does it then, or once it is open again.'),
  };
}

/** How the segments stand. */
function segmentsSection(record: RemovalRecord): RowsSection {
  const all = removing(record);
  const { accepted, again, rejected, failed, open } = segmentCounts(all);
  const isComplete = stateOf(record) === 'complete';
  const section = rowsSection(
    t('Segments'),
    { accepted, pending: again, rejected: rejected + failed, unsent: open },
    { hint: isComplete ? undefined : wellFormedText() },
  );
  return {
    ...section,
    // No triumph.
    ...(isComplete && { shares: [] }),
    legend: present<RowsSection['legend'][number]>([
      ...section.legend,
      record.outOfReach.length > 0 && {
        text: t('{0} out of reach', count(record.outOfReach.length)),
        press: showPress('outOfReach', t('Out of reach')),
      },
      record.segments.length > 0 && {
        text: '',
        press: showPress('all', t('Segments'), t('Show All {0}', count(record.segments.length))),
      },
    ]),
  };
}

/** Segments that keep people out, to which they were added. */
function addedSection({ segments }: RemovalRecord): NotesSection | undefined {
  return notesSection(
    t('Added to segments that keep people out'),
    segments
      .filter(({ operation }) => operation === 'add')
      .map((segment) => t('{0}: {1}', segmentName(segment), stateNote(segment))),
  );
}

/** By account and type. */
function acceptedTable(record: RemovalRecord): LinesSection | undefined {
  const accepted = removing(record).filter((segment) => segmentStateOf(segment) === 'accepted');
  if (accepted.length === 0) return undefined;
  return linesSection(
    t('Accepted'),
    {
      name: t('Account'),
      text: t('Type'),
      numbers: [t('Segments'), t('People'), t('Identifiers')],
    },
    byAccountAndType(accepted).map(({ accountId, type, segments, people, identifiers }) => ({
      id: `${accountId} ${type}`,
      name: accountName(accountOf(record, accountId)),
      icon: typeIcon(knownType(type)),
      text: identifierTypeLabel(type),
      numbers: [segments.length, people, identifiers].map((n) => count(n)),
      notes: [],
    })),
  );
}

function timesOf(record: RemovalRecord, now: number): TimesSection | undefined {
  const { endedAt } = record;
  if (endedAt === undefined) return undefined;
  const at = Date.parse(endedAt);
  const again = sentAgain(record);
  const times = timesSection(at, t('sent'), now, {
    ended: true,
    live: t('out of campaigns'),
  });
  if (!again) return times;
  const live = liveAround(nextComputation(again.after));
  return {
    ...times,
    hint: t(
      'Sent again after {0}: out of campaigns from about {1}.',
      utcAndLocal(again.after),
      utcAndLocal(live),
    ),
  };
}

function endedBar({ record, now }: RecordPageInput, stays: boolean): UploadModel['bar'] {
  const sendable = record.segments.filter((segment) =>
    isSentNow(segment, record.parts.length - 1, now),
  );
  const keepOut: BarButton = {
    label: t('Keep Them Out From Now On'),
    action: 'keepOut',
    look: 'secondary',
  };
  const start: BarButton[] = [
    { label: t('Open Receipt'), action: 'openReceipt', look: 'secondary' },
  ];
  const offers = record.keptOut === undefined ? [keepOut] : [];
  const resume: BarButton = {
    label: resumeLabel(sendable.length),
    action: 'resume',
    look: 'primary',
  };
  if (sendable.length > 0) return { start: [...start, ...offers], buttons: [resume] };
  return stays
    ? {
        start: [...start, ...offers],
        buttons: [{ label: t('Check Again'), action: 'check', look: 'primary' }],
      }
    : { start, buttons: offers.map((one) => ({ ...one, look: 'primary' as const })) };
}
