/** What `run.ts` prints once a file from standard input has run, with its exit code behind. */
export const ENDED = '### ended: ';
