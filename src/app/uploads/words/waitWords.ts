import { t } from '@vscode/l10n';
import type { WaitReason } from '../../../upload/jobTypes';

interface WaitWords {
  /** For a row. */
  short: () => string;
  /** For a title. */
  title: () => string;
  /** If it tries again by itself: in how long. */
  retrying?: (time: string) => string;
}

/** What is said of why an upload isn't progressing. */
export const WAITS: Record<WaitReason, WaitWords> = {
  limit: {
    short: () => t('paused, rate limit'),
    title: () => t('Paused: API rate limit reached'),
    retrying: (time) => t('Paused: API rate limit reached, retrying in {0}', time),
  },
  network: {
    short: () => t('paused, no connection'),
    title: () => t('Paused: no connection'),
    retrying: (time) => t('Paused: no connection, retrying in {0}', time),
  },
  noResponse: {
    short: () => t('paused, Criteo doesn’t answer'),
    title: () => t('Paused: no response from Criteo'),
    retrying: (time) => t('Paused: no response from Criteo, retrying in {0}', time),
  },
  serverError: {
    short: () => t('paused, server error at Criteo'),
    title: () => t('Paused: Criteo had a server error'),
    retrying: (time) => t('Paused: Criteo had a server error, retrying in {0}', time),
  },
  signedOut: {
    short: () => t('paused, signed out'),
    title: () => t('Paused: signed out'),
  },
  queue: {
    short: () => t('paused'),
    title: () => t('Waiting for another upload to the same segment'),
  },
};
