import type { Event } from '../../common/events';
import { Later } from '../../common/later';

/** Resolves with the next event that `holds`, or after `patience` milliseconds without one. */
export function nextEvent<T>(
  event: Event<T>,
  holds: (value: T) => boolean,
  patience: number,
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      giveUp.dispose();
      listening.dispose();
      resolve();
    };
    const giveUp = new Later('timeout', patience, end);
    const listening = event((value) => holds(value) && end());
    giveUp.call();
  });
}
