import { OPERATIONS } from '../../upload/uploadTypes';
import {
  COUNT,
  each,
  ERROR,
  ID,
  lenient,
  listBySegment,
  maybe,
  NAME,
  objectOf,
  oneOf,
  PLAIN_RANGE,
  RATIO,
  some,
  TIME,
  TRUE,
  URI,
} from '../uploads/report/readers';
import type { ReportReader } from '../uploads/report/reportFile';
import { VERIFY_STATES, type VerifiedSegment, type VerifyReport } from './verifyTypes';

type Of<K extends keyof VerifiedSegment> = NonNullable<VerifiedSegment[K]>;

const SEGMENT = objectOf<VerifiedSegment>({
  segmentId: ID,
  ...each(lenient(NAME), 'segment', 'retailerId'),
  state: oneOf(VERIFY_STATES),
  read: maybe(
    objectOf<Of<'read'>>({
      ...each(maybe(COUNT), 'identifiers', 'matches'),
      matchRate: lenient(RATIO),
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
  segments: listBySegment(SEGMENT),
});

/** What `criteo-audiences uploads verify` writes: for `parseReportFile`. */
export const verifiedIn: ReportReader<VerifyReport> = ({ verified }) =>
  maybe(REPORT)(verified, 'verified');
