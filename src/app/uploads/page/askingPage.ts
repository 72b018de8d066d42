import { t } from '@vscode/l10n';
import { fileName, fileNames } from '../../../common/fileName';
import { count } from '../../../common/format';
import { compact, present } from '../../../common/records';
import { headerName } from '../../../csv/header';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import type { Press, UploadModel, WaysSection } from '../../../webview/uploadModel';
import { roleUnknownText } from '../../audiences/keepsOut';
import type { DraftStep } from '../draftStep';
import { WORDS } from '../words/operationWords';
import { typeIcon } from './commonSections';
import { baseModel, fileNameAt, filesText, oneButtonBar, type DraftPageInput } from './draftBase';
import { fileSectionOf, operationSection, proposalText } from './draftSections';
import type { FilePreview } from './filePreview';
import { identifiersText, linkWay, otherSegmentWay, segmentWays, useWay } from './segmentWays';

type Needs = Extract<DraftStep, { kind: 'needs' }>;
type Way = WaysSection['items'][number];

/** A column with a smaller share of values that fit isn't offered together with others. */
const LEAST_SHARE = 0.5;

/**
 * The type of identifiers that the file holds, if not those that the segment takes. `than`: the
 * segment's type.
 */
export function typeFound(
  step: DraftStep,
  preview: FilePreview | undefined,
  than: IdentifierType = 'Email',
): IdentifierType | undefined {
  if (step.kind === 'blocked') return step.identifierType;
  return step.kind === 'needs' && step.missing === 'column' && preview
    ? otherContent(preview, than)?.type
    : undefined;
}

/** The page of a draft that something is missing from. */
export function needsModel(input: DraftPageInput, step: Needs): UploadModel {
  const base = { ...baseModel(input), step: step.missing, main: present([fileSectionOf(input)]) };
  const files = filesText(input);
  switch (step.missing) {
    case 'save':
      return {
        ...base,
        heading: { text: t('{0} has unsaved changes', fileName(step.uri).forTree()) },
        callout: warning(t('Only saved content is checked and sent.'), {
          label: t('Save File'),
          action: 'saveFile',
          value: step.uri,
        }),
        main: [],
      };
    case 'segment':
      return {
        ...base,
        heading: { text: t('Upload {0}', files) },
        bar: oneButtonBar({ label: t('Choose Segment…'), action: 'changeSegment' }),
      };
    case 'previous':
      return previousModel(input);
    case 'operation':
      return {
        ...base,
        // Otherwise a person would be offered one.
        intro: [{ text: roleUnknownText(), strong: true }],
        first: [operationSection(input)],
        bar: oneButtonBar({
          label: t('Upload'),
          missing: t('Choose what happens to the segment.'),
        }),
      };
    case 'type':
      return {
        ...base,
        heading: { text: t('What kind of identifiers does {0} hold?', files) },
        main: [typeWays(step.candidates), ...base.main],
      };
    case 'dialect':
      return {
        ...base,
        heading: { text: t('{0} can’t be read as it is', fileNameAt(input, step.file)) },
        callout: warning(step.failure.message, readingPress(step.file)),
      };
    case 'column':
      return columnModel(input, step);
  }
}

function warning(text: string, press: Press): UploadModel['callout'] {
  return { tone: 'warning', icon: 'warning', text, presses: [press] };
}

/** The previous file says who left: one is proposed, and none is used before it was chosen. */
function previousModel(input: DraftPageInput): UploadModel {
  const { previous, names, now } = input;
  const segment = names?.segment.forTree() ?? '';
  const text = t(
    'Update removes everyone who is in the previous file but not in {0}.',
    filesText(input),
  );
  const proposals = (previous?.proposals ?? []).map((proposal, index) => {
    const name = fileNames(proposal.uris.map((uri) => ({ uri }))).forTree();
    const look = index === 0 && !proposal.isReplaced ? 'primary' : 'secondary';
    const way = { icon: 'table', text: name, note: proposalText(proposal, now), look } as const;
    return useWay(way, 'choosePrevious', String(index));
  });
  return {
    ...baseModel(input),
    intro: [{ text }],
    // The focus stays among the operations.
    announcement: text,
    main: present([
      {
        type: 'ways',
        title: t('Which file was sent before?'),
        items: [
          ...proposals,
          linkWay('search', { label: t('Choose Previous File…'), action: 'browsePrevious' }),
          linkWay(
            'add',
            { label: t('First Run: No One Is Removed'), action: 'firstRun' },
            t('if nothing was sent to {0} before', segment),
          ),
        ],
      },
      fileSectionOf(input),
    ]),
    first: [operationSection(input)],
    bar: oneButtonBar({
      label: WORDS.update.label(),
      missing: t('Choose the previous file first.'),
    }),
  };
}

function readingPress(file: number): Press {
  return {
    label: t('Change How the File Is Read…'),
    action: 'changeReading',
    value: String(file),
  };
}

function typeWays(candidates: Extract<Needs, { missing: 'type' }>['candidates']): WaysSection {
  const fitting = candidates.filter(({ fits }) => fits).length;
  return {
    type: 'ways',
    title: t('Check them as'),
    items: candidates.map(({ type, fits }) =>
      compact<WaysSection['items'][number]>({
        icon: typeIcon(type),
        text: identifierTypeLabel(type),
        note: fits ? t('fits') : undefined,
        press: {
          label: t('Check'),
          action: 'chooseType',
          value: type,
          description: t('Check as {0}', identifierTypeLabel(type)),
        },
        look: fits && fitting === 1 ? 'primary' : 'secondary',
      }),
    ),
  };
}

function columnModel(
  input: DraftPageInput,
  step: Extract<Needs, { missing: 'column' }>,
): UploadModel {
  const { identifierType = 'Email', preview } = input;
  const file = fileNameAt(input, step.file);
  const base = { ...baseModel(input), step: 'column' };
  const types = identifiersText(identifierType);
  const candidates = step.candidates.map(({ column, name, reason }) => {
    const text = headerName(name, column).forTree();
    const way = { icon: 'table', text, note: reason, look: 'secondary' } as const;
    return useWay(way, 'chooseColumn', String(column));
  });
  const several = severalWay(step);
  if (candidates.length > 0)
    return {
      ...base,
      heading: { text: t('Which column of {0} holds the {1}?', file, types) },
      main: present([
        {
          type: 'ways',
          title: t('These may be {0}', types),
          items: present([...candidates, several]),
        },
        fileSectionOf(input),
      ]),
    };
  const other = preview && otherContent(preview, identifierType);
  return {
    ...base,
    heading: { text: t('No column of {0} looks like {1}', file, types) },
    main: present([
      {
        type: 'ways',
        title: other
          ? t('{0} looks like {1}', other.name, identifiersText(other.type))
          : t('What you can do'),
        items: [
          ...(other ? segmentWays(input, other.type) : otherSegmentWay(input)),
          linkWay('table', readingPress(step.file), t('if the columns look wrong below')),
        ],
      },
      fileSectionOf(input, undefined, t('Select a header to use a column anyway.')),
    ]),
  };
}

/** All columns whose values fit, in one upload; undefined if there is only one. */
function severalWay({ candidates }: Extract<Needs, { missing: 'column' }>): Way | undefined {
  const fitting = candidates.filter(({ share }) => share >= LEAST_SHARE);
  if (fitting.length < 2) return undefined;
  const isBoth = fitting.length === 2;
  const n = count(fitting.length);
  const way = {
    icon: 'table',
    text: isBoth ? t('Both') : t('All {0}', n),
    note: t('every row has an identifier in each, if filled'),
    look: 'secondary',
  } as const;
  const names = fitting.map(({ name, column }) => headerName(name, column).forTree()).join(', ');
  const label = isBoth ? t('Use Both') : t('Use All {0}', n);
  const press: Press = {
    label,
    action: 'chooseColumn',
    value: fitting.map(({ column }) => column).join(','),
    description: t('{0}: {1}', label, names),
  };
  return { ...way, press };
}

/** The first column that holds identifiers of another type. */
function otherContent(
  { columns, header }: FilePreview,
  than: IdentifierType,
): { name: string; type: IdentifierType } | undefined {
  for (const [column, { types }] of columns.entries()) {
    const found = types.find(({ type }) => type !== than);
    if (found) return { name: headerName(header?.[column], column).forTree(), type: found.type };
  }
  return undefined;
}
