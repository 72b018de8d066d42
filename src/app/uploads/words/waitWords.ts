import { t } from '@vscode/l10n';
import { requestsText } from '../../../common/counts';
import { count, duration } from '../../../common/format';
import type { Progress, WaitReason } from '../../../upload/jobTypes';

type Wait = Pick<Progress, 'wait' | 'waitFigure' | 'waitUntil'>;

interface WaitWords {
  /** For a row. */
  short: () => string;
  /** For a title. `figure`: see `Progress.waitFigure`. */
  title: (figure?: number) => string;
  /** What it means for a person. */
  meaning?: () => string;
  /** It never tries again by itself. */
  isOpen?: true;
}

/** What is said of why an upload isn't progressing. */
const WAITS: Record<WaitReason, WaitWords> = {
  limit: {
    short: () => t('paused, rate limit'),
    title: (quota) =>
      quota === undefined
        ? t('Paused: API rate limit reached')
        : t('Paused: limit of {0} a minute', requestsText(quota)),
    meaning: () => t('All requests of this application share it.'),
  },
  network: {
    short: () => t('paused, no connection'),
    title: () => t('Paused: no connection'),
    meaning: () =>
      t('Criteo can’t be reached from here: check the network, any VPN and the proxy.'),
  },
  cutOff: {
    short: () => t('paused, connection broken off'),
    title: () => t('Paused: Criteo broke off the connection'),
    meaning: () => t('Criteo was reached, then the connection ended before the answer.'),
  },
  noResponse: {
    short: () => t('paused, Criteo doesn’t answer'),
    title: () => t('Paused: no response from Criteo'),
  },
  serverError: {
    short: () => t('paused, server error at Criteo'),
    title: (status) =>
      status === undefined
        ? t('Paused: Criteo answered with a server error')
        : t('Paused: Criteo answered with a server error ({0})', status),
    meaning: () => t('Your connection works.'),
  },
  signedOut: {
    short: () => t('paused, signed out'),
    title: () => t('Paused: signed out'),
    isOpen: true,
  },
  queue: {
    short: () => t('paused'),
    title: () => t('Waiting for another upload to the same segment'),
    isOpen: true,
  },
};

/** For a row. */
export function shortWaitText({ wait }: Wait): string {
  return wait === undefined ? t('paused') : WAITS[wait].short();
}

/** For a title; undefined while it waits for nothing. */
export function waitTitle({ wait, waitFigure }: Wait): string | undefined {
  return wait && WAITS[wait].title(waitFigure);
}

/** What a wait means for a person, if there is anything to say. */
export function waitMeaning({ wait }: Wait): string | undefined {
  return wait && WAITS[wait].meaning?.();
}

/** In one line, with the time until the next try. `now`: milliseconds since 1970. */
export function waitText(progress: Wait & { wait: WaitReason }, now: number): string {
  const { title, isOpen } = WAITS[progress.wait];
  const text = title(progress.waitFigure);
  return progress.waitUntil === undefined || isOpen
    ? text
    : t('{0}, retrying in {1}', text, duration(progress.waitUntil - now));
}

/**
 * Such as `4 of 8 requests answered, 4 unknown`. `unknown`: requests that got no response, which are
 * not among the answered ones.
 */
export function answeredText(answered: number, total: number, unknown: number): string {
  const text = t('{0} of {1} answered', count(answered), requestsText(total));
  return unknown > 0 ? t('{0}, {1} unknown', text, count(unknown)) : text;
}
