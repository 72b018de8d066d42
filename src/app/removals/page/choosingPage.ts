import { t } from '@vscode/l10n';
import { peopleText, rowsText } from '../../../common/counts';
import { fileOrCount } from '../../../common/fileName';
import { count, plural } from '../../../common/format';
import { compact, present } from '../../../common/records';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import { nextComputation } from '../../../upload/schedule';
import type {
  FactsSection,
  LinesSection,
  NotesSection,
  OperationSection,
  RowsSection,
  UploadModel,
  UploadSection,
} from '../../../webview/uploadModel';
import { notesSection, timesSection, typeIcon } from '../../uploads/page/commonSections';
import { oneButtonBar, readPercent } from '../../uploads/page/draftBase';
import { removedFormats } from '../../uploads/page/draftSections';
import { ofType, peopleOf, peopleWhoStay } from '../removalFigures';
import {
  accountName,
  accountsText,
  columnText,
  costParts,
  largestLossText,
  notReadText,
  sentBy,
  staysBefore,
} from '../removalTexts';
import type { PlannedRemoval } from '../removalTypes';
import { accountsSection, keepingOutSection } from './choosingTables';
import type { ChoosingInput, RemovalChoices } from './removalChoices';
import {
  againHint,
  linesSection,
  removeLabel,
  resumeLabel,
  showPress,
  staysOf,
} from './removalSections';

/** The page of a removal from every segment, before it is sent. */
export function choosingModel(input: ChoosingInput): UploadModel {
  const { planned, choices, failure, isLocked = false, now } = input;
  const record = planned?.record;
  const rows = record?.parts.at(-1)?.rows;
  return compact<UploadModel>({
    step: failure && !planned ? 'removal failed' : 'removal',
    heading: {
      text: record
        ? t('Remove {0} everywhere', peopleText(peopleOf(record)))
        : t('Remove people everywhere'),
    },
    context: compact<UploadModel['context']>({
      items: present([
        { text: fileOrCount(choices.files.map((uri) => ({ uri }))).forTree() },
        rows !== undefined && { text: rowsText(rows) },
      ]),
      press: isLocked ? undefined : { label: t('Change File…'), action: 'chooseFile' },
    }),
    callout: failure && {
      tone: 'warning',
      icon: 'warning',
      text: failure.message,
      presses: present([
        failure.code === 'signed-out' && { label: t('Sign In'), action: 'signIn' as const },
        (!planned || failure.code === 'changed') && {
          label: t('Check Again'),
          action: 'check' as const,
        },
      ]),
      details: failure.details,
    },
    stays: record && staysOf(record, peopleWhoStay(record), staysBefore(record)),
    typed: planned?.isGuarded ? typedIdsOf(planned) : undefined,
    intro: introOf(planned),
    main: present<UploadSection>([
      planned && costSection(planned),
      accountsSection(input),
      planned && keepingOutSection(planned.record, choices, isLocked),
    ]),
    first: [],
    last: present<UploadSection>([
      planned && identifiersSection(planned, isLocked),
      planned && !isLocked && formatsSection(choices, planned),
      receiptSection(choices, isLocked),
      planned && keepOutSection(choices),
      planned && nextSection(now),
      planned && afterSection(planned, now),
    ]),
    bar: barOf(input),
    announcement: failure?.message,
  });
}

function introOf(planned: PlannedRemoval | undefined): UploadModel['intro'] {
  if (!planned?.continues) return [];
  const { id } = planned.continues;
  return [
    {
      text: t('This continues {0} in the same receipt: only what wasn’t accepted is sent.', id),
      strong: true,
    },
  ];
}

/** What it takes. */
function costSection(planned: PlannedRemoval): RowsSection {
  const [people, ...others] = costParts(planned);
  const legend = others.map((text): RowsSection['legend'][number] => ({ text }));
  if (planned.record.outOfReach.length > 0)
    legend[legend.length - 1].press = showPress('outOfReach', t('Out of reach'));
  return {
    type: 'rows',
    title: t('What it takes'),
    untitled: true,
    legend: [{ count: people, text: '' }, ...legend],
    shares: [],
  };
}

/** Above 1,000 identifiers: all account IDs, under what they are about. */
function typedIdsOf({ record, ...planned }: PlannedRemoval): UploadModel['typed'] {
  const { accounts } = record;
  const loss = largestLossText(planned);
  return {
    reasons: present([
      {
        text: plural(accounts.length, {
          one: t('More than 1,000 identifiers: type the account ID.'),
          other: t('More than 1,000 identifiers: type all account IDs.'),
        }),
      },
      maybeEmptyNote(planned),
      loss && { text: loss },
    ]),
    fields: accounts.map((account) => ({
      label: t('Type the ID of {0}', accountName(account)),
      text: account.accountId,
    })),
  };
}

function maybeEmptyNote({
  maybeEmpty,
}: Pick<PlannedRemoval, 'maybeEmpty'>): NotesSection['items'][number] | undefined {
  const n = maybeEmpty.length;
  if (n === 0) return undefined;
  return {
    text: plural(n, {
      one: t('{0} segment may be empty afterwards.', count(n)),
      other: t('{0} segments may be empty afterwards.', count(n)),
    }),
    press: showPress('maybeEmpty', t('May be empty afterwards')),
  };
}

function identifiersSection({ part }: PlannedRemoval, isLocked: boolean): LinesSection {
  const isTyped = part.columns.length === 0;
  const lines = (isTyped ? part.types : part.columns).map((one, index) => ({
    id: `identifiers ${index}`,
    name: 'column' in one ? columnText(one) : identifierTypeLabel(one.type),
    ...('column' in one && { text: identifierTypeLabel(one.type) }),
    icon: typeIcon(one.type),
    numbers: [count(ofType(part, one.type)?.people ?? 0)],
    notes: [],
  }));
  return linesSection(
    t('Identifiers'),
    { name: isTyped ? t('Type') : t('Column'), numbers: [t('People')], notes: t('Notes') },
    lines,
    {
      ...(!isLocked &&
        !part.isTyped && { press: { label: t('Change Columns…'), action: 'chooseColumns' } }),
      hint: part.isTyped ? undefined : notReadText(part),
    },
  );
}

/** A sentence on the formats, with the one tick that changes it. */
function formatsSection(
  { sendsPlain }: RemovalChoices,
  { plans, record }: PlannedRemoval,
): OperationSection | undefined {
  const plan = plans.get('Email');
  if (!plan) return undefined;
  const choices = { formats: sendsPlain ? ('all' as const) : undefined };
  const formats = removedFormats(plan, { choices }, record.options.hash ?? 'none');
  // Its title says what it is about.
  return {
    type: 'operation',
    title: formats.label,
    choices: [],
    formats: { ...formats, label: '' },
  };
}

function receiptSection({ folder, reference }: RemovalChoices, isLocked: boolean): FactsSection {
  const fact = (
    label: string,
    text: string,
    action: 'chooseFolder' | 'editReference',
  ): FactsSection['items'][number] => ({
    label,
    text,
    ...(!isLocked && {
      press: { label: t('Change…'), action, description: t('{0}: {1}', t('Change…'), label) },
    }),
  });
  return {
    type: 'facts',
    title: t('Receipt'),
    items: [
      fact(t('Folder'), folder ?? t('in the extension’s storage'), 'chooseFolder'),
      fact(t('Reference'), reference ?? t('none'), 'editReference'),
      {
        label: t('Written'),
        text: t('before the first request. It holds no identifier and no hash of one.'),
      },
    ],
  };
}

/** Whether they are kept out from now on. */
function keepOutSection({ keepsOut = false }: RemovalChoices): OperationSection {
  return {
    type: 'operation',
    title: t('The next export'),
    choices: [],
    formats: {
      label: '',
      text: t('Tonight’s export may bring these people back.'),
      hint: keptOutAsText(),
      plain: {
        label: t('Keep them out from now on'),
        chosen: keepsOut,
        action: 'chooseKeepOut',
      },
    },
  };
}

/** What the list of kept-out people has of them. */
export function keptOutAsText(): string {
  return t(
    'A suppression list of this extension keeps them out: SHA-256 of emails, other identifiers as they are.',
  );
}

function nextSection(now: number): UploadSection {
  return timesSection(now, t('removed'), now, { live: t('out of campaigns') });
}

/** What else happens later: sent again, and how large segments are afterwards. */
function afterSection(planned: PlannedRemoval, now: number): NotesSection | undefined {
  const { again, isGuarded } = planned;
  return notesSection(t('Afterwards'), [
    again.length > 0 && {
      text: againHint(again, nextComputation(now)),
      press: showPress('again', t('Sent again')),
    },
    // Said with the guard, where there is one.
    !isGuarded && maybeEmptyNote(planned),
    !isGuarded && largestLossText(planned),
  ]);
}

function barOf(input: ChoosingInput): UploadModel['bar'] {
  const { planned, failure, ratio, isStarting } = input;
  if (isStarting) return { text: t('Writing the receipt…'), busy: true, start: [], buttons: [] };
  if (!planned) {
    if (failure) return undefined;
    const text =
      ratio === undefined ? t('Reading segments…') : t('Reading the file: {0}', readPercent(ratio));
    return { text, busy: true, start: [], buttons: [] };
  }
  const { people, segments } = sentBy(planned);
  const isDangerous = planned.isGuarded;
  return oneButtonBar({
    label: planned.continues ? resumeLabel(segments.length) : removeLabel(people, segments.length),
    missing: segments.length === 0 ? t('There is nothing to send.') : undefined,
    isDangerous,
    // What is typed is said there.
    ...(!isDangerous && { text: protectedText(planned) }),
  });
}

/** Names protected accounts in the one question; else what one receipt covers. */
function protectedText({ record: { accounts } }: PlannedRemoval): string {
  const names = accounts.filter(({ isProtected }) => isProtected).map(accountName);
  if (names.length > 0)
    return plural(names.length, {
      one: t('{0} is protected.', names.join(', ')),
      other: t('{0} are protected.', names.join(', ')),
    });
  return t('One receipt covers {0}.', accountsText(accounts.length));
}
