import type { Algebra, Audience } from '../../../../src/api/apiTypes';
import type { AudienceList } from '../../../../src/app/audiences/audienceList';
import { OutsideText } from '../../../../src/common/outsideText';

export const leaf = (segmentId: string): Algebra => ({ kind: 'segment', segmentId });
export const all = (...nodes: Algebra[]): Algebra => ({ kind: 'and', nodes });
export const any = (...nodes: Algebra[]): Algebra => ({ kind: 'or', nodes });
export const not = (node: Algebra): Algebra => ({ kind: 'not', node });
export const UNCLEAR: Algebra = { kind: 'unknown', nodes: [] };

/** An audience; without a name unless told otherwise. */
export function audience(
  id: string,
  algebra: Algebra,
  {
    name,
    description,
    ...parts
  }: Partial<Omit<Audience, 'name' | 'description'> & { name: string; description: string }> = {},
): Audience {
  return {
    id,
    ...(name !== undefined && { name: OutsideText.name(name) }),
    ...(description !== undefined && { description: OutsideText.text(description) }),
    channels: [],
    algebra,
    json: () => JSON.stringify({ id, name, algebra }),
    ...parts,
  };
}

/** A list that has these, or fails. */
export function audienceList(
  known: readonly Audience[] | Error,
): Pick<AudienceList, 'all' | 'using'> {
  const all = async (): Promise<readonly Audience[]> => {
    if (known instanceof Error) throw known;
    return known;
  };
  return {
    all,
    using: async (_, segmentId) =>
      (await all()).filter(({ json }) => json().includes(`"${segmentId}"`)),
  };
}
