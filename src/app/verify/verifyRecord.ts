import { randomUUID } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, makePrivateFolder, PRIVATE_FILE } from '../../common/privateFiles';
import { groupBy } from '../../common/records';
import { parseRecordLine, recordText } from '../../common/recordVersion';
import type { History } from '../segments/history';
import type { Explanation } from './verifySegment';
import { VERIFY_STATES, type VerifyState } from './verifyTypes';

/** A state of a segment, since the first reading that had it (milliseconds since 1970). */
export interface FoundState {
  readonly segmentId: string;
  readonly state: VerifyState;
  readonly since: number;
}

interface Line {
  readonly kind: 'explained' | 'told';
  readonly segmentId: string;
  readonly state: VerifyState;
  readonly at: number;
  /** Of whoever wrote it. */
  readonly by?: string;
}

/**
 * What people have explained, and what they were told, of an account's segments: JSON lines beside their
 * history, which goes with it. Lines are only appended, each in one write, so that several windows and
 * terminals can write at once. States, times and IDs of segments only.
 */
export class VerifyRecord {
  /** `open`: called before anything is written there. */
  constructor(
    private readonly history: Pick<History, 'folderOf'> & Partial<Pick<History, 'explained'>>,
    private readonly open?: () => Promise<unknown>,
  ) {}

  /** What was explained, by the segment's ID. */
  async explanations(accountKey: string): Promise<ReadonlyMap<string, readonly Explanation[]>> {
    const lines = await this.read(accountKey);
    return groupBy(
      lines.filter(({ kind }) => kind === 'explained'),
      ({ segmentId }) => segmentId,
    );
  }

  /** Keeps that a person has explained a state that a segment has now. */
  async explain(
    accountKey: string,
    { segmentId, state }: Pick<FoundState, 'segmentId' | 'state'>,
    at = Date.now(),
  ): Promise<void> {
    await this.append(accountKey, [{ kind: 'explained', segmentId, state, at }]);
    this.history.explained?.(accountKey, segmentId);
  }

  /**
   * Keeps that somebody is told of these states. Resolves with those that nobody was told of before, whichever
   * window was first.
   */
  async tell(
    accountKey: string,
    found: readonly FoundState[],
    at = Date.now(),
  ): Promise<FoundState[]> {
    const isOpen = (lines: readonly Line[], by?: string): FoundState[] =>
      found.filter((one) => lines.find((line) => isOf(line, one))?.by === by);
    const open = isOpen(await this.read(accountKey));
    if (open.length === 0) return [];
    const by = randomUUID();
    await this.append(
      accountKey,
      open.map(({ segmentId, state }) => ({ kind: 'told', segmentId, state, at, by })),
    );
    return isOpen(await this.read(accountKey), by);
  }

  private async append(accountKey: string, lines: readonly Line[]): Promise<void> {
    const file = this.file(accountKey);
    await this.open?.();
    await makePrivateFolder(dirname(file));
    const text = lines.map((line) => `\n${recordText(line)}\n`).join('');
    await appendFile(file, text, { mode: PRIVATE_FILE });
  }

  private async read(accountKey: string): Promise<Line[]> {
    const file = this.file(accountKey);
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return '';
      throw error;
    });
    return text.split('\n').flatMap((line) => parseLine(line, file) ?? []);
  }

  private file(accountKey: string): string {
    return join(this.history.folderOf(accountKey), 'verified.jsonl');
  }
}

function isOf(line: Line, { segmentId, state, since }: FoundState): boolean {
  return (
    line.kind === 'told' && line.segmentId === segmentId && line.state === state && line.at >= since
  );
}

/** Undefined for a torn line, or one of another version. */
function parseLine(text: string, path: string): Line | undefined {
  const line = parseRecordLine(text, path);
  const isLine =
    line !== undefined &&
    (line.kind === 'explained' || line.kind === 'told') &&
    typeof line.segmentId === 'string' &&
    typeof line.at === 'number' &&
    VERIFY_STATES.some((state) => state === line.state);
  return isLine ? (line as unknown as Line) : undefined;
}
