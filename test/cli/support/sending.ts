import type { Operation } from '../../../src/upload/uploadTypes';

/** The words of the command that sends files by an operation. */
export function sending(operation: Operation): { command: string; options: string[] } {
  return { command: 'upload', options: ['--operation', operation] };
}
