import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { install } from '../../host/install';

let started: Promise<Browser> | undefined;

/** The browser of all galleries that this process runs, which ends with it. */
export function galleryBrowser(): Promise<Browser> {
  return (started ??= install().then(launchBrowser));
}
