import { t } from '@vscode/l10n';
import { Arguments } from '../../app/arguments';
import { resolveSegmentId } from '../../app/segments/resolveSegment';
import type { Choices } from '../../app/uploads/choices';
import type { Draft } from '../../app/uploads/draft/draft';
import { followChecks } from '../../app/uploads/draft/followChecks';
import { choicesOf, REQUEST_KEYS, requestFrom } from '../../app/uploads/request';
import { requireDraftPlan, type DraftPlan } from '../../app/uploads/step';
import {
  IDENTIFIER_TYPES,
  knownType,
  type IdentifierType,
} from '../../identifiers/identifierTypes';
import type { CommandContext } from '../context';
import { argumentsOf } from '../flags';
import { uriOf } from '../session/localFiles';
import {
  readingArguments,
  settingsOf,
  type ReadingFlags,
  type SettingFlags,
  type TargetFlags,
} from './readingOptions';

export type CheckFlags = ReadingFlags & TargetFlags & SettingFlags & { maxInvalid?: string };

/**
 * Checks files for a segment or an identifier type, without sending anything and without leaving
 * anything behind. With a type, no account is needed.
 */
export async function checkFiles(
  context: CommandContext,
  files: readonly string[],
  flags: CheckFlags,
  operation: string,
): Promise<{ draft: Draft; planned: DraftPlan; maxInvalid: number | undefined }> {
  const { session } = context;
  const { segment, retailer, type, hash, maxInvalid } = flags;
  const identifierType = parseType(type, operation);
  const request = requestFrom(
    argumentsOf({ ...readingArguments(flags), hash, maxInvalid }, ['maxInvalid']),
    operation,
    [],
    REQUEST_KEYS,
  );
  const settings = settingsOf(flags, operation);
  const into =
    identifierType === undefined ? await segmentOf(context, segment, retailer, operation) : {};
  const choices: Choices = {
    ...(await choicesOf(files.map(uriOf), { ...request, ...into }, session.accounts)),
    identifierType,
    operation: 'add',
  };
  const draft = session
    .drafts(settings)
    .draft(choices, { by: 'program', command: operation, checks: true });
  return {
    draft,
    planned: requireDraftPlan(await followedCheck(context, draft)),
    maxInvalid: request.maxInvalid,
  };
}

/** Checks a draft with progress; an interruption cancels the check. */
export function followedCheck(
  { interruption, progress, reporter }: CommandContext,
  draft: Draft,
): ReturnType<Draft['check']> {
  return interruption.during(
    () => reporter.note(t('Cancelling…')),
    (signal) =>
      followChecks(
        draft,
        () => draft.check(),
        signal,
        (state) => progress.show(state),
      ),
  );
}

async function segmentOf(
  { session }: CommandContext,
  segment: string | undefined,
  retailer: string | undefined,
  operation: string,
): Promise<{ segmentId?: string; accountId?: string }> {
  if (segment === undefined) return {};
  const account = await session.account();
  const segmentId = await resolveSegmentId(session, account, segment, retailer, operation);
  return { segmentId, accountId: account.accountId };
}

function parseType(type: string | undefined, operation: string): IdentifierType | undefined {
  return new Arguments({ identifierType: type }, operation).parseOptional(
    'identifierType',
    (value) => knownType(typeof value === 'string' ? value : undefined),
    t('“{0}” must be one of: {1}.', '--type', IDENTIFIER_TYPES.join(', ')),
  );
}
