import { t } from '@vscode/l10n';
import type { Operation } from '../apiError';
import type { Problem } from '../apiTypes';
import { operationLabel } from '../operations';
import type { Remark } from '../options';
import { reasonOf } from './rejection';

/**
 * Tells what the API said beside a success, each text once. Deprecations aren't told: people are warned
 * before a version ends.
 */
export class Remarks {
  private readonly told = new Set<string>();

  constructor(private readonly tell: ((remark: Remark) => void) | undefined) {}

  /** @param problems errors and warnings that no result contains */
  add(operation: Operation, problems: readonly Problem[]): void {
    for (const problem of problems) {
      const { code, traceId, type = 'unknown' } = problem;
      const text = t(
        '{0}: Criteo says “{1}”.',
        operationLabel(operation),
        reasonOf(problem) ?? type,
      );
      if (isDeprecation(problem) || this.told.has(text)) continue;
      this.told.add(text);
      this.tell?.({ operation, code, traceId, text });
    }
  }
}

/** Whether it only announces that something will be removed. */
function isDeprecation({ type, code }: Problem): boolean {
  return (
    code !== undefined &&
    (type === 'deprecation' || /^(endpoint-deprecated|deprecated-field)$/.test(code))
  );
}
