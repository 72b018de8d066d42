import { OPERATIONS } from '../../upload/uploadTypes';
import {
  COUNT,
  each,
  ERROR,
  lenient,
  listOf,
  maybe,
  NAME,
  objectOf,
  oneOf,
  PLAIN_RANGE,
  reader,
  some,
  TIME,
  TRUE,
  URI,
} from '../uploads/report/readers';
import { readDocument } from '../uploads/report/reportFile';
import { VERIFY_STATES, type VerifiedSegment, type VerifyReport } from './verifyTypes';

type Of<K extends keyof VerifiedSegment> = NonNullable<VerifiedSegment[K]>;

const RATE = reader((value) => (typeof value === 'number' && value >= 0 ? value : undefined));

const SEGMENT = objectOf<VerifiedSegment>({
  segmentId: NAME,
  ...each(lenient(NAME), 'segment', 'retailerId'),
  state: oneOf(VERIFY_STATES),
  read: maybe(
    objectOf<Of<'read'>>({
      ...each(maybe(COUNT), 'identifiers', 'matches'),
      matchRate: lenient(RATE),
      at: TIME,
    }),
  ),
  error: maybe(ERROR),
  before: maybe(objectOf<Of<'before'>>({ identifiers: COUNT, at: TIME })),
  expected: maybe(PLAIN_RANGE),
  upload: maybe(
    objectOf<Of<'upload'>>({
      ...each(lenient(NAME), 'jobId', 'hash'),
      operation: oneOf([...OPERATIONS, 'clear']),
      at: TIME,
      accepted: maybe(COUNT),
      ...each(some(NAME), 'files', 'columns'),
    }),
  ),
  since: maybe(TIME),
  isExplained: TRUE,
  othersFell: maybe(COUNT),
});

const REPORT = objectOf<VerifyReport>({
  file: maybe(URI),
  account: objectOf<VerifyReport['account']>({ id: NAME, name: lenient(NAME) }),
  isSandbox: TRUE,
  at: TIME,
  segments: listOf(SEGMENT),
});

/**
 * Reads what `criteo-audiences uploads verify` writes with `--report` and `--json`. Undefined for a document of
 * another kind. Throws `Failure` 'bad-report'.
 */
export function parseVerifyReport(bytes: Uint8Array, name: string): VerifyReport | undefined {
  return readDocument(bytes, name, ({ verified }) =>
    verified === undefined ? undefined : REPORT(verified, 'verified'),
  );
}
