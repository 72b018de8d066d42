import type { Segment } from '../../api/apiTypes';
import type { RetailMediaClient } from '../../api/client';
import type { OutsideText } from '../../common/outsideText';
import type { ContentName } from '../../upload/uploadTypes';
import type { AccountHandle } from '../accounts/account';
import type { Due } from '../removals/dueAt';
import type { StateFolder } from '../stateFolder';

/** What checks ask of the client. */
export type CheckedClient = Pick<
  RetailMediaClient,
  'version' | 'signIn' | 'whoAmI' | 'editNothing' | 'searchSegments' | 'searchAudiences'
>;

/** What is checked, as a face has it. Nothing in it changes anything. Methods reject with `Failure`. */
export interface Setup {
  /** Whether this is the local sandbox, which has credentials and an account of its own. */
  readonly isSandbox: boolean;
  /** Where client ID and secret come from: options or variables. */
  credentials(): Promise<{ clientId: string; idFrom: string; secretFrom: string }>;
  /** Where requests go: both without user name and password. */
  address(): Promise<{ url: string; proxy?: string }>;
  /** Waits for a response from that address, whatever it says. Sends no credentials. */
  reach(): Promise<Pick<RetailMediaClient, 'clockAhead'>>;
  /** The client, with the credentials. */
  client(): Promise<CheckedClient>;
  /**
   * The account. `by`: the option or variable that names it; undefined for the only one.
   * `isListed`: whether the application lists it; undefined if it may not list accounts.
   */
  account(): Promise<{
    handle: Pick<AccountHandle, 'accountId'>;
    name?: OutsideText;
    by?: string;
    isListed?: boolean;
  }>;
  /** The client and that account. */
  signedIn(): Promise<{ client: CheckedClient; accountId: string }>;
  /** The segments to check, as they were given. */
  readonly segments: readonly string[];
  /** A segment that is given by its ID or name. */
  segment(given: string): Promise<Segment>;
  readonly stateFolder: string;
  inspectStateFolder(): Promise<StateFolder>;
  /** The segments whose next update would stop, with what is missing of each. */
  stoppedUpdates(): Promise<readonly { segment: string; unknown: readonly ContentName[] }[]>;
  /** The removals from every segment that are sent again. */
  dueRemovals(): Promise<readonly Due[]>;
  /** Milliseconds since 1970. */
  now(): number;
}
