import { t } from '@vscode/l10n';
import { fileName, fileNames } from '../../../common/fileName';
import { headerName } from '../../../csv/header';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import type { Press, UploadModel, WaysSection } from '../../../webview/uploadModel';
import { roleUnknownText } from '../../audiences/keepsOut';
import type { DraftStep } from '../draftStep';
import { WORDS } from '../words/operationWords';
import { typeIcon } from './commonSections';
import { baseModel, fileNameAt, filesText, sections, type DraftPageInput } from './draftBase';
import { fileSectionOf, operationSections, proposalText } from './draftSections';
import type { FilePreview } from './filePreview';
import { identifiersText, otherSegmentWay, segmentWays } from './segmentWays';

type Needs = Extract<DraftStep, { kind: 'needs' }>;

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
  const base = { ...baseModel(input), step: step.missing };
  const files = filesText(input);
  switch (step.missing) {
    case 'save':
      return {
        ...base,
        heading: { text: t('{0} has unsaved changes', fileName(step.uri).forTree()) },
        callout: {
          tone: 'warning',
          icon: 'warning',
          text: t('Only saved content is checked and sent.'),
          presses: [{ label: t('Save File'), action: 'saveFile', value: step.uri }],
        },
      };
    case 'segment':
      return {
        ...base,
        heading: { text: t('Upload {0}', files) },
        main: sections(fileSectionOf(input)),
        bar: {
          start: [],
          buttons: [{ label: t('Choose Segment…'), action: 'changeSegment', look: 'primary' }],
        },
      };
    case 'previous':
      return previousModel(input);
    case 'operation':
      return {
        ...base,
        // Otherwise a person would be offered one.
        intro: [{ text: roleUnknownText(), strong: true }],
        main: sections(fileSectionOf(input)),
        first: sections(...operationSections(input)),
        bar: {
          start: [],
          buttons: [
            {
              label: t('Upload'),
              action: 'send',
              look: 'primary',
              missing: t('Choose what happens to the segment.'),
            },
          ],
        },
      };
    case 'type':
      return {
        ...base,
        heading: { text: t('What kind of identifiers does {0} hold?', files) },
        main: sections(typeWays(step.candidates), fileSectionOf(input)),
      };
    case 'dialect':
      return {
        ...base,
        heading: { text: t('{0} can’t be read as it is', fileNameAt(input, step.file)) },
        callout: {
          tone: 'warning',
          icon: 'warning',
          text: step.failure.message,
          presses: [readingPress(step.file)],
        },
        main: sections(fileSectionOf(input)),
      };
    case 'column':
      return columnModel(input, step);
  }
}

/** The previous file says who left: one is proposed, and none is used before it was chosen. */
function previousModel(input: DraftPageInput): UploadModel {
  const { previous, names } = input;
  const proposals = previous?.proposals ?? [];
  const segment = names?.segment.forTree() ?? '';
  const text = t(
    'Update removes everyone who is in the previous file but not in {0}.',
    filesText(input),
  );
  return {
    ...baseModel(input),
    intro: [{ text }],
    // The focus stays among the operations.
    announcement: text,
    main: sections(
      {
        type: 'ways',
        title: t('Which file was sent before?'),
        items: [
          ...proposals.map((proposal, index): WaysSection['items'][number] => {
            const name = fileNames(proposal.uris.map((uri) => ({ uri }))).forTree();
            return {
              icon: 'table',
              text: name,
              note: proposalText(proposal, input.now),
              press: {
                label: t('Use'),
                action: 'choosePrevious',
                value: String(index),
                description: t('Use {0}', name),
              },
              look: index === 0 ? 'primary' : 'secondary',
            };
          }),
          {
            icon: 'search',
            text: '',
            press: { label: t('Choose Previous File…'), action: 'browsePrevious' },
            look: 'link',
          },
          {
            icon: 'add',
            text: '',
            note: t('if nothing was sent to {0} before', segment),
            press: { label: t('First Run: No One Is Removed'), action: 'firstRun' },
            look: 'link',
          },
        ],
      },
      fileSectionOf(input),
    ),
    first: sections(...operationSections(input)),
    bar: {
      start: [],
      buttons: [
        {
          label: WORDS.update.label(),
          action: 'send',
          look: 'primary',
          missing: t('Choose the previous file first.'),
        },
      ],
    },
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
    items: candidates.map(({ type, fits }) => ({
      icon: typeIcon(type),
      text: identifierTypeLabel(type),
      ...(fits && { note: t('fits') }),
      press: {
        label: t('Check'),
        action: 'chooseType',
        value: type,
        description: t('Check as {0}', identifierTypeLabel(type)),
      },
      look: fits && fitting === 1 ? 'primary' : 'secondary',
    })),
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
  if (step.candidates.length > 0)
    return {
      ...base,
      heading: { text: t('Which column of {0} holds the {1}?', file, types) },
      main: sections(
        {
          type: 'ways',
          title: t('These may be {0}', types),
          items: step.candidates.map(({ column, name, reason }) => ({
            icon: 'table',
            text: headerName(name, column).forTree(),
            note: reason,
            press: {
              label: t('Use'),
              action: 'chooseColumn',
              value: String(column),
              description: t('Use {0}', headerName(name, column).forTree()),
            },
            look: 'secondary',
          })),
        },
        fileSectionOf(input),
      ),
    };
  const other = preview && otherContent(preview, identifierType);
  return {
    ...base,
    heading: { text: t('No column of {0} looks like {1}', file, types) },
    main: sections(
      {
        type: 'ways',
        title: other
          ? t('{0} looks like {1}', other.name, identifiersText(other.type))
          : t('What you can do'),
        items: [
          ...(other ? segmentWays(input, other.type) : otherSegmentWay(input)),
          {
            icon: 'table',
            text: '',
            note: t('if the columns look wrong below'),
            press: readingPress(step.file),
            look: 'link',
          },
        ],
      },
      fileSectionOf(input, undefined, t('Select a header to use a column anyway.')),
    ),
  };
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
