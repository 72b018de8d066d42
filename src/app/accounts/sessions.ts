import { DisposableOwner } from '../../common/disposableOwner';
import { Emitter } from '../../common/events';
import { KeyedQueue } from '../../common/keyedQueue';
import { lazy } from '../../common/lazy';
import { OutsideText } from '../../common/outsideText';
import type { SecretStore } from '../state';

/** One signed-in application. Its secret is kept apart and goes nowhere but to `baseUrl`. */
export interface Session {
  readonly id: string;
  /** The application's name, else its client id. */
  readonly label: OutsideText;
  readonly clientId: string;
  readonly baseUrl: string;
  readonly sandbox: boolean;
}

const INDEX = 'criteoAudiences.sessions';
const secretKey = (id: string): string => `criteoAudiences.session.${id}`;

/**
 * Sessions live in SecretStorage only: each secret under its own key, and one index, since the
 * editor's oldest supported version cannot list keys. All windows see the same; a change in one is
 * an event in the others.
 *
 * The index is read, changed and written: in this window one change after the other. Two windows
 * that do so at once can lose an entry of each other, but no secret. So a session is signed in for
 * as long as its secret is there, and a window that misses one in the index which it knew puts it
 * back.
 */
export class SessionStore extends DisposableOwner {
  private readonly changed = this.register(new Emitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly turns = new KeyedQueue();
  private index: readonly Session[] = [];
  /** Changes elsewhere that come while one waits for its turn are read with it. */
  private waiting = false;
  /** Signed out here, however long the storage takes to forget them. */
  private readonly leaving = new Set<string>();

  constructor(private readonly secrets: SecretStore) {
    super();
    this.register(
      secrets.onDidChange((event) => {
        if (event.key === INDEX || event.key.startsWith(secretKey(''))) this.reload();
      }),
    );
  }

  /** Those known after `ready()`. */
  all(): readonly Session[] {
    return this.index;
  }

  /** Where it fails, whoever asks next may have it: the storage can be closed for a while. */
  readonly ready = lazy(() => this.inTurn(() => this.read()));

  async secret(id: string): Promise<string | undefined> {
    return this.secrets.get(secretKey(id));
  }

  /**
   * Stores a session, in place of an older one with its id (the same application at the same
   * address). `make` is handed the others, as they are when its turn comes.
   */
  put(id: string, secret: string, make: (others: readonly Session[]) => Session): Promise<Session> {
    return this.inTurn(async () => {
      const others = (await this.signedIn(await this.listed())).filter((other) => other.id !== id);
      const session = make(others);
      const before = await this.secret(id);
      await this.secrets.store(secretKey(id), secret);
      try {
        await this.write([...others, session]);
      } catch (error) {
        // Half a sign-in is none.
        if (before === undefined)
          await this.secrets.delete(secretKey(id)).then(undefined, () => undefined);
        throw error;
      }
      return session;
    });
  }

  /** Forgets a session. For this window it is gone at once. */
  async remove(id: string): Promise<void> {
    this.leaving.add(id);
    this.index = this.index.filter((session) => session.id !== id);
    this.changed.fire();
    try {
      await this.inTurn(async () => {
        // The secret first: without it the session is gone, whatever another window writes into the
        // index at this moment.
        await this.secrets.delete(secretKey(id));
        await this.write(await this.signedIn(await this.listed()));
      });
    } finally {
      this.leaving.delete(id);
      // Of what could not be forgotten nothing is hidden.
      this.reload();
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.run(INDEX, work);
  }

  private reload(): void {
    if (this.waiting) return;
    this.waiting = true;
    const reading = this.inTurn(async () => {
      this.waiting = false;
      await this.read();
      this.changed.fire();
    });
    // What is known stays where the storage cannot be read now.
    reading.catch(() => undefined);
  }

  private async read(): Promise<void> {
    const listed = await this.listed();
    this.index = await this.signedIn(listed);
    const lost = this.index.some(({ id }) => !listed.some((other) => other.id === id));
    if (lost) await this.secrets.store(INDEX, written(this.index));
  }

  /** Those in the index. */
  private async listed(): Promise<Session[]> {
    const text = await this.secrets.get(INDEX);
    if (!text) return [];
    try {
      const value: unknown = JSON.parse(text);
      return Array.isArray(value) ? value.flatMap((item) => readSession(item) ?? []) : [];
    } catch {
      return [];
    }
  }

  /**
   * Of those in the index, and those that this window knew beside them, the ones that have a
   * secret.
   */
  private async signedIn(listed: readonly Session[]): Promise<Session[]> {
    const all = [
      ...listed,
      ...this.index.filter(({ id }) => !listed.some((other) => other.id === id)),
    ];
    // One that cannot be read now is no sign-out.
    const secrets = await Promise.all(all.map(({ id }) => this.secret(id).catch(() => '')));
    return all.filter(({ id }, index) => secrets[index] !== undefined && !this.leaving.has(id));
  }

  private async write(sessions: Session[]): Promise<void> {
    await this.secrets.store(INDEX, written(sessions));
    this.index = sessions;
    this.changed.fire();
  }
}

function written(sessions: readonly Session[]): string {
  return JSON.stringify(
    sessions.map((session) => ({ ...session, label: session.label.forTree() })),
  );
}

function readSession(value: unknown): Session | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, label, clientId, baseUrl, sandbox } = value as Record<string, unknown>;
  if (
    typeof id !== 'string' ||
    typeof label !== 'string' ||
    typeof clientId !== 'string' ||
    typeof baseUrl !== 'string' ||
    typeof sandbox !== 'boolean'
  )
    return undefined;
  return { id, label: OutsideText.name(label), clientId, baseUrl, sandbox };
}
