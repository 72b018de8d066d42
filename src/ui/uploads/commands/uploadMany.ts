import { t } from '@vscode/l10n';
import { commands as editorCommands, window, workspace, type Uri } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments, hasAnyKey } from '../../../app/arguments';
import { guardOf } from '../../../app/segments/confirmation';
import type { History } from '../../../app/segments/history';
import type { SegmentList } from '../../../app/segments/segmentList';
import { sessionEnded } from '../../../app/uploads/jobs';
import { pausedBySignOut, targetLabel } from '../../../app/uploads/messages';
import { wantedOptions, type Choices } from '../../../app/uploads/options';
import { columnOf, filePattern, rememberedFor, type Pairings } from '../../../app/uploads/pairings';
import {
  batchLineOf,
  batchSentence,
  lineOf,
  linesOf,
  type BatchLine,
} from '../../../app/uploads/plan/batch';
import { viewOf } from '../../../app/uploads/plan/planView';
import { requestFrom, type UploadRequest } from '../../../app/uploads/request';
import { writableSegment, type Destination } from '../../../app/uploads/target';
import { Cancelled, toFailure } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import { count, plural } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import type { Plan, Report } from '../../../upload/types';
import { chooseFiles, filesOf } from '../../base/chooseFile';
import { type Commands } from '../../base/command';
import { offerSave, sourceOf } from '../../base/source';
import { uriIn } from '../../base/uriArguments';
import type { Problems } from '../../problems/problems';
import { askAccountId } from '../../segments/confirm';
import { operationOf, type AskedUploads, type Draft } from '../asked';
import { contentOf, type CalledUploads } from '../called';
import { messageFor, type Runner } from '../runner';
import { uploadSettings } from '../uploadSettings';
import { showProblems } from '../view/showProblems';

const OPERATION = 'uploadMany';

/** One of several uploads: its report, or why there was none. */
interface Result {
  uri: string;
  report?: Report;
  error?: { code: string; message: string };
}

interface Item {
  uri: Uri;
  way: Way;
}

/**
 * How one file goes, or all files of one name pattern: what is remembered of it, then what was
 * answered for the first of them.
 */
interface Way {
  known: Choices;
  /** Of a name pattern: kept once it is sent. */
  kept: boolean;
}

interface Planned extends BatchLine {
  way: Way;
  draft: Draft;
  plan: Plan;
  /** File and segment. */
  what: string;
}

/**
 * `uploadMany([{uri, segmentId, operation, …}, …])`: one after the other; each with a result of its
 * own.
 */
export function registerUploadMany(
  commands: Commands,
  called: CalledUploads,
  batches: Batches,
): void {
  commands.add<{ uri: Uri; request: UploadRequest }[], Result[]>({
    id: 'criteoAudiences.uploadMany',
    accepts: ([list]) => {
      if (!Array.isArray(list) || !list.every((item) => hasAnyKey(item, 'uri'))) return undefined;
      return list.map((item: Record<string, unknown>) => ({
        uri: uriIn(new Arguments(item, OPERATION), 'uri'),
        request: requestFrom(item, OPERATION, ['uri']),
      }));
    },
    called: async (calls) => {
      const results: Result[] = [];
      for (const { uri, request } of calls)
        results.push(await resultOf(uri, called.upload([uri], request)));
      return results;
    },
    asked: async (...args) => {
      const uris = filesOf(args);
      return batches.uploadFiles(
        uris.length > 0 ? uris : await chooseFiles(t('Upload Several Files')),
      );
    },
  });
}

/** Several uploads from the window: one review, then one after the other. */
export class Batches {
  constructor(
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: History,
    private readonly engine: () => Uploads,
    private readonly problems: Problems,
    private readonly runner: Runner,
    private readonly pairings: Pairings,
    private readonly asked: AskedUploads,
  ) {}

  /**
   * Several files, each to its remembered segment; asked where there is none, once for all files of
   * one name pattern.
   */
  async uploadFiles(uris: readonly Uri[]): Promise<Result[]> {
    await this.accounts.require();
    const ways = new Map<string, Way>();
    const items: Item[] = [];
    for (const uri of uris) {
      const name = fileName(uri);
      const pattern = filePattern(name);
      const way = ways.get(pattern) ?? {
        known: await rememberedFor(name, this.pairings, this.accounts, this.segments),
        kept: true,
      };
      ways.set(pattern, way);
      items.push({ uri, way });
    }
    return this.upload(items);
  }

  /**
   * One file to several segments, such as an opt-out list that is taken out of all of them. Nothing
   * is kept: a name pattern goes to one.
   */
  uploadToSegments(
    uri: Uri,
    segments: readonly Destination[],
    operation: Choices['operation'],
  ): Promise<Result[]> {
    return this.upload(
      segments.map((into) => ({ uri, way: { known: { into, operation }, kept: false } })),
    );
  }

  private async upload(items: readonly Item[]): Promise<Result[]> {
    for (const uri of new Map(items.map((item) => [item.uri.toString(), item.uri])).values())
      await offerSave(uri, OPERATION);
    const planned = await this.planAndConfirm(items);
    const engine = this.engine();
    for (const { plan } of planned) if (plan.good === 0) await engine.discard(plan.jobId);
    const sending = planned.filter(({ plan }) => plan.good > 0);
    for (const { way, draft, plan } of sending)
      if (way.kept)
        await this.pairings.keep(draft.uris.map(fileName), draft.into, draft.options, plan);
    const results = await this.send(sending);
    if (sending.length > 1) void this.tell(sending, results);
    return results;
  }

  /** Leaves no plan behind where it is not confirmed. */
  private async planAndConfirm(items: readonly Item[]): Promise<Planned[]> {
    const planned: Planned[] = [];
    try {
      for (const [index, item] of items.entries()) {
        const alike = items.slice(index + 1).filter(({ way }) => way === item.way).length;
        planned.push(await this.plan(item, alike));
      }
      await confirm(
        planned.map((one, index) => ({
          ...one,
          warned: [...one.warned, ...clearedAgain(one, planned.slice(index + 1))],
        })),
      );
      const replaced = new Map(
        planned
          .filter(({ plan: { options } }) => options.operation === 'replace')
          .map(({ draft: { into } }) => [segmentKey(into), into]),
      );
      for (const { account, segment } of replaced.values())
        await askAccountId(account, guardOf(account, segment), t('Replace'));
      return planned;
    } catch (error) {
      for (const { plan } of planned)
        await this.engine()
          .discard(plan.jobId)
          .catch(() => undefined);
      throw error;
    }
  }

  private async send(sending: readonly Planned[]): Promise<Result[]> {
    const results: Result[] = [];
    const leave = await this.engine().enlist(sending.map(({ plan: { jobId } }) => jobId));
    const signedOut = new Set<string>();
    try {
      for (const { draft, plan } of sending) {
        const { account } = draft.into;
        const run = signedOut.has(account.sessionId)
          ? Promise.reject(sessionEnded())
          : this.runner.run(plan.jobId, account, {
              quiet: false,
              untold: sending.length > 1,
              content: contentOf(draft.files),
            });
        const result = await resultOf(draft.uris[0], run);
        if (result.report && pausedBySignOut(result.report)) signedOut.add(account.sessionId);
        results.push(result);
      }
    } finally {
      await leave();
    }
    return results;
  }

  /**
   * How several uploads ended, in one notification: the editor shows three at a time, and one that
   * comes beyond is never seen.
   */
  private async tell(sending: readonly Planned[], results: readonly Result[]): Promise<void> {
    const ended = results.map((result, index) => ({ ...result, what: sending[index].what }));
    const [showProblems, showUploads] = [t('Show Problems'), t('Show Uploads')];
    const hasProblems = sending.some(({ draft }) =>
      draft.uris.some((uri) => this.problems.readAs(uri)),
    );
    const choice = await messageFor(results.map(({ report }) => report))(
      batchSentence(ended, Date.now()),
      ...(hasProblems ? [showProblems] : []),
      showUploads,
    );
    if (choice === showProblems)
      await editorCommands.executeCommand('workbench.actions.view.problems');
    if (choice === showUploads)
      await editorCommands.executeCommand('criteoAudiences.uploads.focus');
  }

  /**
   * `alike`: how many files still to come go the same way, so that what is asked is asked for them
   * too.
   */
  private async plan({ uri, way }: Item, alike: number): Promise<Planned> {
    const { known } = way;
    const name = fileName(uri).forNotification();
    const title = alike > 0 ? t('{0} (and {1} more like it)', name, count(alike)) : name;
    const files = [await sourceOf(uri, OPERATION)];
    const { account, segment: picked } = known.into ?? (await this.asked.pickFor(title));
    const segment = await writableSegment(this.segments, account, picked.id, OPERATION);
    const chosen = await operationOf(known, title, segment);
    const type = segment.contactList?.identifierType;
    const options = wantedOptions(known, chosen, type, uploadSettings(uri));
    this.problems.clear(uri);
    const first = { uris: [uri], files, into: { account, segment }, options };
    const { plan, draft } = await this.asked.plan(first, name);
    const { operation, forms, dialect, column } = draft.options;
    // What was answered, no more: of each file its own column is found, and its own setting says
    // how it is hashed.
    way.known = {
      ...known,
      into: draft.into,
      operation,
      forms,
      dialect,
      column: column === undefined ? undefined : columnOf(plan),
    };
    showProblems(this.problems, plan);
    const { into } = draft;
    const view = await viewOf(plan, into, this.accounts, this.history, workspace.isTrusted);
    const asksForId = operation === 'replace' && guardOf(into.account, into.segment) !== undefined;
    const what = t('{0} → {1}', name, targetLabel(view.names).forNotification());
    return { way, draft, plan, what, ...batchLineOf(view, name, asksForId) };
  }
}

/** A replace clears what the uploads before it have sent to the same segment. */
function clearedAgain({ draft }: Planned, later: readonly Planned[]): string[] {
  const replaced = later.some(
    ({ draft: { into }, plan: { good, options } }) =>
      good > 0 && options.operation === 'replace' && segmentKey(into) === segmentKey(draft.into),
  );
  return replaced ? [t('Cleared again: a file after it replaces the same segment.')] : [];
}

function segmentKey({ account, segment }: Destination): string {
  return `${account.origin} ${segment.id}`;
}

/** One table, one confirmation. */
async function confirm(planned: readonly Planned[]): Promise<void> {
  const sending = planned.filter(({ plan: { good } }) => good > 0);
  const total = sending.reduce((sum, { plan: { good } }) => sum + good, 0);
  if (sending.length === 0) {
    await window.showWarningMessage(t('Nothing in these files can be sent.'), {
      modal: true,
      detail: planned.map(lineOf).join('\n'),
    });
    throw new Cancelled();
  }
  const yes = planned.some(({ warned }) => warned.length > 0)
    ? t('Send {0} Anyway', count(total))
    : t('Send {0}', count(total));
  const careful = planned.some(
    ({ warned, plan: { options } }) => warned.length > 0 || options.operation === 'replace',
  );
  const replacing = planned.some(({ plan: { options } }) => options.operation === 'replace');
  const detail = [
    ...linesOf(planned),
    ...(replacing
      ? ['', t('Replacing is not one step: a list is emptied first, then filled call by call.')]
      : []),
  ];
  const ask = careful ? window.showWarningMessage : window.showInformationMessage;
  const choice = await ask(
    plural(sending.length, {
      one: t('{0} upload?', count(sending.length)),
      other: t('{0} uploads, one after the other?', count(sending.length)),
    }),
    { modal: true, detail: detail.join('\n') },
    yes,
  );
  if (choice !== yes) throw new Cancelled();
}

async function resultOf(uri: Uri, run: Promise<Report>): Promise<Result> {
  try {
    return { uri: uri.toString(), report: await run };
  } catch (error) {
    const { code, message } = toFailure(error, OPERATION);
    return { uri: uri.toString(), error: { code, message } };
  }
}
