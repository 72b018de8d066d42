import type { Operation } from '../../api/apiError';
import type { Remark } from '../../api/options';
import type { NoticesOfApi } from '../../app/accounts/account';
import type { KeyValueStore, Log } from '../../app/state';
import { LimitNotice } from './limitNotice';
import { RemarkNotice } from './remarkNotice';
import { VersionWarning } from './versionWarning';

/** What the API says beside its results. */
export class ApiNotices implements NoticesOfApi {
  readonly #version: VersionWarning;
  readonly #remarks: RemarkNotice;
  readonly #limit: LimitNotice;

  /** `isLimitShown`: see `LazyUploads`. */
  constructor(memory: KeyValueStore, log: Log, isLimitShown: () => boolean) {
    this.#version = new VersionWarning(memory);
    this.#remarks = new RemarkNotice(log);
    this.#limit = new LimitNotice(isLimitShown);
  }

  versionEnds(version: string, text: string): void {
    this.#version.record(version, text);
  }

  remarked(remark: Remark): void {
    this.#remarks.record(remark);
  }

  held(operation: Operation, until: number): () => void {
    return this.#limit.begin(operation, until);
  }

  /** Shows what has to wait for a command to end. */
  show(): void {
    this.#version.show();
    this.#remarks.show();
  }
}
