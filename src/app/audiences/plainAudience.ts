import { segmentsIn } from '../../api/algebra';
import type { Audience } from '../../api/apiTypes';
import { isoTime } from '../../common/format';

/** An audience as JSON, as commands and the terminal return it; times are ISO 8601. */
export type PlainAudience = Omit<
  Audience,
  'json' | 'name' | 'description' | 'createdAt' | 'updatedAt'
> & {
  name?: string;
  description?: string;
  createdAt?: string;
  updatedAt?: string;
  /** All that its algebra has, each once. */
  segmentIds: string[];
};

export function plainAudience({
  json: _,
  name,
  description,
  createdAt,
  updatedAt,
  ...rest
}: Audience): PlainAudience {
  return {
    ...rest,
    name: name?.raw(),
    description: description?.raw(),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    segmentIds: [...new Set(segmentsIn(rest.algebra))],
  };
}
