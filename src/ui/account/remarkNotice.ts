import { window } from 'vscode';
import type { Remark } from '../../api/options';
import type { Log } from '../../app/state';

/** What Criteo said beside a success, in one notification. */
export class RemarkNotice {
  private texts: string[] = [];

  constructor(private readonly log: Log) {}

  /** Logs the remark, and keeps it for `show`. */
  record({ operation, code = '-', traceId = '-', text }: Remark): void {
    this.log.warn(`${operation}: remark code=${code} traceId=${traceId}`);
    this.texts.push(text);
  }

  /** Called after a command that the user ran, so that loading a view interrupts no one. */
  show(): void {
    // Each request of a command may have the same.
    const texts = new Set(this.texts.splice(0));
    if (texts.size > 0) void window.showWarningMessage([...texts].join(' '));
  }
}
