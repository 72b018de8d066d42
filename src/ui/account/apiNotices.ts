import type { Operation } from '../../api/apiError';
import type { Deprecation, Remark } from '../../api/options';
import type { NoticesOfApi } from '../../app/accounts/account';
import { noteRefusal } from '../../app/segments/readings/sharedFigures';
import type { KeyValueStore, Log } from '../../app/state';
import type { StateFolder } from '../../app/stateFolderSetting';
import { DeprecationWarning } from './deprecationWarning';
import { LimitNotice } from './limitNotice';
import { RemarkNotice } from './remarkNotice';

/** What the API says beside its results. */
export class ApiNotices implements NoticesOfApi {
  readonly #deprecation: DeprecationWarning;
  readonly #remarks: RemarkNotice;
  readonly #limit: LimitNotice;

  /** `isLimitShown`: see `LazyUploads`. */
  constructor(
    memory: KeyValueStore,
    log: Log,
    private readonly stateFolder: StateFolder,
    isLimitShown: () => boolean,
  ) {
    this.#deprecation = new DeprecationWarning(memory, log);
    this.#remarks = new RemarkNotice(log);
    this.#limit = new LimitNotice(isLimitShown);
  }

  deprecated(version: string, notice?: Deprecation): void {
    this.#deprecation.record(version, notice);
  }

  remarked(remark: Remark): void {
    this.#remarks.record(remark);
  }

  held(operation: Operation, until: number): () => void {
    return this.#limit.begin(operation, until);
  }

  refused(): void {
    void this.stateFolder.open().then(
      () => noteRefusal(this.stateFolder.path, Date.now()),
      () => undefined,
    );
  }

  /** Shows what has to wait for a command to end. */
  show(): void {
    this.#deprecation.show();
    this.#remarks.show();
  }
}
