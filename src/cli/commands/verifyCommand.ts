import { t } from '@vscode/l10n';
import { Arguments } from '../../app/arguments';
import { resolveSegmentId } from '../../app/segments/resolveSegment';
import { takeReading } from '../../app/segments/statistics';
import { age, milliseconds } from '../../app/uploads/choices/suppressionChoice';
import { outcomeOfFailure } from '../../app/uploads/outcome';
import { verifyDocument } from '../../app/verify/verifyDocument';
import { namesFrom } from '../../app/verify/verifyNames';
import {
  stateName,
  verifiedName,
  verifiedTexts,
  verifyHeading,
} from '../../app/verify/verifyTexts';
import {
  needsSomebody,
  VERIFY_STATES,
  type VerifiedSegment,
  type VerifyReport,
} from '../../app/verify/verifyTypes';
import { VERIFIED_FOR, verifyUploads, type VerifySources } from '../../app/verify/verifyUploads';
import { othersText } from '../../common/counts';
import { count, utcDateTime } from '../../common/format';
import { present } from '../../common/records';
import type { CliCommand } from '../cliCommand';
import { endingOfSeveral, type Ending } from '../exitCodes';
import { collect } from '../flags';
import type { Result } from '../output/reporter';
import { columns } from '../output/table';
import type { Session } from '../session/openSession';
import { accountOf, brokenResult, readNightly } from './nightly/readNightly';
import { retailerOption, type ByName } from './segments/segmentOptions';

const OPERATION = 'verifyUploads';

interface VerifyFlags extends ByName {
  since?: string;
  segment?: readonly string[];
  all?: true;
}

/** `uploads verify`: whether what was sent is in the segments, by their sizes. */
export function addVerifyCommand(uploads: CliCommand): void {
  uploads
    .command('verify')
    .argument('[nightly-file]', t('only the segments of this nightly file'))
    .description(t('Read the sizes of segments that were changed from here: did it work?'))
    .option('--since <time>', t('how long ago a segment was changed, such as 48h (default: 48h)'))
    .option(
      '--segment <segment>',
      t('only this segment, by ID or exact name; repeat it for several'),
      collect,
    )
    .addOptions(retailerOption())
    .option('--all', t('show every segment'))
    .examples('uploads verify', 'uploads verify night.criteo.jsonc --json')
    .does<VerifyFlags, [file?: string]>(async (context, flags, name) => {
      const { session } = context;
      const isChosen = name !== undefined || flags.segment !== undefined;
      const since = sinceOf(flags, isChosen);
      const nightly = name === undefined ? undefined : await readNightly(context, name, OPERATION);
      const broken = nightly && brokenResult([nightly], OPERATION);
      if (broken) return broken;
      const account = await (nightly?.file
        ? accountOf(context, nightly.file.accountId, OPERATION)
        : session.account());
      const ids: string[] = [];
      for (const one of flags.segment ?? [])
        ids.push(await resolveSegmentId(session, account, one, flags.retailer, OPERATION));
      ids.push(...(nightly?.file?.entries.map(({ id }) => id) ?? []));
      const report = await verifyUploads(sourcesOf(session), account, {
        segmentIds: ids.length > 0 ? [...new Set(ids)] : undefined,
        since: since && Date.now() - since,
        read: (_, id) => takeReading(session.history, account, id),
      });
      return resultOf({ ...(nightly && { file: nightly.path }), ...report }, flags.all === true);
    });
}

/**
 * `--since` in milliseconds; by default, segments that were chosen are verified whenever they were changed.
 * Throws `Failure` 'bad-argument'.
 */
function sinceOf(flags: VerifyFlags, isChosen: boolean): number | undefined {
  const since = age.read(new Arguments({ since: flags.since }, OPERATION), 'since');
  if (since !== undefined) return milliseconds(since);
  return isChosen ? undefined : VERIFIED_FOR;
}

function sourcesOf(session: Session): VerifySources {
  const { history, sentTo, open } = session;
  return {
    ...{ history, sentTo, open },
    jobs: async ({ origin, accountId }) =>
      (await session.readRecords())
        ? session
            .engine()
            .jobs()
            .filter(({ target }) => target.origin === origin && target.accountId === accountId)
        : [],
    receipt: async (job) => job.report && session.uploads.receipt(job, job.report),
    named: namesFrom(session.list),
  };
}

function resultOf(report: VerifyReport, all: boolean): Result {
  const { segments } = report;
  const endings = segments.map((one): Ending =>
    needsSomebody(one) ? 'partial' : one.error ? outcomeOfFailure(one.error) : 'finished',
  );
  return {
    document: { verified: report },
    lines: verifyLines(report, all),
    ending: endingOfSeveral(endings),
    summary: () => verifyDocument(report, true),
  };
}

const GAP = '  ';

/** Those that need somebody first, then how many others are in which state. */
function verifyLines(report: VerifyReport, all: boolean): string[] {
  const { account, isSandbox, at, segments } = report;
  if (segments.length === 0) return [t('Nothing was sent that can be verified.')];
  const where = isSandbox ? t('account {0} (sandbox)', account.id) : t('account {0}', account.id);
  const bad = segments.filter(needsSomebody);
  const others = segments.filter((one) => !needsSomebody(one));
  const shown = [...bad, ...(all ? others : others.filter(({ error }) => error))];
  const rows = columns(
    shown.map((one) => [
      `${needsSomebody(one) ? '✖' : one.error ? '!' : one.state === 'as-expected' ? '✔' : '–'} ${verifiedName(one)}`,
      verifiedTexts(one).text,
      nowText(one),
    ]),
  );
  return [
    present([verifyHeading(report), where, utcDateTime(Date.parse(at))]).join(' · '),
    ...shown.flatMap((one, index) => {
      const { by } = verifiedTexts(one);
      return [rows[index], ...(by === '' ? [] : [`${GAP}${GAP}${by}`])];
    }),
    ...(all || others.length === 0 ? [] : [othersLine(others)]),
  ];
}

function nowText({ read }: VerifiedSegment): string {
  return read?.identifiers === undefined ? '' : t('{0} now', count(read.identifiers));
}

/** `57 others: as expected 44, not computed yet 12 (--all shows them)` */
function othersLine(others: readonly VerifiedSegment[]): string {
  const states = VERIFY_STATES.flatMap((state) => {
    const own = others.filter((one) => one.state === state).length;
    return own > 0 ? `${stateName(state)} ${count(own)}` : [];
  });
  return t('{0}: {1} (--all shows them)', othersText(others.length), states.join(', '));
}
