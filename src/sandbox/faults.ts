import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultKind, FaultState, Operation } from './control';
import { Random } from './random';
import { Refusal, type ProblemFields } from './wire';

/** The active faults, and which request each applies to. */

const KINDS: readonly string[] = [
  'latency',
  'forbidden',
  'cutBefore',
  'cutAfter',
  'stall',
  'truncated',
  'malformedJson',
  'html',
  'redirect',
  'expireToken',
  'revoke',
];

interface Meeting {
  /** How long to wait first, in milliseconds. */
  latency: number;
  /** What happens then, if anything. */
  fault?: Fault;
}

export class Faults {
  private active: FaultState[] = [];
  private nextId = 1;
  private random = new Random(1);
  private delays = new AbortController();

  list(): FaultState[] {
    return structuredClone(this.active);
  }

  /** @throws TypeError for an unknown fault. */
  add(faults: readonly Fault[]): number[] {
    for (const { fault } of faults) {
      const status = Number(fault);
      const isStatus = Number.isInteger(status) && status >= 300 && status <= 599;
      if (!KINDS.includes(fault) && !isStatus) throw new TypeError('There is no such fault.');
    }
    const added = faults.map((fault) => ({ ...fault, id: this.nextId++, met: 0, done: 0 }));
    this.active.push(...added);
    return added.map(({ id }) => id);
  }

  clear(): void {
    this.active = [];
    this.random = new Random(1);
    this.delays.abort();
    this.delays = new AbortController();
  }

  /** Waits `ms`, or until the faults are cleared. */
  async delay(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.delays.signal }).catch(() => undefined);
  }

  /**
   * The faults that apply to a request now: every latency, and the first other one in the order
   * they were added.
   */
  meet(operation: Operation): Meeting {
    const meeting: Meeting = { latency: 0 };
    for (const fault of this.active) {
      const isLatency = fault.fault === 'latency';
      if (fault.operation !== undefined && fault.operation !== operation) continue;
      if (!isLatency && meeting.fault) continue;
      fault.met++;
      if (fault.met < (fault.nth ?? 1)) continue;
      if (fault.probability !== undefined && this.random.next() >= fault.probability) continue;
      fault.done++;
      if (isLatency) meeting.latency += fault.ms ?? 0;
      else meeting.fault = fault;
    }
    this.active = this.active.filter(
      ({ done, times, probability }) =>
        done < (times ?? (probability === undefined ? 1 : Infinity)),
    );
    return meeting;
  }
}

/** Whether a request with this fault is carried out. */
export function doesWork(fault: Fault): boolean {
  const byDefault: FaultKind[] = [
    'cutAfter',
    'stall',
    'truncated',
    'malformedJson',
    'expireToken',
    'revoke',
  ];
  return fault.work ?? byDefault.includes(fault.fault);
}

const TITLES: Record<string, ProblemFields> = {
  '400': { type: 'validation', code: 'invalid', title: 'Invalid value' },
  '401': { type: 'authorization', code: 'authorization-unknown', title: 'Authorization failed' },
  '403': { type: 'access-control', code: 'forbidden', title: 'Forbidden' },
  '404': { type: 'validation', code: 'not-found', title: 'Not found' },
  '410': {
    type: 'deprecation',
    code: 'endpoint-deprecated',
    title: 'The endpoint is no longer available',
  },
  '413': { type: 'validation', code: 'payload-too-large', title: 'Payload too large' },
  '429': { type: 'quota', code: 'too-many-requests', title: 'Too many requests' },
};

/** The refusal for a fault with a status (or `forbiddenMessage`); undefined for the other kinds. */
export function refusalOf(
  fault: Fault,
  limitHeaders: (remaining: number, resetAt: number) => Record<string, string>,
  now: number,
): Refusal | undefined {
  const status = fault.fault === 'forbidden' ? '403' : fault.fault;
  if (!/^\d+$/.test(status)) return undefined;
  const fallback: ProblemFields = {
    type: 'availability',
    code: 'internal-error',
    title: 'Internal error',
  };
  const { type, code, title, detail } = TITLES[status] ?? fallback;
  const headers: Record<string, string> = {};
  if (status === '429' && fault.headers !== false)
    Object.assign(headers, limitHeaders(0, now + (fault.ms ?? 1000)));
  if (fault.retryAfter !== undefined) headers['retry-after'] = String(fault.retryAfter);
  return new Refusal(
    Number(status),
    {
      type,
      code: fault.code ?? code,
      title: fault.title ?? title,
      detail: fault.detail ?? detail ?? title,
    },
    headers,
  );
}
