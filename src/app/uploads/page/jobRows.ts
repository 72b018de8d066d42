import { t } from '@vscode/l10n';
import { fileName } from '../../../common/fileName';
import { count } from '../../../common/format';
import { compact, pick, present } from '../../../common/records';
import { formatLabel } from '../../../identifiers/formatLabel';
import { knownType } from '../../../identifiers/identifierTypes';
import type {
  FactsSection,
  Line,
  LinesSection,
  Press,
  RowsSection,
} from '../../../webview/uploadModel';
import { fileFigures } from '../plan/fileFigures';
import { NOT_SENT, rowsSection, sharesOf, valuesTitle } from './commonSections';
import type { JobPageFacts } from './jobPageFacts';
import { undoneText } from './jobTexts';

/** What became of all rows of the files, or of all fields. Their sum is that number. */
export function jobRowsSection(view: JobPageFacts): RowsSection {
  const { accepted, refused, ...others } = view.rows;
  const meaning = view.phase === 'ended' && accepted > 0 ? acceptedHint(view) : undefined;
  const hints = present([
    !view.isExplained && meaning,
    view.phase === 'ended' && others.unknown > 0 && unknownHint(view),
  ]);
  const title = valuesTitle({ ...view.job.counts, files: view.plan?.files });
  return rowsSection(
    title,
    { accepted, rejected: refused, ...others },
    {
      words: { unsent: unsentText(view) },
      meanings: view.isExplained ? { accepted: meaning } : {},
      hint: hints.join(' ') || undefined,
    },
  );
}

function unsentText({ phase, job }: JobPageFacts): string {
  if (phase !== 'sending') return t('not sent');
  if (job.progress.stopping !== undefined) return t('not answered or not sent');
  return job.state === 'running' ? t('not answered yet') : t('not sent yet');
}

function acceptedHint({ job: { operation, target } }: JobPageFacts): string {
  if (operation === 'remove')
    return t('Accepted means well-formed. Criteo doesn’t say whether they were in the segment.');
  return knownType(target.identifierType) === 'Email'
    ? t('Accepted means well-formed. Criteo doesn’t say whether an address matched a person.')
    : t('Accepted means well-formed. Criteo doesn’t say whether an identifier matched a person.');
}

function unknownHint({ job }: JobPageFacts): string {
  return job.resumable
    ? t('Unknown means that the answer was lost or had no count. Resume sends these again.')
    : t('Unknown means that the answer was lost or had no count.');
}

/** For a removal in all hash formats: what became of the identifiers in the other ones. */
export function formatsSection({ report }: JobPageFacts): FactsSection | undefined {
  const forms = report?.forms ?? [];
  if (forms.length === 0) return undefined;
  return {
    type: 'facts',
    title: t('Same people in other hash formats'),
    items: forms.map(({ form, sent, accepted, refused, unknown }) => ({
      label: formatLabel(form),
      text: present([
        t('{0} of {1} accepted', count(accepted), count(sent)),
        refused > 0 && t('{0} rejected', count(refused)),
        unknown > 0 && t('{0} unknown', count(unknown)),
      ]).join(', '),
    })),
  };
}

/** What became of the valid rows of one file. */
interface FileSent {
  accepted: number;
  refused: number;
  unknown: number;
  unsent: number;
  isUnderWay: boolean;
  /** The requests can't be read, so what became of this file among several isn't known. */
  isOpen?: true;
}

/** The heads of a table of files that are sent or were. */
export function jobLineHeads(): LinesSection['heads'] {
  return {
    name: t('File'),
    shares: t('Rows'),
    numbers: [{ label: t('Sent') }, { label: t('Left out') }],
    notes: t('Notes'),
    state: t('State'),
  };
}

/**
 * The files of an upload, a line each, with what became of their rows. `elsewhere`: on a page that is
 * not its own, so that rejected rows lead there.
 */
export function jobLines(view: JobPageFacts, elsewhere: boolean): Line[] {
  const { job, plan } = view;
  return job.files.map(({ uri }, index) => {
    const sent = sentOf(view, index);
    const figures = plan && fileFigures(plan, index);
    const { accepted, refused, unknown, unsent } = sent;
    return {
      id: `${job.jobId}/${index}`,
      name: fileName(uri).forTree(),
      state: stateOf(sent, view),
      shares: sharesOf({
        ...{ accepted, rejected: refused, unknown, unsent },
        ...(figures && pick(figures, NOT_SENT)),
      }),
      numbers: [
        sent.isOpen ? '' : count(accepted + refused + unknown),
        figures && !sent.isOpen ? count(figures.invalid + refused) : '',
      ],
      notes: notesOf(sent, view, elsewhere, figures?.suppressed),
    };
  });
}

function sentOf({ requests, job, rows }: JobPageFacts, file: number): FileSent {
  const sent: FileSent = { accepted: 0, refused: 0, unknown: 0, unsent: 0, isUnderWay: false };
  if (requests.length === 0 && job.counts.good > 0) {
    const { accepted, refused, unknown, unsent } = rows;
    return job.files.length === 1
      ? { accepted, refused, unknown, unsent, isUnderWay: false }
      : { ...sent, isOpen: true };
  }
  for (const { kind, content } of requests) {
    // The other hash formats are of the same people.
    if (content?.file !== file || content.format !== 'given') continue;
    const { identifiers, refused, unknown } = content;
    switch (kind) {
      case 'underWay':
        sent.isUnderWay = true;
        sent.unsent += identifiers;
        break;
      case 'waiting':
        sent.unsent += identifiers;
        break;
      case 'unknown':
        sent.unknown += identifiers;
        break;
      case 'rejected':
        sent.refused += identifiers;
        break;
      default:
        sent.refused += refused;
        sent.unknown += unknown;
        sent.accepted += identifiers - refused - unknown;
    }
  }
  return sent;
}

function stateOf(sent: FileSent, view: JobPageFacts): NonNullable<Line['state']> {
  const { accepted, refused, unknown, unsent, isUnderWay, isOpen } = sent;
  if (view.phase === 'unreadable')
    return { icon: 'error', text: t('the upload record can’t be read') };
  if (isOpen) return { icon: 'question', text: t('unknown') };
  if (isUnderWay && view.phase === 'sending') return { icon: 'sync', text: t('under way') };
  if (unsent > 0)
    return view.phase === 'sending'
      ? { icon: 'waiting', text: t('waiting') }
      : { icon: 'error', text: t('not sent') };
  if (unknown > 0) return { icon: 'question', text: t('unknown') };
  if (refused > 0)
    return accepted > 0
      ? { icon: 'warning', text: t('partly rejected') }
      : { icon: 'error', text: t('rejected') };
  return { icon: 'pass', text: accepted > 0 ? t('accepted') : t('nothing to send') };
}

function notesOf(
  sent: FileSent,
  view: JobPageFacts,
  elsewhere: boolean,
  suppressed = 0,
): Line['notes'] {
  const { refused, unknown, unsent } = sent;
  return present<Line['notes'][number]>([
    refused > 0 &&
      compact<Line['notes'][number]>({
        text: t('{0} rejected', count(refused)),
        icon: 'warning',
        press: elsewhere ? rejectedPress(view) : undefined,
      }),
    unknown > 0 && { text: t('{0} unknown', count(unknown)), icon: 'warning' },
    suppressed > 0 && { text: t('{0} suppressed', count(suppressed)), icon: 'info' },
    (unsent > 0 || refused + unknown === 0) && { text: stateOf(sent, view).text },
    elsewhere && view.undo && { text: undoneText(view.undo, view.now), icon: 'info' },
  ]);
}

/** Finds rejected rows that Criteo didn't name, else leads to the upload. */
function rejectedPress({ job, names, unnamed, phase }: JobPageFacts): Press {
  const segment = names.segment.forTree();
  const value = job.jobId;
  return phase === 'ended' && unnamed > 0
    ? {
        label: t('Find Rejected Rows…'),
        action: 'findRejected',
        value,
        description: t('{0}: {1}', t('Find Rejected Rows…'), segment),
      }
    : {
        label: t('Show'),
        action: 'openUpload',
        value,
        description: t('Show the upload to {0}', segment),
      };
}
