import { DisposableOwner } from '../../common/disposableOwner';
import { Emitter } from '../../common/events';
import { KeyedQueue } from '../../common/keyedQueue';
import { lazy } from '../../common/lazy';
import { OutsideText } from '../../common/outsideText';
import type { SecretStore } from '../state';

/** A signed-in application. Its secret is stored separately and is sent only to `baseUrl`. */
export interface Session {
  readonly id: string;
  /** The application's name, or its client ID if it has none. */
  readonly label: OutsideText;
  readonly clientId: string;
  readonly baseUrl: string;
  readonly sandbox: boolean;
}

const INDEX = 'criteoAudiences.sessions';
const secretKey = (id: string): string => `criteoAudiences.session.${id}`;

/**
 * Stores sessions in SecretStorage: each secret under its own key, plus one index, because the
 * oldest supported editor can't list keys. All windows share it; a change in one fires an event in
 * the others.
 *
 * Changes to the index are queued within a window. Two windows writing at once can lose each
 * other's entry, but never a secret. So a session counts as signed in as long as its secret exists,
 * and a window that knows a session missing from the index adds it back.
 */
export class SessionStore extends DisposableOwner {
  private readonly changed = this.register(new Emitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly queue = new KeyedQueue();
  private index: readonly Session[] = [];
  /** Whether a reload is queued; it will also see later changes from other windows. */
  private reloadQueued = false;
  /** IDs being signed out here, hidden until the storage has deleted them. */
  private readonly signingOut = new Set<string>();

  constructor(private readonly secrets: SecretStore) {
    super();
    this.register(
      secrets.onDidChange((event) => {
        if (event.key === INDEX || event.key.startsWith(secretKey(''))) this.reload();
      }),
    );
  }

  /** The sessions known once `ready()` has resolved. */
  all(): readonly Session[] {
    return this.index;
  }

  /** Reads the sessions once. A failure isn't cached: the storage can be locked for a while. */
  readonly ready = lazy(() => this.enqueue(() => this.read()));

  async secret(id: string): Promise<string | undefined> {
    return this.secrets.get(secretKey(id));
  }

  /**
   * Stores a session, replacing one with the same ID (the same application at the same address).
   * `create` gets the other sessions as they are when its turn comes.
   */
  put(
    id: string,
    secret: string,
    create: (others: readonly Session[]) => Session,
  ): Promise<Session> {
    return this.enqueue(async () => {
      const others = (await this.signedIn(await this.listed())).filter((other) => other.id !== id);
      const session = create(others);
      const before = await this.secret(id);
      await this.secrets.store(secretKey(id), secret);
      try {
        await this.write([...others, session]);
      } catch (error) {
        // Undo a half-finished sign-in.
        if (before === undefined)
          await this.secrets.delete(secretKey(id)).then(undefined, () => undefined);
        throw error;
      }
      return session;
    });
  }

  /** Forgets a session. It disappears from this window immediately. */
  async remove(id: string): Promise<void> {
    this.signingOut.add(id);
    this.index = this.index.filter((session) => session.id !== id);
    this.changed.fire();
    try {
      await this.enqueue(async () => {
        // The secret first: without it the session is gone, even if another window writes the index
        // at the same moment.
        await this.secrets.delete(secretKey(id));
        await this.write(await this.signedIn(await this.listed()));
      });
    } finally {
      this.signingOut.delete(id);
      // Show the session again if it couldn't be deleted.
      this.reload();
    }
  }

  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    return this.queue.run(INDEX, work);
  }

  private reload(): void {
    if (this.reloadQueued) return;
    this.reloadQueued = true;
    const reload = this.enqueue(async () => {
      this.reloadQueued = false;
      await this.read();
      this.changed.fire();
    });
    // Keep the known sessions if the storage can't be read now.
    reload.catch(() => undefined);
  }

  private async read(): Promise<void> {
    const listed = await this.listed();
    this.index = await this.signedIn(listed);
    const lost = this.index.some(({ id }) => !listed.some((other) => other.id === id));
    if (lost) await this.secrets.store(INDEX, serialize(this.index));
  }

  /** The sessions in the index. */
  private async listed(): Promise<Session[]> {
    const text = await this.secrets.get(INDEX);
    if (!text) return [];
    try {
      const value: unknown = JSON.parse(text);
      return Array.isArray(value) ? value.flatMap((item) => parseSession(item) ?? []) : [];
    } catch {
      return [];
    }
  }

  /** Of the sessions in the index and those known to this window, the ones that have a secret. */
  private async signedIn(listed: readonly Session[]): Promise<Session[]> {
    const all = [
      ...listed,
      ...this.index.filter(({ id }) => !listed.some((other) => other.id === id)),
    ];
    // A secret that can't be read now doesn't mean signed out.
    const secrets = await Promise.all(all.map(({ id }) => this.secret(id).catch(() => '')));
    return all.filter(({ id }, index) => secrets[index] !== undefined && !this.signingOut.has(id));
  }

  private async write(sessions: Session[]): Promise<void> {
    await this.secrets.store(INDEX, serialize(sessions));
    this.index = sessions;
    this.changed.fire();
  }
}

function serialize(sessions: readonly Session[]): string {
  return JSON.stringify(
    sessions.map((session) => ({ ...session, label: session.label.forTree() })),
  );
}

function parseSession(value: unknown): Session | undefined {
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
