import type { Dialect } from '../../src/csv/csvTypes';

/** Of a file in UTF-8 with commas, a header and no byte order mark. */
export const PLAIN_DIALECT: Dialect = {
  encoding: 'utf-8',
  bomLength: 0,
  gzip: false,
  delimiter: ',',
  recordEnd: 'lf',
  header: true,
  sepLine: false,
};
