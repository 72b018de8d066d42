import { t } from '@vscode/l10n';
import { Uri } from 'vscode';
import type { Segment } from '../../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import { accessOf } from '../../../app/segments/labels';
import type { Readings } from '../../../app/segments/readings/readings';
import type { SegmentList } from '../../../app/segments/segmentList';
import { knownSize, type SizeSources } from '../../../app/segments/sizes/knownSizes';
import type { BatchGroup } from '../../../app/uploads/batch/batchGroup';
import type { Choices } from '../../../app/uploads/choices/choices';
import type { FileChoice } from '../../../app/uploads/choices/fileChoice';
import { segmentKey } from '../../../app/uploads/draft/groupKey';
import type { TargetNames } from '../../../app/uploads/messages';
import type { FittingSegment } from '../../../app/uploads/page/draftBase';
import { fitValue } from '../../../app/uploads/page/segmentWays';
import { namesOf, type Destination } from '../../../app/uploads/target';
import type { Disposable } from '../../../common/events';
import { fileOrCount } from '../../../common/fileName';
import { count } from '../../../common/format';
import { rankTypes } from '../../../csv/findColumn';
import { preview } from '../../../csv/preview';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import { knownType, type IdentifierType } from '../../../identifiers/identifierTypes';
import type { SegmentSize } from '../../../upload/segmentSize';
import { sourceOf } from '../../base/editorSource';
import type { SegmentsView } from '../../segments/registerSegments';
import type { SegmentPanels } from '../../segments/segmentPanels';

type Into = NonNullable<Choices['into']>;

/** Segments proposed for another identifier type. */
const MOST = 4;

/** What is known of a segment without a request. */
export interface KnownTarget {
  readonly names: TargetNames;
  readonly type: IdentifierType | undefined;
}

/** The segments that files may go to, as pages of uploads show and choose them. */
export class PageSegments {
  constructor(
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly sizes: SizeSources<'of'>,
    private readonly readings: Pick<Readings, 'load' | 'onDidChange'>,
    private readonly view: Pick<SegmentsView, 'pick' | 'pickSeveral'>,
    private readonly panels: Pick<SegmentPanels, 'create' | 'show'>,
  ) {}

  /** Tells when accounts or segments may be other ones. */
  onDidChange(listener: () => void): Disposable {
    const all = [this.accounts.onDidChange(listener), this.segments.onDidChange(listener)];
    return { dispose: () => all.forEach((one) => one.dispose()) };
  }

  /** Tells when the size of one of these segments may be another, by whatever process changed it. */
  onDidChangeSize(shown: () => readonly Into[], listener: () => void): Disposable {
    return this.readings.onDidChange(({ accountKey, segmentId }) => {
      const isMeant = ({ account, segmentId: id }: Into): boolean =>
        account.key === accountKey && (segmentId === undefined || id === segmentId);
      if (shown().some(isMeant)) listener();
    });
  }

  /** The accounts whose segments can be chosen. */
  accountsShown(): readonly AccountHandle[] {
    return this.accounts.shown();
  }

  /** The account of a segment as it is now. */
  accountOf({ account }: Into): AccountHandle {
    return this.accounts.byKey(account.key) ?? account;
  }

  /** A segment's names and type, if it is listed or `read`. */
  find(into: Into, read?: Segment): KnownTarget | undefined {
    const account = this.accountOf(into);
    const segment = read ?? this.segments.find(account, into.segmentId);
    return (
      segment && {
        names: namesOf(this.accounts, { account, segment }),
        type: knownType(segment.contactList?.identifierType),
      }
    );
  }

  /**
   * The size of a segment as far as it is known here; undefined if that can't be said. From then on,
   * `onDidChangeSize` tells of it.
   */
  async size({ account, segmentId }: Into): Promise<SegmentSize | undefined> {
    void this.readings.load(account).catch(() => undefined);
    return knownSize(this.sizes, account, segmentId).catch(() => undefined);
  }

  /**
   * The first segments of those loaded that take identifiers of a type, those of the retailer of
   * `like` first. None without a type.
   */
  async fitting(
    type: IdentifierType | undefined,
    like: Into | undefined,
  ): Promise<FittingSegment[]> {
    if (type === undefined) return [];
    const retailerId = this.retailerOf(like);
    const found = this.nodes().flatMap(({ account, segment }) =>
      knownType(segment.contactList?.identifierType) === type && accessOf(segment) === 'writable'
        ? [{ account, segment, sameRetailer: segment.retailerId === retailerId }]
        : [],
    );
    found.sort((a, b) => Number(b.sameRetailer) - Number(a.sameRetailer));
    return Promise.all(
      found.slice(0, MOST).map(async (fit) => ({
        ...fit,
        retailer: this.accounts.retailerName(fit.account, fit.segment.retailerId),
        size: (await this.size({ account: fit.account, segmentId: fit.segment.id }))?.read
          ?.identifiers,
      })),
    );
  }

  /**
   * Asks where files go. `found`: what they hold, as far as that is known. `like`: a segment of the same
   * retailer is likely. Throws `Cancelled`.
   */
  async pick(
    files: readonly FileChoice[],
    found: readonly IdentifierType[] = [],
    like?: Into,
  ): Promise<Into> {
    await this.accounts.require();
    const types = found.length > 0 ? found : await likelyTypes(files[0]);
    const node = await this.view.pick(this.accounts.shown(), {
      title: t('Upload {0} to…', fileOrCount(files).forNotification()),
      only: 'writable',
      likely: { types, retailerId: this.retailerOf(like) },
      offersCreation: true,
    });
    return intoOf(node);
  }

  /**
   * Asks for more segments for a file, of the accounts and the types of those that it goes to. Throws
   * `Cancelled`.
   */
  async pickMore(groups: readonly BatchGroup[]): Promise<Into[]> {
    await this.accounts.require();
    const chosen = groups.flatMap(({ choices: { into } }) => into ?? []);
    const keys = new Set(chosen.map(segmentKey));
    const accounts = new Map(chosen.map((into) => [into.account.key, this.accountOf(into)]));
    const types = new Set<IdentifierType | undefined>(
      groups.flatMap(({ choices: { into }, destination, lines }) => {
        const isSent = lines.some(({ held, isLeftOut }) => !held && !isLeftOut);
        return (isSent && into && this.find(into, destination?.segment)?.type) || [];
      }),
    );
    const nodes = await this.view.pickSeveral([...accounts.values()], {
      title: t('Add Segments…'),
      only: 'writable',
      fits: (node) =>
        (types.size === 0 || types.has(knownType(node.segment.contactList?.identifierType))) &&
        !keys.has(segmentKey(intoOf(node))),
      ...(types.size === 1 && {
        all: (n) => t('All {0} {1} Segments', count(n), identifierTypeLabel([...types][0])),
      }),
    });
    return nodes.map(intoOf);
  }

  /** The segment of a proposal: see `fitValue`. */
  proposed(value: string | undefined): Into | undefined {
    const node = this.nodes().find((one) => fitValue(one) === value);
    return node && intoOf(node);
  }

  /** Creates a segment on its form; undefined if that is closed. `beside`: in its account. */
  async create(
    identifierType: string | undefined,
    beside: Into | undefined,
  ): Promise<Into | undefined> {
    const account = beside?.account ?? (await this.accounts.require());
    const segment = await this.panels.create(account, { identifierType });
    return segment && intoOf({ account, segment });
  }

  /** Opens the page of a segment, which has its uploads. */
  async show(into: Into): Promise<void> {
    await this.panels.show(this.accountOf(into), [into.segmentId]);
  }

  /** Those that are loaded, of all accounts shown. */
  private nodes(): Destination[] {
    return this.accounts
      .shown()
      .flatMap((account) =>
        this.segments.state(account).segments.map((segment) => ({ account, segment })),
      );
  }

  private retailerOf(into: Into | undefined): string | undefined {
    return into && this.segments.find(into.account, into.segmentId)?.retailerId;
  }
}

function intoOf({ account, segment }: Destination): Into {
  return { account, segmentId: segment.id };
}

/** The types that a column of the file fits. The page says what is wrong with an unreadable one. */
async function likelyTypes({ uri, dialect }: FileChoice): Promise<IdentifierType[]> {
  try {
    const source = await sourceOf(Uri.parse(uri), 'uploadCsv');
    const ranked = rankTypes(await preview(source, dialect));
    return ranked.filter(({ fits }) => fits).map(({ type }) => type);
  } catch {
    return [];
  }
}
