import { isoTime } from '../../common/format';
import type { OutsideText } from '../../common/outsideText';
import type { ListItem } from './pagedList';

/** What resources of the API have in common. */
export interface Resource extends ListItem {
  name?: OutsideText;
  description?: OutsideText;
  createdAt?: number;
  updatedAt?: number;
}

/** A resource as commands and the terminal return it: plain JSON, times as ISO 8601. */
export type Plain<T extends Resource> = Omit<
  T,
  'json' | 'name' | 'description' | 'createdAt' | 'updatedAt'
> & { name?: string; description?: string; createdAt?: string; updatedAt?: string };

export function plainItem<T extends Resource>({
  json: _,
  name,
  description,
  createdAt,
  updatedAt,
  ...rest
}: T): Plain<T> {
  return {
    ...rest,
    name: name?.raw(),
    description: description?.raw(),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
  };
}
