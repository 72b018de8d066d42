import { segmentsIn } from '../../api/algebra';
import type { Audience } from '../../api/apiTypes';
import { plainItem, type Plain } from '../lists/plainItem';

/** An audience as JSON, as commands and the terminal return it. */
export type PlainAudience = Plain<Audience> & {
  /** All that its algebra has, each once. */
  segmentIds: string[];
};

export function plainAudience(audience: Audience): PlainAudience {
  return { ...plainItem(audience), segmentIds: [...new Set(segmentsIn(audience.algebra))] };
}
