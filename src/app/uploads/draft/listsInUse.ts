import { realpath } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { t } from '@vscode/l10n';
import { Failure } from '../../../common/failure';
import { fileLabel } from '../../../common/fileName';
import { SUPPRESSION_STOPS } from '../../../upload/suppression/suppressionTypes';
import type { Plan, SourceFile, UploadOptions } from '../../../upload/uploadTypes';
import type { Choices, UploadSettings } from '../choices/choices';
import { joinLists, listsOfEngine } from '../choices/suppressionChoice';
import type { Workspace } from './workspace';

/** Where it is set that a suppression list is used: the first of these that says so. */
export type ListSource = 'setting' | 'pairing' | 'choice';

/** A suppression list of an upload. */
export interface ListInUse {
  /** Absolute. */
  readonly path: string;
  readonly by: ListSource;
}

/** A list is one of the files to send. `path`: of the list, as it is given. */
export class OwnListFailure extends Failure {
  constructor(
    message: string,
    readonly path: string,
    operation: string,
  ) {
    super('bad-argument', message, operation);
  }
}

/** The settings that apply to files together: those of the first, and the lists of all. */
export function settingsTogether(each: readonly UploadSettings[]): UploadSettings {
  return each.reduce((all, one) => {
    const suppress = joinLists(all.suppress ?? [], one.suppress ?? []);
    return {
      ...all,
      ...(suppress.length > 0 && { suppress }),
      wrongList: all.wrongList ?? one.wrongList,
    };
  });
}

/** Where each of an upload's lists is set. `paired`: by a pairing of its file. */
export function listSources(
  { suppress = [] }: Pick<UploadOptions, 'suppress'>,
  set: UploadSettings['suppress'] = [],
  paired: Choices['suppress'] = [],
): ListInUse[] {
  const [ofSetting, ofPairing] = [set, paired].map(
    (lists) => new Set(listsOfEngine(lists).map(({ path }) => path)),
  );
  return suppress.map(({ path }) => ({
    path,
    by: ofSetting.has(path) ? 'setting' : ofPairing.has(path) ? 'pairing' : 'choice',
  }));
}

/**
 * What has become of the lists of a plan that its files don't tell, as a sentence: one is set since, or has
 * edits that aren't saved.
 */
export function listsChangedText(
  { plan, areListsUnused }: { plan: Pick<Plan, 'options' | 'files'>; areListsUnused?: boolean },
  { settingsOf, isUnsaved }: Pick<Workspace, 'settingsOf' | 'isUnsaved'>,
): string | undefined {
  if (plan.options.operation === 'remove' || areListsUnused) return undefined;
  const used = plan.options.suppress?.map(({ path }) => path) ?? [];
  const set = settingsTogether(plan.files.map(({ uri }) => settingsOf(uri))).suppress ?? [];
  const added = listsOfEngine(set).find(({ path }) => !used.includes(path));
  const nameOf = (path: string): string => fileLabel(pathToFileURL(path).href).forNotification();
  if (added) return t('The setting has another suppression list now: {0}.', nameOf(added.path));
  const unsaved = used.find((path) => isUnsaved(pathToFileURL(path).href));
  return unsaved && t('"{0}" has unsaved changes.', nameOf(unsaved));
}

/** The lists that were chosen for an upload, and aren't set: those that are remembered. */
export function listsChosen(
  { suppress }: Pick<Choices, 'suppress'>,
  inUse: readonly ListInUse[] = [],
): Choices['suppress'] {
  const set = new Set(inUse.filter(({ by }) => by === 'setting').map(({ path }) => path));
  const own = suppress?.filter(({ file }) => !set.has(fileURLToPath(file))) ?? [];
  return own.length > 0 ? own : undefined;
}

/**
 * The engine's options with the lists as they are used. Not for a segment that keeps people out, which
 * is filled from such lists. A check stops for none of them, and may be of one as long as it isn't known
 * that its segment doesn't keep people out. Rejects with `Failure`
 * 'bad-setting' for an entry of the setting that is no list, and `OwnListFailure` for a list that is
 * one of the files.
 */
export async function withLists(
  options: UploadOptions,
  { wrongList }: UploadSettings,
  sources: readonly SourceFile[],
  { keepsOut, checks, command }: { keepsOut?: boolean; checks: boolean; command: string },
): Promise<UploadOptions> {
  if (options.operation === 'remove') return options;
  if (keepsOut) return { ...options, suppress: [], requireSuppression: undefined };
  if (wrongList !== undefined && !checks) throw new Failure('bad-setting', wrongList, command);
  const { suppress = [], allowed } = options;
  const own = new Set(await Promise.all(sources.flatMap(({ path }) => path ?? []).map(realPath)));
  const paths = await Promise.all(suppress.map(({ path }) => realPath(path)));
  const isOwn = (_: unknown, index: number): boolean => own.has(paths[index]);
  const self = suppress.find(isOwn);
  if (self && (!checks || keepsOut === false))
    throw new OwnListFailure(
      t(
        '{0} is a suppression list of this upload, so no one in it can be sent. Leave it out, or no longer use it as one.',
        fileLabel(pathToFileURL(self.path).href).forNotification(),
      ),
      self.path,
      command,
    );
  if (!checks) return options;
  const others = suppress.filter((list, index) => !isOwn(list, index));
  return {
    ...options,
    suppress: others.length > 0 ? others : undefined,
    requireSuppression: undefined,
    allowed: [...allowed, ...SUPPRESSION_STOPS.filter((stop) => !allowed.includes(stop))],
  };
}

/** The path without links; as it is where there is nothing. */
function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
