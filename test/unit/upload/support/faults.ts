import type { Arrived, Fault } from './sink';

const envelope = (code: string, title: string) => ({
  errors: [{ code, title, traceId: 'trace-1' }],
});
export const counts = (valid?: number, invalid?: number, samples: string[] = []) => ({
  data: {
    attributes: {
      nbValidIdentifiers: valid,
      nbInvalidIdentifiers: invalid,
      sampleInvalidIdentifiers: samples,
    },
  },
});

/** All known ways in which a request of an upload can fail or be answered. */
export const FAULTS = {
  cutBefore: () => ({ cut: 'before' }),
  cutAfter: () => ({ cut: 'after' }),
  stall: () => ({ stall: true }),
  stallAfter: () => ({ stall: true, after: true }),
  limit: () => ({ status: 429 }),
  bad: (call) => ({ status: 400, body: envelope('invalid', `Bad: ${call.identifiers[0]}`) }),
  locked: () => ({ status: 400, body: envelope('segment-locked', 'Locked') }),
  unprocessable: () => ({ status: 422, body: envelope('invalid', 'No') }),
  bare: () => ({ status: 400, body: null }),
  unauthorised: () => ({ status: 401, body: envelope('authorization-token-expired', 'Expired') }),
  forbidden: () => ({ status: 403, body: envelope('forbidden', 'No') }),
  notFound: () => ({ status: 404, body: envelope('segment-not-found', 'No') }),
  tooLarge: () => ({ status: 413 }),
  down: () => ({ status: 500, body: envelope('internal', 'Down') }),
  downAfter: () => ({ status: 500, body: envelope('internal', 'Down'), after: true }),
  gateway: () => ({ status: 503, page: true }),
  portal: () => ({ status: 200, page: true }),
  errorsAlone: () => ({ status: 200, body: { data: null, ...envelope('invalid', 'No') } }),
  noCounts: () => ({ status: 200, after: true, body: { data: { attributes: {} } } }),
  empty: (call) =>
    call.kind === 'clear'
      ? { status: 200, after: true, body: null }
      : { status: 200, after: true, body: counts() },
  wrongCounts: (call) => ({
    status: 200,
    after: true,
    body: counts(call.identifiers.length + 1, 1),
  }),
  garbled: () => ({ text: '{"data": {"attri' }),
} satisfies Record<string, (call: Arrived) => Fault>;
export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** The request takes effect, and the response says so. */
export const SUCCESSFUL: ReadonlySet<FaultName | undefined> = new Set([
  undefined,
  'noCounts',
  'empty',
  'wrongCounts',
]);

export const TOKEN_FAULTS = [
  { status: 400, body: { error: 'invalid_request' } },
  { status: 401, body: { error: 'invalid_client' } },
  { status: 404, body: null },
  { status: 413, body: null },
  { status: 503, body: {} },
] as const;

/** How often requests fail, and how; `token`: how often token requests fail. */
export interface Weather {
  faults: number;
  names: readonly FaultName[];
  token: number;
}

export const FAIR: Weather = { faults: 0, names: [], token: 0 };
