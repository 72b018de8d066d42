import { EventEmitter, type SecretStorage } from 'vscode';
import { Owner } from '../base/lifecycle';

/** One signed-in application. Its secret is kept apart and goes nowhere but to `baseUrl`. */
export interface Session {
  readonly id: string;
  /** The application's name, else its client id. */
  readonly label: string;
  readonly clientId: string;
  readonly baseUrl: string;
  readonly sandbox: boolean;
}

const INDEX = 'criteoAudiences.sessions';
const secretKey = (id: string): string => `criteoAudiences.session.${id}`;

/**
 * Sessions live in SecretStorage only: each secret under its own key, and one index, since the editor's oldest
 * supported version cannot list keys. All windows see the same; a change in one is an event in the others.
 */
export class SessionStore extends Owner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private index: readonly Session[] = [];
  private loading: Promise<void> | undefined;

  constructor(private readonly secrets: SecretStorage) {
    super();
    this.register(
      secrets.onDidChange((event) => {
        if (event.key === INDEX || event.key.startsWith(secretKey(''))) void this.reload();
      }),
    );
  }

  /** Those known after `ready()`. */
  all(): readonly Session[] {
    return this.index;
  }

  ready(): Promise<void> {
    this.loading ??= this.read();
    return this.loading;
  }

  async secret(id: string): Promise<string | undefined> {
    return this.secrets.get(secretKey(id));
  }

  /** Stores a session, in place of an older one of the same application at the same address. */
  async put(session: Session, secret: string): Promise<void> {
    await this.ready();
    const others = (await this.stored()).filter((other) => other.id !== session.id);
    await this.secrets.store(secretKey(session.id), secret);
    await this.write([...others, session]);
  }

  async remove(id: string): Promise<void> {
    await this.ready();
    await this.write((await this.stored()).filter((other) => other.id !== id));
    await this.secrets.delete(secretKey(id));
  }

  private async reload(): Promise<void> {
    this.loading = this.read();
    await this.loading;
    this.changed.fire();
  }

  private async read(): Promise<void> {
    this.index = await this.stored();
  }

  private async stored(): Promise<Session[]> {
    const text = await this.secrets.get(INDEX);
    if (!text) return [];
    try {
      const value: unknown = JSON.parse(text);
      return Array.isArray(value) ? value.filter(isSession) : [];
    } catch {
      return [];
    }
  }

  private async write(sessions: Session[]): Promise<void> {
    this.index = sessions;
    await this.secrets.store(INDEX, JSON.stringify(sessions));
    this.changed.fire();
  }
}

function isSession(value: unknown): value is Session {
  if (typeof value !== 'object' || value === null) return false;
  const { id, label, clientId, baseUrl, sandbox } = value as Record<string, unknown>;
  return [id, label, clientId, baseUrl].every((part) => typeof part === 'string') && typeof sandbox === 'boolean';
}
