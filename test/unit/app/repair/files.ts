import type { ReadingOptions } from '../../../../src/app/repair/fixRows';
import type { TargetFile } from '../../../../src/app/writeParts';
import type { Dialect } from '../../../../src/csv/csvTypes';
import type { SourceFile } from '../../../../src/upload/uploadTypes';
import { PLAIN_DIALECT } from '../../../support/plainDialect';

/** A file of two columns, the second of email addresses, in memory. */
export const source = (content: Buffer): SourceFile => ({ uri: 'mem:/broken.csv', bytes: content });

export function readAs(dialect: Partial<Dialect> = {}): ReadingOptions {
  const whole: Dialect = { ...PLAIN_DIALECT, ...dialect };
  return { type: 'Email', dialect: whole, layout: { ...whole, column: 1, width: 2 } };
}

/** A file that keeps what is written into it. */
export function target(): { to: TargetFile; content: () => Buffer } {
  let content = Buffer.alloc(0);
  return {
    to: {
      uri: 'mem:/fixed.csv',
      write: (all) => {
        content = Buffer.from(all);
        return Promise.resolve();
      },
    },
    content: () => content,
  };
}

/** Where the API refused the row on this line. */
export const onLine = (line: number) => ({
  place: { line, startColumn: 0, endLine: line, endColumn: 1 },
});
