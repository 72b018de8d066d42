/** What the sink and its clients agree on. */
export const ACCOUNT = '7001';
export const SEGMENT = '9007199254740993101';
export const ADD_REMOVE = `/2026-07/retail-media/audience-segments/${SEGMENT}/contact-list/add-remove`;

/** Counts since the last reset. */
export interface SinkCounts {
  requests: number;
  identifiers: number;
  /** Size of add-remove bodies. */
  bytes: number;
  /** Milliseconds from the first add-remove request to the last response. */
  span: number;
  /** CPU seconds of the sink's process. */
  cpu: number;
}
