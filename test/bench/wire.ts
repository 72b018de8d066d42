/** What the sink and those who send to it agree on. */
export const ACCOUNT = '7001';
export const SEGMENT = '9007199254740993101';
export const ADD_REMOVE = `/2026-07/retail-media/audience-segments/${SEGMENT}/contact-list/add-remove`;

/** What came since the last reset. */
export interface SinkCounts {
  calls: number;
  identifiers: number;
  /** Of add-remove bodies. */
  bytes: number;
  /** Milliseconds from the first add-remove that came to the last one answered. */
  span: number;
  /** CPU of the sink's process, seconds. */
  cpu: number;
}
