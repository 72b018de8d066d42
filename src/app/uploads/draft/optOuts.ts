import { t } from '@vscode/l10n';
import { comparableName, fileName, nameIn } from '../../../common/fileName';
import { dateTime } from '../../../common/format';
import type { JobSummary } from '../../../upload/jobTypes';
import { haveSamePeople } from '../../../upload/planFingerprint';
import type { Operation, Plan } from '../../../upload/uploadTypes';
import type { AudienceList } from '../../audiences/audienceList';
import { keepsOutText, readRole, type SegmentRole } from '../../audiences/keepsOut';
import { saysOptOut } from '../../optOutName';
import type { Choices } from '../choices/choices';
import { touchedList } from '../outcome';
import type { Destination } from '../target';
import type { DraftOptions } from './draft';

/** What says that the people of a file opted out: its name, or that it was last used to remove people. */
type OptOutSign = 'name' | 'removed';

type Job = Pick<JobSummary, 'jobId' | 'operation' | 'files' | 'report' | 'undoes'>;

/** What is known about an upload, as far as people who opted out are concerned. */
interface OptOut {
  readonly sign?: OptOutSign;
  readonly role: SegmentRole;
  /** What a person is offered who hasn't chosen; undefined where that has to be asked. */
  readonly operation?: Operation;
}

/**
 * Whether what is known about people who opted out matters. An undo is what it is, and a removal that
 * a program asks for is meant: it saves the request for the audiences.
 */
export function heedsOptOuts(
  { by, isProposal, checks, undoes }: DraftOptions,
  operation: Choices['operation'],
): boolean {
  const isSeen = by === 'person' || isProposal === true;
  return !checks && !undoes && (isSeen || operation !== 'remove');
}

/**
 * Sees to it that people who opted out aren't added by mistake, and that nobody takes them out of a
 * segment that keeps people out.
 */
export class OptOuts {
  /** `jobs`: the newest first. */
  constructor(
    private readonly audiences: Pick<AudienceList, 'all'>,
    private readonly jobs: () => readonly Job[],
  ) {}

  /** What a person is offered for files, as far as that is known without the segment. */
  likelyOperation({ files }: Pick<Choices, 'files'>): Operation {
    return this.sign(files) ? 'remove' : 'add';
  }

  /** What files are for, and the segment. Reads the account's audiences if that matters. */
  async of(
    { files, operation }: Pick<Choices, 'files' | 'operation'>,
    into: Destination,
    signal: AbortSignal | undefined,
  ): Promise<OptOut> {
    const sign = this.sign(files);
    if (!sign && operation !== 'remove') return { role: 'target', operation: 'add' };
    const role = await this.roleOf(into, signal);
    if (!sign || role === 'keepOut') return { sign, role, operation: 'add' };
    return { sign, role, ...(role === 'target' && { operation: 'remove' }) };
  }

  roleOf({ account, segment }: Destination, signal?: AbortSignal): Promise<SegmentRole> {
    return readRole(this.audiences, account, segment, signal);
  }

  /** Why a person has to think twice about a plan; undefined if nothing speaks against it. */
  async reason(
    plan: Plan,
    { sign, role }: OptOut,
    into: Destination,
    signal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    if (plan.options.operation === 'remove') return role === 'keepOut' ? keepsOutText() : undefined;
    const isPutBack = this.addsRemoved(plan);
    if (!sign && !isPutBack) return undefined;
    if ((await this.roleOf(into, signal)) === 'keepOut') return undefined;
    if (isPutBack)
      return t(
        'These people were removed from this segment on {0}. This puts them back.',
        dateTime(Date.parse(plan.previous?.finishedAt ?? '')),
      );
    return sign === 'name'
      ? t('The name of the file says that its people opted out. This puts them in.')
      : t('This file was last used to remove people. This puts them in.');
  }

  private sign(files: readonly { uri: string }[]): OptOutSign | undefined {
    if (files.some(({ uri }) => saysOptOut(fileName(uri)))) return 'name';
    return files.some((file) => this.wasRemoved(file)) ? 'removed' : undefined;
  }

  /** Whether the last upload of a file of this name was a removal. */
  private wasRemoved(file: { uri: string }): boolean {
    const nameOf = ({ uri }: { uri: string }): string => comparableName(nameIn(uri));
    const isNamed = (other: { uri: string }): boolean => nameOf(other) === nameOf(file);
    const last = this.jobs().find(
      ({ files, report, undoes }) =>
        // What an undo removes was added by mistake.
        undoes === undefined && report && touchedList(report) && files.some(isNamed),
    );
    return last?.operation === 'remove';
  }

  /** Whether a plan adds the very people that were last removed from the segment, not by an undo. */
  private addsRemoved({ previous, fingerprint }: Plan): boolean {
    return (
      previous?.operation === 'remove' &&
      haveSamePeople(previous.fingerprint, fingerprint) &&
      this.jobs().find(({ jobId }) => jobId === previous.jobId)?.undoes === undefined
    );
  }
}
