import { DisposableOwner } from '../../common/disposableOwner';
import type { AccountHandle, Accounts } from '../accounts/account';
import type { History } from '../segments/history';
import { VerifyRecord } from './verifyRecord';
import { needsSomebody, type VerifiedSegment } from './verifyTypes';
import { verifyKnown, type VerifySources } from './verifyUploads';

/** Milliseconds without another reading, after which those that were taken are looked at together. */
const IDLE = 30_000;
/** Milliseconds after which they are looked at even so. */
const LONGEST = 15 * 60_000;

/** What notices are made from. */
interface NoticeSources extends VerifySources {
  history: VerifySources['history'] & Pick<History, 'onDidChange'>;
  accounts: Pick<Accounts, 'byKey'>;
}

/**
 * Tells once of each segment that isn't as expected any more, of all that were read together, and of none of
 * which any window of the state folder told before.
 */
export class VerifyNotices extends DisposableOwner {
  /** The segments that were read, by account. */
  private read = new Map<string, Set<string>>();
  private readonly looking = this.later('pause', IDLE, () => this.look().catch(() => undefined));
  private first = 0;

  /** `now`: in milliseconds since 1970. */
  constructor(
    private readonly sources: NoticeSources,
    private readonly tell: (account: AccountHandle, segments: readonly VerifiedSegment[]) => void,
    private readonly now: () => number = Date.now,
  ) {
    super();
    this.register(
      sources.history.onDidChange(({ accountKey, segmentId, kind }) => {
        if (kind === 'reading') this.note(accountKey, segmentId);
      }),
    );
  }

  private note(accountKey: string, segmentId: string): void {
    const ids = this.read.get(accountKey) ?? new Set();
    this.read.set(accountKey, ids.add(segmentId));
    const now = performance.now();
    if (!this.looking.isDue) this.first = now;
    this.looking.call(Math.min(IDLE, Math.max(0, this.first + LONGEST - now)));
  }

  /** Looks at the segments that were read since it last did. */
  async look(): Promise<void> {
    this.looking.cancel();
    const { read, sources } = this;
    this.read = new Map();
    for (const [accountKey, ids] of read) {
      const account = sources.accounts.byKey(accountKey);
      if (!account) continue;
      const bad = (await verifyKnown(sources, account, [...ids])).filter(needsSomebody);
      const found = bad.map(({ segmentId, state, since = '' }) => ({
        ...{ segmentId, state },
        since: Date.parse(since),
      }));
      const record = new VerifyRecord(sources.history, sources.open);
      const untold = await record.tell(accountKey, found, this.now());
      const segments = bad.filter((one) => untold.some((told) => told.segmentId === one.segmentId));
      if (segments.length > 0 && !this.disposed) this.tell(account, segments);
    }
  }
}
