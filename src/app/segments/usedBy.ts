import type { Audience } from '../../api/apiTypes';
import type { AccountHandle } from '../accounts/account';

/** Milliseconds for which an answer counts: a tooltip and the page it opens ask for the same. */
const FRESH = 5 * 60_000;

/** The audiences that use a segment, remembered for a few minutes. */
export class UsedBy {
  private readonly answers = new Map<
    string,
    { at: number; audiences: Promise<readonly Audience[] | undefined> }
  >();

  /** `now`: milliseconds since 1970. */
  constructor(private readonly now: () => number = Date.now) {}

  /** Undefined if they couldn't be looked up; then the next call tries again. */
  of(account: AccountHandle, segmentId: string): Promise<readonly Audience[] | undefined> {
    const key = `${account.key}/${segmentId}`;
    const known = this.answers.get(key);
    if (known && this.now() - known.at < FRESH) return known.audiences;
    const answer = {
      at: this.now(),
      audiences: lookUp(account, segmentId).catch(() => undefined),
    };
    this.answers.set(key, answer);
    void answer.audiences.then((audiences) => {
      if (audiences === undefined && this.answers.get(key) === answer) this.answers.delete(key);
    });
    return answer.audiences;
  }

  /** Forgets an account's answers, so that a refresh asks again. */
  forget(account: AccountHandle): void {
    for (const key of this.answers.keys())
      if (key.startsWith(`${account.key}/`)) this.answers.delete(key);
  }
}

/** Loaded when it is needed: this is created when a window opens. */
async function lookUp(
  account: AccountHandle,
  segmentId: string,
): Promise<readonly Audience[] | undefined> {
  const { lookUpAudiences } = await import('./audienceUsage');
  return lookUpAudiences(account, [segmentId]);
}
