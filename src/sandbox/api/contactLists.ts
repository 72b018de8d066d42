import type { ListStore } from '../lists/listStore';
import type { Recorder } from '../recorder';
import type { Switches } from '../switches';
import { Digits, invalid, isObject, Refusal, required, type Reply } from '../wire';
import type { Segment, World } from '../world';
import { isWellFormed } from './identifierFormats';
import { closing } from './render';

/** Statistics, add-remove and clear, and when they take effect. */

interface Deps {
  world: () => World;
  switches: () => Switches;
  lists: ListStore;
  recorder: Recorder;
  now: () => number;
  /** Reports that the world has changed and must be saved. */
  changed: () => void;
}

const HALF_DAY = 12 * 3_600_000;

/** The last 00:00 or 12:00 UTC (guide: Note on Audience Computation). */
const lastComputationTime = (now: number): number => Math.floor(now / HALF_DAY) * HALF_DAY;

export class ContactLists {
  /** Adds, removes and clears that were answered but haven't taken effect, in order of arrival. */
  private queue: Promise<void> = Promise.resolve();
  private waiting = 0;
  private wake: (() => void) | undefined;
  private settling = false;

  constructor(private readonly deps: Deps) {}

  /** The number of changes that were answered but haven't taken effect. */
  get pending(): number {
    return this.waiting;
  }

  /** `GET /accounts/{accountId}/audience-segments/{id}/contact-list` */
  async statistics(segment: Segment): Promise<Reply> {
    const { dialect, computation } = this.deps.switches();
    contactListOf(segment);
    if (computation === 'immediate') await this.computeOne(segment);
    const named =
      dialect === 'guide'
        ? { identifierType: 'AudienceSegment' }
        : { type: 'RetailMediaContactListStatistics' };
    return {
      status: 200,
      body: {
        data: { id: segment.id, ...named, attributes: segment.statistics },
        ...closing(dialect, {}),
      },
    };
  }

  /** `POST /audience-segments/{id}/contact-list/add-remove` */
  async addRemove(
    segment: Segment,
    body: Record<string, unknown>,
  ): Promise<{ reply: Reply; identifiers: number }> {
    const switches = this.deps.switches();
    const request = readAmendment(body, switches.maxIdentifiers);
    const { identifierType } = contactListOf(segment, true);
    if (request.identifierType.toLowerCase() !== identifierType.toLowerCase()) {
      throw invalid(
        '@data/attributes/identifierType',
        'The identifier type is not that of the segment',
      );
    }
    const valid: string[] = [];
    const invalidOnes: string[] = [];
    for (const identifier of request.identifiers)
      (isWellFormed(identifierType, identifier) ? valid : invalidOnes).push(identifier);
    const figures = this.deps.recorder.amended(segment.id, request.operation, {
      valid: valid.length,
      invalid: invalidOnes.length,
    });
    await this.later(async () => {
      if (!this.deps.world().segments.has(segment.id)) return;
      const change = await this.deps.lists.change(segment.id, request.operation, valid);
      figures.changed += change.changed;
      figures.duplicates += change.unchanged;
    });
    const attributes = {
      operation: request.operation,
      requestDate: new Date(this.deps.now()).toISOString(),
      identifierType: switches.dialect === 'guide' ? request.identifierType : identifierType,
      nbValidIdentifiers: valid.length,
      nbInvalidIdentifiers: invalidOnes.length,
      sampleInvalidIdentifiers: invalidOnes.slice(0, switches.sampleInvalid),
    };
    return {
      reply: amendmentReply(switches, segment, request, attributes),
      identifiers: request.identifiers.length,
    };
  }

  /**
   * `POST /audience-segments/{id}/contact-list/clear`: 201 in the guide, 204 in the contract, both
   * empty (difference 2).
   */
  async clear(segment: Segment): Promise<Reply> {
    contactListOf(segment, true);
    this.deps.recorder.cleared(segment.id);
    await this.later(async () => {
      if (this.deps.world().segments.has(segment.id)) await this.deps.lists.clear(segment.id);
    });
    return { status: this.deps.switches().dialect === 'guide' ? 201 : 204 };
  }

  /**
   * Computes the statistics if 00:00 or 12:00 UTC has passed since the last computation. Must run
   * before every change.
   */
  async computeIfDue(): Promise<void> {
    if (this.deps.switches().computation !== 'twiceDaily') return;
    if (this.deps.world().computedAt < lastComputationTime(this.deps.now())) await this.compute();
  }

  /** Updates the statistics of every segment to its list. */
  async compute(): Promise<void> {
    this.deps.world().computedAt = this.deps.now();
    for (const segment of this.deps.world().segments.values())
      if (segment.contactList) await this.computeOne(segment);
    this.deps.changed();
  }

  /** Makes every pending change take effect now. */
  async settle(): Promise<void> {
    this.settling = true;
    this.wake?.();
    await this.queue;
    this.settling = false;
  }

  private async computeOne(segment: Segment): Promise<void> {
    const numberOfIdentifiers = await this.deps.lists.size(segment.id);
    const numberOfMatches = Math.floor(numberOfIdentifiers * segment.matchShare);
    const ratio = numberOfIdentifiers === 0 ? null : numberOfMatches / numberOfIdentifiers;
    const given = segment.matchRate === 'none' ? null : segment.matchRate;
    segment.statistics = {
      numberOfIdentifiers,
      numberOfMatches,
      matchRate: given === 'ratio' ? ratio : given,
    };
  }

  /** Applies a change before the response, or after all pending ones if a delay is switched on. */
  private async later(work: () => Promise<void>): Promise<void> {
    const delay = this.deps.switches().applyDelayMs;
    if (delay === 0 && this.waiting === 0) return work();
    const dueAt = Date.now() + delay;
    this.waiting++;
    this.queue = this.queue
      .then(() => this.until(dueAt))
      .then(work)
      .catch(() => undefined)
      .finally(() => this.waiting--);
  }

  private until(dueAt: number): Promise<void> {
    const wait = dueAt - Date.now();
    if (this.settling || wait <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      timer.unref();
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The contact list of a segment. Rejects Events segments and, for a change, read-only lists. */
function contactListOf(segment: Segment, toChange = false): { identifierType: string } {
  if (!segment.contactList)
    throw invalid('@path/audienceSegmentId', 'The segment is not a contact list');
  if (toChange && segment.contactList.isReadOnly === true) {
    throw new Refusal(400, {
      type: 'validation',
      code: 'contact-list-is-read-only',
      title: 'Contact list is read-only',
      detail: 'The contact list cannot be edited',
    });
  }
  return segment.contactList;
}

interface Amendment {
  type: unknown;
  operation: 'add' | 'remove';
  identifierType: string;
  identifiers: string[];
}

/** The body of an add-remove. `data.type` may be anything (difference 6). */
function readAmendment(body: Record<string, unknown>, most: number): Amendment {
  if (!isObject(body.data)) throw required('@data');
  const { attributes, type } = body.data;
  if (!isObject(attributes)) throw required('@data/attributes');
  const { operation, identifierType, identifiers } = attributes;
  if (operation !== 'add' && operation !== 'remove')
    throw invalid('@data/attributes/operation', 'The operation must be add or remove');
  if (typeof identifierType !== 'string') throw required('@data/attributes/identifierType');
  if (!Array.isArray(identifiers)) throw required('@data/attributes/identifiers');
  if (identifiers.length === 0)
    throw invalid('@data/attributes/identifiers', 'At least one identifier is needed');
  if (identifiers.length > most)
    throw invalid(
      '@data/attributes/identifiers',
      `At most ${most} identifiers can be sent in one request`,
    );
  if (!identifiers.every((item) => typeof item === 'string'))
    throw invalid('@data/attributes/identifiers', 'Identifiers must be strings');
  return { type, operation, identifierType, identifiers };
}

/**
 * Nested in the guide, flat in the contract (difference 4); `contactListId` is a number above 2^53
 * (difference 5).
 */
function amendmentReply(
  switches: Switches,
  segment: Segment,
  request: Amendment,
  attributes: Record<string, unknown>,
): Reply {
  const contactListId = new Digits(segment.contactListId);
  const { dialect } = switches;
  if (dialect === 'contract')
    return {
      status: 200,
      body: { data: { contactListId, ...attributes }, ...closing(dialect, {}) },
    };
  const type =
    request.type === 'ContactlistAmendment' ? 'ContactlistAmendment' : 'AddRemoveContactlistResult';
  const named = request.operation === 'add' ? { contactListId, ...attributes } : attributes;
  // “omitted if no errors”: the guide says so of this response alone.
  return { status: 200, body: { data: { type, attributes: named } } };
}
