import * as vscode from 'vscode';
import { RetailMediaClient } from '../../../src/api/client';
import type { AccountHandle, Accounts, AccountsState } from '../../../src/app/accounts/account';
import { OutsideText } from '../../../src/common/outsideText';
import type { Sandbox } from '../../../src/sandbox/server';

/** The account of a sandbox, with a client that doesn't retry. */
export function handleOf(
  { url, clientId, clientSecret, accountId }: Sandbox,
  more: Partial<AccountHandle> = {},
): AccountHandle {
  return {
    key: 'k',
    accountId,
    label: OutsideText.name('Main'),
    sessionId: 's',
    origin: url,
    clientId,
    sandbox: true,
    isProtected: false,
    client: new RetailMediaClient({
      baseUrl: url,
      version: '2026-07',
      clientId,
      clientSecret,
      timing: { maxTries: 1 },
    }),
    ...more,
  };
}

/** Accounts set by a test. */
export class Shown implements Accounts {
  state: AccountsState = 'ready';
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  handles: AccountHandle[] = [];

  show(...handles: AccountHandle[]): void {
    this.handles = handles;
    this.changed.fire();
  }
  shown(): readonly AccountHandle[] {
    return this.handles;
  }
  selected(): AccountHandle | undefined {
    return this.handles[0];
  }
  async require(): Promise<AccountHandle> {
    return this.handles[0];
  }
  signedIn(): boolean {
    return true;
  }
  byKey(key: string): AccountHandle | undefined {
    return this.handles.find((handle) => handle.key === key);
  }
  retailerName(_account: AccountHandle, retailerId: string | undefined): OutsideText | undefined {
    return retailerId === undefined ? undefined : OutsideText.name(`Retailer ${retailerId}`);
  }
  async retailers(): Promise<[]> {
    return [];
  }
}
